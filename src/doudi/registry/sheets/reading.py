"""Reading a workbook into cells by column, each with its place."""

from __future__ import annotations

import datetime
import io
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from doudi.registry.sheets.columns import ROWS, Column, columns
from doudi.vocabulary import Vocabulary

MOST_BYTES = 20_000_000
_MOST_UNPACKED = 400_000_000
_MOST_SHOWN = 1000

Cell = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file: sheet, row (from 1, the heading is 1), column letter and heading; 0 and empty for all."""

    sheet: str
    row: int
    column: str
    label: str
    message: str

    def __str__(self) -> str:
        place = _("“%(sheet)s”第 %(row)d 行") % {"sheet": self.sheet, "row": self.row} if self.row else self.sheet
        where = place + (f" {self.column} 列（{self.label}）" if self.column else "")
        return f"{where}：{self.message}" if where else self.message


class SheetRefused(Exception):
    """Nothing was saved: `problems` are the first of them, in the order of the file, `total` counts all."""

    def __init__(self, problems: Sequence[Problem], total: int) -> None:
        self.problems, self.total = tuple(problems), total
        super().__init__(f"{total} problems")


@dataclass(slots=True)
class Problems:
    """Collects what is wrong with a file; the first thousand are kept, all are counted."""

    found: list[Problem] = field(default_factory=list)
    total: int = 0

    def add(self, message: str, sheet: str = "", row: int = 0, column: str = "", label: str = "") -> None:
        self.total += 1
        if len(self.found) < _MOST_SHOWN:
            self.found.append(Problem(sheet, row, column, label, message))

    def check(self) -> None:
        """Raise `SheetRefused` when anything was noted."""
        if self.total:
            raise SheetRefused(self.found, self.total)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet: its number in the file, and the cells that are filled, by the column's key."""

    sheet: str
    number: int
    cells: dict[str, Cell]
    letters: dict[str, str]
    labels: dict[str, str]

    def note(self, problems: Problems, key: str, message: str) -> None:
        """Note that a cell is wrong; a key without a column is the row as a whole."""
        problems.add(message, self.sheet, self.number, self.letters.get(key, ""), self.labels.get(key, ""))


def read(data: bytes, words: Vocabulary, problems: Problems) -> dict[str, list[Row]]:
    """The filled rows of each sheet. Raises `SheetRefused` for what is no such workbook at all."""
    book = _open(data, problems)
    found = {}
    for name, wanted in columns(words).items():
        if name not in book.sheet_names:
            problems.add(_("没有“%s”这张表。请用下载的模板填写，不要改表名。") % name)
            continue
        found[name] = list(_rows(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False), wanted, problems))
    return found


def _open(data: bytes, problems: Problems) -> CalamineWorkbook:
    try:
        if len(data) > MOST_BYTES:
            raise ValueError
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_UNPACKED:
                raise ValueError
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except zipfile.BadZipFile:
        problems.add(_("不是 Excel 工作簿（.xlsx）。请另存为 .xlsx 后再传。"))
    except ValueError:
        problems.add(_("文件太大，最大 %d MB。请分成几个文件。") % (MOST_BYTES // 1_000_000))
    except CalamineError:
        problems.add(_("工作簿读不出来，可能已损坏或设了密码。请另存一份再传。"))
    raise SheetRefused(problems.found, problems.total)


def _rows(name: str, cells: list[list[Cell]], wanted: Sequence[Column], problems: Problems) -> Iterator[Row]:
    if len(cells) > ROWS + 1:
        problems.add(_("超过 %d 行。请分成几个文件。") % ROWS, name)
        return
    places = _headings(name, cells[0] if cells else [], wanted, problems)
    letters = {key: letter(at) for at, key in places.items()}
    labels = {column.key: column.label for column in wanted}
    for number, row in enumerate(cells[1:], 2):
        filled = {key: row[at] for at, key in places.items() if at < len(row) and not _is_empty(row[at])}
        if filled:
            yield Row(name, number, filled, letters, labels)


def _headings(name: str, row: list[Cell], wanted: Sequence[Column], problems: Problems) -> dict[int, str]:
    """The key of each column, by its place; every heading must be known, and those that are needed must be there."""
    by_label = {column.label: column.key for column in wanted}
    found: dict[int, str] = {}
    for at, cell in enumerate(row):
        label = plain(cell)
        if not label:
            continue
        key = by_label.get(label)
        if key is None:
            problems.add(_("不认识这个列名。请用模板里的列名，多余的列请删去。"), name, 1, letter(at), label[:40])
        elif key in found.values():
            problems.add(_("这一列出现了两次。"), name, 1, letter(at), label)
        else:
            found[at] = key
    for column in wanted:
        if column.needed and column.key not in found.values():
            problems.add(_("缺少“%s”这一列。") % column.label, name, 1)
    return found


def plain(cell: Cell) -> str:
    """What a cell says, as text: full-width digits as usual ones, a whole number without its decimals."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(sep=" ")
    text = str(cell)
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()


def letter(at: int) -> str:
    """A column's letters by its place from 0: A, B, …, Z, AA."""
    found = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        found = chr(65 + rest) + found
    return found


def _is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
