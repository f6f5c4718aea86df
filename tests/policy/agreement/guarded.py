"""The kernel's loop as plain Python, with integers that object when they leave 64 bits."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from doudi.policy.generating import calendar_math
from doudi.policy.generating.columns import Loop
from doudi.policy.running.batch import BatchFunction, Columns


class Int64(int):
    """An integer of which every sum, difference, product and quotient must fit in 64 bits."""


def _guarded(operation: Callable[[int, int], int]) -> Callable[[Any, Any], Int64]:
    def apply(left: Any, right: Any) -> Int64:
        return fitting(operation(int(left), int(right)))

    return apply


def fitting(value: int) -> Int64:
    """The integer, or `OverflowError`."""
    if not -(2**63) <= value < 2**63:
        raise OverflowError(value)
    return Int64(value)


def _turned(operation: Callable[[int, int], int]) -> Callable[[int, int], int]:
    return lambda left, right: operation(right, left)


for name in ("add", "sub", "mul", "floordiv"):
    setattr(Int64, f"__{name}__", _guarded(getattr(operator, name)))
    setattr(Int64, f"__r{name}__", _guarded(_turned(getattr(operator, name))))
Int64.__neg__ = lambda self: fitting(-int(self))  # type: ignore[method-assign, assignment]


def run(batch: BatchFunction, facts: Columns) -> Columns:
    """What the kernel would make of the facts, for the rules that it serves."""
    loop = batch.loop
    columns = [[Int64(v) for v in facts.of(c.entity)[c.name].tolist()] for c in loop.facts]
    households, people = len(facts.starts) - 1, int(facts.starts[-1])
    results = [[0] * (people if c.entity == "person" else households) for c in loop.results]
    starts = [Int64(start) for start in facts.starts.tolist()]
    _function(loop)(0, households, [starts, *(cell for column in columns for cell in (column, 1)), *results])
    made: dict[str, dict[str, Any]] = {"household": {}, "person": {}}
    for column, values in zip(loop.results, results, strict=True):
        made[column.entity][column.name] = values
    return Columns(facts.starts, made["household"], made["person"])


def _function(loop: Loop) -> Callable[..., bool]:
    names: dict[str, Any] = {
        **loop.constants,
        "divide": _divide,
        "months_between": calendar_math.months_between,
        "outside": lambda value, low, high: not low <= value <= high,
        "room": lambda: [0] * 50,
        "select": lambda condition, yes, no: Int64(yes if condition else no),
        "years_between": calendar_math.years_between,
    }
    for width in (8, 32, 64):
        names |= {f"load_int{width}": operator.getitem, f"store_int{width}": _storer(width)}
    exec(compile(loop.source, "<loop>", "exec"), names)  # noqa: S102
    found: Callable[..., bool] = names["run"]
    return found


def _divide(top: int, bottom: int) -> Int64:
    assert bottom >= 1
    fitting(int(top))
    return fitting(int(top) // int(bottom))


def _storer(width: int) -> Callable[[list[int], int, int], None]:
    def store(column: list[int], place: int, value: int) -> None:
        assert -(2 ** (width - 1)) <= value < 2 ** (width - 1)
        column[place] = value

    return store
