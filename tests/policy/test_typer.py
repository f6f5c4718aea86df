"""Types and units of expressions."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from drafting import checked, codes, document, policy_of, rule
from hypothesis import given
from hypothesis import strategies as st

from doudi.policy.definitions.nodes import Compare, Contains, Expr, Literal, Not, RuleRef
from doudi.policy.definitions.types import FREE, MONEY_UNITS, RATIO, common, number, product, quotient
from doudi.policy.expressions.values import ValueProblem, read_date, read_number

UNITS = (None, "yuan", "yuan/month", "yuan/year", "ratio", "months", "years", "days", "persons", "square_metres")


def typed(folder: Path, text: str, of: str = "household", more: str = "") -> Expr:
    return policy_of(checked(folder, document(rule(text, of, more)))).rules["sample"].expr


def refusal(folder: Path, text: str, of: str = "household", more: str = "") -> list[str]:
    return codes(checked(folder, document(rule(text, of, more))))


OWN = """
parameters:
  cap: {label: 上限, unit: yuan/month, values: {2021-01-01: 500}, cites: [T-1-1]}
  times: {label: 倍数, values: {2021-01-01: 3}, cites: [T-1-1]}
readings:
  which: {of: AMB-01, label: 怎么读, options: {wide: 从宽, strict: 从严}, values: {2021-01-01: wide}, cites: [T-1-1]}
"""


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("monthly_rent * 2", "yuan/month"),
        ("50% * monthly_rent", "yuan/month"),
        ("monthly_rent * months_below_standard", "yuan"),
        ("per_year(monthly_rent)", "yuan/year"),
        ("per_month(per_year(monthly_rent))", "yuan/month"),
        ("monthly_rent / count(members)", "yuan/month"),
        ("monthly_rent / cap", "ratio"),
        ("monthly_rent + 100", "yuan/month"),
        ("max(100, monthly_rent, cap)", "yuan/month"),
        ("monthly_rent - 0", "yuan/month"),
        ("-monthly_rent", "yuan/month"),
        ("monthly_rent if urgent else 0", "yuan/month"),
        ("count(members, orphan)", "persons"),
        ("sum(members, wage_income)", "yuan/month"),
        ("max(members, years_between(birth_date, decision_date))", "years"),
        ("round(monthly_rent / vehicles, jiao)", "yuan/month"),
        ("2 * 3", None),
        ("vehicles * 50%", "ratio"),
    ],
)
def test_units_of_results_follow_from_their_parts(tmp_path: Path, text: str, unit: str | None) -> None:
    assert policy_of(checked(tmp_path, document(rule(text, more=OWN)))).rules["sample"].type.unit == unit


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("monthly_rent + deposits", "unit-clash"),
        ("monthly_rent > deposits", "unit-clash"),
        ("monthly_rent * deposits", "unit-clash"),
        ("round(deposits / housing_area, fen)", "unit-clash"),
        ("monthly_rent * 3 * monthly_rent", "unit-clash"),
        ("max(monthly_rent, deposits)", "unit-clash"),
        ("monthly_rent if urgent else deposits", "unit-clash"),
        ("500 if urgent else monthly_rent", "bare-number"),
        ("monthly_rent + round(100 / times, yuan)", "unit-clash"),
        ("lives_in == 'urban' == urgent", "type-clash"),
        ("lives_in == housing", "type-clash"),
        ("which == 'narrow'", "not-code"),
        ("urgent > 1", "type-clash"),
        ("urgent > urgent", "no-order"),
        ("'a' < 'b'", "no-order"),
        ("not vehicles", "not-a-condition"),
        ("1 if vehicles else 2", "not-a-condition"),
        ("any(members, wage_income)", "not-a-condition"),
        ("sum(members, orphan)", "not-a-number"),
        ("vehicles in ('a',)", "type-clash"),
        ("vehicles in (times, 2)", "in-needs-list"),
        ("vehicles / vehicles", "quotient-not-rounded"),
        ("round(vehicles / times / vehicles + 1, fen)", "quotient-not-rounded"),
        ("vehicles / (1 if urgent else 2)", "quotient-not-rounded"),
        ("per_year(vehicles)", "not-per-period"),
        ("years_between(vehicles, decision_date)", "not-a-date"),
        ("monthly_rent.amount", "column-of-no-table"),
        ("members", "reserved-word"),
        ("unknown", "reserved-word"),
        ("round(vehicles, cent)", "bad-arguments"),
        ("min(vehicles)", "bad-arguments"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, text: str, code: str) -> None:
    assert refusal(tmp_path, text, more=OWN) == [code]


def test_division_is_by_numbers_parameters_and_counts(tmp_path: Path) -> None:
    for divisor in ("2", "times", "(times + 1)", "count(members)", "count(members, orphan)", "max(count(members), 1)"):
        assert set(refusal(tmp_path, f"monthly_rent / {divisor}", more=OWN)) <= {"may-divide-by-zero"}


def test_a_code_is_understood_by_key_and_by_label(tmp_path: Path) -> None:
    by_key, by_label = (typed(tmp_path, f"lives_in == '{word}'") for word in ("urban", "城镇"))
    assert by_key == by_label
    assert isinstance(by_key, Compare) and isinstance(by_key.right, Literal) and by_key.right.value == "urban"
    assert typed(tmp_path, "'城镇' == lives_in")
    assert typed(tmp_path, "lives_in in ('城镇', 'rural')") == typed(tmp_path, "lives_in in ('urban', '农村')")
    assert isinstance(typed(tmp_path, "lives_in in ('urban')"), Contains)
    assert isinstance(typed(tmp_path, "lives_in not in ('urban',)"), Not)


def test_a_name_is_understood_by_key_and_by_label(tmp_path: Path) -> None:
    assert typed(tmp_path, "月租金 > 500 and 急难型") == typed(tmp_path, "monthly_rent > 500 and urgent")


def test_numbers_keep_their_exact_value(tmp_path: Path) -> None:
    node = typed(tmp_path, "0.1 * 3")
    assert [part.value for part in (node.left, node.right)] == [Fraction(1, 10), Fraction(3)]  # type: ignore[attr-defined]
    assert typed(tmp_path, "12.5 %") == Literal(RATIO, Fraction(1, 8))


def test_a_person_sees_the_household_and_the_household_its_members(tmp_path: Path) -> None:
    rules = (
        "rules:\n"
        "  one: {of: household, label: 其一, is: 'sum(members, two)', cites: [T-1-1]}\n"
        "  two: {of: person, label: 其二, is: wage_income * 2 if household.urgent else 0, cites: [T-1-1]}\n"
        "  three: {of: person, label: 其三, is: household.one, cites: [T-1-1]}\n"
    )
    policy = policy_of(checked(tmp_path, document(rules)))
    assert list(policy.rules) == ["two", "one", "three"]
    assert policy.rules["three"].expr == RuleRef(number("yuan/month"), "one", "household")


@given(st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_products_commute_and_quotients_undo_them(a: str | None, b: str | None) -> None:
    left, right = number(a), number(b)
    both = product(left, right)
    assert both == product(right, left)
    if both is not None and a in MONEY_UNITS and b not in (None, "ratio", "persons"):
        assert quotient(both, right) in (left, None)


@given(st.sampled_from(UNITS))
def test_a_written_number_takes_the_unit_of_its_neighbour(unit: str | None) -> None:
    assert common(FREE, number(unit)) == common(number(unit), FREE) == number(unit)
    assert not (quotient(FREE, number(unit)) or number(None)).free


@given(st.integers(0, 10**15 - 1), st.integers(0, 10**6 - 1))
def test_reading_a_number_is_exact(whole: int, part: int) -> None:
    assert read_number(f"{whole}.{part:06}") == Fraction(whole * 10**6 + part, 10**6)
    assert read_number(f"{whole}%") == Fraction(whole, 100)


@given(st.text(max_size=12))
def test_reading_a_number_or_date_gives_one_or_refuses(text: str) -> None:
    for read in (read_number, read_date):
        try:
            read(text)
        except ValueProblem as problem:
            assert problem.code.startswith(("not-", "date-"))


@given(st.dates())
def test_a_date_is_read_within_its_bounds(date: object) -> None:
    try:
        assert read_date(str(date)) == date
    except ValueProblem as problem:
        assert problem.code == "date-out-of-bounds"
        assert not "1900" <= str(date) < "2200"
