"""Results as Arrow columns: what the kernel gives as integers, as a reader of files wants it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from doudi.policy.definitions.model import Rule
from doudi.policy.generating.columns import UNLIMITED_AMOUNT, Column
from doudi.registers.arrays import EPOCH, Integers, halves

MONEY = pa.decimal128(20, 2)
UNLIMITED = 10**20 - 1
"""What stands in a file for an amount without limit, in fen: the greatest that its column can hold."""


def result_type(rule: Rule) -> Any:
    """The Arrow type of a result: money `decimal128(20, 2)` in yuan, other numbers double, dates, booleans, text."""
    kinds = {"boolean": pa.bool_(), "date": pa.date32(), "number": MONEY if rule.type.is_money else pa.float64()}
    return kinds.get(rule.type.kind, pa.string())


def result_array(column: Column, values: Integers, keys: Sequence[str]) -> Any:
    """The results of a column; null is unknown. `keys` are the codes or texts to which its places refer."""
    unknown = values == column.unknown
    kind = column.type.kind
    if column.type.is_money:
        return _decimals(values, unknown)
    if kind == "number":
        limited = values != UNLIMITED_AMOUNT
        numbers = np.where(limited, values / column.scale, np.inf)
        return pa.array(numbers, mask=unknown)
    if kind == "boolean":
        return pa.array(values == 1, mask=unknown)
    if kind == "date":
        return pa.array(np.where(unknown, 0, values - EPOCH).astype(np.int32), pa.int32(), mask=unknown).cast(
            pa.date32()
        )
    places = pa.array(values.astype(np.int32), mask=unknown)
    return pa.DictionaryArray.from_arrays(places, pa.array(list(keys), pa.string())).cast(pa.string())


def _decimals(fen: Integers, unknown: Any) -> Any:
    """Whole fen as decimals."""
    found = halves(fen)
    if (fen == UNLIMITED_AMOUNT).any():
        high, low = divmod(UNLIMITED, 2**64)
        found[fen == UNLIMITED_AMOUNT] = (low - 2**64 if low >= 2**63 else low, high)
    valid = pa.array(~unknown).buffers()[1] if unknown.any() else None
    return pa.Array.from_buffers(MONEY, len(fen), [valid, pa.py_buffer(found)])
