"""With English chosen every page is in English: what is Chinese there is data, or the words of a policy."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest
from addresses import Address, addresses
from county import County
from data import chinese_left, kept
from django.test import Client
from django.utils.timezone import localdate
from test_every_object import POSTS, posts_for, values
from test_every_object import case as case  # the fixture: a county with an object for every address

from doudi.cases.models import Case
from doudi.cases.notices.models import Notice

pytestmark = pytest.mark.django_db
FILES = {"households-template", "notice-photo", "book", "book-page", "robots", "paper-word", "check-file"}
ONLY_BUTTONS = {"set_language", "sign-out", "apply-begin", "apply-for"}
PAGES = [each for each in addresses() if each.name not in FILES | ONLY_BUTTONS]
FORMS = 422
ENOUGH = 2
"""How many of those who come in look at a page."""


@pytest.fixture(autouse=True)
def _one_factor(settings) -> None:
    settings.DOUDI_SECOND_FACTOR = False
    settings.DOUDI_FORMS_A_MINUTE = 10_000


def english(county: County, post: str = "") -> Client:
    """A browser in which English is chosen, and somebody signed in."""
    client = Client()
    client.cookies["django_language"] = "en"
    if post:
        client.force_login(county.actor(post).user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def doors(address: Address) -> list[str]:
    """The posts that come in; nobody's for an open door."""
    door = getattr(address.view, "door", "anybody")
    return [""] if door == "anybody" else posts_for(address) if isinstance(door, tuple) else POSTS[:1]


def path_of(county: County, case: Case, address: Address) -> str:
    """The path of an address, with what the county has for it."""
    if address.name == "calendar-year":
        return address.path({"year": localdate().year})
    if address.name == "public-notice":
        return address.path({"token": Notice.objects.filter(case=case).first().token})
    return address.path(values(county, case, address) if address.arguments else None)


def answers(county: County, case: Case, address: Address, method: str) -> Iterator[tuple[str, bytes]]:
    """What an address answers to everybody who comes in, with what it said to whom; redirections are left out."""
    path = path_of(county, case, address)
    for post in doors(address):
        answer = getattr(english(county, post), method)(path)
        if answer.status_code in (200, FORMS) and answer["Content-Type"].startswith("text/html"):
            assert answer["Content-Language"] == "en"
            yield f"{method} {path} ({post or 'nobody'})", answer.content


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_and_every_refused_form_is_in_english(county: County, case: Case, method: str) -> None:
    left: dict[str, str] = {}
    known, seen = kept(), 0
    for address in PAGES:
        for place, page in islice(answers(county, case, address, method), ENOUGH):
            seen += 1
            left |= {text: place for text in chinese_left(page, known) if text not in left}
    assert seen > (60 if method == "get" else 10)
    assert not left, "\n".join(f"{place}: {text}" for text, place in left.items())


def test_a_refusal_and_a_page_that_is_not_there_are_in_english(county: County, case: Case) -> None:
    known = kept()
    client = english(county, "county.finance")
    for path, status in (
        ("/desk/audit/verify/", 403),
        ("/desk/organisations/accounts/999999/", 403),
        ("/nowhere/", 404),
    ):
        answer = client.get(path)
        assert answer.status_code == status
        assert chinese_left(answer.content, known) == []


def test_the_page_says_its_language(county: County) -> None:
    assert b'<html lang="en">' in english(county).get("/").content
    assert b'<html lang="zh-CN">' in Client().get("/").content
