"""A policy on a date over a registry in Arrow: a household table and a person table in, two tables of results out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from doudi.policy.generating.columns import Column
from doudi.policy.running.batch import BatchFunction, Columns
from doudi.registers.arrow_columns import lists_of, read_column, texts_in, write_column

HOUSEHOLD, PERSON = "household", "person"
_SLICE = 131_072  # households at a time: what is converted in between stays small


@dataclass(frozen=True, slots=True)
class Wrong:
    """Rows of a fact's column that hold no value of it: `rows` of the `entity`'s table."""

    entity: str
    name: str
    rows: npt.NDArray[np.int64]


class WrongFacts(ValueError):
    """Facts that are no values of theirs, column by column; nothing was decided."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        self.wrong = tuple(wrong)
        super().__init__(", ".join(f"{w.entity}.{w.name}: {len(w.rows)}" for w in wrong))


def run_tables(
    batch: BatchFunction,
    household: pa.Table,
    person: pa.Table,
    *,
    threads: int | None = None,
    progress: Callable[[int], object] | None = None,
) -> tuple[pa.Table, pa.Table]:
    """The results of the households and of the persons, row by row as the tables given.

    Both tables have a column `household` (the household's id); persons stand in the order of their households. Other
    columns are facts by name; one that is missing is unknown for all, one that is no fact is left alone. The results
    begin with `household`, and for persons with `person` or `id` where there is one. `progress` is told the households
    done since the last time. Raises `WrongFacts`, `WrongType`, and ValueError where the tables do not fit.
    """
    starts = household_starts(household, person)
    pieces: dict[str, list[pa.Table]] = {HOUSEHOLD: [], PERSON: []}
    for first in range(0, max(len(household), 1), _SLICE):
        last = min(first + _SLICE, len(household))
        a, b = int(starts[first]), int(starts[last])
        part = household.slice(first, last - first), person.slice(a, b - a)
        results = _slice(batch, *part, starts[first : last + 1] - a, (first, a), threads)
        for entity, table in zip((HOUSEHOLD, PERSON), results, strict=True):
            pieces[entity].append(table)
        if progress is not None:
            progress(last - first)
    return pa.concat_tables(pieces[HOUSEHOLD]), pa.concat_tables(pieces[PERSON])


def household_starts(household: pa.Table, person: pa.Table) -> npt.NDArray[np.int64]:
    """Where each household's members begin in the person table."""
    ids, of_person = household[HOUSEHOLD].combine_chunks(), person[HOUSEHOLD].combine_chunks()
    if ids.null_count or of_person.null_count:
        raise ValueError("every household has an id, and every person a household")
    people = len(of_person)
    begins = np.zeros(0, np.int64)
    if people > 1:
        differ = pc.not_equal(of_person.slice(0, people - 1), of_person.slice(1)).to_numpy(zero_copy_only=False)
        begins = np.flatnonzero(differ) + 1
    starts = np.concatenate([[0], begins, [people]] if people else [[0]]).astype(np.int64)
    if not of_person.take(pa.array(starts[:-1])).equals(ids.cast(of_person.type)):
        raise ValueError("persons must stand in the order of their households, none without members")
    return starts


def _slice(
    batch: BatchFunction,
    household: pa.Table,
    person: pa.Table,
    starts: npt.NDArray[np.int64],
    offsets: tuple[int, int],
    threads: int | None,
) -> tuple[pa.Table, pa.Table]:
    tables = {HOUSEHOLD: household, PERSON: person}
    texts = _texts(batch, tables)
    facts = _facts(batch, tables, texts, dict(zip(tables, offsets, strict=True)))
    results = batch.run(Columns(starts, *facts), threads=threads)
    made = {e: {n: tables[e][n] for n in _ids(e) if n in tables[e].column_names} for e in tables}
    for column in batch.results:
        listed = lists_of(batch.program.codes, column, texts)
        made[column.entity][column.name] = write_column(results.of(column.entity)[column.name], column, listed)
    return pa.table(made[HOUSEHOLD]), pa.table(made[PERSON])


def _ids(entity: str) -> tuple[str, ...]:
    return (HOUSEHOLD,) if entity == HOUSEHOLD else (HOUSEHOLD, PERSON, "id")


def _texts(batch: BatchFunction, tables: dict[str, pa.Table]) -> list[str]:
    """The texts that the program and the tables mention; a place among them stands for a text."""
    found = list(batch.program.texts)
    for column in batch.facts:
        if column.type.kind == "text" and column.name in tables[column.entity].column_names:
            found += texts_in(tables[column.entity][column.name])
    return list(dict.fromkeys(found))


def _facts(
    batch: BatchFunction, tables: dict[str, pa.Table], texts: list[str], offsets: dict[str, int]
) -> Iterator[dict[str, npt.NDArray[np.integer[Any]]]]:
    """The columns of the household and of the persons; raises `WrongFacts`."""
    wrong: list[Wrong] = []
    for entity, table in tables.items():
        arrays = {}
        for column in batch.facts:
            if column.entity == entity and column.name in table.column_names:
                arrays[column.name] = _read(table, column, batch, texts, wrong, offsets[entity])
        yield arrays
    if wrong:
        raise WrongFacts(wrong)


def _read(
    table: pa.Table, column: Column, batch: BatchFunction, texts: list[str], wrong: list[Wrong], offset: int
) -> npt.NDArray[np.integer[Any]]:
    listed = lists_of(batch.program.codes, column, texts)
    values, bad = read_column(table[column.name], column, listed)
    if bad.any():
        wrong.append(Wrong(column.entity, column.name, np.flatnonzero(bad) + offset))
    return values
