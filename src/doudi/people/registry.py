"""Writes synthetic people as a registry: `household.parquet` and `person.parquet`, batch after batch."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from doudi.people.circumstances import draw_person, names, person_facts
from doudi.people.draw import Column, Draw
from doudi.people.households import household_facts, incomes
from doudi.people.numbers import COUNTIES_PER_BATCH, MOST_BATCHES, id_numbers
from doudi.people.structure import Structure, draw_structure

BATCH = 250_000
MOST_PEOPLE = BATCH * MOST_BATCHES
FILES = ("household.parquet", "person.parquet")
MARK = {b"doudi": b"synthetic people"}
"""In the file's metadata; only a file that has it is ever written over."""

_UNKNOWN_SHARE = 0.003
_ALWAYS_KNOWN = ("sex", "relation", "division")


@dataclass(frozen=True, slots=True)
class Order:
    """What to make: so many people, from a seed, in a place (`division`), around a standard (fen a head and month)."""

    people: int
    seed: int = 0
    division: str = "990100"
    standard: int = 60_000


class NotOurs(Exception):
    """The folder holds something else than synthetic people. The message is the path of the first such thing."""


def write(order: Order, folder: Path, progress: Callable[[int], None] = lambda people: None) -> tuple[int, int]:
    """Write the registry; returns the numbers of households and of people.

    The files appear when all of it is written. Raises `NotOurs` when anything else is in the folder, `OSError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _refuse_others(folder)
    waiting = [folder / f".{name}.part" for name in FILES]
    households = 0
    try:
        with contextlib.ExitStack() as stack:
            writers: list[Any] = []
            for tables in batches(order):
                if not writers:
                    writers = [
                        stack.enter_context(pq.ParquetWriter(path, table.schema, compression="zstd"))
                        for path, table in zip(waiting, tables, strict=True)
                    ]
                for writer, table in zip(writers, tables, strict=True):
                    writer.write_table(table)
                households += tables[0].num_rows
                progress(tables[1].num_rows)
        for path, name in zip(waiting, FILES, strict=True):
            path.replace(folder / name)
    finally:
        for path in waiting:
            path.unlink(missing_ok=True)
    return households, order.people


def batches(order: Order) -> Iterator[tuple[Any, Any]]:
    """Household and person tables, so many people at a time."""
    first = 0
    for batch, start in enumerate(range(0, order.people, BATCH)):
        draw = Draw(order.seed, batch)
        structure = draw_structure(draw, min(BATCH, order.people - start))
        ids = _household_ids(first, structure.households)
        first += structure.households
        yield _households(draw, structure, order, ids), _people(draw, structure, order, ids, batch)


def _households(draw: Draw, structure: Structure, order: Order, ids: Any) -> Any:
    facts = household_facts(draw, structure, order.division)
    return _table({"household": ids, "id": ids, **_arrays(draw, facts)})


def _people(draw: Draw, structure: Structure, order: Order, ids: Any, batch: int) -> Any:
    person = draw_person(draw, structure)
    facts = {**person_facts(person, order.division), **incomes(person, order.standard)}
    name, options = names(draw, structure)
    county = draw.between(0, COUNTIES_PER_BATCH - 1, structure.households)[structure.household]
    numbers = id_numbers(batch * COUNTIES_PER_BATCH + county, structure.birth_date, structure.male)
    facts["name"] = Column("code", name, options=options)
    columns = {
        "household": ids.take(pa.array(structure.household)),
        "id": _member_ids(structure),
        "id_number": _texts(numbers),
        **_arrays(draw, facts),
    }
    return _table(columns)


def _arrays(draw: Draw, facts: Mapping[str, Column]) -> dict[str, Any]:
    """The facts as Arrow arrays, a few in a thousand made unknown."""
    found = {}
    for name, column in facts.items():
        known = column.known if column.known is not None else np.ones(len(column.values), dtype=bool)
        if name not in _ALWAYS_KNOWN:
            known = known & ~draw.share(_UNKNOWN_SHARE, len(known))
        found[name] = _array(column, known)
    return found


def _array(column: Column, known: NDArray[np.bool_]) -> Any:
    missing = ~known
    if column.kind in ("money", "area"):
        return _decimals(column.values.astype(np.int64), known)
    if column.kind == "code":
        places = pa.array(column.values.astype(np.int32), mask=missing)
        return pa.DictionaryArray.from_arrays(places, pa.array(column.options)).cast(pa.string())
    if column.kind == "date":
        return pa.array(column.values.astype("datetime64[D]"), type=pa.date32(), mask=missing)
    return pa.array(column.values, mask=missing)


def _decimals(hundredths: NDArray[np.int64], known: NDArray[np.bool_]) -> Any:
    """`decimal128(12, 2)` from whole hundredths: the low half of each 16 bytes is the number, the high half its sign."""
    halves = np.empty((len(hundredths), 2), dtype=np.int64)
    halves[:, 0], halves[:, 1] = hundredths, hundredths >> 63
    valid = pa.array(known).buffers()[1]
    return pa.Array.from_buffers(pa.decimal128(12, 2), len(hundredths), [valid, pa.py_buffer(halves)])


def _texts(characters: NDArray[np.uint8]) -> Any:
    """Texts of one length from rows of ASCII bytes."""
    count, width = characters.shape
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int32)
    return pa.Array.from_buffers(
        pa.string(), count, [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(characters))]
    )


def _household_ids(first: int, count: int) -> Any:
    """`H000000001` and so on."""
    return _numbered("H", np.arange(first + 1, first + count + 1), 9)


def _member_ids(structure: Structure) -> Any:
    """`P1` to `P8` in each household."""
    return _numbered("P", structure.position + 1, 1)


def _numbered(letter: str, numbers: NDArray[np.int64], width: int) -> Any:
    characters = np.empty((len(numbers), width + 1), dtype=np.uint8)
    characters[:, 0] = ord(letter)
    for place in range(width):
        characters[:, place + 1] = numbers // 10 ** (width - 1 - place) % 10 + ord("0")
    return _texts(characters)


def _table(columns: Mapping[str, Any]) -> Any:
    return pa.table(dict(columns)).replace_schema_metadata(MARK)


def _refuse_others(folder: Path) -> None:
    """A register beside somebody's files would be read together with them, or lie in their folder for good."""
    ours = {*FILES, *(f".{name}.part" for name in FILES)}
    for path in sorted(folder.iterdir()):
        if path.name not in ours or (path.name in FILES and not _is_synthetic(path)):
            raise NotOurs(str(path))


def _is_synthetic(path: Path) -> bool:
    try:
        return bool(MARK.items() <= (pq.read_schema(path).metadata or {}).items())
    except (OSError, pa.ArrowException):
        return False
