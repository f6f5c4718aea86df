"""Every page opens for those whom it is for, asks the database a bounded number of questions, and refuses outsiders."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from county import County
from deskwork import case_of, do, household, to_decision
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.accounts.actor import Actor
from doudi.cases.models import Case
from doudi.desk.models import Draft
from doudi.rulebook.models import Adoption, StandardValue

pytestmark = pytest.mark.django_db
MOST = 30


@pytest.fixture
def closed(place: County) -> Case:
    """A case that was decided and closed."""
    case = case_of(place)
    to_decision(place, case)
    do(place, case)
    while Case.objects.get(pk=case.pk).is_open:
        do(place, case)
    return Case.objects.get(pk=case.pk)


def pages_of_a_case(case: Case) -> list[str]:
    """The pages about a case that was decided."""
    names = ["case", "case-assessment", "case-facts", "case-log", "case-materials", "case-decisions", "case-replay"]
    names += ["case-papers", "case-paper-form"]
    found = [reverse(name, args=[case.number]) for name in names]
    found += [reverse("step", args=[case.number, run.pk]) for run in case.runs.all()]
    decision = case.decisions.get()
    for name in ("decision", "decision-served", "decision-appeal", "decision-change"):
        found.append(reverse(name, args=[case.number, decision.pk]))
    return found


def pages_of_a_household(number: str, person: int) -> list[str]:
    names = ["household", "household-history", "household-cases", "household-readers", "household-facts", "member-add"]
    names += ["household-notices", "household-papers"]
    found = [reverse(name, args=[number]) for name in names]
    return found + [
        reverse(name, args=[number, person]) for name in ("person-correct", "member-leave", "person-secret")
    ]


COMMON = ["inbox", "cases", "households", "apply", "policies", "standards", "calendar", "organisations", "accounts"]
COMMON += ["audit", "notices", "meetings", "meeting-new", "samples", "households-import", "adopt", "standard-new"]
COMMON += ["organisation-new", "account-new", "notice-masking", "archive", "destructions", "destruction-new"]


def everybody(place: County) -> list[Actor]:
    """Somebody of every post."""
    posts = "village.assistant township.clerk township.leader county.officer county.leader county.checker "
    posts += "county.auditor county.editor county.administrator department.contact county.finance"
    return [place.actor(post) for post in posts.split()]


def test_every_page_opens_for_somebody_with_a_bounded_number_of_queries(
    place: County, closed: Case, as_: Callable[[Actor], Client]
) -> None:
    found = closed.household
    person = found.members.first()
    assert person is not None
    pages = [reverse(name) for name in COMMON]
    pages += pages_of_a_case(closed) + pages_of_a_household(found.number, person.person_id)
    pages += [reverse("policy", args=[closed.release_id])]
    pages += [reverse("adoption", args=[Adoption.objects.get().pk])]
    pages += [reverse("standard", args=[StandardValue.objects.get().pk])]
    browsers = [as_(actor) for actor in everybody(place)]
    opened = set()
    for page in pages:
        for browser in browsers:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                answer = browser.get(page)
            assert answer.status_code in (200, 302, 403, 404), (page, answer.status_code)
            if answer.status_code == 200:
                opened.add(page)
                assert len(asked) <= MOST, (page, len(asked), [q["sql"][:150] for q in asked])
    assert set(pages) == opened


def test_nobody_of_another_county_opens_a_page_about_a_case_or_a_household(
    place: County, closed: Case, elsewhere: County, as_: Callable[[Actor], Client]
) -> None:
    person = closed.household.members.first()
    assert person is not None
    pages = pages_of_a_case(closed) + pages_of_a_household(closed.household.number, person.person_id)
    for actor in everybody(elsewhere):
        browser = as_(actor)
        for page in pages:
            for answer in (browser.get(page), browser.post(page, {"do": "sign", "reason": "x"})):
                assert answer.status_code in (403, 404, 405), (actor.post, page, answer.status_code)


def test_a_colleague_does_not_see_somebodys_drafts(place: County, as_: Callable[[Actor], Client]) -> None:
    draft = Draft.objects.create(made_by=place.actor("township.clerk").membership)
    colleague = as_(place.actor("township.clerk", 2))
    for name in ("apply-family", "apply-facts", "apply-request", "apply-check"):
        assert colleague.get(reverse(name, args=[draft.pk])).status_code == 404
    assert colleague.post(reverse("apply-drop", args=[draft.pk])).status_code == 404
    assert Draft.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("name", ["inbox", "cases", "households"])
def test_a_longer_list_asks_no_more_questions(place: County, clerk: Client, name: str) -> None:
    case_of(place, household(place, "虚一", known=False))
    clerk.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        clerk.get(reverse(name))
    for number in range(5):
        case_of(place, household(place, f"虚家{number}", "虚二", known=False))
    with CaptureQueriesContext(connection) as many:
        answer = clerk.get(reverse(name))
    assert answer.status_code == 200
    assert len(many) <= len(few)


def test_a_bigger_family_asks_no_more_questions_on_its_file_and_case(place: County, clerk: Client) -> None:
    small, big = household(place, "甲"), household(place, *"乙丙丁戊己")
    counts = []
    for found in (small, big):
        case = case_of(place, found)
        total = 0
        for page in (reverse("household", args=[found.number]), reverse("case-assessment", args=[case.number])):
            with CaptureQueriesContext(connection) as asked:
                assert clerk.get(page).status_code == 200
            total += len(asked)
        counts.append(total)
    assert counts[1] <= counts[0] + 1


def test_no_address_of_the_desk_holds_a_name_or_an_id_number(place: County, clerk: Client) -> None:
    answer = clerk.post(reverse("households"), {"text": "虚"})
    assert answer.status_code == 200
    assert "虚" not in answer.request["PATH_INFO"] + answer.request["QUERY_STRING"]


def test_every_part_of_the_picture_of_a_procedure_has_its_look(place: County, clerk: Client) -> None:
    page = clerk.get(reverse("case", args=[case_of(place).number])).content.decode()
    drawn = page[page.index("<svg") : page.index("</svg>")]
    styles = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', page)
    css = "".join(Path(finders.find(name)).read_text(encoding="utf-8") for name in styles if "vendor" not in name)
    classes = {word for found in re.findall(r'<g class="([^"]+)"', drawn) for word in found.split()}
    assert classes
    assert {word for word in classes - {"township"} if f".{word}" not in css} == set()


def test_each_circled_number_of_the_picture_is_told_below_it(place: County, clerk: Client) -> None:
    answer = clerk.get(reverse("case", args=[case_of(place).number]))
    drawn, forks = str(answer.context["picture"].svg), answer.context["picture"].forks
    told = {way.sign for fork in forks for way in fork.ways if way.sign}
    assert told == set(re.findall("[①-⑳]", drawn)) != set()
    sampled = next(fork for fork in forks if fork.step.name == "sample")
    assert [(way.sign, way.to, way.otherwise) for way in sampled.ways if way.sign][-1] == ("④", "民政审批", True)
    page = answer.content.decode()
    assert all(way.to in page and way.when in page for way in sampled.ways)
