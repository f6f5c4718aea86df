"""Logs that a technician may read and that name no resident."""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

_DIGITS = re.compile(r"(?<![\w.:])\d{5,}[\dXx]*")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_ROW = re.compile(r"^(DETAIL|CONTEXT|HINT):.*", re.MULTILINE | re.DOTALL)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


class Impersonal(logging.Formatter):
    """Writes a line without long numbers, and a failure without the values that its message may carry.

    A failure is told by its type, the lines of code that it passed through, and its message with Chinese text,
    quoted values, long numbers and the database's copy of the row left out.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line, long numbers masked."""
        record.message = _DIGITS.sub("…", record.message)
        return super().formatMessage(record)

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The failure and what led to it, innermost last."""
        error = ei[1]
        return "\n".join(_told(each) for each in _causes(error)) if error is not None else ""


def _causes(error: BaseException) -> list[BaseException]:
    """The failures behind a failure, the first cause first."""
    found: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in found:
        found.insert(0, at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return found


def _told(error: BaseException) -> str:
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{frames}{type(error).__module__}.{type(error).__qualname__}: {without_values(str(error))}"


def without_values(text: str) -> str:
    """A message without what may be somebody's: quoted values, Chinese text, numbers, the row."""
    for pattern in (_ROW, _QUOTED, _HAN):
        text = pattern.sub("…", text)
    return re.sub(r"\d{5,}[\dXx]*", "…", text).strip()
