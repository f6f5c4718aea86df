"""Columns in, columns out: what is refused, what is unknown, what is left to the plain loop."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from building import MONTHLY, Draft, compare, each, number, over, times

from doudi.policy.definitions.types import BOOLEAN, NUMBER
from doudi.policy.generating.columns import MISSING
from doudi.policy.generating.specialise import specialise
from doudi.policy.running.batch import BatchFunction, Columns, OutOfBounds, TooLarge, compile_batch, starts_of

UNKNOWN = MISSING["int64"]
WAYS = pytest.mark.parametrize("few", [0, 1_000], ids=["kernel", "plain loop"])


@pytest.fixture(autouse=True, scope="module")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOUDI_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


def _draft() -> Draft:
    draft = Draft()
    income = draft.person_fact("wage_income")
    draft.rule("total", each("sum", income))
    draft.rule("earns", compare(income, ">", number(0)), "person")
    return draft


def _batch(draft: Draft) -> BatchFunction:
    return BatchFunction(specialise(draft.setting()))


def _facts(*incomes: int, starts: tuple[int, ...]) -> Columns:
    return Columns(np.array(starts), {}, {"wage_income": np.array(incomes, np.int64)})


@WAYS
def test_an_unknown_makes_unknown_what_rests_on_it_and_no_more(few: int) -> None:
    out = _batch(_draft()).run(_facts(100, UNKNOWN, 50, starts=(0, 2, 3)), few=few)
    assert out.household["total"].tolist() == [UNKNOWN, 50]
    assert out.person["earns"].tolist() == [1, 2, 1]


@WAYS
def test_a_fact_without_a_column_is_unknown_for_all(few: int) -> None:
    out = _batch(_draft()).run(Columns(np.array([0, 2, 3])), few=few)
    assert out.household["total"].tolist() == [UNKNOWN, UNKNOWN]
    assert out.person["earns"].tolist() == [2, 2, 2]


@WAYS
def test_a_fact_out_of_bounds_is_named_with_its_row(few: int) -> None:
    with pytest.raises(OutOfBounds) as error:
        _batch(_draft()).run(_facts(1, -1, 2, starts=(0, 2, 3)), few=few)
    assert (error.value.entity, error.value.name, error.value.row) == ("person", "wage_income", 1)
    with pytest.raises(OutOfBounds):
        _batch(_draft()).run(_facts(1, 2, 10**10 + 1, starts=(0, 2, 3)), few=few)


@WAYS
def test_nobody_makes_no_rows(few: int) -> None:
    out = _batch(_draft()).run(_facts(starts=(0,)), few=few - 1)
    assert out.household["total"].tolist() == []


@pytest.mark.parametrize("starts", [(0, 0, 3), (0, 51), (1, 3), (0, 4, 3)])
def test_a_household_of_nobody_or_of_too_many_is_refused(starts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="1 to 50 members"):
        _batch(_draft()).run(_facts(*range(starts[-1]), starts=starts))


def test_columns_of_another_length_or_type_are_refused() -> None:
    with pytest.raises(ValueError, match=r"person.wage_income must be 3 of int64"):
        _batch(_draft()).run(_facts(1, 2, starts=(0, 3)))
    with pytest.raises(ValueError, match="int64"):
        _batch(_draft()).run(Columns(np.array([0, 1]), {}, {"wage_income": np.array([1.5])}))


def test_every_second_value_of_an_array_is_a_column_too() -> None:
    wide = np.array([100, 7, 200, 7], np.int64)[::2]
    out = _batch(_draft()).run(Columns(np.array([0, 2]), {}, {"wage_income": wide}), few=0)
    assert out.household["total"].tolist() == [300]


def _too_wide() -> Draft:
    """A product of three numbers that may each be a million, and what rests on it."""
    draft = _draft()
    grade = draft.person_fact("disability_grade", NUMBER)
    wide = draft.rule("wide", times(times(grade, grade), grade), "person", type=NUMBER)
    draft.rule("more", compare(wide, ">", number(7)), "person")
    return draft


def test_rules_that_may_not_fit_in_64_bits_are_named_with_the_reason() -> None:
    assert _batch(_too_wide()).plain == {"wide": "overflow", "more": "rests on wide"}
    assert _batch(_draft()).plain == {}


@WAYS
def test_rules_that_no_kernel_carries_are_computed_all_the_same(few: int) -> None:
    facts = _facts(1, 2, starts=(0, 1, 2))
    grades = np.array([200, MISSING["int32"]], np.int32)
    facts = Columns(facts.starts, {}, {**facts.person, "disability_grade": grades})
    out = _batch(_too_wide()).run(facts, few=few)
    assert out.person["wide"].tolist() == [80_000, UNKNOWN]
    assert out.person["more"].tolist() == [1, 2]
    assert out.household["total"].tolist() == [1, 2]


def test_a_result_that_fits_in_no_column_is_named() -> None:
    facts = _facts(1, starts=(0, 1))
    facts = Columns(facts.starts, {}, {**facts.person, "disability_grade": np.array([10**8], np.int32)})
    with pytest.raises(TooLarge, match=r"person.wide"):
        _batch(_too_wide()).run(facts)


def test_results_stand_in_the_order_of_the_rules() -> None:
    assert [column.name for column in _batch(_too_wide()).results] == ["total", "earns", "wide", "more"]


@pytest.mark.parametrize("count", [3, 10_000])
def test_the_persons_household_numbers_give_the_starts(count: int) -> None:
    sizes = np.arange(count) % 3 + 1
    starts = starts_of(np.repeat(np.arange(count), sizes), count)
    assert starts.tolist() == [0, *np.cumsum(sizes).tolist()]


@pytest.mark.parametrize("count", [3, 10_000])
@pytest.mark.parametrize("fault", ["gap", "disorder", "short", "long", "negative"])
def test_persons_out_of_order_are_refused(count: int, fault: str) -> None:
    numbers = np.repeat(np.arange(count), 2)
    if fault == "gap":
        numbers[2:] += 1
    elif fault == "disorder":
        numbers[[1, 2]] = numbers[[2, 1]]
    elif fault == "short":
        numbers = numbers[:-2]
    elif fault == "long":
        numbers[-1] += 1
    else:
        numbers[0] = -1
    with pytest.raises(ValueError, match="order of their households"):
        starts_of(numbers, count)


def test_money_may_be_divided_by_a_count_that_is_sometimes_zero() -> None:
    draft = Draft()
    ill = each("count", draft.person_fact("serious_illness", BOOLEAN))
    income = each("sum", draft.person_fact("wage_income"))
    draft.rule("each", over(income, ill), type=MONTHLY)
    facts = {"wage_income": np.array([100, 200, 300], np.int64), "serious_illness": np.array([1, 1, 0], np.int8)}
    for few in (0, 10):
        out = compile_batch(draft.setting()).run(Columns(np.array([0, 2, 3]), {}, facts), few=few)
        assert out.household["each"].tolist() == [150, UNKNOWN]
