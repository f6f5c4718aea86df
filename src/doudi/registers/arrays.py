"""Arrow arrays and the integers in them: what every reader and writer of a register's columns shares."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Integers = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]

EPOCH = datetime.date(1970, 1, 1).toordinal()
"""What Arrow's day 0 is as an ordinal."""
_SIGN = 63


def nulls(array: Any) -> Mask:
    """Which rows are null."""
    if array.null_count == 0:
        return np.zeros(len(array), bool)
    return np.asarray(pc.is_null(array).to_numpy(zero_copy_only=False), bool)


def is_text(type: Any) -> bool:
    """Whether an Arrow type is text, dictionaries of text among them."""
    if pa.types.is_dictionary(type):
        type = type.value_type
    return bool(pa.types.is_string(type) or pa.types.is_large_string(type) or pa.types.is_string_view(type))


def halves(values: Integers) -> npt.NDArray[np.int64]:
    """Integers as a decimal128 keeps them: a row each, the number in its low half and its sign in its high half."""
    found = np.empty((len(values), 2), np.int64)
    found[:, 0] = values
    np.right_shift(found[:, 0], _SIGN, out=found[:, 1])
    return found


def whole(array: Any) -> tuple[npt.NDArray[np.int64], Mask]:
    """The integers of a decimal128 array in units of its last place, and which rows fit into 64 bits."""
    rows = np.frombuffer(array.buffers()[1], np.int64).reshape(-1, 2)[array.offset : array.offset + len(array)]
    low, high = rows[:, 0], rows[:, 1]
    fits: Mask = high == low >> _SIGN
    return low, fits
