"""A policy on a date: what is fixed becomes a value, and what it decides vanishes."""

from __future__ import annotations

import datetime
from fractions import Fraction

from building import (
    MONTHLY,
    TODAY,
    Draft,
    both,
    compare,
    each,
    either,
    extreme,
    number,
    plus,
    text,
    times,
    when,
)

from doudi.policy.definitions.nodes import UNLIMITED, DecisionDate, Elapsed, Expr, Literal
from doudi.policy.definitions.types import BOOLEAN, DATE, code
from doudi.policy.definitions.types import number as number_type
from doudi.policy.generating.fold import Lookup
from doudi.policy.generating.schedule import schedule
from doudi.policy.generating.specialise import Program, specialise

COLOUR = code("colour")


def _program(draft: Draft, date: datetime.date = TODAY, **given: int) -> Program:
    return specialise(draft.setting(date, **given))


def _value(program: Program, rule: str) -> object:
    expr = next(each for each in program.rules if each.name == rule).expr
    return expr.value if isinstance(expr, Literal) else expr


def _of(draft: Draft, expr: Expr, **given: int) -> object:
    draft.rule("r", expr)
    return _value(_program(draft, **given), "r")


def test_parameters_readings_and_the_date_become_values() -> None:
    draft = Draft()
    standard, line = draft.parameter("standard", 550), draft.reading("line", "in")
    draft.rule("a", plus(standard, number(1)))
    draft.rule("b", compare(line, "==", text("in")))
    draft.rule("c", DecisionDate(DATE))
    program = _program(draft)
    assert [_value(program, name) for name in "abc"] == [Fraction(551), True, TODAY]


def test_a_value_from_outside_wins_over_the_documents() -> None:
    draft = Draft()
    assert _of(draft, draft.parameter("standard", 550), standard=600) == 600


def test_a_rule_that_is_fixed_is_a_value_where_others_rest_on_it() -> None:
    draft = Draft()
    line = draft.rule("line", times(draft.parameter("standard", 550), number(2)))
    draft.rule("r", compare(line, ">", number(1000)))
    assert _value(_program(draft), "r") is True


def test_a_branch_that_cannot_be_taken_vanishes_with_its_facts() -> None:
    draft = Draft()
    fact = draft.household_fact("deposits")
    draft.rule("r", when(compare(draft.reading("line", "in"), "==", text("out")), fact, number(0)))
    program = _program(draft)
    assert _value(program, "r") == 0
    assert program.facts == ()


def test_a_parameter_without_value_is_an_unknown_and_zero_times_it_is_zero() -> None:
    draft = Draft()
    unset = draft.parameter("unset")
    assert _of(draft, plus(unset, number(1))) is None
    assert _of(draft, times(unset, number(0))) == 0


def test_an_unknown_in_a_conjunction_is_kept_where_a_fact_may_still_decide() -> None:
    draft = Draft()
    unknown = compare(draft.parameter("unset"), ">", number(1))
    fact = draft.household_fact("p", BOOLEAN)
    assert isinstance(_of(draft, both(unknown, fact)), Expr)
    assert _of(draft, both(unknown, Literal(BOOLEAN, False))) is False
    assert _of(draft, either(unknown, Literal(BOOLEAN, True))) is True


def test_equal_branches_make_an_unknown_condition_idle() -> None:
    draft = Draft()
    unknown = compare(draft.parameter("unset"), ">", number(1))
    assert _of(draft, when(unknown, number(5), number(5))) == 5
    assert _of(draft, when(unknown, number(5), number(6))) is None


def test_min_with_unlimited_is_the_other() -> None:
    draft = Draft()
    fact = draft.household_fact("deposits")
    assert _of(draft, extreme("min", fact, draft.parameter("cap", UNLIMITED))) == fact


def test_completed_years_between_fixed_days_are_a_number() -> None:
    draft = Draft()
    start = Literal(DATE, datetime.date(2000, 12, 2))
    assert _of(draft, Elapsed(number_type("years"), "years", start, DecisionDate(DATE))) == 20


def test_a_tables_cells_on_the_date_stand_in_the_program() -> None:
    draft = Draft()
    draft.codes["colour"] = {"red": "红", "blue": "蓝"}
    key = draft.household_fact("colour", COLOUR)
    rows = {("red",): {"c": 1}, ("blue",): {"c": 2}}
    found = _of(draft, draft.table("t", [key], {"c": MONTHLY}, rows)["c"])
    assert isinstance(found, Lookup)
    assert found.cells == (1, 2, None)
    assert found.agreed is None


def test_a_table_by_a_fixed_key_is_its_cell() -> None:
    draft = Draft()
    draft.codes["colour"] = {"red": "红", "blue": "蓝"}
    rows = {("red",): {"c": 1}, ("blue",): {"c": 2}}
    assert _of(draft, draft.table("t", [Literal(COLOUR, "blue")], {"c": MONTHLY}, rows)["c"]) == 2


def test_a_table_by_keys_of_which_one_stays_unknown_is_what_all_rows_agree_on() -> None:
    def found(colour: str | None, size: int) -> object:
        draft = Draft()
        draft.codes["colour"] = {"red": "红", "blue": "蓝"}
        rows = {("red", 1): {"c": 1}, ("blue", 1): {"c": 2}, ("blue", 2): {"c": 3}}
        by = [Literal(COLOUR, colour), draft.parameter("size", size) if size else draft.parameter("unset")]
        return _of(draft, draft.table("t", by, {"c": MONTHLY}, rows, {"c": 3})["c"])

    assert [found(None, 1), found(None, 2), found(None, 3)] == [None, None, None]
    assert [found("red", 0), found("blue", 2), found("red", 1)] == [None, 3, 1]


def test_counting_what_holds_for_all_is_the_number_of_members() -> None:
    draft = Draft()
    assert _of(draft, each("count", Literal(BOOLEAN, True))) == each("count")
    assert _of(draft, each("any", Literal(BOOLEAN, False))) is False


def test_the_digest_changes_with_a_value_and_not_with_a_label() -> None:
    def digest(value: int, label: str) -> str:
        draft = Draft()
        fact = draft.household_fact("deposits", label=label)
        draft.rule("r", compare(fact, "<", draft.parameter("line", value)))
        return _program(draft).digest

    assert digest(1, "a") == digest(1, "b")
    assert digest(1, "a") != digest(2, "a")


def test_rules_stand_in_as_few_loops_over_the_members_as_they_can() -> None:
    draft = Draft()
    income = draft.person_fact("wage_income")
    total = draft.rule("total", each("sum", income))
    poor = draft.rule("poor", compare(total, "<", number(100)))
    flag = draft.rule("flag", compare(income, ">", number(0)), "person")
    draft.rule("amount", when(both(poor, flag), number(5), number(0)), "person")
    draft.rule("paid", each("sum", draft.rule("share", when(poor, number(1), number(0)), "person")))
    stages = schedule(_program(draft))
    assert [[rule.name for rule in stage.person] for stage in stages] == [[], ["flag", "amount", "share"], []]
    assert [len(stage.gathered) for stage in stages] == [1, 1, 0]
    assert [[rule.name for rule in stage.household] for stage in stages] == [[], ["total", "poor"], ["paid"]]
