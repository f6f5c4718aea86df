"""Reads a value from its text, by its type: exact, bounded, never through binary floating point."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from fractions import Fraction

from doudi.policy.definitions.nodes import UNLIMITED, Unlimited, Value
from doudi.policy.definitions.types import Type
from doudi.vocabulary.fact_value import FIRST_DATE, LAST_DATE

MOST_DIGITS, MOST_DECIMALS = 15, 6
_NUMBER = re.compile(rf"-?[0-9]{{1,{MOST_DIGITS}}}(\.[0-9]{{1,{MOST_DECIMALS}}})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class ValueProblem(Exception):
    """`code` of the problem with a text that is not a value of its type."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_value(text: str, type: Type, codes: Mapping[str, Mapping[str, str]]) -> Value:
    """The value that `text` stands for; codes by key or by label. Raises `ValueProblem`."""
    text = text.strip()
    if type.kind == "number":
        return read_number(text, percent=type.unit in (None, "ratio"))
    if type.kind == "boolean":
        if text not in ("true", "false"):
            raise ValueProblem("not-boolean")
        return text == "true"
    if type.kind == "date":
        return read_date(text)
    if type.kind == "code":
        return read_code(text, codes[type.codes or ""])
    return text


def read_number(text: str, *, percent: bool = True) -> Fraction:
    """An exact number; `50%` where a ratio may stand. Raises `ValueProblem`."""
    share = percent and text.endswith("%")
    digits = text[:-1].rstrip() if share else text
    if not _NUMBER.fullmatch(digits):
        raise ValueProblem("not-number")
    return Fraction(digits) / (100 if share else 1)


def read_limit(text: str, type: Type, codes: Mapping[str, Mapping[str, str]]) -> Value | Unlimited:
    """A value, or `unlimited` where a number may stand."""
    if text.strip() == "unlimited" and type.is_number:
        return UNLIMITED
    return read_value(text, type, codes)


def read_date(text: str) -> datetime.date:
    """A day, written 2021-12-31, from 1900 to 2199. Raises `ValueProblem`."""
    try:
        if not _DATE.fullmatch(text):
            raise ValueError
        date = datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueProblem("not-date") from None
    if not FIRST_DATE <= date <= LAST_DATE:
        raise ValueProblem("date-out-of-bounds")
    return date


def read_code(text: str, options: Mapping[str, str]) -> str:
    """The key of a code, given by key or by label. Raises `ValueProblem`."""
    if text in options:
        return text
    for key, label in options.items():
        if label == text:
            return key
    raise ValueProblem("not-code")
