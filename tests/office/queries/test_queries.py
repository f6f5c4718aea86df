"""How often a page asks the database: at most thirty times, and no more often with ten times as many rows."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import pytest
from county import County
from deskwork import case_of, do, household, in_force, to_decision
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.accounts.actor import Actor
from doudi.cases.models import Case
from doudi.cases.notices.models import Masking, Notice, NoticeKind
from doudi.desk import picture
from doudi.registry.models import FactVersion, Household
from doudi.registry.services import Who, merge, record_facts, register_person

pytestmark = pytest.mark.django_db
MOST = 30
FEW, MANY = 2, 20
TODAY = timezone.localdate()
# The lists, by who reads them.
LISTS = {
    "township.clerk": ["inbox", "cases", "households", "notices", "policies", "standards", "calendar", "meetings"],
    "county.officer": ["inbox", "cases", "households", "notices", "samples", "meetings"],
    "county.leader": ["inbox", "cases", "organisations", "accounts"],
    "county.auditor": ["cases", "households", "audit"],
}
OF_HOUSEHOLD = ["household", "household-history", "household-cases"]
OF_CASE = ["case", "case-assessment", "case-facts", "case-log", "case-materials", "case-decisions"]


@pytest.fixture(autouse=True)
def _one_factor(settings) -> None:
    """Everybody is in already."""
    settings.DOUDI_SECOND_FACTOR = False


@pytest.fixture
def place(county: County) -> County:
    """The county, with a policy in force."""
    in_force(county)
    return county


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def asked(client: Client, path: str) -> list[str]:
    """What a page asks the database, when nothing of it was kept from before."""
    client.get(path)  # what a process reads once, and the note in the log that is written once for a while
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return [query["sql"] for query in queries]


def more_cases(place: County, count: int) -> Iterator[Case]:
    """So many more households, each with a case and its notice."""
    clerk = place.actor("township.clerk")
    for number in range(count):
        case = case_of(place, household(place, f"虚{number}", "虚二", known=False))
        Notice.objects.create(
            case=case,
            run=case.runs.get(),
            kind=NoticeKind.HEARING,
            area=case.area,
            shown={},
            masking=Masking.MIDDLE,
            place="公示栏",
            from_date=TODAY,
            until_date=TODAY + datetime.timedelta(6),
            posted_by=clerk.membership,
            posted_at=timezone.now(),
        )
        yield case


def counts(place: County) -> dict[tuple[str, str], int]:
    """How often each list asks, by who reads it."""
    found = {}
    for post, names in LISTS.items():
        client = signed_in(place.actor(post))
        for name in names:
            found[post, name] = len(asked(client, reverse(name)))
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(reverse("board")).status_code == 200
    found["anybody", "board"] = len(queries)
    return found


def test_a_list_asks_as_often_for_ten_times_the_rows(place: County) -> None:
    list(more_cases(place, FEW))
    few = counts(place)
    list(more_cases(place, MANY - FEW))
    many = counts(place)
    grown = {page: (few[page], many[page]) for page in few if many[page] > few[page]}
    assert grown == {}
    assert {page: count for page, count in many.items() if count > MOST} == {}


def test_a_file_asks_as_often_for_ten_times_the_members_and_facts(place: County) -> None:
    small, big = household(place, "甲"), household(place, *"乙丙丁戊己庚辛壬癸子")
    for found in (small, big):
        case_of(place, found)
    client = signed_in(place.actor("township.clerk"))
    for name in OF_HOUSEHOLD:
        few, many = (len(asked(client, reverse(name, args=[found.number]))) for found in (small, big))
        assert many <= few <= MOST, name


def test_a_case_asks_as_often_when_its_household_has_ten_times_the_members(place: County) -> None:
    small, big = (case_of(place, household(place, *names)) for names in ("甲", "乙丙丁戊己庚辛壬癸子"))
    client = signed_in(place.actor("township.clerk"))
    for name in OF_CASE:
        few, many = (len(asked(client, reverse(name, args=[case.number]))) for case in (small, big))
        assert many <= few <= MOST, name


def test_a_search_asks_as_often_for_ten_times_the_people(place: County) -> None:
    client = signed_in(place.actor("township.clerk"))
    found = []
    for count in (FEW, MANY):
        for number in range(count):
            household(place, f"寻{count}{number}", known=False)
        with CaptureQueriesContext(connection) as queries:
            assert client.post(reverse("households"), {"text": "寻"}).status_code == 200
        found.append(len(queries))
    assert found[1] <= found[0] <= MOST


@pytest.fixture
def decided(place: County) -> Case:
    """A case with a decision, which stores much."""
    case = case_of(place)
    to_decision(place, case)
    do(place, case)
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize(
    "page",
    [
        lambda case: reverse("inbox"),
        lambda case: reverse("cases"),
        lambda case: reverse("case", args=[case.number]),
        lambda case: reverse("case-decisions", args=[case.number]),
        lambda case: reverse("household", args=[case.household.number]),
        lambda case: reverse("household-cases", args=[case.household.number]),
    ],
    ids=["inbox", "cases", "case", "decisions", "household", "its cases"],
)
def test_no_page_reads_whole_policies_or_assessments_that_it_does_not_show(
    place: County, decided: Case, page: Callable[[Case], str]
) -> None:
    text = "\n".join(asked(signed_in(place.actor("township.clerk")), page(decided)))
    assert '"layers"' not in text
    assert '"cases_decision"."assessment"' not in text


def test_the_picture_of_a_procedure_is_drawn_once_for_cases_that_stand_alike(
    place: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture._drawn.cache_clear()
    drawn: list[object] = []
    draw = picture.draw
    monkeypatch.setattr(picture, "draw", lambda *words: drawn.append(words) or draw(*words))
    client = signed_in(place.actor("township.clerk"))
    first, second = (case_of(place, household(place, name)) for name in ("甲", "乙"))
    pages = [client.get(reverse("case", args=[case.number])).content.decode() for case in (first, second)]
    assert len(drawn) == 1
    assert all("<svg" in page for page in pages)


def test_facts_of_a_duplicate_stand_in_the_file_of_the_record_that_is_kept(place: County) -> None:
    clerk, officer = place.actor("township.clerk"), place.actor("county.officer")
    found: Household = household(place, "甲", known=False)
    kept = found.members.get().person
    other = register_person(actor=clerk, area=place.village, who=Who("甲又", birth_date=kept.birth_date, sex=kept.sex))
    record_facts(actor=clerk, subject=other, values={"wage_income": "812.50"}, true_from=TODAY)
    merge(actor=officer, kept=kept, merged=other, reason="同一人")
    client = signed_in(clerk)
    for name in ("household", "household-history"):
        assert "812.50" in client.get(reverse(name, args=[found.number])).content.decode(), name
    assert FactVersion.objects.filter(person=other).exists()


def test_a_reader_of_the_board_who_has_the_page_already_is_sent_none(place: County) -> None:
    (case,) = more_cases(place, 1)
    first = Client().get(reverse("board"))
    again = {"If-None-Match": first.headers["ETag"]}
    same = Client().get(reverse("board"), headers=again)
    assert (same.status_code, same.content) == (304, b"")
    Notice.objects.filter(case=case).update(until_date=TODAY - datetime.timedelta(1), from_date=TODAY)
    cache.clear()
    assert Client().get(reverse("board"), headers=again).status_code == 200
