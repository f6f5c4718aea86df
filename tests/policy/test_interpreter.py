"""The meaning of every expression, and of unknown in it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction

import pytest
from building import (
    TODAY,
    Draft,
    among,
    both,
    compare,
    each,
    either,
    extreme,
    household,
    no,
    number,
    over,
    plus,
    text,
    times,
    when,
)

from doudi.policy.definitions.nodes import (
    UNLIMITED,
    Arithmetic,
    DecisionDate,
    Elapsed,
    Expr,
    Literal,
    PerPeriod,
    Round,
    Value,
)
from doudi.policy.definitions.types import BOOLEAN, DATE, NUMBER, RATIO, TEXT, code
from doudi.policy.definitions.types import number as quantity
from doudi.policy.meaning.interpreter import Evaluation, evaluate
from doudi.policy.meaning.kleene import MissingFact, MissingParameter

YES, NO = Literal(BOOLEAN, True), Literal(BOOLEAN, False)
UNKNOWN = None
A, B, C = MissingFact("a", None), MissingFact("b", None), MissingFact("c", None)
Facts = dict[str, Value | int | None]


def truth(make: Callable[..., Expr], *values: bool | None) -> tuple[object, frozenset[object]]:
    """What an expression over the boolean facts a, b, c comes to, and its needs."""
    draft = Draft()
    names = "abc"[: len(values)]
    draft.rule("r", make(*(draft.household_fact(name, BOOLEAN) for name in names)))
    found = evaluate(draft.setting(), household({}, **dict(zip(names, values, strict=True))))
    return found.value("r"), found.needs("r")


def amount(make: Callable[..., Expr], *values: int | Fraction | None) -> tuple[object, frozenset[object]]:
    """What an expression over the amounts a, b, c comes to, and its needs."""
    draft = Draft()
    names = "abc"[: len(values)]
    draft.rule("r", make(*(draft.household_fact(name, NUMBER) for name in names)))
    found = evaluate(draft.setting(), household({}, **dict(zip(names, values, strict=True))))
    return found.value("r"), found.needs("r")


def of_members(function: str, type: object, *values: Value | int | None) -> tuple[object, frozenset[object]]:
    """What an aggregate over the members' fact x comes to, and its needs."""
    draft = Draft()
    draft.rule("r", each(function, draft.person_fact("x", type)))  # type: ignore[arg-type]
    found = evaluate(draft.setting(), household(*({"x": value} for value in values)))
    return found.value("r"), found.needs("r")


@pytest.mark.parametrize(
    ("left", "right", "result", "needs"),
    [
        (True, True, True, set()),
        (True, False, False, set()),
        (False, False, False, set()),
        (True, None, None, {B}),
        (None, True, None, {A}),
        (False, None, False, set()),
        (None, False, False, set()),
        (None, None, None, {A, B}),
    ],
)
def test_and_is_false_if_one_is_false_else_unknown_if_one_is_unknown(
    left: bool | None, right: bool | None, result: bool | None, needs: set[MissingFact]
) -> None:
    assert truth(both, left, right) == (result, needs)


@pytest.mark.parametrize(
    ("left", "right", "result", "needs"),
    [
        (True, True, True, set()),
        (True, False, True, set()),
        (False, False, False, set()),
        (True, None, True, set()),
        (None, True, True, set()),
        (False, None, None, {B}),
        (None, False, None, {A}),
        (None, None, None, {A, B}),
    ],
)
def test_or_is_true_if_one_is_true_else_unknown_if_one_is_unknown(
    left: bool | None, right: bool | None, result: bool | None, needs: set[MissingFact]
) -> None:
    assert truth(either, left, right) == (result, needs)


@pytest.mark.parametrize(("value", "result"), [(True, False), (False, True), (None, None)])
def test_not_unknown_is_unknown(value: bool | None, result: bool | None) -> None:
    assert truth(no, value) == (result, {A} if value is None else set())


def test_of_three_only_the_unknown_operands_are_needed() -> None:
    assert truth(both, True, None, None) == (None, {B, C})
    assert truth(both, None, True, False) == (False, set())
    assert truth(either, False, None, False) == (None, {B})


@pytest.mark.parametrize(
    ("op", "below", "same", "above"),
    [
        ("<", True, False, False),
        ("<=", True, True, False),
        (">", False, False, True),
        (">=", False, True, True),
        ("==", False, True, False),
        ("!=", True, False, True),
    ],
)
def test_a_comparison_is_unknown_if_a_part_is(op: str, below: bool, same: bool, above: bool) -> None:
    def make(a: Expr, b: Expr) -> Expr:
        return compare(a, op, b)

    assert amount(make, 1, 2)[0] is below
    assert amount(make, 2, 2)[0] is same
    assert amount(make, 3, 2)[0] is above
    assert amount(make, None, 2) == (None, {A})
    assert amount(make, 1, None) == (None, {B})
    assert amount(make, None, None) == (None, {A, B})


def test_membership_is_unknown_if_the_item_or_an_option_is() -> None:
    assert amount(among, 1, 1, 2)[0] is True
    assert amount(among, 3, 1, 2)[0] is False
    assert amount(among, None, 1, 2) == (None, {A})
    assert amount(among, 1, 1, None) == (None, {C})


@pytest.mark.parametrize(("op", "result"), [("+", 9), ("-", 3), ("*", 18), ("/", 2)])
def test_arithmetic_is_unknown_if_a_part_is(op: str, result: int) -> None:
    def make(a: Expr, b: Expr) -> Expr:
        return Arithmetic(NUMBER, op, a, b)

    assert amount(make, 6, 3) == (result, set())
    assert amount(make, None, 3) == (None, {A})
    assert amount(make, 6, None) == (None, {B})
    assert amount(make, None, None) == (None, {A, B})


def test_zero_times_unknown_is_zero_and_needs_nothing() -> None:
    assert amount(times, 0, None) == (0, set())
    assert amount(times, None, 0) == (0, set())


def test_zero_over_unknown_is_unknown() -> None:
    assert amount(over, 0, None) == (None, {B})


def test_a_third_is_exact() -> None:
    assert amount(lambda a, b: times(over(a, b), b), 100, 3)[0] == 100


def test_division_by_zero_is_unknown_and_no_answer_settles_it() -> None:
    assert amount(over, 5, 0) == (None, set())
    assert amount(over, None, 0) == (None, set())
    assert amount(lambda a, b, c: plus(over(a, b), c), 5, 0, None) == (None, set())


def test_what_no_answer_settles_can_still_be_left_out() -> None:
    def make(a: Expr, b: Expr, c: Expr) -> Expr:
        return times(over(a, b), c)

    assert amount(make, 5, 0, None) == (None, {C})
    assert amount(make, 5, 0, 0) == (0, set())


@pytest.mark.parametrize(
    ("condition", "then", "otherwise", "result", "needs"),
    [
        (True, True, None, True, set()),
        (False, None, True, True, set()),
        (True, None, True, None, {B}),
        (None, True, True, True, set()),
        (None, True, False, None, {A}),
        (None, True, None, None, {A, C}),
        (None, None, None, None, {A, B, C}),
    ],
)
def test_a_choice_on_unknown_is_known_only_where_both_branches_agree(
    condition: bool | None,
    then: bool | None,
    otherwise: bool | None,
    result: bool | None,
    needs: set[MissingFact],
) -> None:
    assert truth(when, condition, then, otherwise) == (result, needs)


def test_a_choice_between_what_can_never_be_known_needs_nothing() -> None:
    never = over(number(1), number(0))

    def make(a: Expr, b: Expr) -> Expr:
        return when(compare(a, ">", b), never, never)

    assert amount(make, None, 1) == (None, set())


@pytest.mark.parametrize(("function", "result"), [("min", 2), ("max", 5)])
def test_an_extreme_is_unknown_if_a_part_is(function: str, result: int) -> None:
    def make(*operands: Expr) -> Expr:
        return extreme(function, *operands)

    assert amount(make, 5, 2, 3) == (result, set())
    assert amount(make, 5, None, 3) == (None, {B})


def test_unlimited_limits_nothing() -> None:
    limit = Literal(NUMBER, UNLIMITED)
    assert amount(lambda a: extreme("min", a, limit), 7) == (7, set())
    assert amount(lambda a: extreme("min", a, limit), None) == (None, {A})


@pytest.mark.parametrize(
    ("function", "values", "result", "asked"),
    [
        ("any", (False, True, None), True, ()),
        ("any", (False, None), None, (1,)),
        ("any", (False, False), False, ()),
        ("all", (True, False, None), False, ()),
        ("all", (True, None), None, (1,)),
        ("all", (True, True), True, ()),
        ("count", (True, False, True), 2, ()),
        ("count", (True, None), None, (1,)),
        ("sum", (1, 2, 3), 6, ()),
        ("sum", (1, None, None), None, (1, 2)),
        ("min", (4, 2), 2, ()),
        ("min", (4, None), None, (1,)),
        ("max", (4, 2), 4, ()),
        ("max", (None, 2), None, (0,)),
    ],
)
def test_an_aggregate_over_members(
    function: str, values: tuple[bool | int | None, ...], result: object, asked: tuple[int, ...]
) -> None:
    type = BOOLEAN if function in ("any", "all", "count") else NUMBER
    assert of_members(function, type, *values) == (result, {MissingFact("x", place) for place in asked})


@pytest.mark.parametrize(
    ("function", "result"), [("any", False), ("all", True), ("count", 0), ("sum", 0), ("min", None), ("max", None)]
)
def test_an_aggregate_over_nobody(function: str, result: object) -> None:
    type = BOOLEAN if function in ("any", "all", "count") else NUMBER
    assert of_members(function, type) == (result, set())


def test_counting_the_members_needs_no_fact() -> None:
    draft = Draft()
    draft.rule("size", each("count"))
    assert evaluate(draft.setting(), household({}, {}, {})).value("size") == 3


@pytest.mark.parametrize(
    ("value", "places", "result"),
    [
        ("0.005", 2, "0.01"),
        ("0.0049", 2, "0"),
        ("-0.005", 2, "-0.01"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("0.25", 1, "0.3"),
        ("1/3", 2, "0.33"),
    ],
)
def test_halves_are_rounded_away_from_zero(value: str, places: int, result: str) -> None:
    assert amount(lambda a: Round(NUMBER, a, places), Fraction(value))[0] == Fraction(result)


def test_rounding_an_unknown_is_unknown() -> None:
    assert amount(lambda a: Round(NUMBER, a, 2), None) == (None, {A})


def test_money_changes_its_period_exactly() -> None:
    assert amount(lambda a: PerPeriod(NUMBER, a, Fraction(1, 12)), 100)[0] == Fraction(100, 12)
    assert amount(lambda a: PerPeriod(NUMBER, a, Fraction(12)), None) == (None, {A})


@pytest.mark.parametrize(
    ("unit", "start", "end", "result"),
    [
        ("years", "2000-06-15", "2018-06-14", 17),
        ("years", "2000-06-15", "2018-06-15", 18),
        ("years", "2004-02-29", "2021-02-28", 16),
        ("years", "2004-02-29", "2021-03-01", 17),
        ("years", "2004-02-29", "2024-02-29", 20),
        ("years", "2021-01-02", "2021-01-01", 0),
        ("years", "2030-01-01", "2021-01-01", 0),
        ("months", "2021-01-31", "2021-02-28", 0),
        ("months", "2021-01-31", "2021-03-01", 1),
        ("months", "2020-11-15", "2021-01-14", 1),
        ("months", "2020-11-15", "2021-01-15", 2),
        ("months", "2021-05-01", "2021-04-01", 0),
    ],
)
def test_time_is_counted_in_completed_units(unit: str, start: str, end: str, result: int) -> None:
    first, last = (Literal(DATE, datetime.date.fromisoformat(day)) for day in (start, end))
    assert amount(lambda a: Elapsed(quantity(unit), unit, first, last), None)[0] == result


def test_age_is_counted_to_the_decision_date_and_unknown_without_a_birth_date() -> None:
    draft = Draft()
    born = draft.person_fact("birth_date", DATE)
    draft.rule("age", Elapsed(quantity("years"), "years", born, DecisionDate(DATE)), "person")
    found = evaluate(draft.setting(TODAY), household({"birth_date": datetime.date(1960, 12, 1)}, {}))
    assert found.value("age", 0) == 61
    assert found.needs("age", 1) == {MissingFact("birth_date", 1)}


def test_a_parameter_without_a_value_is_needed_by_name() -> None:
    draft = Draft()
    draft.rule("r", plus(draft.parameter("standard"), number(1)))
    assert evaluate(draft.setting(), household({})).needs("r") == {MissingParameter("standard")}
    assert evaluate(draft.setting(standard=550), household({})).value("r") == 551


def test_an_expired_parameter_is_not_silently_extended() -> None:
    draft = Draft()
    draft.rule("r", draft.parameter("tier", 100, until=datetime.date(2020, 12, 31)))
    assert evaluate(draft.setting(datetime.date(2020, 12, 31)), household({})).value("r") == 100
    assert evaluate(draft.setting(datetime.date(2021, 1, 1)), household({})).value("r") is None


def test_a_reading_is_tested_like_a_code_and_asked_for_like_a_parameter() -> None:
    def policy(value: str | None) -> Draft:
        draft = Draft()
        draft.rule("r", compare(draft.reading("edge", value, low="算", out="不算"), "==", text("low")))
        return draft

    assert evaluate(policy("low").setting(), household({})).value("r") is True
    assert evaluate(policy("out").setting(), household({})).value("r") is False
    assert evaluate(policy(None).setting(), household({})).needs("r") == {MissingParameter("edge")}


KIND = code("disability_kind")


def table(column: str, *keys: Value | int | None) -> tuple[object, frozenset[object]]:
    """The cell of a table by kind and grade."""
    draft = Draft()
    by = (draft.household_fact("kind", KIND), draft.household_fact("grade", NUMBER))
    columns = draft.table(
        "care",
        by,
        {"amount": NUMBER, "rate": RATIO, "cap": NUMBER, "later": NUMBER},
        {
            ("visual", 1): {"amount": 120, "rate": 1, "cap": UNLIMITED, "later": None},
            ("visual", 2): {"amount": 80, "rate": 1, "cap": 50, "later": 1},
        },
        {"amount": 0, "rate": 1, "cap": 0, "later": 1},
    )
    draft.rule("r", extreme("min", columns[column], number(999)))
    found = evaluate(draft.setting(), household({}, kind=keys[0], grade=keys[1]))
    return found.value("r"), found.needs("r")


def test_a_table_gives_the_cell_of_the_row_that_serves_the_keys() -> None:
    assert table("amount", "visual", 1)[0] == 120
    assert table("amount", "visual", 2)[0] == 80
    assert table("amount", "visual", 3)[0] == 0
    assert table("cap", "visual", 1)[0] == 999


def test_a_table_by_an_unknown_key_is_known_only_where_all_rows_agree() -> None:
    kind, grade = MissingFact("kind", None), MissingFact("grade", None)
    assert table("rate", None, None) == (1, set())
    assert table("amount", None, 1) == (None, {kind})
    assert table("amount", "visual", None) == (None, {grade})
    assert table("amount", None, None) == (None, {kind, grade})


def test_a_known_key_rules_no_row_out_where_another_is_unknown() -> None:
    grade, kind = MissingFact("grade", None), MissingFact("kind", None)
    assert table("amount", "none", None) == (None, {grade})
    assert table("amount", None, 7) == (None, {kind})


def test_a_cell_without_a_value_on_the_date_is_unknown_for_good() -> None:
    assert table("later", "visual", 1) == (None, set())
    assert table("later", "visual", 2) == (1, set())
    assert table("later", None, 1) == (None, {MissingFact("kind", None)})


def test_rules_of_persons_and_household_rest_on_each_other_in_any_order() -> None:
    draft = Draft()
    wage = draft.person_fact("wage")
    counted = draft.rule("counted", times(wage, number("0.9", NUMBER)), "person")
    size = draft.rule("size", each("count"))
    per_head = draft.rule("per_head", over(draft.rule("income", each("sum", counted)), size))
    share = draft.rule("share", when(compare(per_head, "<", number(500)), counted, number(0)), "person")
    draft.rule("total", each("sum", share))
    draft.rules = dict(reversed(draft.rules.items()))
    found = evaluate(draft.setting(), household({"wage": 1000}, {"wage": 0}))
    assert found.value("per_head") == 450
    assert found.value("share", 0) == 900
    assert found.value("total") == 900


def test_a_result_that_many_rest_on_is_worked_out_once() -> None:
    draft = Draft()
    result = draft.rule("r0", draft.household_fact("a", NUMBER))
    for step in range(1, 2000):
        result = draft.rule(f"r{step}", plus(result, result))
    assert evaluate(draft.setting(), household({}, a=1)).value("r1999") == 2**1999


@pytest.mark.parametrize("backwards", [False, True])
def test_a_chain_of_rules_may_be_as_long_as_a_policy_in_whatever_order_it_stands_and_is_asked(backwards: bool) -> None:
    draft = Draft()
    result = draft.rule("r0", draft.person_fact("a", NUMBER), "person")
    for step in range(1, 2000):
        if step % 100 == 0:  # back and forth between the members and the household
            result = draft.rule(f"h{step}", each("max", result))
        result = draft.rule(f"r{step}", plus(result, number(1)), "person")
    if backwards:
        draft.rules = dict(reversed(draft.rules.items()))
    setting, home = draft.setting(), household({"a": 1}, {"a": 2})
    assert evaluate(setting, home).value("r1999", 0) == 2001
    assert Evaluation(setting, home).value("r1999", 0) == 2001
    assert Evaluation(setting, home).of(compare(result, "==", number(2001)), 1) is True


def test_a_fact_given_as_null_is_unknown_like_an_absent_one() -> None:
    draft = Draft()
    draft.rule("r", draft.person_fact("wage"), "person")
    found = evaluate(draft.setting(), household({"wage": None}, {}))
    assert [found.needs("r", place) for place in (0, 1)] == [{MissingFact("wage", 0)}, {MissingFact("wage", 1)}]


def test_a_text_that_does_not_apply_is_not_unknown() -> None:
    draft = Draft()
    draft.rule("route", Literal(TEXT, ""))
    assert evaluate(draft.setting(), household({})).value("route") == ""
