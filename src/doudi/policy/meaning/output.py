"""How values leave the engine: money as text with two decimals, numbers as JSON numbers, rounded once, here."""

from __future__ import annotations

import datetime
from fractions import Fraction

from doudi.policy.definitions.nodes import Unlimited, Value
from doudi.policy.definitions.types import Type
from doudi.policy.meaning.exact import rounded

Json = str | int | float | bool | None


def as_json(value: Value | Unlimited | None, type: Type) -> Json:
    """The JSON form of a value of a type; None (unknown) is null.

    Money is text in yuan rounded to the fen; other numbers are whole or rounded to 4 decimals; dates are ISO text.
    """
    if isinstance(value, Fraction):
        return money(value) if type.is_money else plain_number(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "unlimited" if isinstance(value, Unlimited) else value


def money(value: Fraction) -> str:
    """Yuan with two decimals: `550.00`."""
    if value.denominator == 1:
        return f"{value.numerator}.00"
    fen = rounded(value, 2) * 100
    sign, digits = ("-" if fen < 0 else ""), str(abs(fen.numerator)).rjust(3, "0")
    return f"{sign}{digits[:-2]}.{digits[-2:]}"


def plain_number(value: Fraction) -> int | float:
    """A number that is not money: whole where it is whole, else to 4 decimals."""
    if value.denominator == 1:
        return value.numerator
    number = rounded(value, 4)
    return number.numerator if number.denominator == 1 else float(number)
