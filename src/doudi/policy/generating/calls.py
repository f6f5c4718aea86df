"""What the generated function of one household calls: values read and written, one at a time."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from doudi.policy.definitions.nodes import UNLIMITED
from doudi.policy.generating.body import MOST_MEMBERS
from doudi.policy.generating.calendar_math import months_between, years_between
from doudi.policy.inputs.facts import MOST_ID
from doudi.vocabulary.fact_value import FIRST_DATE, LAST_DATE, MOST_TEXT
from doudi.vocabulary.hidden import is_on_one_line

_MONEY = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_KEPT = 65_536
_IDS = [[f"P{place}" for place in range(1, count + 1)] for count in range(MOST_MEMBERS + 1)]


class Irregular(Exception):
    """A request that is not of the plain kind: the careful reader says what is wrong with it, or takes it."""


class _FenTexts(dict[int, str]):
    """Fen to text in yuan; those met before are kept, up to a bound."""

    def __missing__(self, fen: int) -> str:
        sign, size = ("-", -fen) if fen < 0 else ("", fen)
        text = f"{sign}{size // 100}.{size % 100:02d}"
        if len(self) < _MOST_KEPT:
            self[fen] = text
        return text


def fen(value: object) -> int:
    """Fen of money that is not an int or a float."""
    if type(value) is str:
        found = _MONEY.fullmatch(value)
        if found is None:
            raise Irregular
        return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    return hundredths(value)


def hundredths(value: object) -> int:
    """Hundredths of a Decimal."""
    if type(value) is not Decimal or not value.is_finite() or abs(value) > 10**10:
        raise Irregular
    whole = value * 100
    if whole != int(whole):
        raise Irregular
    return int(whole)


def day(value: object) -> int:
    """The ordinal of a day written 2021-12-31."""
    if type(value) is not str or not _DATE.fullmatch(value):
        raise Irregular
    date = datetime.date.fromisoformat(value)
    if not FIRST_DATE <= date <= LAST_DATE:
        raise Irregular
    return date.toordinal()


def day_text(ordinal: int) -> str:
    """A day as ISO text."""
    return datetime.date.fromordinal(ordinal).isoformat()


def plain_text(value: object) -> str:
    """A text that is a fact."""
    if type(value) is not str or len(value) > MOST_TEXT or not is_on_one_line(value):
        raise Irregular
    return value


def text_place(value: object, texts: list[str]) -> int:
    """The place of a text among those met in this household, which begin with those the rules mention."""
    text = plain_text(value)
    if text not in texts:
        texts.append(text)
    return texts.index(text)


def check_id(name: object) -> None:
    """Raise `Irregular` unless it can be an id."""
    if type(name) is not str or not 0 < len(name) <= MOST_ID or not is_on_one_line(name) or name.isspace():
        raise Irregular


def member_ids(
    members: list[Any], used: frozenset[str], look: Callable[[list[Any], frozenset[str]], None]
) -> list[str]:
    """The members' ids; where nobody has one, P1, P2, … `look` is for members who have more than the facts used."""
    found, more = [], False
    for member in members:
        more = more or not used.issuperset(member)
        found.append(member.get("id"))
    if more:
        look(members, used)
    if found.count(None) == len(found):
        return _IDS[len(found)].copy()
    for name in found:
        check_id(name)
    if len(set(found)) < len(found):
        raise Irregular
    return found


def plain(value: int) -> int | float:
    """A number in ten-thousandths, whole where it is whole."""
    return value / 10_000 if value % 10_000 else value // 10_000


EXACT_CALLS: dict[str, Any] = {
    "Fraction": Fraction,
    "UNLIMITED": UNLIMITED,
    "from_day": datetime.date.fromordinal,
    "months_between": months_between,
    "text_place": text_place,
    "years_between": years_between,
}
CALLS: dict[str, Any] = {
    **EXACT_CALLS,
    "FEN": _FenTexts(),
    "Irregular": Irregular,
    "UNLIMITED": "unlimited",
    "check_id": check_id,
    "day": day,
    "day_text": day_text,
    "fen": fen,
    "hundredths": hundredths,
    "member_ids": member_ids,
    "plain": plain,
}
