"""Sorts a register on the disk: every row goes into the file of its part, and a part is small enough to be held."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import ipc

from doudi.policy.inputs.facts import MOST_MEMBERS
from doudi.registers.sheet import ROW, key_column
from doudi.registers.source import ENTITIES, Register
from doudi.registers.survey import PART_ROWS, Survey, place_of

OPTIONS = ipc.IpcWriteOptions(compression="lz4")


def sort_register(
    register: Register, survey: Survey, folder: Path, progress: Callable[[int], None] = lambda rows: None
) -> None:
    """Write the rows of each part of each file into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for entity in ENTITIES:
        source = register.of(entity)
        key = key_column(entity, source.columns)
        with contextlib.ExitStack() as stack:
            writers: dict[int, Any] = {}
            for table in source.tables(register.wanted[entity]):
                table = plain(table)
                for part, rows in scatter(table, key, survey.cuts):
                    if part not in writers:
                        path = str(part_file(folder, part, entity))
                        writers[part] = stack.enter_context(ipc.new_stream(path, rows.schema, options=OPTIONS))
                    writers[part].write_table(rows)
                progress(len(table))


def scatter(table: Any, key: str, cuts: tuple[str, ...]) -> Iterator[tuple[int, Any]]:
    """The rows of a table part by part: the part's number and its rows, in their order."""
    keys = pc.fill_null(table.column(key).cast(pa.string()).combine_chunks(), "")
    order = pc.sort_indices(keys)
    keys = keys.take(order)
    ends = [0, *(place_of(keys, cut) for cut in cuts), len(keys)]
    for part, (first, last) in enumerate(pairwise(ends)):
        if first < last:  # within a part the rows stay in the order of the file
            yield part, table.take(pa.array(np.sort(order.slice(first, last - first).to_numpy())))


def part_file(folder: Path, part: int, entity: str) -> Path:
    """Where the rows of a part lie."""
    return folder / f"{part:05d}.{entity}.arrow"


def read_part(folder: Path, part: int, register: Register) -> tuple[Any, Any]:
    """The households and the people of a part.

    Where one id stands on more rows than can be held, no household can have it: of those rows only so many are kept
    whole as it takes to say so, and the others without their facts.
    """
    found = []
    for entity in ENTITIES:
        path = part_file(folder, part, entity)
        key = key_column(entity, register.of(entity).columns)
        found.append(_read(path, key) if path.exists() else _nobody(register, entity))
    return found[0], found[1]


def _read(path: Path, key: str) -> Any:
    crowded = _crowded(path, key)
    with ipc.open_stream(pa.memory_map(str(path))) as stream:
        tables = [_lightened(pa.Table.from_batches([batch]), key, crowded) for batch in stream]
        return pa.concat_tables(tables).unify_dictionaries() if tables else stream.schema.empty_table()


def _crowded(path: Path, key: str) -> Any:
    """The ids that stand on too many rows, in a part that is too large; else nothing."""
    with ipc.open_stream(pa.memory_map(str(path))) as stream:
        keys = pa.chunked_array([batch.column(key).cast(pa.string()) for batch in stream], pa.string())
    if len(keys) <= 4 * PART_ROWS:
        return None
    counts = pc.value_counts(keys.combine_chunks())
    return counts.field("values").filter(pc.greater(counts.field("counts"), MOST_MEMBERS))


def _lightened(table: Any, key: str, crowded: Any) -> Any:
    if crowded is None or len(crowded) == 0:
        return table
    many = pc.is_in(table.column(key).cast(pa.string()), crowded)
    if not pc.any(many).as_py():
        return table
    light = table.filter(many)
    empty = [
        light.column(name)
        if name in (key, "id", ROW)
        else pa.chunked_array([pa.nulls(len(light), light.schema.field(name).type)])
        for name in light.column_names
    ]
    return pa.concat_tables([table.filter(pc.invert(many)), pa.Table.from_arrays(empty, schema=light.schema)])


def _nobody(register: Register, entity: str) -> Any:
    """No rows, with the ids' columns."""
    columns: dict[str, Any] = {
        name: pa.array([], pa.string()) for name in ("household", "id") if name in register.wanted[entity]
    }
    return pa.table({**columns, ROW: pa.array([], pa.int64())})


def plain(table: Any) -> Any:
    """The table with dictionaries of text as text: a stream of batches cannot carry changing ones cheaply."""
    fields = [pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in table.schema]
    return table.cast(pa.schema(fields))
