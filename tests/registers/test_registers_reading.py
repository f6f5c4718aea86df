"""Columns read at once say what the careful reader says of each value."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from registering import setting

from doudi.policy.running.batch import compile_batch
from doudi.registers.doubts import Settler
from doudi.registers.facts import fact_columns
from doudi.registers.id_column import read_id_numbers
from doudi.registers.quick import Texts, read_quickly
from doudi.vocabulary import load
from doudi.vocabulary.id_number import IdNumberError, invented_number, parse

FACTS = fact_columns(setting().policy, compile_batch(setting()))["person"]
DAY = datetime.date(2020, 2, 29)


def read(array: Any, name: str) -> tuple[list[int | None], dict[int, str]]:
    """The integers of a column, None for unknown, and the reasons by row."""
    fact, texts = FACTS[name], Texts(())
    values, doubtful = read_quickly(array, fact, texts)
    reasons = Settler(load().codes, "en").settle(array, fact, values, doubtful, texts)
    return [None if value == fact.unknown else value for value in values.tolist()], reasons


@pytest.mark.parametrize(
    "array",
    [
        pa.array([Decimal("1.50"), None, Decimal("0.00")], pa.decimal128(12, 2)),
        pa.array([Decimal("1.5000"), None, Decimal("0")], pa.decimal128(20, 4)),
        pa.array([Decimal("1.5"), None, Decimal("0")], pa.decimal128(5, 1)),
        pa.array([Decimal("1.5"), None, Decimal("0")], pa.decimal256(50, 3)),
        pa.array([1.5, None, 0.0], pa.float64()),
        pa.array([1.5, None, 0.0], pa.float32()),
        pa.array(["1.5", None, "0"]),
        pa.array(["1.50", None, "0.00"], pa.large_string()),
        pa.array(["1.5", None, "0"]).dictionary_encode(),
    ],
)
def test_money_is_read_from_every_type_of_number(array: Any) -> None:
    assert read(array, "wage_income") == ([150, None, 0], {})


@pytest.mark.parametrize(
    "array",
    [
        pa.array([DAY, None]),
        pa.array([datetime.datetime(2020, 2, 29), None], pa.timestamp("us")),
        pa.array([DAY, None], pa.date64()),
        pa.array(["2020-02-29", None]),
    ],
)
def test_days_are_read_from_every_type_of_date(array: Any) -> None:
    assert read(array, "birth_date") == ([DAY.toordinal(), None], {})


def test_a_time_of_day_is_no_date() -> None:
    array = pa.array([datetime.datetime(2020, 2, 29, 8), datetime.datetime(2020, 2, 29)], pa.timestamp("us"))
    values, reasons = read(array, "birth_date")
    assert values == [None, DAY.toordinal()]
    assert list(reasons) == [0]


@pytest.mark.parametrize(
    ("array", "name"),
    [
        (pa.array([float("nan"), float("inf"), 1e300, -0.01, 0.001]), "wage_income"),
        (pa.array([2**63 - 1, -1, 10**8 + 1]), "wage_income"),
        (pa.array([Decimal("1.001"), Decimal("-1")], pa.decimal128(12, 3)), "wage_income"),
        (pa.array(["", " 1", "1,000", "٣", "1.", ".5", "+1", "0x1"]), "wage_income"),
        (pa.array([1201, -1]), "months_resident"),
        (pa.array([True]), "wage_income"),
        (pa.array([datetime.date(1899, 12, 31), datetime.date(2200, 1, 1)]), "birth_date"),
        (pa.array(["2020-2-29", "2021-02-29", "today"]), "birth_date"),
        (pa.array([1, 0]), "orphan"),
        (pa.array(["", "yes", "1"]), "orphan"),
        (pa.array([0, 1]), "sex"),
        (pa.array(["", "Male", "男"]), "sex"),
        (pa.array([433126]), "hukou_division"),
        (pa.array(["a\nb", "x" * 201, "\u202e"]), "hukou_division"),
        (pa.array([[1], [2]]), "wage_income"),
    ],
)
def test_what_is_no_such_value_has_a_reason(array: Any, name: str) -> None:
    values, reasons = read(array, name)
    assert values == [None] * len(array)
    assert sorted(reasons) == list(range(len(array)))


def test_truth_may_be_written_as_spreadsheets_do() -> None:
    assert read(pa.array(["TRUE", "false", "True", "是", "否", None]), "orphan") == ([1, 0, 1, 1, 0, None], {})


def test_a_dictionary_may_hold_what_no_row_has() -> None:
    array = pa.DictionaryArray.from_arrays(pa.array([1, None, 1]), pa.array(["nonsense", "male"]))
    assert read(array, "sex") == ([FACTS["sex"].keys.index("male"), None, FACTS["sex"].keys.index("male")], {})


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 10**6),
            st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)),
            st.integers(0, 20),
            st.sampled_from("0123456789Xx年"),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_id_numbers_are_checked_as_one_by_one(drawn: list[tuple[int, datetime.date, int, str]]) -> None:
    texts: list[str | None] = [None]
    for index, born, place, sign in drawn:
        number = invented_number(index, born, "male" if index % 2 else "female")
        texts.append(number[:place] + sign + number[place + 1 :] if place < 19 else number)
    found = read_id_numbers(pa.array(texts).slice(1))
    for row, text in enumerate(texts[1:]):
        assert text is not None
        try:
            wanted = parse(text)
        except IdNumberError as error:
            assert found.causes[row] == (error.zh, error.en)
            assert found.number[row] == 0
        else:
            assert row not in found.causes
            assert found.number[row] == int(wanted.text[:17])
            assert found.birth[row] == wanted.birth_date.toordinal()
            assert bool(found.male[row]) == (wanted.sex == "male")


def test_the_texts_of_unused_facts_are_looked_at_too() -> None:
    values, doubtful = read_quickly(pa.array(["张三", "a\u200bb", None, "x y"]), FACTS["name"], Texts(()))
    assert not FACTS["name"].used
    reasons = Settler(load().codes, "zh").settle(
        pa.array(["张三", "a\u200bb", None, "x y"]), FACTS["name"], values, doubtful, Texts(())
    )
    assert list(reasons) == [1]
    assert isinstance(values, np.ndarray)
