"""Citizen identification numbers (GB 11643)."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.vocabulary.id_number import (
    PROVINCES,
    SEQUENCES_PER_SEX,
    IdNumberError,
    check_character,
    invented_number,
    is_valid,
    parse,
)

DATES = st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))
SEXES = st.sampled_from(["male", "female"])
INDEXES = st.integers(0, 10_000 * SEQUENCES_PER_SEX - 1)


def reason(text: str, **kwargs: bool) -> str:
    with pytest.raises(IdNumberError) as raised:
        parse(text, **kwargs)
    return raised.value.reason


def with_check(first: str) -> str:
    return first + check_character(first)


@pytest.mark.parametrize(
    ("first", "expected"),
    # The two examples that GB 11643-1999 prints for its algorithm.
    [("11010519491231002", "X"), ("44052418800101001", "4")],
)
def test_the_standard_s_own_examples_get_their_check_character(first: str, expected: str) -> None:
    assert check_character(first) == expected


@given(INDEXES, DATES, SEXES)
def test_an_invented_number_says_what_it_was_made_of(index: int, birth_date: datetime.date, sex: str) -> None:
    found = parse(invented_number(index, birth_date, sex))
    assert (found.birth_date, found.sex, found.is_test) == (birth_date, sex, True)


@given(st.lists(INDEXES, min_size=2, max_size=2, unique=True), DATES, SEXES)
def test_two_indexes_never_give_the_same_number(indexes: list[int], birth_date: datetime.date, sex: str) -> None:
    assert len({invented_number(index, birth_date, sex) for index in indexes}) == 2


@given(INDEXES, DATES, SEXES, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(
    index: int, birth_date: datetime.date, sex: str, place: int, shift: int
) -> None:
    number = invented_number(index, birth_date, sex)
    digit = str((int(number[place]) + shift) % 10)
    assert not is_valid(number[:place] + digit + number[place + 1 :])


@given(INDEXES, DATES, SEXES, st.integers(0, 15))
def test_two_neighbours_changed_over_are_always_noticed(
    index: int, birth_date: datetime.date, sex: str, place: int
) -> None:
    number = invented_number(index, birth_date, sex)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or not is_valid(swapped)


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_is_refused_with_a_reason(text: str) -> None:
    try:
        parse(text)
    except IdNumberError as error:
        assert error.zh
        assert error.en


def test_an_odd_sequence_is_a_man_and_an_even_one_a_woman() -> None:
    assert parse(with_check("99000119800101001")).sex == "male"
    assert parse(with_check("99000119800101002")).sex == "female"


def test_a_small_x_is_read_as_a_large_one() -> None:
    number = next(n for n in (invented_number(i, datetime.date(1980, 1, 1), "male") for i in range(50)) if n[-1] == "X")
    assert parse(number.lower()).text == number


@pytest.mark.parametrize("province", sorted(PROVINCES))
def test_every_province_is_accepted(province: str) -> None:
    assert is_valid(with_check(f"{province}010119800101001"))


@pytest.mark.parametrize(
    "division",
    ["460021", "429001", "110224", "441900", "510202", "329001", "810000"],
    ids=[
        "Hainan county before 1999",
        "directly under a province",
        "county since made a district",
        "city without districts",
        "Chongqing before 1997",
        "city since raised",
        "Hong Kong",
    ],
)
def test_retired_and_unusual_divisions_stay_valid(division: str) -> None:
    assert is_valid(with_check(f"{division}19800101001"))


@pytest.mark.parametrize("division", ["000000", "100101", "480101", "900101", "980101", "439101", "437101"])
def test_a_division_that_never_was_is_refused(division: str) -> None:
    assert reason(with_check(f"{division}19800101001")) == "division"


def test_the_test_range_is_refused_only_in_production() -> None:
    number = invented_number(7, datetime.date(1980, 1, 1), "female")
    assert is_valid(number)
    assert reason(number, production=True) == "test"
    assert is_valid(with_check("43312619800101001"), production=True)


@pytest.mark.parametrize("day", ["19800230", "19801301", "19800100", "19810229", "18991231", "22000101", "00000101"])
def test_a_birth_date_that_cannot_be_is_refused(day: str) -> None:
    assert reason(with_check(f"990001{day}001")) == "date"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("990001800101001", "old"),
        ("", "length"),
        ("99000119800101001", "length"),
        ("99000119800101001X0", "length"),
        ("9900011980010100AX", "characters"),
        ("99000119800101001x0"[:17] + "Y", "characters"),
        ("９９０００１１９８００１０１００１Ｘ", "characters"),
        ("99000119800101 01X", "characters"),
    ],
)
def test_a_text_of_the_wrong_form_is_refused(text: str, expected: str) -> None:
    assert reason(text) == expected


def test_a_fifteen_digit_number_is_told_why_it_no_longer_counts() -> None:
    with pytest.raises(IdNumberError) as raised:
        parse("990001800101001")
    assert raised.value.zh == "是第一代身份证的 15 位号码，2013 年 1 月 1 日起已停用，请填 18 位的公民身份号码"


def test_a_wrong_check_character_is_refused_without_the_right_one() -> None:
    right = check_character("99000119800101001")
    wrong = next(c for c in "0123456789X" if c != right)
    with pytest.raises(IdNumberError) as raised:
        parse("99000119800101001" + wrong)
    assert raised.value.zh == "的校验码不对，至少有一位写错了，请对着证件逐位核对"
    assert raised.value.en == (
        "has a wrong check character, so at least one sign is a slip; compare it with the card sign by sign"
    )


@pytest.mark.parametrize(
    ("index", "year", "sex"),
    [(-1, 1980, "male"), (10_000 * SEQUENCES_PER_SEX, 1980, "male"), (0, 1899, "male"), (0, 1980, "x")],
)
def test_what_no_number_can_say_is_not_invented(index: int, year: int, sex: str) -> None:
    with pytest.raises(ValueError, match="is n"):
        invented_number(index, datetime.date(year, 1, 1), sex)
