"""Decisions, letters, appeals and materials at the desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from county import County
from deskwork import case_of, do, household, to_decision
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from doudi.accounts.actor import Actor
from doudi.cases.models import Case, Decision, MaterialList
from doudi.papers.models import Paper

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Actor], Client]


@pytest.fixture
def closed(place: County) -> Case:
    case = case_of(place)
    to_decision(place, case)
    while Case.objects.get(pk=case.pk).is_open:
        do(place, case)
    return Case.objects.get(pk=case.pk)


def at(name: str, case: Case) -> str:
    return reverse(name, args=[case.number, case.decisions.latest("pk").pk])


def test_a_letter_is_served_and_the_last_days_are_shown(clerk: Client, closed: Case) -> None:
    served = {"how": "hand", "served_on": localdate().isoformat(), "received_by": ""}
    answer = clerk.post(at("decision-served", closed), served)
    assert answer.status_code == 422 and "要写明签收人。" in answer.content.decode()
    number = Paper.objects.get(subject=closed.number, kind="approval").number
    other = clerk.post(at("decision-served", closed), {**served, "received_by": "虚一", "paper_number": "向大山"})
    assert other.status_code == 422 and "没有这个选项，请重选。" in other.content.decode()
    assert f'<option value="{number}" selected>' in clerk.get(at("decision-served", closed)).content.decode()
    given = {**served, "received_by": "虚一", "thumbprint": "1", "paper_number": number}
    assert clerk.post(at("decision-served", closed), given).status_code == 302
    page = clerk.get(reverse("case-decisions", args=[closed.number])).content.decode()
    assert f"{number} 虚一（按手印）" in page and "行政复议期限" in page


def test_an_appeal_is_entered_and_ended_by_the_county(
    place: County, clerk: Client, closed: Case, as_: SignedIn
) -> None:
    officer, today = as_(place.actor("county.officer")), localdate().isoformat()
    filed = {"kind": "reconsideration", "filed_on": today, "body": "县人民政府"}
    assert clerk.post(at("decision-appeal", closed), filed).status_code == 403
    officer.post(at("decision-appeal", closed), filed)
    appeal = closed.decisions.get().appeals.get()
    officer.post(reverse("appeal-end", args=[closed.number, appeal.pk]), {"result": "upheld", "on": today})
    appeal.refresh_from_db()
    assert appeal.result == "upheld"


def test_a_decision_is_revoked_by_two_persons(place: County, closed: Case, as_: SignedIn) -> None:
    officer, leader = as_(place.actor("county.officer")), as_(place.actor("county.leader"))
    change = {"kind": "revocation", "outcome": "refused", "on": localdate().isoformat(), "reason": "查明不符"}
    assert officer.post(at("decision-change", closed), {**change, "reason": ""}).status_code == 422
    assert officer.post(at("decision-change", closed), change).status_code == 302
    run = closed.runs.get(step="revocation")
    page = reverse("step", args=[closed.number, run.pk])
    assert page in leader.get(reverse("inbox")).content.decode()


def test_a_replay_says_that_it_is_the_same_to_the_letter(clerk: Client, closed: Case) -> None:
    page = clerk.get(reverse("case-replay", args=[closed.number])).content.decode()
    assert "与当时相同" in page


def test_the_assessment_of_a_decision_is_shown_with_names(clerk: Client, closed: Case) -> None:
    page = clerk.get(at("decision", closed)).content.decode()
    assert "应予批准" in page and "虚一" in page and "550" in page


def test_a_decision_of_another_case_is_not_found(place: County, clerk: Client, closed: Case) -> None:
    other = case_of(place, household(place, "另人", known=False))
    decision = Decision.objects.get()
    for name in ("decision", "decision-served"):
        assert clerk.get(reverse(name, args=[other.number, decision.pk])).status_code == 404


def test_missing_materials_are_asked_once(place: County, clerk: Client) -> None:
    case = case_of(place, household(place, "虚一", known=False))
    page = reverse("case-materials", args=[case.number])
    needs = [need["key"] for need in clerk.get(page).context["needs"]]
    assert len(needs) > 3
    clerk.post(page, {"need": needs[:2], "documents": "户口簿\n身份证"})
    made = MaterialList.objects.get()
    assert made.materials.count() == 4
    again = clerk.post(page, {"need": needs, "documents": ""})
    assert again.status_code == 422 and MaterialList.objects.count() == 1
    first = made.materials.get(label="户口簿")
    clerk.post(reverse("case-material", args=[case.number, first.pk]), {"state": "waived", "note": ""})
    first.refresh_from_db()
    assert first.state == "asked"
    clerk.post(reverse("case-material", args=[case.number, first.pk]), {"state": "received"})
    first.refresh_from_db()
    assert first.state == "received"


def test_a_material_of_another_case_is_not_found(place: County, clerk: Client) -> None:
    one, other = (case_of(place, household(place, name, known=False)) for name in ("甲人", "乙人"))
    clerk.post(reverse("case-materials", args=[one.number]), {"documents": "户口簿"})
    pk = MaterialList.objects.get().materials.first().pk  # type: ignore[union-attr]
    assert clerk.post(reverse("case-material", args=[other.number, pk]), {"state": "received"}).status_code == 404
