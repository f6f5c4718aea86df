"""Visitors of the desk: signed in as somebody of the county, or of the one next door."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from county import County
from deskwork import in_force
from django.test import Client

from doudi.accounts.actor import Actor


@pytest.fixture(autouse=True)
def _one_factor(settings) -> None:
    """The second factor is tried where people come in; here everybody is in already."""
    settings.DOUDI_SECOND_FACTOR = False


@pytest.fixture
def as_(db: None) -> Callable[[Actor], Client]:
    """A browser in which somebody is signed in."""

    def go(actor: Actor) -> Client:
        client = Client()
        client.force_login(actor.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return go


@pytest.fixture
def place(county: County) -> County:
    """The county, with a policy and its standard in force."""
    in_force(county)
    return county


@pytest.fixture
def clerk(place: County, as_: Callable[[Actor], Client]) -> Client:
    """Alice: the clerk of the first township."""
    return as_(place.actor("township.clerk"))


@pytest.fixture
def outsider(elsewhere: County, as_: Callable[[Actor], Client]) -> Client:
    """The clerk of a township in another county."""
    return as_(elsewhere.actor("township.clerk"))
