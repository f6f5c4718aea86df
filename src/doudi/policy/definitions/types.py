"""Types and units of the policy language: units are types, money is exact."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from doudi.vocabulary.fact_value import MOST_MONEY, MOST_MONTHS, MOST_NUMBER

MONEY_UNITS = ("yuan", "yuan/month", "yuan/year")
KINDS = ("boolean", "number", "date", "text", "code")
_PERIOD_OF = {"yuan/month": "months", "yuan/year": "years"}


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a value: a kind, and for numbers a unit, for codes the name of the code list.

    A number whose unit is one of `MONEY_UNITS` is money. `unit` None is a plain number.
    `free` marks a number written in the text, which takes the unit of its neighbour.
    """

    kind: str
    unit: str | None = None
    codes: str | None = None
    free: bool = False

    @property
    def is_money(self) -> bool:
        return self.unit in MONEY_UNITS

    @property
    def is_number(self) -> bool:
        return self.kind == "number"

    @property
    def most(self) -> int:
        """The greatest value of a fact that is a number of this type; the least is 0."""
        if self.is_money:
            return MOST_MONEY
        return MOST_MONTHS if self.unit == "months" else MOST_NUMBER

    @property
    def declared(self) -> str:
        """The word that a policy or the vocabulary uses for this type: `money`, `number`, `boolean`, or a code list."""
        if self.is_money:
            return "money"
        return self.codes or self.kind


BOOLEAN = Type("boolean")
DATE = Type("date")
TEXT = Type("text")
NUMBER = Type("number")
RATIO = Type("number", "ratio")
PERSONS = Type("number", "persons")
FREE = Type("number", free=True)


def number(unit: str | None) -> Type:
    """A number with a unit (or none)."""
    return Type("number", unit)


def code(codes: str) -> Type:
    """A code of the named list."""
    return Type("code", codes=codes)


def common(left: Type, right: Type) -> Type | None:
    """The type of two things that are compared, added or chosen between; None when they do not fit."""
    if left.kind != right.kind:
        return None
    if not left.is_number:
        return left if left == right else None
    if left.free:
        return right
    if right.free or left.unit == right.unit:
        return left
    return None


def product(left: Type, right: Type) -> Type | None:
    """The type of `left * right`; None when the units do not multiply."""
    plain = (None, "ratio")
    if left.unit in plain and right.unit in plain:
        both_free = left.free and right.free
        return Type("number", left.unit or right.unit, free=both_free)
    if right.unit in plain:
        return left
    if left.unit in plain:
        return right
    for a, b in ((left, right), (right, left)):
        if a.is_money and b.unit == "persons":
            return a
        if a.unit is not None and _PERIOD_OF.get(a.unit) == b.unit:
            return number("yuan")
    return None


def quotient(left: Type, right: Type) -> Type | None:
    """The type of `left / right`; None when the units do not divide."""
    if right.unit in (None, "ratio"):
        return dataclasses.replace(left, free=left.free and right.free)
    if left.unit == right.unit:
        return RATIO
    if left.is_money and right.unit == "persons":
        return left
    for rate, period in _PERIOD_OF.items():
        if left.unit == "yuan" and right.unit == period:
            return number(rate)
    return None
