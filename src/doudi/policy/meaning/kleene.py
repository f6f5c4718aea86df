"""Values that may be unknown, and how unknowns combine: the tables of the language reference, one function each.

An unknown knows its needs: what has to be answered before it can be known. An unknown without needs stays unknown
whatever is answered (a division by zero, a table cell that has no value on the date).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from doudi.policy.definitions.nodes import Unlimited, Value


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact that nobody has given: of the household (`member` None) or of the member at that place."""

    name: str
    member: int | None


@dataclass(frozen=True, slots=True)
class MissingParameter:
    """A parameter or reading that has no value on the date."""

    name: str


Need = MissingFact | MissingParameter


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that is not known, and the needs on which that rests."""

    needs: frozenset[Need] = frozenset()


Result = Value | Unlimited | Unknown
"""What an expression comes to."""

NEVER = Unknown()
"""Unknown for good: no answer to any question would settle it."""


def conjunction(results: Iterable[Result]) -> Result:
    """`and`, and `all` over the members: false if one is false, else unknown if one is unknown, else true."""
    return _connective(results, decisive=False)


def disjunction(results: Iterable[Result]) -> Result:
    """`or`, and `any` over the members: true if one is true, else unknown if one is unknown, else false."""
    return _connective(results, decisive=True)


def negation(result: Result) -> Result:
    """`not`: unknown stays unknown."""
    return result if isinstance(result, Unknown) else not result


def strict(operation: Callable[..., Result], *results: Result) -> Result:
    """Comparison, arithmetic, `round`, `in`, `min`, `max`, `sum`, `count`: unknown if a part is unknown."""
    unknowns = _unknown(results)
    if not unknowns:
        return operation(*results)
    if NEVER in unknowns:
        return NEVER
    return _resting_on(unknowns)


def product(left: Result, right: Result) -> Result:
    """`*`: unknown if a part is unknown, except that zero times unknown is zero."""
    if left == 0 or right == 0:
        return Fraction(0)
    unknowns = _unknown((left, right))
    # Not `strict`: an unknown for good may still meet a zero.
    return _resting_on(unknowns) if unknowns else strict(operator.mul, left, right)


def quotient(left: Result, right: Result) -> Result:
    """`/`: unknown if a part is unknown, and for good if the divisor is zero."""
    if right == 0:
        return NEVER
    return strict(lambda a, b: a / b, left, right)


def choice(condition: Result, then: Callable[[], Result], otherwise: Callable[[], Result]) -> Result:
    """`x if c else y`: where c is unknown, the common value if both branches are known and equal, else unknown."""
    if not isinstance(condition, Unknown):
        return then() if condition else otherwise()
    return agreement((then(), otherwise()), (condition,))


def agreement(candidates: Sequence[Result], selectors: Iterable[Result]) -> Result:
    """One of the candidates, nobody knows which: their common value, else unknown for want of the selectors."""
    first = candidates[0]
    settled = first == NEVER or not isinstance(first, Unknown)
    if settled and all(candidate == first for candidate in candidates):
        return first
    return _resting_on(_unknown((*selectors, *candidates)))


def _connective(results: Iterable[Result], decisive: bool) -> Result:
    unknowns = []
    for result in results:
        if isinstance(result, Unknown):
            unknowns.append(result)
        elif result is decisive:
            return decisive
    return _resting_on(unknowns) if unknowns else not decisive


def _unknown(results: Iterable[Result]) -> list[Unknown]:
    return [result for result in results if isinstance(result, Unknown)]


def _resting_on(unknowns: Iterable[Unknown]) -> Unknown:
    return Unknown(frozenset().union(*(unknown.needs for unknown in unknowns)))
