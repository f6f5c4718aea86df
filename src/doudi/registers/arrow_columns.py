"""Arrow arrays to the integer columns that a kernel reads, and its results back, with null masks.

Taken are, for money: decimal, whole numbers of yuan, floating point that is exactly a decimal of two places, and text;
for other numbers the same without text; for truth: bool; for codes and text: text or a dictionary of text; for dates:
date or ISO text. What is not a value of the fact, or out of its bounds, is marked, row by row, and read as unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from doudi.policy.generating.columns import UNKNOWN_SYMBOL, UNLIMITED_AMOUNT, Column
from doudi.registers.arrays import EPOCH, Integers, Mask, halves, nulls, whole

_MONEY = r"^[0-9]{1,9}(\.[0-9]{1,2})?$"


class WrongType(ValueError):
    """An Arrow column whose type no value of the fact can have."""

    def __init__(self, column: Column, found: pa.DataType) -> None:
        super().__init__(f"{column.entity}.{column.name} cannot be read from {found}")
        self.column, self.found = column, found


def read_column(data: pa.Array | pa.ChunkedArray, column: Column, listed: Sequence[str] = ()) -> tuple[Integers, Mask]:
    """The integers of a fact, and which rows are wrong. `listed` are the keys of its code list, or the texts so far."""
    array = data.combine_chunks() if isinstance(data, pa.ChunkedArray) else data
    if pa.types.is_dictionary(array.type) and column.type.kind not in ("code", "text"):
        array = array.dictionary_decode()
    if pa.types.is_null(array.type):
        count = len(array)
        return np.full(count, column.unknown, column.dtype), np.zeros(count, np.bool_)
    if column.type.kind == "boolean":
        values, wrong = _truth(array, column)
    elif column.type.kind in ("code", "text"):
        values, wrong = _symbols(array, column, listed)
    elif column.type.kind == "date":
        values, wrong = _days(array, column)
    else:
        values, wrong = _numbers(array, column)
    present = ~nulls(array)
    low, high = column.bounds
    wrong = (wrong | (values < low) | (values > high)) & present
    values = np.where(present & ~wrong, values, column.unknown).astype(column.dtype, copy=False)
    return values, wrong


def _none_wrong(array: pa.Array) -> Mask:
    return np.zeros(len(array), np.bool_)


def _plain(array: pa.Array, type: pa.DataType) -> npt.NDArray[Any]:
    """The values of an array without nulls (0 in their place)."""
    values = array.cast(type).fill_null(0) if array.null_count else array.cast(type)
    return values.to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def _truth(array: pa.Array, column: Column) -> tuple[Integers, Mask]:
    if not pa.types.is_boolean(array.type):
        raise WrongType(column, array.type)
    return _plain(array, pa.int8()), _none_wrong(array)


def _symbols(array: pa.Array, column: Column, listed: Sequence[str]) -> tuple[Integers, Mask]:
    if not pa.types.is_dictionary(array.type):
        if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
            raise WrongType(column, array.type)
        array = array.dictionary_encode()
    places = {text: place for place, text in enumerate(listed)}
    keys = array.dictionary.to_pylist()
    table = np.array([places.get(key, UNKNOWN_SYMBOL) for key in keys] or [UNKNOWN_SYMBOL], np.int64)
    indices = array.indices
    values = table[_plain(indices, pa.int64())]
    return values, values == UNKNOWN_SYMBOL


def texts_in(data: pa.ChunkedArray) -> list[str]:
    """The different texts of a column."""
    return [text for text in pc.unique(data).to_pylist() if text is not None]


def _days(array: pa.Array, column: Column) -> tuple[Integers, Mask]:
    wrong = _none_wrong(array)
    if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        days = pc.strptime(array, "%Y-%m-%d", "s", error_is_null=True)
        # Reading takes 30 February for 2 March: a day is right when it is written again as it was.
        same = pc.equal(pc.strftime(days, "%Y-%m-%d"), array).fill_null(False)
        wrong = ~np.asarray(same.to_numpy(zero_copy_only=False), np.bool_)
        array = days.cast(pa.date32(), safe=False)
    if not pa.types.is_date(array.type):
        raise WrongType(column, array.type)
    return _plain(array.cast(pa.date32()).cast(pa.int32()), pa.int64()) + EPOCH, wrong


def _numbers(array: pa.Array, column: Column) -> tuple[Integers, Mask]:
    """Hundredths."""
    kind = array.type
    if pa.types.is_integer(kind):
        yuan = _plain(array.cast(pa.int64(), safe=False), pa.int64())
        huge = np.abs(yuan) > column.bounds[1]
        return np.where(huge, -1, yuan * 100), huge
    if pa.types.is_floating(kind):
        values = _plain(array, pa.float64())
        with np.errstate(invalid="ignore", over="ignore"):
            hundredths = np.rint(values * 100)
            wrong = ~(hundredths / 100 == values) | ~(np.abs(hundredths) <= column.bounds[1])
            return np.where(wrong, 0, hundredths).astype(np.int64), wrong
    if pa.types.is_decimal(kind):
        return _decimals(array, column)
    if column.type.is_money and (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        good = pc.match_substring_regex(array, _MONEY).fill_null(False)
        money, wrong = _decimals(pc.if_else(good, array, None).cast(pa.decimal128(20, 2)), column)
        return money, wrong | ~np.asarray(good.to_numpy(zero_copy_only=False), np.bool_)
    raise WrongType(column, kind)


def _decimals(array: pa.Array, column: Column) -> tuple[Integers, Mask]:
    array = array.cast(pa.decimal128(38, array.type.scale)) if array.type.bit_width != 128 else array
    data = array.fill_null(0) if array.null_count else array
    low, fits = whole(data)
    wrong = ~fits
    scale = data.type.scale
    if scale > 2:
        unit = 10 ** min(scale - 2, 18)
        return low // unit, wrong | (low % unit != 0)
    factor = 10 ** (2 - scale)
    wrong = wrong | (np.abs(low) > column.bounds[1])
    return np.where(wrong, 0, low) * factor, wrong


# -- results


def write_column(values: Integers, column: Column, listed: Sequence[str] = ()) -> pa.Array:
    """The Arrow array of a result: money as decimal, unknown as null."""
    kind, count = column.type.kind, len(values)
    known = values != column.unknown
    mask = None if known.all() else pa.py_buffer(np.packbits(known, bitorder="little"))
    if kind == "boolean":
        truth = np.packbits(values == 1, bitorder="little")
        return pa.Array.from_buffers(pa.bool_(), count, [mask, pa.py_buffer(truth)])
    if kind in ("code", "text"):
        indices = pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), count, [mask, pa.py_buffer(values)])
        return pa.DictionaryArray.from_arrays(indices, pa.array(listed, pa.string()))
    if kind == "date":
        days = (values - EPOCH).astype(np.int32)
        return pa.Array.from_buffers(pa.date32(), count, [mask, pa.py_buffer(days)])
    if column.scale == 1:
        return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), count, [mask, pa.py_buffer(values)])
    if column.dtype == "int64" and (values == UNLIMITED_AMOUNT).any():
        raise ValueError(f"{column.entity}.{column.name} is unlimited, which no column can say")
    places = len(str(column.scale)) - 1
    return pa.Array.from_buffers(pa.decimal128(18 + (places > 2), places), count, [mask, pa.py_buffer(halves(values))])


def lists_of(codes: Mapping[str, Sequence[str]], column: Column, texts: Sequence[str]) -> Sequence[str]:
    """What the integers of a code or text column count."""
    if column.type.kind == "text":
        return texts
    return codes[column.type.codes] if column.type.codes else ()
