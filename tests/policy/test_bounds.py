"""The bounds of an expression hold for every household that the vocabulary allows."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from building import Draft, household
from drafting import checked, document, policy_of
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.policy.checks.bounds import Bounds, bounds, bounds_of_rules, fact_bounds
from doudi.policy.definitions.nodes import (
    Aggregate,
    Arithmetic,
    Choice,
    Compare,
    Expr,
    Extreme,
    FactRef,
    Literal,
    ParameterRef,
    PerPeriod,
    Round,
)
from doudi.policy.definitions.types import BOOLEAN, MONEY_UNITS, NUMBER, PERSONS, number
from doudi.policy.meaning.interpreter import Evaluation

MONTHLY = number("yuan/month")
NUMBERS = st.integers(-3, 200).map(lambda n: Literal(NUMBER, Fraction(n, 8)))
OWN = NUMBERS | st.sampled_from(
    [FactRef(NUMBER, "a", "person"), FactRef(NUMBER, "b", "household"), ParameterRef(NUMBER, "p")]
)


def grown(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    compared = st.builds(
        lambda op, a, b: Compare(BOOLEAN, op, a, b), st.sampled_from(["<", "<=", "==", "!="]), parts, parts
    )
    return (
        st.builds(lambda op, a, b: Arithmetic(NUMBER, op, a, b), st.sampled_from("+-*/"), parts, parts)
        | st.builds(lambda c, a, b: Choice(NUMBER, c, a, b), compared, parts, parts)
        | st.builds(lambda f, a, b: Extreme(NUMBER, f, (a, b)), st.sampled_from(["min", "max"]), parts, parts)
        | st.builds(lambda a, places: Round(NUMBER, a, places), parts, st.integers(0, 2))
        | st.builds(
            lambda a, factor: PerPeriod(NUMBER, a, factor), parts, st.sampled_from([Fraction(12), Fraction(1, 12)])
        )
    )


EXPRESSIONS = st.recursive(OWN, grown, max_leaves=12)
AMOUNTS = st.integers(0, 30).map(lambda n: Fraction(n, 2)) | st.just(Fraction(10**6))


def inside(value: object, found: Bounds) -> bool:
    assert isinstance(value, Fraction)
    return (found.low is None or found.low <= value) and (found.high is None or value <= found.high)


@settings(max_examples=300, deadline=None)
@given(
    EXPRESSIONS,
    st.sampled_from(["sum", "min", "max", "count"]),
    AMOUNTS,
    AMOUNTS,
    st.lists(AMOUNTS, min_size=1, max_size=4),
)
def test_what_is_evaluated_lies_within_the_bounds(
    expr: Expr, function: str, given_value: Fraction, b: Fraction, members: list[Fraction]
) -> None:
    draft = Draft()
    draft.person_fact("a", NUMBER)
    draft.household_fact("b", NUMBER)
    draft.parameter("p", None, NUMBER)
    setting = draft.setting(p=given_value)
    evaluation = Evaluation(setting, household(*({"a": a} for a in members), b=b))
    body = Compare(BOOLEAN, "<", expr, Literal(NUMBER, Fraction(3))) if function == "count" else expr
    whole = Aggregate(PERSONS if function == "count" else NUMBER, function, body)
    for node, member in ((expr, 0), (whole, None)):
        value = evaluation.of(node, member)
        if isinstance(value, Fraction):  # a division by zero is unknown
            assert inside(value, bounds(node, setting.policy, {}))


@pytest.mark.parametrize("unit", [*MONEY_UNITS, "months", None, "years"])
def test_bounds_of_facts_are_those_of_the_vocabulary(unit: str | None) -> None:
    most = {"months": 1_200, None: 1_000_000, "years": 1_000_000}.get(unit, 100_000_000)
    assert fact_bounds(number(unit)) == Bounds(Fraction(0), Fraction(most))


def test_bounds_of_a_rule_rest_on_those_below_it(tmp_path: Path) -> None:
    text = """
    tables:
      rates: {label: 表, by: urgent, columns: {rate: {unit: ratio, label: 列}}, rows: {true: {rate: 50%}, false: {rate: {2021-01-01: 10%, 2022-01-01: 20%}}}, cites: [T-1-1]}
    rules:
      one: {of: household, label: 其一, is: "rates.rate * 2 + 50%", cites: [T-1-1]}
      two: {of: household, label: 其二, is: "max(one - 1, 0)", cites: [T-1-1]}
      three: {of: person, label: 其三, is: "years_between(birth_date, decision_date)", cites: [T-1-1]}
    """
    found = bounds_of_rules(policy_of(checked(tmp_path, document(text))))
    assert found["one"] == Bounds(Fraction(7, 10), Fraction(3, 2))
    assert found["two"] == Bounds(Fraction(0), Fraction(1, 2))
    assert found["three"].low == 0
