"""Signing in and out."""

from __future__ import annotations

import pytest
from county import PASSWORD, County
from django.test import Client

from doudi.audit.models import Entry

pytestmark = pytest.mark.django_db


def test_a_clerk_signs_in(county: County, client: Client) -> None:
    clerk = county.actor("township.clerk").user
    response = client.post("/desk/sign-in/", {"username": clerk.username, "password": PASSWORD})
    assert response.status_code == 302
