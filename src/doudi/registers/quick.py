"""Reads Arrow columns of facts as integers, all at once; what is not plainly right is left to `doubts`.

A reader returns the integers (unknown where there is nothing) and a mask of the rows that it does not vouch for.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from doudi.policy.generating.request import FACT_SCALE
from doudi.registers.arrays import EPOCH, Integers, Mask, is_text, nulls, whole
from doudi.registers.facts import FactColumn
from doudi.vocabulary.fact_value import FIRST_DATE, LAST_DATE, MOST_TEXT
from doudi.vocabulary.hidden import is_on_one_line

Quick = tuple[Integers, Mask]

_PLAIN_NUMBER = r"^[0-9]{1,9}(\.[0-9]{1,2})?$"
_PLAIN_TEXT = r"^[0-9A-Za-z·\-\p{Han}]{1,60}$"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TRUTH = {"true": 1, "false": 0, "是": 1, "否": 0}
_DOUBT = -2


class Texts:
    """The texts that a program mentions and those met, by place: what columns of text hold."""

    def __init__(self, known: tuple[str, ...]) -> None:
        self.list = list(known)
        self._places = {text: place for place, text in enumerate(known)}

    def place(self, text: str) -> int:
        """The place of a text, which is added when it is new."""
        if text not in self._places:
            self._places[text] = len(self.list)
            self.list.append(text)
        return self._places[text]


def read_quickly(array: Any, fact: FactColumn, texts: Texts) -> Quick:
    """The integers of a column and the rows in doubt. `array` is an Arrow array without chunks."""
    if array.null_count == len(array):
        return np.full(len(array), fact.unknown, fact.dtype), np.zeros(len(array), bool)
    match fact.type.kind:
        case "number":
            found, sure = _hundredths(array)
            right = sure & (found >= 0) & (found <= fact.most)
        case "date":
            found, right = _days(array)
        case "boolean":
            found, right = _truth(array)
        case "code":
            places = {key: place for place, key in enumerate(fact.keys)}
            found, right = _by_distinct(array, lambda text: places.get(text, _DOUBT))
        case _:
            found, right = _texts(array, fact, texts)
    missing = nulls(array)
    right = right & ~missing
    return np.where(right, found, fact.unknown).astype(fact.dtype, copy=False), ~(right | missing)


def _nothing(array: Any) -> tuple[Integers, Mask]:
    """No row is vouched for."""
    return np.zeros(len(array), np.int64), np.zeros(len(array), bool)


# -- numbers


def _hundredths(array: Any) -> tuple[Integers, Mask]:
    type = array.type
    if pa.types.is_decimal(type):
        return _of_decimal(array)
    if pa.types.is_integer(type):
        yuan = pc.fill_null(array, 0).to_numpy(zero_copy_only=False)
        sure = (yuan >= 0) & (yuan <= 10**10)
        return np.where(sure, yuan, 0).astype(np.int64) * FACT_SCALE, sure
    if pa.types.is_floating(type):
        return _of_float(pc.fill_null(array.cast(pa.float64()), 0.0).to_numpy(zero_copy_only=False))
    if is_text(type):
        return _of_text(array)
    return _nothing(array)


def _of_decimal(array: Any) -> tuple[Integers, Mask]:
    sure = np.ones(len(array), bool)
    if array.type.scale > 2:  # more places than two are right only where they are zeros
        rounded = pc.round(array, 2)
        sure = np.asarray(pc.fill_null(pc.equal(rounded, array), False).to_numpy(zero_copy_only=False), bool)
        array = rounded
    try:
        exact = array.cast(pa.decimal128(38, 2))
    except pa.ArrowInvalid:
        return _nothing(array)
    low, fits = whole(exact)
    return low, sure & fits


def _of_float(numbers: npt.NDArray[np.float64]) -> tuple[Integers, Mask]:
    """A float stands for the decimal with two places that is nearest to it, if that decimal is read as this float."""
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(numbers) < 1e10
        found = np.rint(np.where(near, numbers, 0.0) * FACT_SCALE)
        return found.astype(np.int64), near & (found / FACT_SCALE == numbers)


def _of_text(array: Any) -> tuple[Integers, Mask]:
    text = array.cast(pa.string())
    plain = pc.fill_null(pc.match_substring_regex(text, _PLAIN_NUMBER), False)
    found, _ = _of_decimal(pc.fill_null(pc.if_else(plain, text, None).cast(pa.decimal128(12, 2)), 0))
    return found, np.asarray(plain.to_numpy(zero_copy_only=False), bool)


# -- days, truth, codes, texts


def _days(array: Any) -> tuple[Integers, Mask]:
    type = array.type
    if is_text(type):
        return _by_distinct(array, _day_of_text)
    if not (pa.types.is_date(type) or (pa.types.is_timestamp(type) and type.tz is None)):
        return _nothing(array)
    days = array.cast(pa.date32())
    timeless = pc.fill_null(pc.equal(days.cast(type), array), False)
    numbers = pc.fill_null(days.cast(pa.int32()), 0).to_numpy(zero_copy_only=False).astype(np.int64) + EPOCH
    right = (numbers >= FIRST_DATE.toordinal()) & (numbers <= LAST_DATE.toordinal())
    return numbers, right & np.asarray(timeless.to_numpy(zero_copy_only=False), bool)


def _day_of_text(text: str) -> int:
    try:
        date = datetime.date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return _DOUBT
    return date.toordinal() if date is not None and FIRST_DATE <= date <= LAST_DATE else _DOUBT


def _truth(array: Any) -> tuple[Integers, Mask]:
    if pa.types.is_boolean(array.type):
        return pc.fill_null(array, False).to_numpy(zero_copy_only=False).astype(np.int64), np.ones(len(array), bool)
    return _by_distinct(array, lambda text: _TRUTH.get(text.lower(), _DOUBT))


def _texts(array: Any, fact: FactColumn, texts: Texts) -> tuple[Integers, Mask]:
    if not is_text(array.type):
        return _nothing(array)
    if not fact.used:  # only looked at
        plain = pc.fill_null(pc.match_substring_regex(array.cast(pa.string()), _PLAIN_TEXT), False)
        return np.zeros(len(array), np.int64), np.asarray(plain.to_numpy(zero_copy_only=False), bool)

    def place(text: str) -> int:
        return texts.place(text) if len(text) <= MOST_TEXT and is_on_one_line(text) else _DOUBT

    return _by_distinct(array, place)


def _by_distinct(array: Any, number: Callable[[str], int]) -> tuple[Integers, Mask]:
    """What `number` says of each distinct text, `_DOUBT` where it is in doubt."""
    if not is_text(array.type):
        return _nothing(array)
    encoded = array if pa.types.is_dictionary(array.type) else pc.dictionary_encode(array)
    distinct = encoded.dictionary.to_pylist()
    # A dictionary may hold null, and texts that no row has: only those that rows have are met.
    places = pc.fill_null(encoded.indices.cast(pa.int64()), len(distinct)).to_numpy(zero_copy_only=False)
    numbers = np.full(len(distinct) + 1, _DOUBT, np.int64)
    for place in np.bincount(places, minlength=len(distinct))[: len(distinct)].nonzero()[0].tolist():
        if distinct[place] is not None:
            numbers[place] = number(distinct[place])
    found = numbers[places]
    return found, found != _DOUBT
