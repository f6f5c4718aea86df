"""Reads the small tables that set up a site: CSV as a spreadsheet saves it, with every problem by its row."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from doudi.policy.messages.system_errors import system_error

Row = dict[str, str]


class SheetProblem(ValueError):
    """A table cannot be taken over. `lines` say everything that is wrong, by row; nothing was saved."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def read(path: Path, columns: Mapping[str, tuple[str, ...]], optional: tuple[str, ...] = ()) -> list[tuple[int, Row]]:
    """The rows of a CSV file with their numbers in the file; `columns` are the headings by which each is known.

    UTF-8 or the GB 18030 that spreadsheets save in Chinese Windows. Raises `SheetProblem`.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SheetProblem([f"读不了 {path}：{system_error(error)[0]}"]) from None
    reader = csv.reader(StringIO(_text(path, data)))
    heads = [cell.strip() for cell in next(reader, [])]
    places = {name: heads.index(word) for name, words in columns.items() for word in words if word in heads}
    missing = [words[0] for name, words in columns.items() if name not in places and name not in optional]
    if missing:
        raise SheetProblem([f"{path} 第 1 行缺少列：{'、'.join(missing)}。"])
    rows = []
    for cells in reader:
        row = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
        if any(row.values()):
            rows.append((reader.line_num, row))
    empty = [
        f"第 {number} 行：缺少{columns[name][0]}。"
        for number, row in rows
        for name in columns
        if name not in optional and not row.get(name)
    ]
    if empty:
        raise SheetProblem(empty)
    return rows


def _text(path: Path, data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetProblem([f"{path} 不是文本文件。在电子表格里另存为 CSV。"])
