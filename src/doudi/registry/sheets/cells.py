"""What a cell says, by the type of its column: labels become codes, 是 and 否 truth values, dates dates."""

from __future__ import annotations

import datetime
import re

from django.utils.translation import gettext as _

from doudi.registry.problems import RegistryProblem
from doudi.registry.sheets.columns import Column
from doudi.registry.sheets.reading import Cell, plain
from doudi.registry.values import Stored, stored
from doudi.vocabulary import Term, Vocabulary

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_TRUTH = {"是": True, "否": False, "true": True, "false": False, "TRUE": True, "FALSE": False}
_LONG = 10**15  # Excel keeps fifteen digits of a number


def value(cell: Cell, column: Column, words: Vocabulary) -> Stored:
    """The value of a cell, as facts are kept. Raises `RegistryProblem` saying what is wrong and what to do."""
    if column.type == "plain":
        return text(cell)
    raw = _raw(cell, column, words)
    try:
        return stored(words, Term(column.key, "", column.type, column.unit, ""), raw)
    except RegistryProblem as problem:
        raise RegistryProblem(problem.cause, column.key) from None


def text(cell: Cell) -> str:
    """The text of a cell. A long number was already spoilt by Excel and is refused."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= _LONG:
        raise RegistryProblem(_("被 Excel 当成了数，末几位已经丢失。请把这一列设为文本格式，重新填写。"))
    return plain(cell)


def _raw(cell: Cell, column: Column, words: Vocabulary) -> object:
    """The cell as a fact's reader would have it; what cannot be turned is left for the reader to refuse."""
    found = plain(cell)
    if column.type == "boolean":
        if found not in _TRUTH:
            raise RegistryProblem(_("应填“是”或“否”，这里是“%s”。") % found[:20])
        return _TRUTH[found]
    if column.type == "date":
        return _date(found)
    if column.type in words.codes:
        return _code(found, words.codes[column.type])
    if column.type in ("money", "number"):
        return _number(found)
    return found


def _date(found: str) -> str:
    match = _DATE.fullmatch(found) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", found, re.ASCII)
    if match is None:
        raise RegistryProblem(_("应是日期，如 2021-09-27，这里是“%s”。") % found[:20])
    try:
        return datetime.date(*map(int, match.groups())).isoformat()
    except ValueError:
        raise RegistryProblem(_("没有 %s 这一天。") % found[:20]) from None


def _code(found: str, options: dict[str, str]) -> str:
    for key, label in options.items():
        if found in (key, label):
            return key
    raise RegistryProblem(
        _("没有“%(found)s”这一项。可填：%(options)s。")
        % {
            "found": found[:20],
            "options": "、".join(options.values()),
        }
    )


def _number(found: str) -> str:
    digits = found.replace(",", "").replace("¥", "").replace("元", "").strip()
    if not re.fullmatch(r"-?\d{1,15}(\.\d+)?", digits, re.ASCII):
        raise RegistryProblem(_("应是数字，这里是“%s”。") % found[:20])
    return digits
