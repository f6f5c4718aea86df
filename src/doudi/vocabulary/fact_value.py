"""Reads one value of a JSON document as a fact of its type: exact, bounded, and never through binary floating point.

The same for policies, registries and the office, whose facts have one vocabulary.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from doudi.vocabulary.hidden import is_on_one_line, quoted, shown
from doudi.vocabulary.value_messages import VALUE_MESSAGES

Value = Fraction | bool | str | datetime.date
FIRST_DATE, LAST_DATE = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)

MOST_MONEY = 100_000_000
MOST_NUMBER = 1_000_000
MOST_MONTHS = 1_200
MOST_TEXT = 200

_LONGEST_NUMBER = 60
_MONEY = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,20})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KINDS = {
    "boolean": ("真假值", "a truth value"),
    "number": ("数字", "a number"),
    "text": ("文字", "text"),
    "list": ("列表", "a list"),
    "object": ("对象", "an object"),
    "null": ("null", "null"),
}


@dataclass(frozen=True, slots=True)
class Monster:
    """A number too long to be anything; `text` is its beginning."""

    text: str

    def __str__(self) -> str:
        return self.text


def parse_number(text: str) -> Decimal | Monster:
    """A JSON number, exactly; for `json.loads` as `parse_int` and `parse_float`."""
    try:
        if len(text) <= _LONGEST_NUMBER:
            return Decimal(text)
    except InvalidOperation:
        pass
    return Monster(text[:_LONGEST_NUMBER] + "…")


def kind_of(raw: object) -> tuple[str, str]:
    """What a JSON value is, in Chinese and English: `文字 "是"`, `a list`."""
    if isinstance(raw, bool):
        word = json.dumps(raw)
        return f"{_KINDS['boolean'][0]} {word}", f"{_KINDS['boolean'][1]} ({word})"
    if isinstance(raw, str):
        return f"{_KINDS['text'][0]} {quoted(raw)}", f"{_KINDS['text'][1]} {quoted(raw)}"
    if isinstance(raw, Decimal | Monster):
        return f"{_KINDS['number'][0]} {raw}", f"{_KINDS['number'][1]} {raw}"
    name = "list" if isinstance(raw, list) else "object" if isinstance(raw, dict) else "null"
    return _KINDS[name]


class WrongValue(ValueError):
    """A value that cannot be: the code of the message (see `value_messages`) and its particulars."""

    def __init__(self, code: str, **particulars: object) -> None:
        super().__init__(code)
        self.code, self.particulars = code, particulars

    def text(self, lang: str = "zh") -> str:
        """What is wrong and what to do, in Chinese or English."""
        words = {key: shown(str(value)) for key, value in self.particulars.items()}
        return VALUE_MESSAGES[self.code][0 if lang == "zh" else 1].format_map(words)


def read(raw: object, type: str, unit: str | None, codes: Mapping[str, Mapping[str, str]]) -> Value:
    """The value of a fact: `type` and `unit` as in `vocabulary.yaml`, `codes` the code lists by name.

    Raises `WrongValue`.
    """
    match type:
        case "money":
            return _money(raw)
        case "number":
            return _number(raw, unit)
        case "boolean":
            if isinstance(raw, bool):
                return raw
            raise _misfit("not-boolean", raw)
        case "date":
            return _date(raw)
        case "text":
            return _text(raw)
        case _:
            return _code(raw, codes[type])


def _misfit(code: str, raw: object, **particulars: object) -> WrongValue:
    zh, en = kind_of(raw)
    return WrongValue(code, found=zh, found_en=en, **particulars)


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise _misfit("not-text", raw)
    if len(raw) > MOST_TEXT or not is_on_one_line(raw):
        raise WrongValue("text-signs", most=MOST_TEXT)
    return raw


def _money(raw: object) -> Fraction:
    if isinstance(raw, Decimal | Monster):
        return _bounded(raw, MOST_MONEY)
    if not isinstance(raw, str) or not _MONEY.fullmatch(raw):
        raise _misfit("not-money", raw)
    if len(raw.partition(".")[2]) > 2:
        raise WrongValue("decimals", found=raw)
    if raw.startswith("-"):
        raise WrongValue("bounds", found=raw, low=0, high=f"{MOST_MONEY:,}")
    return _bounded(Decimal(raw), MOST_MONEY)


def _number(raw: object, unit: str | None) -> Fraction:
    if not isinstance(raw, Decimal | Monster):
        raise _misfit("not-number", raw)
    return _bounded(raw, MOST_MONTHS if unit == "months" else MOST_NUMBER)


def _bounded(number: Decimal | Monster, high: int) -> Fraction:
    # The size is looked at first: a Decimal compares without writing out 1e999999999, a Fraction would not.
    if isinstance(number, Monster) or not 0 <= number <= high:
        raise WrongValue("bounds", found=number, low=0, high=f"{high:,}")
    if not number:
        return Fraction(0)
    if number.adjusted() < -2 or number != round(number, 2):
        raise WrongValue("decimals", found=number)
    return Fraction(number)


def _date(raw: object) -> datetime.date:
    if not isinstance(raw, str) or not _DATE.fullmatch(raw):
        raise _misfit("not-date", raw)
    try:
        date = datetime.date.fromisoformat(raw)
    except ValueError:
        raise WrongValue("no-such-date", found=raw) from None
    if not FIRST_DATE <= date <= LAST_DATE:
        raise WrongValue("date-bounds", found=raw)
    return date


def _code(raw: object, options: Mapping[str, str]) -> str:
    listed = "、".join(f"{key} {label}" for key, label in options.items())
    if not isinstance(raw, str):
        raise _misfit("not-code", raw, options=listed)
    if raw in options:
        return raw
    raise WrongValue("unknown-code", found=quoted(raw), options=listed)
