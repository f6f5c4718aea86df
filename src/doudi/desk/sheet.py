"""Rows as an Excel file. Text stays text: a cell that looks like a formula or a number of 18 digits is not one."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import FileResponse
from django.utils.translation import gettext as _

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDEST = 40


def sheet(title: str, name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """One sheet with a frozen head and a filter, as a download."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"constant_memory": True, "remove_timezone": True}) as book:
        page = book.add_worksheet(_sheet_name(title))
        bold = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for column, head in enumerate(heads):
            page.set_column(column, column, min(max(12, 2 * len(head) + 4), _WIDEST))
            page.write_string(0, column, head, bold)
        count = 0
        for count, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                _write(page, count, column, value, day)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(count, 1), max(len(heads) - 1, 0))
    made.seek(0)
    return FileResponse(made, as_attachment=True, filename=name, content_type=XLSX)


def _write(page: Any, row: int, column: int, value: Any, day: Any) -> None:
    match value:
        case None | "":
            return
        case bool():
            page.write_string(row, column, _("是") if value else _("否"))
        case int() | float() | Decimal():
            page.write_number(row, column, value)
        case datetime.datetime():
            page.write_string(row, column, value.strftime("%Y-%m-%d %H:%M"))
        case datetime.date():
            page.write_datetime(row, column, datetime.datetime(value.year, value.month, value.day), day)
        case _:
            page.write_string(row, column, str(value))


def _sheet_name(title: str) -> str:
    """Excel allows 31 signs, and not []:*?/\\."""
    return "".join(sign for sign in title if sign not in "[]:*?/\\")[:31] or "1"
