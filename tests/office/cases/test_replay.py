"""A decision made again from what it stored: the same to the letter, and what would differ today."""

from __future__ import annotations

import datetime

import pytest
from county import County
from django.core.exceptions import PermissionDenied
from families import apply, decided_case, family, finish, give, head, in_force, learn

from doudi.cases.models import Case, Decision
from doudi.cases.services import CaseProblem, replay
from doudi.policy.reading import library
from doudi.rulebook import kept

pytestmark = pytest.mark.django_db
LATER = datetime.date(2023, 1, 9)


@pytest.fixture
def decided(county: County) -> Case:
    return decided_case(county)


def test_a_decision_comes_out_the_same_to_the_letter(decided: Case) -> None:
    kept._read.cache_clear()
    kept._plan.cache_clear()
    (again,) = replay(case=decided, today=LATER)
    assert again.same
    assert (again.changed, again.facts_today) == ([], [])
    assert again.rules_today is not None
    assert {each["name"] for each in again.rules_today} == {"age"}  # they are older today


def test_it_comes_out_the_same_when_the_policys_files_are_gone(
    decided: Case, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kept._read.cache_clear()
    kept._plan.cache_clear()
    monkeypatch.setattr(library, "home", lambda: tmp_path_factory.mktemp("empty"))
    assert replay(case=decided, today=LATER)[0].same


def test_what_is_known_today_of_that_day_shows_what_would_differ(county: County, decided: Case) -> None:
    learn(county, "wage_income", "9000.00", person=head(decided.household))
    (again,) = replay(case=decided, today=LATER)
    assert again.same
    assert {"what": "result", "name": "dibao_eligible", "of": "", "then": True, "now": False} in again.facts_today
    assert again.rules_today is not None
    assert {each["name"] for each in again.rules_today} == {"age"}


def test_a_new_standard_shows_what_would_differ(county: County, decided: Case) -> None:
    give(county, "dibao_standard", "600", datetime.date(2022, 1, 1))
    (again,) = replay(case=decided, today=LATER)
    assert again.same
    assert again.facts_today == []
    assert again.rules_today is not None
    assert any(each["name"] == "dibao_amount" for each in again.rules_today)


def test_a_changed_answer_is_found_out(decided: Case) -> None:
    made = Decision.objects.get()
    made.assessment["results"]["dibao_amount"] = "1.00"
    Decision.objects.filter(pk=made.pk).update(assessment=made.assessment)
    (again,) = replay(case=decided, today=LATER)
    assert not again.same
    assert [each["name"] for each in again.changed] == ["dibao_amount"]


@pytest.mark.parametrize(("key", "value", "same"), [("sentence", "从前的说法", True), ("holds", None, False)])
def test_other_words_for_a_condition_are_no_difference_but_another_finding_is(
    decided: Case, key: str, value: str | None, same: bool
) -> None:
    made = Decision.objects.get()
    entry = next(each for each in made.assessment["explanation"] if each["conditions"])
    entry["conditions"][0][key] = value
    Decision.objects.filter(pk=made.pk).update(assessment=made.assessment)
    assert replay(case=decided, today=LATER)[0].same is same


def test_a_case_without_a_decision_has_nothing_to_replay(county: County) -> None:
    in_force(county)
    with pytest.raises(CaseProblem, match="本件还没有审批决定，无从重放。"):
        replay(case=apply(county, family(county)), today=LATER)


def test_an_outsider_replays_nothing(county: County, elsewhere: County, decided: Case) -> None:
    with pytest.raises(PermissionDenied):
        replay(case=decided, today=LATER, actor=elsewhere.actor("county.officer"))
    assert replay(case=decided, today=LATER, actor=county.actor("county.auditor"))[0].same


@pytest.mark.parametrize("word", [name for name in library.names() if name != "national"])
def test_a_decision_under_every_policy_comes_out_the_same(county: County, word: str) -> None:
    in_force(county, word)
    case = finish(county, apply(county, family(county, {"wage_income": "300.00"}, {}, {})))
    assert case.end == "approved"
    assert all(again.same for again in replay(case=case, today=LATER))
