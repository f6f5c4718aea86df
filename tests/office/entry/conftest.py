"""Visitors, and doors to try."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from county import PASSWORD, County
from django.http import HttpResponse
from django.test import Client

from doudi.accounts.models import User

SignIn = Callable[[Client, str], HttpResponse]


@pytest.fixture(autouse=True)
def _rooms(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rooms of `rooms.py` stand before the service's own addresses, and the menu leads to one of them."""
    settings.ROOT_URLCONF = "rooms"
    monkeypatch.setattr("doudi.desk.menu.ENTRIES", [("inbox", "待办", "")])


@pytest.fixture
def sign_in() -> SignIn:
    """Sign in through the form."""

    def go(client: Client, username: str, password: str = PASSWORD, **more: str) -> HttpResponse:
        return client.post("/desk/sign-in/", {"username": username, "password": password, **more})

    return go


@pytest.fixture
def clerk(county: County) -> User:
    """A township's clerk, who needs no second factor."""
    return county.actor("township.clerk").user


@pytest.fixture
def leader(county: County) -> User:
    """A township's leader, who signs decisions and needs one."""
    return county.actor("township.leader").user
