"""A CSV file as a source of rows: UTF-8 with or without a mark at its beginning, every cell read as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as pacsv

from doudi.registers.encoding import check_encoding
from doudi.registers.reasons import reason
from doudi.registers.refused import RunRefused
from doudi.registers.sheet import FAULT, ROW, key_column

_BLOCK = 8 * 2**20
_HEADING = 1  # the heading is row 1, as a spreadsheet counts


class CsvSource:
    """A CSV file. Rows are numbered as a spreadsheet shows them: the heading is row 1.

    A row with more or fewer cells than the heading is passed on with what is wrong with it in `FAULT`, in the language
    `lang`; empty rows are passed over.
    """

    def __init__(self, path: Path, entity: str, lang: str) -> None:
        self.path, self.entity, self.lang = path, entity, lang
        check_encoding(path)
        with path.open(encoding="utf-8-sig", newline="") as file:
            self.columns: list[str] = next(csv.reader(file), [])
        if not any(self.columns):
            raise RunRefused(
                f"{path} 的第一行是空的。第一行应是列名，从第二行起一行一{'户' if entity == 'household' else '人'}。请重新导出。",
                f"{path} has an empty first line. It should have the names of columns, and a row for each "
                f"{entity} after it. Export it again.",
            )

    def ids(self) -> Iterator[Any]:
        """See `source.Source`."""
        key = key_column(self.entity, self.columns)
        for table in self.tables([key]):
            yield pc.fill_null(table.column(key).combine_chunks(), "")

    def tables(self, wanted: list[str], first: int = 0) -> Iterator[Any]:
        """See `source.Source`; a CSV file can only be read from its beginning. `FAULT` is among the columns."""
        assert first == 0
        ragged: list[Any] = []

        def keep(row: Any) -> str:
            ragged.append(row)
            return "skip"

        row = _HEADING + 1
        for batch in self._batches(wanted, keep):
            skipped = {bad.number for bad in ragged}
            rows: list[int] = []
            while len(rows) < len(batch):
                if row not in skipped:
                    rows.append(row)
                row += 1
            table = pa.Table.from_batches([batch]).append_column(ROW, pa.array(rows, pa.int64()))
            table = table.append_column(FAULT, pa.nulls(len(table), pa.string()))
            yield _without_empty(table, wanted)
        if ragged:
            yield self._ragged(ragged, wanted)

    def _batches(self, wanted: list[str], keep: Any) -> Iterator[Any]:
        try:
            yield from pacsv.open_csv(
                self.path,
                # One thread: only then are the rows numbered that have too many or too few cells.
                read_options=pacsv.ReadOptions(use_threads=False, block_size=_BLOCK),
                parse_options=pacsv.ParseOptions(
                    newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=keep
                ),
                convert_options=pacsv.ConvertOptions(
                    include_columns=wanted,
                    column_types=dict.fromkeys(wanted, pa.string()),
                    strings_can_be_null=True,
                    null_values=[""],
                ),
            )
        except pa.ArrowInvalid as error:
            cause = str(error).splitlines()[0][:200]
            raise RunRefused(
                f"{self.path} 不是可读的 CSV（{cause}）。请检查引号是否成对，或重新导出。",
                f"{self.path} cannot be read as CSV ({cause}). Look for a quotation mark without its pair.",
            ) from None

    def _ragged(self, ragged: list[Any], wanted: list[str]) -> Any:
        """The rows with too many or too few cells: their ids, as far as they can be told, and what is wrong."""
        cells = [next(csv.reader(io.StringIO(bad.text)), []) for bad in ragged]
        found: dict[str, Any] = {name: pa.nulls(len(ragged), pa.string()) for name in wanted}
        for name in {"household", "id"} & set(wanted):
            place = self.columns.index(name)
            found[name] = pa.array([row[place] or None if place < len(row) else None for row in cells], pa.string())
        words = [reason("ragged", self.lang, found=bad.actual_columns, expected=bad.expected_columns) for bad in ragged]
        rows = pa.array([bad.number for bad in ragged], pa.int64())
        return pa.table({**found, ROW: rows, FAULT: pa.array(words, pa.string())})


def _without_empty(table: Any, wanted: list[str]) -> Any:
    """The table without the rows that have nothing in any wanted column."""
    empty = np.ones(len(table), bool)
    for name in wanted:
        if not empty.any():
            return table
        empty &= pc.is_null(table.column(name)).to_numpy()
    return table.filter(pa.array(~empty)) if empty.any() else table
