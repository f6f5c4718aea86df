"""Arrow tables in, Arrow tables out: every type that a fact may come in, what is wrong, what is unknown."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from building import Draft, compare, each, number, over, text, when

from doudi.policy.definitions.nodes import DecisionDate, Elapsed
from doudi.policy.definitions.types import BOOLEAN, DATE, NUMBER, TEXT, Type, code
from doudi.policy.definitions.types import number as number_type
from doudi.policy.generating.specialise import specialise
from doudi.policy.running.batch import BatchFunction
from doudi.registers.arrow_columns import WrongType
from doudi.registers.tables_batch import WrongFacts, run_tables

KIND = code("kind")


@pytest.fixture(autouse=True, scope="module")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOUDI_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


def _echo(type: Type) -> BatchFunction:
    """A policy that gives back a person's fact `f`."""
    draft = Draft()
    draft.codes["kind"] = {"a": "甲", "b": "乙", "c": "丙"}
    draft.rule("r", draft.person_fact("f", type), "person")
    return BatchFunction(specialise(draft.setting()))


def _echoed(type: Type, column: pa.Array) -> list[Any]:
    household = pa.table({"household": ["H1"]})
    person = pa.table({"household": ["H1"] * len(column), "f": column})
    made = run_tables(_echo(type), household, person)[1]["r"].to_pylist()
    return made  # type: ignore[no-any-return]


MONEY = number_type("yuan")
AMOUNTS = [Decimal("412.50"), None, Decimal("0.00"), Decimal("100000000.00")]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([Decimal("412.50"), None, Decimal("0"), Decimal(100_000_000)], pa.decimal128(12, 2)),
        pa.array([Decimal("412.5"), None, Decimal("0"), Decimal(100_000_000)], pa.decimal128(12, 1)),
        pa.array([Decimal("412.5000"), None, Decimal("0"), Decimal(100_000_000)], pa.decimal128(20, 4)),
        pa.array([412.5, None, 0.0, 1e8]),
        pa.array([412.5, None, 0.0, 1e8], pa.float32()),
        pa.array(["412.50", None, "0", "100000000"]),
        pa.array(["412.50", None, "0", "100000000"], pa.large_string()),
        pa.array(["412.50", None, "0", "100000000"]).dictionary_encode(),
        pa.chunked_array([["412.5"], [None, "0", "100000000.0"]]),
    ],
    ids=str,
)
def test_money_comes_as_decimal_floating_point_or_text(column: pa.Array) -> None:
    assert _echoed(MONEY, column) == AMOUNTS


@pytest.mark.parametrize("kind", [pa.int8(), pa.int64(), pa.uint8(), pa.uint64(), pa.float64(), pa.decimal128(19, 0)])
def test_whole_yuan_come_in_any_numeric_type(kind: pa.DataType) -> None:
    assert _echoed(MONEY, pa.array([7, None, 0]).cast(kind)) == [Decimal("7.00"), None, Decimal("0.00")]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([1, -1, 100_000_001, None]),
        pa.array([1.0, 0.001, float("nan"), None]),
        pa.array([1.0, float("inf"), 1e300, None]),
        pa.array(["1", "1,000", "-1", None]),
        pa.array(["1", "1.001", "", None]),
        pa.array([Decimal("1.000"), Decimal("0.001"), Decimal("-1"), None], pa.decimal128(12, 3)),
        pa.array([Decimal(1), Decimal(10) ** 25, -(Decimal(10) ** 25), None], pa.decimal128(38, 2)),
    ],
    ids=str,
)
def test_what_is_no_amount_is_told_row_by_row(column: pa.Array) -> None:
    with pytest.raises(WrongFacts) as error:
        _echoed(MONEY, column)
    (wrong,) = error.value.wrong
    assert (wrong.entity, wrong.name, wrong.rows.tolist()) == ("person", "f", [1, 2])


def test_numbers_keep_two_decimals() -> None:
    assert _echoed(NUMBER, pa.array([2.5, 3, None])) == [Decimal("2.5000"), Decimal("3.0000"), None]


def test_truth_codes_dates_and_texts_come_back_as_they_went_in() -> None:
    day = datetime.date(1960, 2, 29)
    assert _echoed(BOOLEAN, pa.array([True, False, None])) == [True, False, None]
    assert _echoed(KIND, pa.array(["c", "a", None, "c"])) == ["c", "a", None, "c"]
    assert _echoed(KIND, pa.array(["c", "a", None, "c"]).dictionary_encode()) == ["c", "a", None, "c"]
    assert _echoed(DATE, pa.array([day, None])) == [day, None]
    assert _echoed(DATE, pa.array(["1960-02-29", None])) == [day, None]
    assert _echoed(TEXT, pa.array(["x", "", None, "x"])) == ["x", "", None, "x"]


@pytest.mark.parametrize(
    ("type", "column"),
    [
        (KIND, pa.array(["a", "z"])),
        (DATE, pa.array(["2021-01-01", "2021-02-30"])),
        (DATE, pa.array(["2021-01-01", "21-1-1"])),
        (DATE, pa.array([datetime.date(2021, 1, 1), datetime.date(1850, 1, 1)])),
        (NUMBER, pa.array([1, 1_000_001])),
    ],
    ids=str,
)
def test_what_is_no_value_of_the_fact_is_told(type: Type, column: pa.Array) -> None:
    with pytest.raises(WrongFacts) as error:
        _echoed(type, column)
    assert error.value.wrong[0].rows.tolist() == [1]


@pytest.mark.parametrize("type", [MONEY, NUMBER, BOOLEAN, KIND, DATE, TEXT], ids=lambda type: type.declared)
def test_a_column_of_nulls_is_unknown(type: Type) -> None:
    assert _echoed(type, pa.nulls(2)) == [None, None]


@pytest.mark.parametrize(
    ("type", "column"),
    [
        (BOOLEAN, pa.array([1])),
        (NUMBER, pa.array(["1"])),
        (DATE, pa.array([1])),
        (KIND, pa.array([1])),
        (MONEY, pa.array([True])),
    ],
    ids=str,
)
def test_a_column_that_can_hold_no_value_of_the_fact_is_refused(type: Type, column: pa.Array) -> None:
    with pytest.raises(WrongType):
        _echoed(type, column)


def _family() -> BatchFunction:
    draft = Draft()
    total = draft.rule("total", each("sum", draft.person_fact("wage_income")))
    draft.rule("share", over(total, each("count")))
    age = Elapsed(number_type("years"), "years", draft.person_fact("birth_date", DATE), DecisionDate(DATE))
    draft.rule("age", age, "person")
    near = compare(draft.person_fact("name", TEXT), "==", draft.household_fact("division", TEXT))
    draft.rule("word", when(near, text("same"), draft.person_fact("name", TEXT)), "person")
    return BatchFunction(specialise(draft.setting()))


def test_households_and_persons_keep_their_ids_and_their_order() -> None:
    household = pa.table({"household": [7, 3], "division": ["x", "y"], "unknown_column": [1, 2]})
    person = pa.table(
        {
            "household": [7, 7, 3],
            "id": ["p", "q", "r"],
            "wage_income": [100, 101, None],
            "birth_date": [datetime.date(2000, 12, 2), None, datetime.date(2000, 12, 1)],
            "name": ["x", "z", None],
        }
    )
    told: list[int] = []
    for_households, for_persons = run_tables(_family(), household, person, progress=told.append)
    assert for_households.to_pylist() == [
        {"household": 7, "total": Decimal("201.00"), "share": Decimal("100.50")},
        {"household": 3, "total": None, "share": None},
    ]
    assert for_persons.to_pylist() == [
        {"household": 7, "id": "p", "age": 20, "word": "same"},
        {"household": 7, "id": "q", "age": None, "word": "z"},
        {"household": 3, "id": "r", "age": 21, "word": None},
    ]
    assert told == [2]


def test_a_registry_in_several_slices_is_one_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = [1 + h % 3 for h in range(40)]
    household = pa.table({"household": [f"H{h}" for h in range(40)]})
    owners = [f"H{h}" for h in range(40) for _ in range(sizes[h])]
    person = pa.table({"household": owners, "wage_income": list(range(len(owners)))})
    whole = run_tables(_family(), household, person)
    monkeypatch.setattr("doudi.registers.tables_batch._SLICE", 7)
    assert [table.to_pylist() for table in run_tables(_family(), household, person)] == [t.to_pylist() for t in whole]
    wrong = person.set_column(1, "wage_income", pa.array([*range(len(owners) - 1), -1]))
    with pytest.raises(WrongFacts) as error:
        run_tables(_family(), household, wrong)
    assert error.value.wrong[0].rows.tolist() == [len(owners) - 1]


def test_an_empty_registry_gives_empty_tables() -> None:
    household = pa.table({"household": pa.array([], pa.string())})
    for_households, for_persons = run_tables(_family(), household, household)
    assert (len(for_households), len(for_persons)) == (0, 0)
    assert for_households.column_names == ["household", "total", "share"]


@pytest.mark.parametrize("owners", [["H2", "H1"], ["H1"], ["H1", "H2", "H1"], ["H1", None], ["H1", "H2", "H3"], []])
def test_persons_out_of_the_order_of_the_households_are_refused(owners: list[str | None]) -> None:
    household = pa.table({"household": ["H1", "H2"]})
    with pytest.raises(ValueError, match="household"):
        run_tables(_family(), household, pa.table({"household": pa.array(owners, pa.string())}))


def test_numbers_and_truths_are_exact_about_the_edge_of_a_comparison() -> None:
    draft = Draft()
    draft.rule("poor", compare(draft.person_fact("wage_income"), "<", number(550)), "person")
    batch = BatchFunction(specialise(draft.setting()))
    person = pa.table({"household": ["H1"] * 3, "wage_income": [549.99, 550.0, 550.01]})
    assert run_tables(batch, pa.table({"household": ["H1"]}), person)[1]["poor"].to_pylist() == [True, False, False]
