"""Every address of the service, tried by somebody who must not get in."""

from __future__ import annotations

import pytest
from addresses import Address, addresses
from county import County
from django.test import Client

from doudi.accounts.rights import RIGHTS

pytestmark = pytest.mark.django_db
EVERY = addresses()
OURS = [each for each in EVERY if each.name != "set_language"]  # Django's own, which shows nothing
CLOSED = [each for each in OURS if getattr(each.view, "door", None) != "anybody"]
POSTS = sorted({post for posts in RIGHTS.values() for post in posts})


def without(verbs: tuple[str, ...]) -> list[str]:
    """The posts that may do none of these."""
    return [post for post in POSTS if not any(post in RIGHTS[verb] for verb in verbs)]


GUARDED = [each for each in CLOSED if isinstance(each.view.door, tuple) and each.view.door and without(each.view.door)]


@pytest.fixture(autouse=True)
def _real_addresses(_rooms: None, settings) -> None:
    """The service's own addresses, without the rooms of the other tests."""
    settings.ROOT_URLCONF = "doudi.office.urls"
    settings.DOUDI_SECOND_FACTOR = False
    settings.DOUDI_FORMS_A_MINUTE = 10_000


def stranger_to(verbs: tuple[str, ...], county: County) -> Client:
    """Somebody of the county who may do none of these."""
    client = Client()
    client.force_login(county.actor(without(verbs)[0]).user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("address", OURS, ids=str)
def test_every_address_has_a_door_or_is_open_to_anybody_on_purpose(address: Address) -> None:
    assert hasattr(address.view, "door"), f"{address}: use @door(…), @signed_in or @anybody of doudi.desk.doors"


def test_only_the_public_side_and_the_entrance_are_open_to_anybody() -> None:
    desk = {each.name for each in OURS if each.route.startswith("desk/") and each not in CLOSED}
    assert desk == {"sign-in", "sign-out"}


@pytest.mark.parametrize("address", CLOSED, ids=str)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_gets_in_without_signing_in(client: Client, address: Address, method: str) -> None:
    response = getattr(client, method)(address.path())
    assert response.status_code == 302
    assert response["Location"].startswith("/desk/sign-in/")


@pytest.mark.parametrize("address", GUARDED, ids=str)
def test_a_role_without_the_right_is_refused(county: County, address: Address) -> None:
    client = stranger_to(address.view.door, county)
    assert client.get(address.path()).status_code == 403
    assert client.post(address.path()).status_code == 403
