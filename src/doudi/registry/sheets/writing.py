"""Writing the workbook: headings, text formats, lists to choose from, a sheet of notes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from doudi.language import in_chinese
from doudi.registry.sheets.columns import HOUSEHOLDS, MEMBERS, NOTES, ROWS, Column, columns
from doudi.vocabulary import Vocabulary, load

_WIDTH = 16
_LONGEST_LIST = 255  # of the labels of a drop-down, commas included; Excel's bound


def template(words: Vocabulary | None = None) -> bytes:
    """An empty workbook to fill in. `words` is the vocabulary with a policy's own facts."""
    return workbook(words or load(), {HOUSEHOLDS: (), MEMBERS: ()})


@in_chinese()
def workbook(words: Vocabulary, rows: Mapping[str, Iterable[Sequence[str]]]) -> bytes:
    """A workbook with the rows of each sheet, every value as text: nothing in it is ever run as a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1})
    needed = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1, "bg_color": "#FFF2CC"})
    text = book.add_format({"num_format": "@"})
    every = columns(words)
    for name, found in every.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 2)
        for at, column in enumerate(found):
            sheet.set_column(at, at, _WIDTH, text if column.is_text else None)
            sheet.write_string(0, at, column.label, needed if column.needed else heading)
            _choices(sheet, at, column, words)
        for at, row in enumerate(rows[name], 1):
            for place, value in enumerate(row):
                if value:
                    sheet.write_string(at, place, value)
    _notes(book.add_worksheet(NOTES), every, words, heading)
    book.close()
    return out.getvalue()


def options(column: Column, words: Vocabulary) -> list[str]:
    """The values from which a column chooses; none when it is free."""
    if column.type == "boolean":
        return ["是", "否"]
    return list(words.codes[column.type].values()) if column.type in words.codes else []


def _choices(sheet: Worksheet, at: int, column: Column, words: Vocabulary) -> None:
    found = options(column, words)
    if found and len(",".join(found)) <= _LONGEST_LIST:
        sheet.data_validation(1, at, ROWS, at, {"validate": "list", "source": found})


def _notes(sheet: Worksheet, every: Mapping[str, Sequence[Column]], words: Vocabulary, heading: object) -> None:
    sheet.set_column(0, 1, _WIDTH)
    sheet.set_column(2, 2, 80)
    for at, title in enumerate((_("表"), _("列"), _("怎样填"))):
        sheet.write_string(0, at, title, heading)
    at = 0
    for name, found in every.items():
        for column in found:
            at += 1
            for place, value in enumerate((name, column.label, _note(column, words))):
                sheet.write_string(at, place, value)


def _note(column: Column, words: Vocabulary) -> str:
    parts = [_("必填")] if column.needed else []
    if column.note:
        parts.append(str(column.note))
    if found := options(column, words):
        parts.append(_("填：%s") % "、".join(found))
    elif column.type == "money":
        parts.append(_("单位：%s；不知道的留空，没有的填 0") % words.units[column.unit or ""])
    elif column.type == "number":
        parts.append(_("填数字") + (f"（{words.units[column.unit]}）" if column.unit else ""))
    elif column.type == "date":
        parts.append(_("如 2021-09-27"))
    return "；".join(dict.fromkeys(parts))
