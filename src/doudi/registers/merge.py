"""Puts the parts together into the files of results: all of them whole, or none."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv, ipc

from doudi.registers.portion import REJECTS
from doudi.registers.summary import Summary
from doudi.registers.work import RESULTS, Work, write_json

MARK = b"\xef\xbb\xbf"  # without it Excel takes UTF-8 for something else
Write = Callable[[Any], None]


def merge(
    work: Work, parts: int, schemas: dict[str, Any], format: str, progress: Callable[[int], None] = lambda rows: None
) -> None:
    """Write the files of results and the rejects, still inside the work folder."""
    if (work.final / "done").exists():
        return
    shutil.rmtree(work.final, ignore_errors=True)
    work.final.mkdir()
    jobs = [(entity, work.final / f"{entity}.{format}", schemas[entity]) for entity in ("household", "person")]
    jobs.append(("rejects", work.final / "rejects.csv", REJECTS))
    with ThreadPoolExecutor(len(jobs)) as pool:
        waiting = [pool.submit(_join, work, parts, *job, progress if job[0] == "person" else None) for job in jobs]
        for job in waiting:
            job.result()
    write_json(work.final / "done", True)


def publish(work: Work, summary: Summary, names: list[str]) -> None:
    """Put the finished files in their places; the summary last, which says that all are there."""
    (work.out / "summary.json").unlink(missing_ok=True)
    for name in names:
        if (work.final / name).exists():
            (work.final / name).replace(work.out / name)
    for name in RESULTS:
        if name not in names:  # of an earlier run of ours, in the other format
            (work.out / name).unlink(missing_ok=True)
    write_json(work.out / "summary.json", summary.data)
    work.drop()


def publish_rejects(work: Work) -> None:
    """Only the list of what is wrong: the run was strict."""
    (work.final / "rejects.csv").replace(work.out / "rejects.csv")
    work.drop()


def _join(work: Work, parts: int, table: str, path: Path, schema: Any, progress: Callable[[int], None] | None) -> None:
    with _writer(path, schema) as write:
        for part in range(parts):
            with pa.memory_map(str(work.table_file(part, table))) as file:
                rows = ipc.open_file(file).read_all()
                if len(rows):
                    write(rows)
                if progress is not None:
                    progress(len(rows))


@contextlib.contextmanager
def _writer(path: Path, schema: Any) -> Iterator[Write]:
    if path.suffix == ".parquet":
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            yield writer.write_table
        return
    with path.open("wb") as file:
        file.write(MARK)
        with csv.CSVWriter(file, schema, write_options=csv.WriteOptions(quoting_style="needed")) as writer:
            yield writer.write_table
