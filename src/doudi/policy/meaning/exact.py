"""Exact rounding and the counting of completed years and months."""

from __future__ import annotations

import datetime
from fractions import Fraction


def rounded(value: Fraction, places: int) -> Fraction:
    """The value at so many decimals, halves away from zero."""
    scale = 10**places
    whole = int(abs(value) * scale + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, scale)


def completed(unit: str, start: datetime.date, end: datetime.date) -> Fraction:
    """Completed `years` or `months` from start to end; 0 when the end is before the start.

    A day that a month does not have falls on the first of the next: who is born on 29 February is a year older on
    1 March of a common year.
    """
    if unit == "years":
        count = end.year - start.year - ((end.month, end.day) < (start.month, start.day))
    else:
        count = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    return Fraction(max(count, 0))
