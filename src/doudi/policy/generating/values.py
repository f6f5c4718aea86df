"""What a generated expression is: pieces of Python text that stand for an exact value which may be unknown.

The text is Python's that Numba compiles as well. Numbers are integers over a denominator, truth is a pair of
conditions (surely true, surely false), codes and text are small integers with -1 for unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

TRUE, FALSE = "True", "False"
MOST_INT64 = 2**63 - 1
_ATOM = re.compile(r"-?\w+")
_WHOLE = re.compile(r"-?\d+")
_NAME = re.compile(r"\b[A-Za-z_]\w*\b")
_WORDS = frozenset({"True", "False", "None", "and", "or", "not", "is", "if", "else"})


class TooWide(Exception):
    """A number that may not fit in 64 bits (or has no fixed denominator), so that no kernel can carry it."""


@dataclass(frozen=True, slots=True)
class Number:
    """`code / (den * product of dyn)`, known where every condition of `known` holds.

    `code` is the text of an integer that lies in `low..high` even where the value is unknown. `dyn` are names of
    integer variables that are at least 1 (counts of persons). Dates are numbers: the day's ordinal. Where `limit`
    holds the value is `unlimited` and `code` means nothing.
    """

    code: str
    low: int
    high: int
    den: int = 1
    dyn: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    limit: str = FALSE


@dataclass(frozen=True, slots=True)
class Truth:
    """A condition: `yes` where it is surely true, `no` where it is surely false; `no` None is `not yes`."""

    yes: str
    no: str | None = None

    @property
    def false(self) -> str:
        """The condition under which it is surely false."""
        return negation(self.yes) if self.no is None else self.no

    @property
    def settled(self) -> str:
        """The condition under which it is known."""
        return TRUE if self.no is None else disjunction(self.yes, self.no)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A code or a text: its place in its list, or -1 for unknown; `known` when it is never unknown."""

    code: str
    known: bool = False


Generated = Number | Truth | Symbol


def is_atom(code: str) -> bool:
    """Whether the text is a name or an integer."""
    return _ATOM.fullmatch(code) is not None


def is_whole(code: str) -> bool:
    """Whether the text is an integer literal."""
    return _WHOLE.fullmatch(code) is not None


def names(*codes: str) -> list[str]:
    """The variables that pieces of text mention, each once, in order."""
    found = dict.fromkeys(name for code in codes for name in _NAME.findall(code))
    return [name for name in found if name not in _WORDS]


def pieces(value: Generated) -> tuple[str, ...]:
    """Every piece of text of a value."""
    if isinstance(value, Number):
        return (value.code, *value.dyn, *value.known, value.limit)
    if isinstance(value, Truth):
        return (value.yes,) if value.no is None else (value.yes, value.no)
    return (value.code,)


def paren(code: str) -> str:
    """The text as an operand."""
    return code if is_atom(code) or (code[0] == "(" and _closes_at_end(code)) else f"({code})"


def _closes_at_end(code: str) -> bool:
    depth = 0
    for place, sign in enumerate(code):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return place == len(code) - 1
    return False


def conjunction(*codes: str) -> str:
    """All of the conditions."""
    return _joined(codes, "and", TRUE, FALSE)


def disjunction(*codes: str) -> str:
    """One of the conditions."""
    return _joined(codes, "or", FALSE, TRUE)


def negation(code: str) -> str:
    """The opposite condition."""
    if code in (TRUE, FALSE):
        return FALSE if code == TRUE else TRUE
    return f"(not {paren(code)})"


def _joined(codes: Iterable[str], word: str, neutral: str, decisive: str) -> str:
    kept = list(dict.fromkeys(code for code in codes if code != neutral))
    if decisive in kept:
        return decisive
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else "(" + f" {word} ".join(paren(code) for code in kept) + ")"


def both_known(*numbers: Number) -> tuple[str, ...]:
    """The conditions under which all the numbers are known."""
    found = tuple(dict.fromkeys(code for number in numbers for code in number.known))
    return (FALSE,) if FALSE in found else found


def product(code: str, *factors: int | str) -> str:
    """The text multiplied by integers and variables; literals are multiplied here."""
    literal = 1
    words = []
    for factor in (code, *factors):
        if isinstance(factor, int) or is_whole(factor):
            literal *= int(factor)
        else:
            words.append(paren(factor))
    if literal == 0 or not words:
        return str(literal)
    return " * ".join(words if literal == 1 else [*words, str(literal)])
