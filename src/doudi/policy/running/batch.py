"""A policy on a date over a whole registry: columns of integers in, columns of integers out.

The columns are those of `doudi.policy.generating.columns`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Thread
from typing import Any

import numpy as np
import numpy.typing as npt

from doudi.policy.definitions.nodes import RuleRef, walk
from doudi.policy.generating import calendar_math
from doudi.policy.generating.body import MOST_MEMBERS
from doudi.policy.generating.columns import Column, Loop, fact_column, generate_loop
from doudi.policy.generating.specialise import Program, specialise
from doudi.policy.meaning.setting import Setting

Array = npt.NDArray[np.integer[Any]]
Run = Callable[[int, int, int], bool]

_FEW = 3_000  # households: below, compiling or even loading a kernel costs more than it saves
_CHUNK = 65_536  # rows a piece, at most
_PIECES = 8  # a thread, at least
_LINE = 64  # bytes of a cache line: where a column begins


class OutOfBounds(ValueError):
    """A fact outside its bounds: `name` of `entity` in `row`."""

    def __init__(self, entity: str, name: str, row: int) -> None:
        super().__init__(f"{entity}.{name} is out of bounds in row {row}")
        self.entity, self.name, self.row = entity, name, row


class TooLarge(OverflowError):
    """A result (`name` of `entity`) that does not fit in a column: 64 bits of fen, or of ten-thousandths."""

    def __init__(self, entity: str, name: str) -> None:
        super().__init__(f"{entity}.{name} does not fit in a column")
        self.entity, self.name = entity, name


@dataclass(frozen=True, slots=True)
class Columns:
    """Facts or results of many households.

    `starts` has one entry more than there are households: the members of household h are the rows `starts[h]` to
    `starts[h + 1]` of the person columns. A fact without a column is unknown for all.
    """

    starts: Array
    household: Mapping[str, Array] = field(default_factory=dict)
    person: Mapping[str, Array] = field(default_factory=dict)

    def of(self, entity: str) -> Mapping[str, Array]:
        return self.household if entity == "household" else self.person


class BatchFunction:
    """The loops of one program. Compiled when first needed; safe to share between threads.

    `plain` are the rules that no kernel carries, with the reason: their numbers might not fit in 64 bits.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.loop = generate_loop(program, compiled=True)
        self.plain: Mapping[str, str] = self.loop.refused
        self._run: Run | None = None

    @property
    def facts(self) -> tuple[Column, ...]:
        """The columns that it reads."""
        return tuple(fact_column(fact, self.program) for fact in self.program.facts)

    @property
    def results(self) -> tuple[Column, ...]:
        """The columns that it makes, in the order of the rules."""
        found = {column.name: column for column in self.loop.results}
        if self.plain:
            found.update({c.name: c for c in self._rest.loop.results if c.name in self.plain})
        return tuple(found[rule.name] for rule in self.program.rules)

    def run(self, facts: Columns, *, threads: int | None = None, few: int = _FEW) -> Columns:
        """All results. Up to `few` households Python's own loop is used.

        Raises `OutOfBounds` and `TooLarge`, and ValueError where columns do not fit together.
        """
        given = _Given(self.facts, facts)
        out = _empty(self.results, given)
        if given.households <= few:
            self._whole.run(given, out, self.results)
            return out
        self.compile()
        assert self._run is not None
        table = given.table(self.loop, out)
        if _spread(self._run, given.households, table, threads or os.cpu_count() or 1):
            given.complain()
        if self.plain:
            self._rest.run(given, out, tuple(c for c in self.results if c.name in self.plain))
        return out

    def compile(self) -> None:
        """Compile, or load what was compiled before, now."""
        if self._run is None:
            from doudi.policy.running.kernel import compile_loop

            self._run = compile_loop(self.loop)

    @cached_property
    def _whole(self) -> _PlainLoop:
        return _PlainLoop(self.program)

    @cached_property
    def _rest(self) -> _PlainLoop:
        return _PlainLoop(_resting(self.program, self.plain))


def _spread(run: Run, rows: int, table: Array, threads: int) -> bool:
    """Run the loop over all rows, in pieces that this thread and others take in turn; whether a piece objected."""
    step = max(1, min(_CHUNK, -(-rows // (threads * _PIECES))))
    said: list[bool] = []
    failed: list[BaseException] = []
    pieces = iter(range(0, rows, step))

    def work() -> None:
        try:
            for first in pieces:  # one iterator for all: taking the next is atomic
                said.append(run(first, min(first + step, rows), table.ctypes.data))
        except BaseException as error:
            failed.append(error)

    others = [Thread(target=work, daemon=True) for _ in range(min(threads, -(-rows // step)) - 1)]
    for other in others:
        other.start()
    work()
    for other in others:
        other.join()
    if failed:
        raise failed[0]
    return any(said)


def compile_batch(setting: Setting) -> BatchFunction:
    """The batch function of a policy on a date with given values."""
    return BatchFunction(specialise(setting))


def starts_of(household: Array, households: int) -> Array:
    """Where each household's members begin, from the persons' household numbers: 0, 0, 1, …, in order, none missing."""
    numbers = np.ascontiguousarray(household, np.int64)
    starts = np.full(households + 2, len(numbers), np.int64)  # one more: where a compiled loop throws what it need not
    if len(numbers) == 0 or numbers[0] != 0 or numbers[-1] != households - 1:
        right = len(numbers) == households == 0
    elif households > _FEW:
        from doudi.policy.running.kernel import compile_starts

        table = np.array([numbers.ctypes.data, starts.ctypes.data, households], np.int64)
        right = not _spread(compile_starts(), len(numbers), table, os.cpu_count() or 1)
        starts[households] = len(numbers)
    else:
        starts[:households] = np.searchsorted(numbers, np.arange(households))
        right = bool((np.diff(numbers) >> 1 == 0).all())
    if not right:
        raise ValueError(
            "persons must stand in the order of their households, numbered 0, 1, 2, …, none without members"
        )
    return starts[:-1]


class _Given:
    """The facts of a run, checked: lengths, types, sizes of households."""

    def __init__(self, columns: tuple[Column, ...], facts: Columns) -> None:
        self.starts = np.ascontiguousarray(facts.starts, dtype=np.int64)
        self.households = len(self.starts) - 1
        self.people = int(self.starts[-1]) if len(self.starts) else 0
        sizes = np.diff(self.starts)
        if (
            self.households < 0
            or self.starts[0] != 0
            or (len(sizes) and not 1 <= sizes.min() <= sizes.max() <= MOST_MEMBERS)
        ):
            raise ValueError(f"a household has 1 to {MOST_MEMBERS} members, and starts begin with 0")
        self.columns, self.arrays = columns, {}
        for column in columns:
            array = facts.of(column.entity).get(column.name)  # None: unknown for all
            count = self.people if column.entity == "person" else self.households
            if array is None:
                array = np.broadcast_to(np.array(column.unknown, column.dtype), (count,))
            if array.shape != (count,) or array.dtype != column.dtype:
                raise ValueError(f"{column.entity}.{column.name} must be {count} of {column.dtype}")
            if array.strides[0] % array.itemsize:
                array = np.ascontiguousarray(array)
            self.arrays[column.entity, column.name] = array

    def array(self, column: Column) -> Array:
        return self.arrays[column.entity, column.name]

    def table(self, loop: Loop, out: Columns) -> Array:
        """The addresses and steps that a compiled loop reads; valid as long as the columns are kept."""
        found = [self.starts.ctypes.data]
        for column in loop.facts:
            array = self.array(column)
            found += [array.ctypes.data, array.strides[0] // array.itemsize if len(array) else 1]
        found += [out.of(column.entity)[column.name].ctypes.data for column in loop.results]
        return np.array(found, np.int64)

    def complain(self) -> None:
        """Find the fact that is out of bounds, and raise."""
        for column in self.columns:
            low, high = column.bounds
            array = self.array(column)
            wrong = ((array < low) | (array > high)) & (array != column.unknown)
            if wrong.any():
                raise OutOfBounds(column.entity, column.name, int(wrong.argmax()))


def _empty(columns: tuple[Column, ...], given: _Given) -> Columns:
    """Room for the results: one piece of memory for all, since the system hands out large pieces in large pages, and
    fresh pages are what a batch waits for most."""
    counts = {"household": given.households, "person": given.people}
    sizes = [counts[column.entity] * np.dtype(column.dtype).itemsize for column in columns]
    ends = np.cumsum([-(-size // _LINE) * _LINE for size in sizes]) if sizes else np.zeros(1, np.int64)
    memory = np.empty(int(ends[-1]), np.uint8)
    made: dict[str, dict[str, Array]] = {"household": {}, "person": {}}
    for column, size, end in zip(columns, sizes, ends.tolist(), strict=False):
        start = end - -(-size // _LINE) * _LINE
        made[column.entity][column.name] = memory[start : start + size].view(column.dtype)
    return Columns(given.starts, made["household"], made["person"])


def _resting(program: Program, wanted: Mapping[str, str]) -> Program:
    """The program of some rules with all that they rest on."""
    needed = set(wanted)
    for rule in reversed(program.rules):
        if rule.name in needed:
            needed.update(node.name for node in walk(rule.expr) if isinstance(node, RuleRef))
    return program.of(tuple(rule for rule in program.rules if rule.name in needed))


class _PlainLoop:
    """The loop as Python runs it: integers without bounds."""

    def __init__(self, program: Program) -> None:
        self.loop: Loop = generate_loop(program, compiled=False)
        names: dict[str, Any] = {
            **self.loop.constants,
            "years_between": calendar_math.years_between,
            "months_between": calendar_math.months_between,
            "outside": lambda value, low, high: not low <= value <= high,
            "room": lambda: [0] * MOST_MEMBERS,
        }
        exec(compile(self.loop.source, "<policy>", "exec"), names)  # noqa: S102  our own text
        self._run = names["run"]

    def run(self, given: _Given, out: Columns, wanted: tuple[Column, ...]) -> None:
        """Fill the wanted columns of `out`."""
        for first in range(0, given.households, _FEW):
            last = min(first + _FEW, given.households)
            a, b = int(given.starts[first]), int(given.starts[last])
            rows = {"household": slice(first, last), "person": slice(a, b)}
            facts = [given.array(column)[rows[column.entity]].tolist() for column in self.loop.facts]
            results = [[0] * (rows[c.entity].stop - rows[c.entity].start) for c in self.loop.results]
            starts = (given.starts[first : last + 1] - a).tolist()
            if self._run(0, last - first, [starts, *(cell for fact in facts for cell in (fact, 1)), *results]):
                given.complain()
            for column, values in zip(self.loop.results, results, strict=True):
                if column in wanted:
                    _put(out.of(column.entity)[column.name], rows[column.entity], column, values)


def _put(target: Array, rows: slice, column: Column, values: list[int]) -> None:
    try:
        target[rows] = values
    except OverflowError:
        raise TooLarge(column.entity, column.name) from None
