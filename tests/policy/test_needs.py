"""One list of what is missing, never a second; and nothing on it that cannot matter."""

from __future__ import annotations

import datetime

from building import Draft, both, compare, each, household, number, over, plus, times, when
from hypothesis import given, settings
from hypothesis import strategies as st
from random_policies import all_needs, answered, answers, settings_and_households

from doudi.policy.definitions.types import BOOLEAN, NUMBER
from doudi.policy.meaning.household import Household
from doudi.policy.meaning.interpreter import Evaluation, evaluate
from doudi.policy.meaning.kleene import MissingFact, MissingParameter, Need
from doudi.policy.meaning.needs import needs
from doudi.policy.meaning.setting import Setting

Case = tuple[Setting, Household]
EXAMPLES = settings(max_examples=150, deadline=None)


def all_of(evaluation: Evaluation) -> dict[tuple[str, int | None], frozenset[Need]]:
    rules = evaluation.setting.policy.rules.values()
    return {(rule.name, m): evaluation.needs(rule.name, m) for rule in rules for m in evaluation.holders(rule.entity)}


def values_of(evaluation: Evaluation) -> dict[tuple[str, int | None], object]:
    rules = evaluation.setting.policy.rules.values()
    return {(rule.name, m): evaluation.value(rule.name, m) for rule in rules for m in evaluation.holders(rule.entity)}


@EXAMPLES
@given(case=settings_and_households(), data=st.data())
def test_answering_all_needs_settles_every_result(case: Case, data: st.DataObject) -> None:
    setting, home = case
    asked = set().union(*all_of(evaluate(setting, home)).values())
    after = evaluate(*answered(setting, home, data.draw(answers(asked))))
    assert None not in values_of(after).values()


@EXAMPLES
@given(case=settings_and_households(divide=True), data=st.data())
def test_where_something_can_never_be_settled_there_is_still_no_second_list(case: Case, data: st.DataObject) -> None:
    setting, home = case
    asked = set().union(*all_of(evaluate(setting, home)).values())
    after = evaluate(*answered(setting, home, data.draw(answers(asked))))
    assert not set().union(*all_of(after).values())


@EXAMPLES
@given(case=settings_and_households(divide=True), data=st.data())
def test_what_is_not_asked_for_cannot_change_a_result_or_what_it_needs(case: Case, data: st.DataObject) -> None:
    setting, home = case
    before = evaluate(setting, home)
    unknown = all_needs(home) - _known(setting, home)
    for (rule, member), asked in all_of(before).items():
        after = evaluate(*answered(setting, home, data.draw(answers(unknown - asked))))
        assert after.value(rule, member) == before.value(rule, member)
        assert after.needs(rule, member) == asked


@EXAMPLES
@given(case=settings_and_households(divide=True))
def test_a_known_result_needs_nothing(case: Case) -> None:
    setting, home = case
    found = evaluate(setting, home)
    for key, value in values_of(found).items():
        assert value is None or not found.needs(*key)


def _known(setting: Setting, home: Household) -> set[Need]:
    facts = {MissingFact(name, None) for name in home.facts}
    people = {MissingFact(name, m) for m, person in enumerate(home.members) for name in person.facts}
    return facts | people | {MissingParameter(name) for name in setting.given}


def sample() -> Draft:
    draft = Draft()
    property = draft.household_fact("property", BOOLEAN)
    wage, cost = draft.person_fact("wage"), draft.person_fact("cost")
    line = draft.parameter("line", until=datetime.date(2020, 12, 31))
    rate = draft.parameter("rate", None, NUMBER)
    income = draft.rule("income", each("sum", wage))
    eligible = draft.rule("eligible", both(property, compare(income, "<", line)))
    draft.rule("aid", when(eligible, times(cost, rate), number(0)), "person")
    return draft


def test_needs_list_household_facts_then_members_in_order_then_parameters() -> None:
    found = needs(evaluate(sample().setting(), household({"cost": 100}, {"wage": 300})))
    assert found == [
        {"fact": "property", "of": "H1", "for": ["eligible", "aid"]},
        {"fact": "wage", "of": "P1", "for": ["income", "eligible", "aid"]},
        {"fact": "cost", "of": "P2", "for": ["aid"]},
        {"parameter": "line", "reason": "expired 2020-12-31", "for": ["eligible", "aid"]},
        {"parameter": "rate", "reason": "not set", "for": ["aid"]},
    ]


def test_a_need_of_another_member_is_listed_once_with_every_result_that_waits_for_it() -> None:
    found = needs(evaluate(sample().setting(line=500, rate=1), household({"cost": 0}, {"cost": 0}, property=True)))
    assert found == [
        {"fact": "wage", "of": "P1", "for": ["income", "eligible"]},
        {"fact": "wage", "of": "P2", "for": ["income", "eligible"]},
    ]


def test_a_fact_that_the_outcome_can_no_longer_reach_is_not_asked_for() -> None:
    found = needs(evaluate(sample().setting(), household({"wage": 0}, {"wage": 0}, property=False)))
    assert found == []


def test_a_reading_without_a_choice_is_asked_for_as_a_parameter() -> None:
    draft = Draft()
    draft.rule("r", draft.reading("edge", None))
    found = needs(evaluate(draft.setting(), household({})))
    assert found == [{"parameter": "edge", "reason": "not set", "for": ["r"]}]


def test_nothing_is_asked_for_where_a_division_by_zero_leaves_it_unknown_anyway() -> None:
    draft = Draft()
    quotient = over(number(1), draft.household_fact("n", NUMBER))
    draft.rule("r", plus(quotient, draft.household_fact("m", NUMBER)))
    assert needs(evaluate(draft.setting(), household({}, n=0))) == []
