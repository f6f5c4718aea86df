"""The same parts, decided by Spark: rows are brought together by part, and each part goes through the same decider.

A household is in one part whatever partitions its rows came from, since a part is a range of household ids. Every
worker writes what came of its parts into the work folder, which all of them must reach (a shared file system); from
there on a run on Spark is a local run.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from doudi.policy.meaning.setting import Setting
from doudi.registers.portion import PortionDecider
from doudi.registers.refused import RunRefused
from doudi.registers.sheet import FAULT, ROW, key_column
from doudi.registers.sorting import plain
from doudi.registers.source import ENTITIES, Register
from doudi.registers.survey import Survey, place_of
from doudi.registers.work import Work

if TYPE_CHECKING:
    from doudi.registers.run import Job

_PART, _KIND = "__part", "__kind"
_PREFIX = {"household": "h_", "person": "p_"}
_DONE = "part int, households long, people long"


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker needs to decide parts; it travels to the workers."""

    setting: Setting
    lang: str
    few: int
    asked: int
    work: Work
    names: dict[str, str]

    def decider(self) -> PortionDecider:
        """The decider, made once in each worker."""
        key = self.setting.policy.release, repr(self.work.identity), self.few
        if key not in _deciders:
            _deciders[key] = PortionDecider(self.setting, self.lang, few=self.few, asked=self.asked)
        return _deciders[key]


_deciders: dict[tuple[str, str, int], PortionDecider] = {}


def decide_on_spark(job: Job, register: Register, found: Survey, decider: PortionDecider, work: Work) -> None:
    """Decide all parts that are not done. Raises `RunRefused` where there is no Spark."""
    left = [part for part in range(found.parts) if work.tally(part) is None]
    if not left:
        return
    here = Work(work.out.resolve(), work.identity)
    task = Task(job.setting, job.lang, decider.few, decider.counter.most, here, register.names)
    with job.stage("decide", found.rows["person"], 0) as advance, warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of PySpark about pandas, which is not used here
        session = job.spark or _session(job.threads)
        frames = [_frame(session, register, entity, found.cuts, here) for entity in ENTITIES]
        rows = (
            frames[0]
            .unionByName(frames[1], allowMissingColumns=True)
            .where(f"{_PART} in ({', '.join(map(str, left))})")
        )
        rows = rows.repartition(len(left), _PART).sortWithinPartitions(_PART, _KIND, ROW)
        for done in rows.mapInArrow(_Decide(task), _DONE).collect():
            advance(done["people"])


def _session(threads: int) -> Any:
    """The session of `spark-submit`, or one on this machine."""
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError:
        raise RunRefused(
            "没有装 PySpark。请装 doudi[spark]（pip install 'doudi[spark]'），或用 --engine local。",
            "PySpark is not installed. Install doudi[spark], or use --engine local.",
        ) from None
    builder = SparkSession.builder.appName("doudi run").config("spark.sql.session.timeZone", "UTC")
    if "PYSPARK_GATEWAY_PORT" not in os.environ:  # not under spark-submit
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.driver.host": "127.0.0.1"}
        builder = builder.master(f"local[{threads}]")
        for key, value in quiet.items():
            builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
    except PySparkRuntimeError:
        raise RunRefused(
            "Spark 没有启动。它需要 Java 17 以上；请装 Java，或用 --engine local。",
            "Spark did not start. It needs Java 17 or newer; install Java, or use --engine local.",
        ) from None
    session.sparkContext.setLogLevel("ERROR")
    return session


def _frame(session: Any, register: Register, entity: str, cuts: tuple[str, ...], work: Work) -> Any:
    """The rows of a file with their part, what they are, and their number; the columns named apart by a prefix."""
    from pyspark.sql import functions as f

    source, wanted = register.of(entity), list(register.wanted[entity])
    if source.path.suffix == ".parquet":
        read = session.read.parquet(source.path.resolve().as_uri())
        number = (f.col("_metadata.row_index") + 1).alias(ROW)
    else:
        read = session.read.parquet(_staged(register, entity, work).as_uri())
        wanted.append(FAULT)
        number = f.col(ROW)
    prefix = _PREFIX[entity]
    named = [f.col(f"`{name}`").alias(prefix + name) for name in wanted]
    frame = read.select(*named, number, f.lit(ENTITIES.index(entity)).alias(_KIND), f.lit(0).alias(_PART))
    return frame.mapInArrow(_Place(prefix + key_column(entity, source.columns), cuts), frame.schema)


def _staged(register: Register, entity: str, work: Work) -> Path:
    """A CSV file as Parquet with the rows' numbers: Spark would lose them."""
    path = work.folder / f"{entity}.staged.parquet"
    waiting = path.with_suffix(".part")
    if not path.exists():
        writer = None
        for table in register.of(entity).tables(register.wanted[entity]):
            writer = writer or pq.ParquetWriter(waiting, table.schema)
            writer.write_table(table)
        if writer is None:
            text = dict.fromkeys([*register.wanted[entity], FAULT], pa.string())
            writer = pq.ParquetWriter(waiting, pa.schema([*text.items(), (ROW, pa.int64())]))
        writer.close()
        waiting.replace(path)
    return path.resolve()


@dataclass(frozen=True, slots=True)
class _Place:
    """Finds the part of every row of a batch."""

    key: str
    cuts: tuple[str, ...]

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            keys = pc.fill_null(batch.column(self.key).cast(pa.string()), "")
            order = pc.sort_indices(keys)
            ordered, order = keys.take(order), order.to_numpy()
            ends = [0, *(place_of(ordered, cut) for cut in self.cuts), len(keys)]
            parts = np.empty(len(keys), np.int32)
            parts[order] = np.repeat(np.arange(len(ends) - 1, dtype=np.int32), np.diff(ends))
            yield batch.set_column(batch.schema.get_field_index(_PART), _PART, pa.array(parts))


@dataclass(frozen=True, slots=True)
class _Decide:
    """Decides the parts of a partition, which come one after another."""

    task: Task

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        for part, rows in _by_part(batches):
            tables = [_only(rows, entity) for entity in ENTITIES]
            outcome = self.task.decider().decide(tables[0], tables[1], self.task.names)
            self.task.work.keep(part, outcome)
            sizes = [pa.array([len(table)], pa.int64()) for table in tables]
            yield pa.record_batch([pa.array([part], pa.int32()), *sizes], ["part", "households", "people"])


def _by_part(batches: Iterator[Any]) -> Iterator[tuple[int, Any]]:
    """The rows of each part together."""
    part = -1
    kept: list[Any] = []
    for batch in batches:
        numbers = batch.column(_PART).to_numpy()
        edges = [0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(numbers)]
        for first, last in pairwise(edges):
            if first == last:
                continue
            if kept and numbers[first] != part:
                yield part, pa.Table.from_batches(kept)
                kept = []
            part = int(numbers[first])
            kept.append(batch.slice(first, last - first))
    if kept:
        yield part, pa.Table.from_batches(kept)


def _only(rows: Any, entity: str) -> Any:
    """The rows of one entity, with the names that the file has."""
    prefix = _PREFIX[entity]
    names = [name for name in rows.column_names if name.startswith(prefix)]
    table = rows.filter(pc.equal(rows.column(_KIND), ENTITIES.index(entity)))
    return plain(table.select([*names, ROW]).rename_columns([name.removeprefix(prefix) for name in names] + [ROW]))
