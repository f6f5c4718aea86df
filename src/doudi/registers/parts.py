"""The parts of a register, one after another: slices of files that are in order, or files of sorted rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from doudi.registers.sorting import read_part
from doudi.registers.source import ENTITIES, Register
from doudi.registers.survey import Survey
from doudi.registers.work import Work

Part = tuple[int, Any, Any]
"""A part's number, its households and its people."""


def parts_to_do(register: Register, survey: Survey, work: Work) -> Iterator[Part]:
    """The parts that are not done yet."""
    left = [part for part in range(survey.parts) if work.tally(part) is None]
    if work.is_sorted():
        for part in left:
            yield part, *read_part(work.sorted, part, register)
    elif left:
        yield from _slices(register, survey, left)


def _slices(register: Register, survey: Survey, left: list[int]) -> Iterator[Part]:
    first = left[0]
    cutters = [
        _Cutter(register.of(entity).tables(register.wanted[entity], survey.offsets[entity][first]))
        for entity in ENTITIES
    ]
    for part in range(first, left[-1] + 1):
        tables = [
            cutter.take(survey.offsets[entity][part + 1] - survey.offsets[entity][part])
            for cutter, entity in zip(cutters, ENTITIES, strict=True)
        ]
        if part in left:
            yield part, tables[0], tables[1]


class _Cutter:
    """Cuts a stream of tables into pieces of given lengths."""

    def __init__(self, tables: Iterator[Any]) -> None:
        self.tables = tables
        self.rest: Any = None

    def take(self, count: int) -> Any:
        """The next rows."""
        pieces, found = [], 0
        while found < count or self.rest is None:
            if self.rest is None or len(self.rest) == 0:
                following = next(self.tables, None)
                if following is None:
                    break
                self.rest = following
                continue
            piece = self.rest.slice(0, count - found)
            self.rest = self.rest.slice(len(piece))
            pieces.append(piece)
            found += len(piece)
        if not pieces and self.rest is not None:
            pieces = [self.rest.slice(0, 0)]
        return pa.concat_tables(pieces) if pieces else pa.table({})
