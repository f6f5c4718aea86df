"""The compiled function explains as the interpreter does."""

from __future__ import annotations

import datetime
import json
from fractions import Fraction
from pathlib import Path

import pytest
from building import household
from hypothesis import given, settings
from random_policies import settings_and_households
from sample import FAMILY, member, sample

from doudi.policy.building.build import load
from doudi.policy.deciding.decision import Decider
from doudi.policy.definitions.model import Dated
from doudi.policy.inputs.facts import read_file
from doudi.policy.meaning.household import Household
from doudi.policy.meaning.setting import Setting
from doudi.policy.running.explained import ExplainedFunction

HOUSEHOLDS = Path(__file__).parent / "golden" / "households"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_decision_is_the_same_whoever_found_the_results(lang: str) -> None:
    setting = sample().setting(dibao_standard=550)
    home = household(
        member(900), member(0, disability_kind="visual", disability_grade=2, inpatient_cost=None), **FAMILY
    )
    slow = Decider(setting)
    fast = Decider(setting, ExplainedFunction(setting, slow.plan).solve, slow.plan)
    assert fast.decide(home, lang) == slow.decide(home, lang)


@settings(max_examples=60, deadline=None)
@given(case=settings_and_households())
def test_every_atom_stands_as_the_interpreter_says(case: tuple[Setting, Household]) -> None:
    setting, home = case
    slow = Decider(setting)
    fast = ExplainedFunction(setting, slow.plan).solve(home)
    found = slow.solve(home)
    assert (fast.results, fast.members) == (found.results, found.members)
    assert (list(fast.atoms), list(fast.member_atoms)) == (found.atoms, found.member_atoms)


@pytest.mark.parametrize("name", ["due", "refused", "missing"])
def test_a_request_is_explained_like_the_facts_it_holds(name: str) -> None:
    policy, date = load("guzhang-2021"), datetime.date(2021, 12, 1)
    setting = Setting(policy, date, {"dibao_standard": Dated(((date, Fraction(550)),))})
    path = HOUSEHOLDS / f"{name}.json"
    (home,) = read_file(path, policy).households
    slow = Decider(setting)
    answer = ExplainedFunction(setting, slow.plan)(json.loads(path.read_text(encoding="utf-8")))
    findings = slow.solve(home)
    assert answer["results"] == findings.results
    assert list(answer["members"].values()) == findings.members
    assert answer["explanation"] == slow.explainer.explain(home, findings)


def test_amounts_of_a_request_are_told_with_two_decimals_however_they_were_written() -> None:
    setting = sample().setting(dibao_standard=550)
    request = {"members": [{"wage_income": wage} for wage in (900, 900.5, "900.50", 900.0)]}
    facts = [
        entry["facts"]
        for entry in ExplainedFunction(setting)(request)["explanation"]
        if entry["result"] == "counted_income"
    ]
    assert [fact["value"] for (fact,) in facts] == ["900.00", "900.50", "900.50", "900.00"]
