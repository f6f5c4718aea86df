"""Tables: keys, overlaps and gaps, checked against trying every key."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from pathlib import Path

from drafting import checked, codes, document, policy_of
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.policy.building.coverage import check_keys
from doudi.policy.definitions.model import Origin, Row, Span, Table
from doudi.policy.definitions.nodes import FactRef
from doudi.policy.definitions.types import BOOLEAN, NUMBER, code
from doudi.policy.messages.problems import Problems

CODES = {"kind": {"a": "甲", "b": "乙", "c": "丙"}}


def table(rows: str, by: str = "lives_in", more: str = "") -> str:
    indented = "".join(f"      {line}\n" for line in rows.split("\n"))
    return (
        f"tables:\n  rates:\n    label: 比例表\n    by: {by}\n    columns: {{rate: {{unit: ratio, label: 比例}}}}\n"
        f"    cites: [T-1-1]\n{more}    rows:\n{indented}"
    )


def test_keys_are_written_by_code_or_label_range_alternative_and_star(tmp_path: Path) -> None:
    text = table(
        "visual | 听力, 1..2: {rate: 10%}\nvisual | hearing, 3: {rate: 20%}\n'mental, ..4': {rate: 30%}\n'*, 5..': {rate: 40%}",
        "[disability_kind, disability_grade]",
        "    otherwise: {rate: 0%}\n",
    )
    rows = policy_of(checked(tmp_path, document(text))).tables["rates"].rows
    assert rows[0].serves(("hearing", Fraction(2))) and not rows[0].serves(("hearing", Fraction(3)))
    assert rows[2].serves(("mental", Fraction(-7)))
    assert rows[3].serves(("none", Fraction(10**6)))


def test_a_table_by_truth_values_is_whole_with_both(tmp_path: Path) -> None:
    assert codes(checked(tmp_path, document(table("true: {rate: 1%}\nfalse: {rate: 0%}", "urgent")))) == []
    assert codes(checked(tmp_path, document(table("true: {rate: 1%}", "urgent")))) == ["missing-row"]


def test_a_table_by_a_number_needs_otherwise_or_a_row_for_anything(tmp_path: Path) -> None:
    assert codes(checked(tmp_path, document(table("'*': {rate: 1%}", "vehicles")))) == []
    assert codes(checked(tmp_path, document(table("0..: {rate: 1%}", "vehicles")))) == ["table-needs-otherwise"]


def test_alternatives_of_one_row_may_not_overlap_either(tmp_path: Path) -> None:
    for key in ("urban | urban | rural", "'* | urban'"):
        assert codes(checked(tmp_path, document(table(f"{key}: {{rate: 1%}}")))) == ["overlapping-rows"]


def test_each_row_may_have_its_own_citation(tmp_path: Path) -> None:
    text = table("urban: {rate: 1%, cites: [T-1-1]}\nrural: {rate: 0%, cites: [T-1-1]}").replace(
        "    cites: [T-1-1]\n", ""
    )
    assert codes(checked(tmp_path, document(text))) == []
    assert codes(checked(tmp_path, document(text.replace("0%, cites: [T-1-1]", "0%")))) == ["uncited"]


def test_cells_of_a_row_are_all_there_and_dated_ones_have_a_date(tmp_path: Path) -> None:
    assert codes(checked(tmp_path, document(table("urban: {}\nrural: {rate: 1%}")))) == ["missing-key"]
    assert codes(checked(tmp_path, document(table("urban: {rate: {}}\nrural: {rate: 1%}")))) == ["not-dated"]


numbers = st.integers(0, 6).map(Fraction)
ends = st.none() | numbers
spans = st.tuples(ends, ends).filter(lambda e: None in e or e[0] <= e[1]).map(lambda e: Span(*e))
words = (st.none() | st.sampled_from(["a", "b", "c"])).map(lambda key: Span(key, key))
truths = (st.none() | st.booleans()).map(lambda key: Span(key, key))
alternatives = st.tuples(
    st.lists(spans, min_size=1, max_size=3),
    st.lists(words, min_size=1, max_size=2),
    st.lists(truths, min_size=1, max_size=2),
)
BY = (FactRef(NUMBER, "n", "person"), FactRef(code("kind"), "k", "person"), FactRef(BOOLEAN, "t", "person"))
EVERY = ([Fraction(n, 2) for n in range(-1, 15)], ["a", "b", "c"], [True, False])


def checked_rows(keys: list[tuple[tuple[Span, ...], ...]], parts: slice, whole: bool) -> list[dict[str, object]]:
    at = Origin("p", "f", 1)
    rows = tuple(Row(key[parts], {}, (), f"row {place}") for place, key in enumerate(keys))
    made = Table("t", "表", (), at, "person", BY[parts], {}, rows, {} if whole else None)
    problems = Problems()
    check_keys(made, {row.text: at for row in rows}, CODES, problems)
    return [{"code": problem.code, **problem.particulars} for problem in problems.found]


@settings(max_examples=150, deadline=None)
@given(st.lists(alternatives.map(lambda a: tuple(map(tuple, a))), max_size=6))
def test_rows_overlap_when_some_key_is_served_twice(keys: list[tuple[tuple[Span, ...], ...]]) -> None:
    served = [
        [{v for v in values if span.holds(v)} for spans, values in zip(key, EVERY, strict=True) for span in spans]
        for key in keys
    ]
    together = [
        [
            set().union(*({v for v in values if s.holds(v)} for s in spans))
            for spans, values in zip(key, EVERY, strict=True)
        ]
        for key in keys
    ]
    twice = {
        b
        for a, b in combinations(range(len(keys)), 2)
        if all(x & y for x, y in zip(together[a], together[b], strict=True))
    }
    within = set()
    for place, key in enumerate(keys):
        first = 0
        for spans in key:
            parts = served[place][first : first + len(spans)]
            first += len(spans)
            if any(x & y for x, y in combinations(parts, 2)):
                within.add(place)
    found = checked_rows(keys, slice(0, 3), whole=True)
    assert {f["two"] for f in found if f["one"] != f["two"]} == {f"row {place}" for place in twice}
    assert {f["two"] for f in found if f["one"] == f["two"]} == {f"row {place}" for place in within}


@settings(max_examples=150, deadline=None)
@given(st.lists(alternatives.map(lambda a: tuple(map(tuple, a))), max_size=6))
def test_a_row_is_missing_when_some_key_is_served_by_none(keys: list[tuple[tuple[Span, ...], ...]]) -> None:
    gaps = [
        f"{kind}, {str(truth).lower()}"
        for kind in EVERY[1]
        for truth in EVERY[2]
        if not any(
            all(any(s.holds(v) for s in spans) for spans, v in zip(key[1:], (kind, truth), strict=True)) for key in keys
        )
    ]
    found = [f["key"] for f in checked_rows(keys, slice(1, 3), whole=False) if f["code"] == "missing-row"]
    assert bool(found) == bool(gaps)
    assert set(found) <= set(gaps)
