"""The decision as it leaves: keys, order, rounding, benefits, warnings."""

from __future__ import annotations

import datetime
import json
from fractions import Fraction
from typing import Any

import pytest
from building import MONTHLY, YEARLY, Draft, compare, each, household, number, over, text, times, when
from hypothesis import given, settings
from hypothesis import strategies as st
from random_policies import settings_and_households
from sample import FAMILY, member, sample

from doudi.policy.deciding.decision import decide
from doudi.policy.definitions.nodes import UNLIMITED, Literal
from doudi.policy.definitions.types import BOOLEAN, DATE, NUMBER, TEXT
from doudi.policy.meaning.household import Household
from doudi.policy.meaning.output import as_json, money
from doudi.policy.meaning.setting import Setting

BEFORE, AFTER = datetime.date(2019, 12, 31), datetime.date(2025, 1, 1)


def test_a_decision_has_the_keys_of_the_command_line_in_order() -> None:
    decision = decide(sample().setting(dibao_standard=550), household(member(300), **FAMILY))
    assert list(decision) == [
        "policy",
        "release",
        "date",
        "parameters",
        "warnings",
        "household",
        "results",
        "members",
        "benefits",
        "needs",
        "explanation",
    ]
    assert list(decision["explanation"][0]) == ["result", "of", "value", "cites", "sentence", "conditions", "facts"]
    assert json.loads(json.dumps(decision)) == decision


@pytest.mark.parametrize(
    ("value", "type", "json_value"),
    [
        (Fraction(550), MONTHLY, "550.00"),
        (Fraction(1, 3), MONTHLY, "0.33"),
        (Fraction("0.005"), MONTHLY, "0.01"),
        (Fraction("-0.005"), MONTHLY, "-0.01"),
        (Fraction("-0.004"), MONTHLY, "0.00"),
        (Fraction(3), NUMBER, 3),
        (Fraction(2, 3), NUMBER, 0.6667),
        (Fraction(1, 2), NUMBER, 0.5),
        (Fraction(-3), NUMBER, -3),
        (True, BOOLEAN, True),
        ("county", TEXT, "county"),
        ("", TEXT, ""),
        (datetime.date(2021, 12, 1), DATE, "2021-12-01"),
        (UNLIMITED, MONTHLY, "unlimited"),
        (None, MONTHLY, None),
    ],
)
def test_values_leave_rounded_once(value: Any, type: Any, json_value: Any) -> None:
    found = as_json(value, type)
    assert found == json_value
    assert found.__class__ is json_value.__class__


@given(st.integers(-(10**15), 10**15))
def test_whole_fen_are_written_exactly(fen: int) -> None:
    assert Fraction(money(Fraction(fen, 100))) == Fraction(fen, 100)


def test_money_stays_exact_inside_and_is_rounded_where_it_leaves() -> None:
    draft = Draft()
    part = draft.rule("part", over(draft.parameter("total", 100), number(3)), "person")
    draft.rule("whole", each("sum", part))
    decision = decide(draft.setting(), household({}, {}, {}))
    assert [results["part"] for results in decision["members"].values()] == ["33.33", "33.33", "33.33"]
    assert decision["results"]["whole"] == "100.00"


def test_parameters_given_from_outside_are_named_and_the_documents_own_are_not() -> None:
    setting = sample().setting(dibao_standard=Fraction("612.5"), low_income_multiple=2, line_itself="neither")
    assert decide(setting, household(member(300), **FAMILY))["parameters"] == {
        "dibao_standard": "612.50",
        "line_itself": "neither",
        "low_income_multiple": 2,
    }


def entries(draft: Draft, **facts: Any) -> list[dict[str, Any]]:
    """The benefits of a household, without kind, agency and cites."""
    found = decide(draft.setting(), household({}, **facts))["benefits"]
    return [{key: value for key, value in each.items() if key not in ("kind", "agency", "cites")} for each in found]


def aid(**benefit: str) -> Draft:
    draft = Draft()
    draft.rule("amount", draft.household_fact("n", YEARLY))
    draft.rule("when", draft.household_fact("p", BOOLEAN))
    draft.benefit("aid", **benefit)  # type: ignore[arg-type]
    return draft


def test_an_amount_above_zero_is_due() -> None:
    assert entries(aid(amount="amount"), n=5) == [
        {"benefit": "aid", "for": "H1", "amount": "5.00", "unit": "yuan/year"}
    ]


def test_an_amount_of_zero_or_less_than_half_a_fen_is_not_due() -> None:
    assert entries(aid(amount="amount"), n=0) == []
    assert entries(aid(amount="amount"), n=Fraction(1, 250)) == []


def test_an_unknown_amount_may_be_due() -> None:
    assert entries(aid(amount="amount")) == [{"benefit": "aid", "for": "H1", "amount": None, "unit": "yuan/year"}]


@pytest.mark.parametrize(
    ("amount", "condition", "due"),
    [(5, True, "5.00"), (5, None, None), (None, True, None), (5, False, "no"), (None, False, "no"), (0, None, "no")],
)
def test_an_amount_with_a_condition_is_due_where_both_say_so(amount: Any, condition: Any, due: Any) -> None:
    found = entries(aid(amount="amount", when="when"), n=amount, p=condition)
    assert [each["amount"] for each in found] == ([] if due == "no" else [due])


def test_what_is_not_cash_has_no_amount_and_no_unit() -> None:
    draft = aid(when="when", kind="waiver")
    assert entries(draft, p=True) == [{"benefit": "aid", "for": "H1"}]
    assert entries(draft, p=False) == []


def test_what_is_not_cash_and_may_be_due_has_the_amount_null() -> None:
    assert entries(aid(when="when", kind="service")) == [{"benefit": "aid", "for": "H1", "amount": None}]


def test_a_benefit_of_persons_may_rest_on_a_result_of_the_household() -> None:
    draft = aid(when="when", to="person", kind="service")
    assert [each["for"] for each in entries(draft, p=True)] == ["P1"]


def test_a_benefit_carries_its_kind_its_agency_and_its_clauses() -> None:
    (entry,) = decide(aid(amount="amount").setting(), household({}, n=5))["benefits"]
    assert (entry["kind"], entry["agency"], entry["cites"]) == ("cash", "civil_affairs", ["T-1-1"])


def test_a_date_before_the_policy_is_decided_with_a_warning() -> None:
    draft = Draft(effective=datetime.date(2020, 1, 1))
    assert decide(draft.setting(BEFORE), household({}))["warnings"] == [
        "政策尚未生效：《示例县社会救助办法》自2020年1月1日起施行，决定日期为2019年12月31日，按该日有值的参数计算。"
    ]
    assert decide(draft.setting(BEFORE), household({}), "en")["warnings"] == [
        "The policy is not yet in force: sample-2020 takes effect on 1 January 2020, the decision date is "
        "31 December 2019; the parameters that have a value on that day are used."
    ]


def test_a_date_after_the_policy_is_decided_with_a_warning() -> None:
    draft = Draft(until=datetime.date(2024, 12, 31))
    assert decide(draft.setting(AFTER), household({}))["warnings"] == [
        "政策已过有效期：《示例县社会救助办法》有效期至2024年12月31日，决定日期为2025年1月1日，按该日有值的参数计算。"
    ]


def test_the_first_and_the_last_day_in_force_need_no_warning() -> None:
    first, last = datetime.date(2020, 1, 1), datetime.date(2024, 12, 31)
    draft = Draft(effective=first, until=last)
    assert [decide(draft.setting(day), household({}))["warnings"] for day in (first, last)] == [[], []]


def test_a_value_given_from_outside_wins_over_the_documents() -> None:
    draft = Draft()
    draft.rule("r", times(draft.parameter("rate", 2, NUMBER), number(10)))
    draft.rule("route", when(compare(draft.reference("r"), ">", number(20)), text("far"), text("near")))
    assert decide(draft.setting(), household({}))["results"] == {"r": 20, "route": "near"}
    assert decide(draft.setting(rate=3), household({}))["results"] == {"r": 30, "route": "far"}


def test_nothing_is_needed_when_everything_is_known() -> None:
    draft = Draft()
    draft.rule("r", Literal(NUMBER, Fraction(1)))
    assert decide(draft.setting(), household({}))["needs"] == []


@settings(max_examples=60, deadline=None)
@given(case=settings_and_households(divide=True))
def test_every_household_can_be_decided_in_both_languages_with_the_same_results(
    case: tuple[Setting, Household],
) -> None:
    zh, en = (decide(*case, lang) for lang in ("zh", "en"))
    same = ("results", "members", "benefits", "needs", "parameters")
    assert {key: zh[key] for key in same} == {key: en[key] for key in same}
    assert all(entry["sentence"] for entry in zh["explanation"] + en["explanation"])
