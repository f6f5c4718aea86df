"""Checks a whole column of ID numbers at once (GB 11643); those in doubt one by one, for the reason."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from doudi.registers.arrays import EPOCH, Mask, is_text, nulls
from doudi.vocabulary.id_number import (
    CHECK_CHARACTERS,
    EARLIEST_YEAR,
    LATEST_YEAR,
    PROVINCES,
    TEST_PROVINCE,
    WEIGHTS,
    IdNumberError,
    parse,
)

_LENGTH = 18
_CHARACTERS = np.frombuffer(CHECK_CHARACTERS.encode(), np.uint8)
_PROVINCES = np.array([int(code) for code in (*PROVINCES, TEST_PROVINCE)])
_POWERS = 10 ** np.arange(16, -1, -1, dtype=np.int64)


@dataclass(slots=True)
class IdNumbers:
    """What the numbers of a column say, row by row: 0 where there is none or it is wrong.

    `number` are the first seventeen digits, `birth` the day as an ordinal, `male` whether a man's. `causes` are what is
    wrong, by row, in Chinese and English.
    """

    number: npt.NDArray[np.int64]
    birth: npt.NDArray[np.int64]
    male: Mask
    causes: dict[int, tuple[str, str]]


def read_id_numbers(array: Any) -> IdNumbers:
    """The ID numbers of an Arrow column without chunks."""
    count = len(array)
    found = IdNumbers(np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count, bool), {})
    missing = nulls(array)
    if not is_text(array.type):
        for row in (~missing).nonzero()[0].tolist():
            _alone(found, row, str(array[row].as_py()))
        return found
    text = array.cast(pa.string())
    long_enough = np.asarray(
        pc.fill_null(pc.equal(pc.binary_length(text), _LENGTH), False).to_numpy(zero_copy_only=False)
    )
    rows = long_enough.nonzero()[0]
    signs = _signs(text.filter(pa.array(long_enough)) if len(rows) < count else text)
    right = np.zeros(count, bool)
    right[rows] = _right(signs)
    digits = signs[:, :17].astype(np.int64) - ord("0")
    kept = right[rows]
    found.number[rows[kept]] = digits[kept] @ _POWERS
    found.birth[rows[kept]] = _births(digits[kept])
    found.male[rows[kept]] = digits[kept, 16] % 2 == 1
    for row in (~(right | missing)).nonzero()[0].tolist():
        _alone(found, row, text[row].as_py())
    return found


def _signs(text: Any) -> npt.NDArray[np.uint8]:
    """The bytes of texts of eighteen bytes each."""
    data = text.buffers()[2]
    first = np.frombuffer(text.buffers()[1], np.int32)[text.offset : text.offset + len(text) + 1]
    if len(text) == 0 or data is None:
        return np.zeros((0, _LENGTH), np.uint8)
    flat = np.frombuffer(data, np.uint8)[first[0] : first[-1]]
    return flat.reshape(len(text), _LENGTH)


def _right(signs: npt.NDArray[np.uint8]) -> Mask:
    """Which are plainly right. What is refused here is looked at again."""
    digits = signs[:, :17].astype(np.int64) - ord("0")
    right = ((digits >= 0) & (digits <= 9)).all(axis=1)
    right &= _CHARACTERS[(digits @ np.array(WEIGHTS)) % 11] == signs[:, 17]
    province, level = digits[:, 0] * 10 + digits[:, 1], digits[:, 2] * 10 + digits[:, 3]
    test = province == int(TEST_PROVINCE)
    right &= np.isin(province, _PROVINCES) & (test | (level <= 70) | (level == 90))
    year, month, day = _date_parts(digits)
    right &= (year >= EARLIEST_YEAR) & (year <= LATEST_YEAR) & (month >= 1) & (month <= 12)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    length = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])[np.clip(month, 1, 12) - 1]
    found: Mask = right & (day >= 1) & (day <= length + (leap & (month == 2)))
    return found


def _date_parts(digits: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], ...]:
    """Year, month and day."""
    two = np.array([10, 1])
    return digits[:, 6:10] @ np.array([1000, 100, 10, 1]), digits[:, 10:12] @ two, digits[:, 12:14] @ two


def _births(digits: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The birth dates as ordinals, from digits that are right."""
    year, month, day = _date_parts(digits)
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    found: npt.NDArray[np.int64] = months.astype("datetime64[D]").astype(np.int64) + EPOCH + day - 1
    return found


def _alone(found: IdNumbers, row: int, text: str) -> None:
    try:
        number = parse(text)
    except IdNumberError as error:
        found.causes[row] = (error.zh, error.en)
        return
    found.number[row] = int(number.text[:17])
    found.birth[row] = number.birth_date.toordinal()
    found.male[row] = number.sex == "male"


def day_text(ordinal: int) -> str:
    """The date of an ordinal, as messages write it."""
    return datetime.date.fromordinal(ordinal).isoformat()
