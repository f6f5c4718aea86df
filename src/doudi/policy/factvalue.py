"""Reads one value of a JSON document as a fact of its type: exact, bounded, and never through binary floating point."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from doudi.policy.nearest import nearest
from doudi.policy.nodes import Value
from doudi.policy.refusal import Faults, Place, is_on_one_line, quoted
from doudi.policy.types import Type
from doudi.policy.values import FIRST_DATE, LAST_DATE

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


class ValueReader:
    """Reads values for one file: `codes` are the code lists by name, what is wrong goes to `faults`."""

    def __init__(self, codes: Mapping[str, Mapping[str, str]], faults: Faults) -> None:
        self.codes, self.faults = codes, faults

    def read(self, raw: object, type: Type, place: Place) -> Value | None:
        """The value, or None when it is unknown (null) or wrong (and noted)."""
        if raw is None:
            return None
        try:
            return self._value(raw, type)
        except _Wrong as wrong:
            self.faults.add(wrong.code, place, **wrong.particulars)
            return None

    def _value(self, raw: object, type: Type) -> Value:
        match type.kind:
            case "number":
                return _money(raw) if type.is_money else _number(raw, type)
            case "boolean":
                if isinstance(raw, bool):
                    return raw
                raise _misfit("not-boolean", raw)
            case "date":
                return _date(raw)
            case "code":
                return _code(raw, self.codes[type.codes or ""])
            case _:
                return _text(raw)


class _Wrong(Exception):
    """A value that cannot be: the code of the message and its particulars."""

    def __init__(self, code: str, **particulars: object) -> None:
        super().__init__(code)
        self.code, self.particulars = code, particulars


def _misfit(code: str, raw: object, **particulars: object) -> _Wrong:
    zh, en = kind_of(raw)
    return _Wrong(code, found=zh, found_en=en, **particulars)


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise _misfit("not-text", raw)
    if len(raw) > MOST_TEXT or not is_on_one_line(raw):
        raise _Wrong("text-signs", most=MOST_TEXT)
    return raw


def _money(raw: object) -> Fraction:
    if isinstance(raw, Decimal | Monster):
        return _bounded(raw, MOST_MONEY)
    if not isinstance(raw, str) or not _MONEY.fullmatch(raw):
        raise _misfit("not-money", raw)
    if len(raw.partition(".")[2]) > 2:
        raise _Wrong("decimals", found=raw)
    if raw.startswith("-"):
        raise _Wrong("bounds", found=raw, low=0, high=f"{MOST_MONEY:,}")
    return _bounded(Decimal(raw), MOST_MONEY)


def _number(raw: object, type: Type) -> Fraction:
    if not isinstance(raw, Decimal | Monster):
        raise _misfit("not-number", raw)
    return _bounded(raw, MOST_MONTHS if type.unit == "months" else MOST_NUMBER)


def _bounded(number: Decimal | Monster, high: int) -> Fraction:
    # The size is looked at first: a Decimal compares without writing out 1e999999999, a Fraction would not.
    if isinstance(number, Monster) or not 0 <= number <= high:
        raise _Wrong("bounds", found=number, low=0, high=f"{high:,}")
    if not number:
        return Fraction(0)
    if number.adjusted() < -2 or number != round(number, 2):
        raise _Wrong("decimals", found=number)
    return Fraction(number)


def _date(raw: object) -> datetime.date:
    if not isinstance(raw, str) or not _DATE.fullmatch(raw):
        raise _misfit("not-date", raw)
    try:
        date = datetime.date.fromisoformat(raw)
    except ValueError:
        raise _Wrong("no-such-date", found=raw) from None
    if not FIRST_DATE <= date <= LAST_DATE:
        raise _Wrong("date-bounds", found=raw)
    return date


def _code(raw: object, options: Mapping[str, str]) -> str:
    listed = "、".join(f"{key} {label}" for key, label in options.items())
    if not isinstance(raw, str):
        raise _misfit("not-code", raw, options=listed)
    if raw in options:
        return raw
    near = {label: key for key, label in options.items()}.get(raw) or nearest(raw, options)
    if near:
        raise _Wrong("unknown-code-near", found=quoted(raw), near=near, options=listed)
    raise _Wrong("unknown-code", found=quoted(raw), options=listed)
