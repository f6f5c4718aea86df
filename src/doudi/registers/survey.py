"""Looks over a register before anything is decided: how many rows, in what order, and where to cut it into parts.

Nothing is believed of the order that a file says it has: the ids are looked at. Parts are ranges of household ids, so
that the same register is cut in the same way whatever the order of its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from doudi.registers.source import ENTITIES, Register

PART_ROWS = 140_000  # households and people together: about 100,000 people
MOST_PARTS = 240  # each has an open file while a register is sorted
_STRIDE = 32  # one id in so many is kept, to find where to cut; more of them where parts are small
_SAMPLE = 64  # ids of a part, at least


@dataclass(frozen=True, slots=True)
class Survey:
    """`rows` by entity; `cuts` are the ids with which the parts after the first begin; `ordered`: both files are in the
    order of household ids, and then `offsets` has, by entity, the place at which each part begins, and the end."""

    rows: Mapping[str, int]
    ordered: bool
    cuts: tuple[str, ...]
    offsets: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def parts(self) -> int:
        return len(self.cuts) + 1

    @property
    def even(self) -> bool:
        """Whether no part is much larger than it should be."""
        most = 4 * max(PART_ROWS, sum(self.rows.values()) // MOST_PARTS)
        return all(b - a <= most for ends in self.offsets.values() for a, b in pairwise(ends))


def survey(
    register: Register, part_rows: int = PART_ROWS, progress: Callable[[int], None] = lambda rows: None
) -> Survey:
    """Look over a register."""
    stride = max(1, min(_STRIDE, part_rows // _SAMPLE))
    watches = {entity: _Watch(stride) for entity in ENTITIES}
    for entity, watch in watches.items():
        for keys in register.of(entity).ids():
            watch.see(keys)
            progress(len(keys))
    rows = {entity: watch.rows for entity, watch in watches.items()}
    cuts = _cuts(pa.concat_arrays([key for watch in watches.values() for key in watch.kept]), rows, part_rows)
    ordered = all(watch.ordered for watch in watches.values())
    found = Survey(rows, ordered, cuts)
    if not ordered:
        return found
    offsets = {entity: tuple(_offsets(register.of(entity).ids(), cuts, rows[entity])) for entity in ENTITIES}
    return Survey(rows, ordered, cuts, offsets)


class _Watch:
    """Sees the ids of one file go by."""

    def __init__(self, stride: int) -> None:
        self.rows, self.ordered, self.stride = 0, True, stride
        self.kept: list[Any] = [pa.array([], pa.string())]
        self._last = ""

    def see(self, keys: Any) -> None:
        if len(keys) == 0:
            return
        if self.ordered:
            rising = pc.all(pc.less_equal(keys.slice(0, len(keys) - 1), keys.slice(1))).as_py()
            self.ordered = rising is not False and self._last <= keys[0].as_py()
            self._last = keys[-1].as_py()
        first = -self.rows % self.stride
        self.kept.append(keys.take(pa.array(range(first, len(keys), self.stride), pa.int64())))
        self.rows += len(keys)


def _cuts(sample: Any, rows: Mapping[str, int], part_rows: int) -> tuple[str, ...]:
    """Ids that cut the register into parts of about as many rows, from a sample of its ids."""
    parts = min(MOST_PARTS, -(-sum(rows.values()) // part_rows))
    if parts < 2 or len(sample) == 0:
        return ()
    ordered = sample.take(pc.sort_indices(sample))
    found = (ordered[len(ordered) * part // parts].as_py() for part in range(1, parts))
    return tuple(sorted({cut for cut in found if cut}))


def _offsets(batches: Iterator[Any], cuts: tuple[str, ...], rows: int) -> Iterator[int]:
    """Where each part begins in a file that is in order, and where the file ends."""
    yield 0
    waiting, seen = list(reversed(cuts)), 0
    for keys in batches:
        while waiting and len(keys) and waiting[-1] <= keys[-1].as_py():
            yield seen + place_of(keys, waiting.pop())
        seen += len(keys)
    yield from (rows for _ in waiting)
    yield rows


def place_of(keys: Any, cut: str) -> int:
    """The first place in ordered keys whose key is not below the cut."""
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) // 2
        if keys[middle].as_py() < cut:
            low = middle + 1
        else:
            high = middle
    return low
