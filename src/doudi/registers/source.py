"""The two files of a register: `household` and `person`, Parquet or CSV, read batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from doudi.policy.messages.nearest import nearest
from doudi.registers.arrays import is_text
from doudi.registers.csv_source import CsvSource
from doudi.registers.facts import FactColumn
from doudi.registers.refused import RunRefused
from doudi.registers.sheet import ROW, as_texts, key_column

ENTITIES = ("household", "person")
FORMATS = ("parquet", "csv")
BATCH = 65_536


class Source(Protocol):
    """A file of rows of one entity."""

    entity: str
    path: Path
    columns: list[str]

    def ids(self) -> Iterator[Any]:
        """The households' ids, batch by batch, as Arrow texts without nulls: an empty text stands for a missing one."""

    def tables(self, wanted: list[str], first: int = 0) -> Iterator[Any]:
        """The rows from place `first` on, batch by batch, as Arrow tables of the wanted columns and `ROW`."""


@dataclass(frozen=True, slots=True)
class Register:
    """A folder with its two files; `wanted` are the columns of each that are read, `strangers` the others."""

    folder: Path
    household: Source
    person: Source
    wanted: Mapping[str, list[str]]
    strangers: Mapping[str, list[str]]

    def of(self, entity: str) -> Source:
        return self.household if entity == "household" else self.person

    @property
    def names(self) -> dict[str, str]:
        """The files' names, by entity."""
        return {entity: self.of(entity).path.name for entity in ENTITIES}

    @property
    def format(self) -> str:
        """`parquet` where both files are, else `csv`."""
        return "parquet" if self.is_parquet else "csv"

    @property
    def is_parquet(self) -> bool:
        """Whether both files are Parquet, of which any part can be read by itself."""
        return all(self.of(entity).path.suffix == ".parquet" for entity in ENTITIES)


def open_register(folder: Path, facts: Mapping[str, Mapping[str, FactColumn]], lang: str) -> Register:
    """The register in a folder. `facts` are the columns that are facts, by entity. Raises `RunRefused`."""
    household, person = (_open(folder, entity, facts[entity], lang) for entity in ENTITIES)
    wanted, strangers = {}, {}
    for source in (household, person):
        ids = {key_column(source.entity, source.columns), "id", "household"}
        known = facts[source.entity]
        wanted[source.entity] = [name for name in source.columns if name in known or name in ids]
        strangers[source.entity] = [name for name in source.columns if name not in known and name not in ids]
    return Register(folder, household, person, wanted, strangers)


def near_misses(register: Register, facts: Mapping[str, Mapping[str, FactColumn]]) -> list[tuple[str, str, str]]:
    """The columns that are no facts: file, column, and the fact that may be meant, or an empty text."""
    return [
        (register.names[entity], name, nearest(name, facts[entity]))
        for entity in ENTITIES
        for name in register.strangers[entity]
    ]


def _open(folder: Path, entity: str, facts: Mapping[str, FactColumn], lang: str) -> Source:
    paths = [folder / f"{entity}.{format}" for format in FORMATS]
    there = [path for path in paths if path.is_file()]
    if len(there) == 2:
        raise RunRefused(
            f"{folder} 里同时有 {paths[0].name} 和 {paths[1].name}，不知道用哪个。请只留一个。",
            f"{folder} holds both {paths[0].name} and {paths[1].name}; nobody can tell which counts. Keep one.",
        )
    if not there:
        raise RunRefused(
            f"{folder} 里没有 {paths[0].name}，也没有 {paths[1].name}。登记库是一个文件夹，里面有户和人两个文件。",
            f"{folder} holds neither {paths[0].name} nor {paths[1].name}. A register is a folder with a file of "
            "households and a file of people.",
        )
    source: Source = (
        CsvSource(there[0], entity, lang) if there[0].suffix == ".csv" else ParquetSource(there[0], entity, facts)
    )
    _check_columns(source)
    return source


def _check_columns(source: Source) -> None:
    if not key_column(source.entity, source.columns):
        wanted = "household" if source.entity == "person" else "id"
        listed = "、".join(source.columns[:10])
        raise RunRefused(
            f"{source.path} 没有 {wanted} 这一列（户编号）。有：{listed}。第一行应是列名。",
            f"{source.path} has no column {wanted} (the household's number). It has: {listed}.",
        )
    twice = sorted({name for name in source.columns if source.columns.count(name) > 1})
    if twice:
        raise RunRefused(
            f"{source.path} 有两列都叫 {twice[0]}，不知道以哪一列为准。请只留一列。",
            f"{source.path} has two columns called {twice[0]}; nobody can tell which counts. Keep one.",
        )


class ParquetSource:
    """A Parquet file."""

    def __init__(self, path: Path, entity: str, facts: Mapping[str, FactColumn]) -> None:
        self.path, self.entity = path, entity
        try:
            schema = pq.read_schema(path)
        except (pa.ArrowException, OSError) as error:
            raise RunRefused(
                f"{path} 不是完整的 Parquet 文件。请重新导出。",
                f"{path} is not a whole Parquet file ({str(error).splitlines()[0][:200]}). Export it again.",
            ) from None
        self.columns: list[str] = schema.names
        self._codes = [
            name
            for name in schema.names
            if name in facts and facts[name].type.kind == "code" and pa.types.is_string(schema.field(name).type)
        ]
        for name in {"household", "id"} & set(schema.names):
            if not is_text(schema.field(name).type) and not pa.types.is_integer(schema.field(name).type):
                raise RunRefused(
                    f"{path} 的 {name} 列是 {schema.field(name).type}，应是文字或整数。请按文字导出编号。",
                    f"{path}: column {name} is {schema.field(name).type}, not text or whole numbers. Export it as text.",
                )

    @property
    def row_count(self) -> int:
        """How many rows the file has."""
        return int(pq.read_metadata(self.path).num_rows)

    def ids(self) -> Iterator[Any]:
        """See `Source`."""
        name = key_column(self.entity, self.columns)
        with pq.ParquetFile(self.path) as file:
            for batch in file.iter_batches(BATCH * 4, columns=[name]):
                yield pc.fill_null(as_texts(batch.column(0)), "")

    def tables(self, wanted: list[str], first: int = 0) -> Iterator[Any]:
        """See `Source`."""
        with pq.ParquetFile(self.path, read_dictionary=self._codes) as file:
            groups, start = _groups_from(file.metadata, first)
            for batch in file.iter_batches(BATCH, row_groups=groups, columns=wanted):
                table = pa.Table.from_batches([batch])
                table = table.append_column(ROW, pa.array(np.arange(start + 1, start + len(table) + 1)))
                skipped, start = max(0, first - start), start + len(table)
                if skipped < len(table):
                    yield table.slice(skipped)
            if not groups:
                nobody = file.schema_arrow.empty_table().select(wanted)
                yield nobody.append_column(ROW, pa.array([], pa.int64()))


def _groups_from(metadata: Any, first: int) -> tuple[list[int], int]:
    """The row groups that hold the row at place `first` and those after it, and the place at which they start."""
    start = 0
    for group in range(metadata.num_row_groups):
        rows = metadata.row_group(group).num_rows
        if start + rows > first:
            return list(range(group, metadata.num_row_groups)), start
        start += rows
    return [], start
