"""Checked expressions: what the interpreter runs, the generator compiles and the words describe.

Every node is immutable, knows its type, and refers to definitions by name. A reference to a fact or rule carries the
entity that holds it; in a person's rule a household's name means that person's household.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from doudi.policy.definitions.types import Type

Value = Fraction | bool | str | datetime.date
"""A known value. Unknown is None wherever a value may be missing."""


class Unlimited:
    """The limit that is none: `min(x, unlimited)` is x. One instance, `UNLIMITED`."""

    def __repr__(self) -> str:
        return "unlimited"

    def __reduce__(self) -> str:
        return "UNLIMITED"  # pickled by name: it stays the one instance in another process


UNLIMITED = Unlimited()


@dataclass(frozen=True, slots=True)
class Expr:
    """A checked expression of a known type."""

    type: Type


@dataclass(frozen=True, slots=True)
class Literal(Expr):
    """A value written in the rule, or (after specialising) one that is fixed on the date; None is unknown."""

    value: Value | Unlimited | None


@dataclass(frozen=True, slots=True)
class FactRef(Expr):
    """A fact of the person or of the household (`entity`)."""

    name: str
    entity: str


@dataclass(frozen=True, slots=True)
class RuleRef(Expr):
    """The result of another rule of the person or of the household (`entity`)."""

    name: str
    entity: str


@dataclass(frozen=True, slots=True)
class ParameterRef(Expr):
    """A dated parameter."""

    name: str


@dataclass(frozen=True, slots=True)
class ReadingRef(Expr):
    """The choice that a reading makes on the date, as text."""

    name: str


@dataclass(frozen=True, slots=True)
class DecisionDate(Expr):
    """The date of the decision."""


@dataclass(frozen=True, slots=True)
class TableRef(Expr):
    """One column of a table, in the row that the keys select (`keys` in the order of the table's `by`)."""

    table: str
    column: str
    keys: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Not(Expr):
    operand: Expr


@dataclass(frozen=True, slots=True)
class And(Expr):
    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Or(Expr):
    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Compare(Expr):
    """`left op right` with op one of < <= > >= == !=. A chain becomes an `And` of these."""

    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Contains(Expr):
    """`item in (options)`; `not in` is a `Not` around it."""

    item: Expr
    options: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Arithmetic(Expr):
    """`left op right` with op one of + - * /."""

    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Choice(Expr):
    """`then if condition else otherwise`."""

    condition: Expr
    then: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True)
class Extreme(Expr):
    """`min(…)` or `max(…)` of several expressions (`function`)."""

    function: str
    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Aggregate(Expr):
    """`any all count sum min max` over the members of the household. `body` is in a person's scope;
    None only for `count(members)`."""

    function: str
    body: Expr | None


@dataclass(frozen=True, slots=True)
class Round(Expr):
    """Rounded half away from zero to `places` decimals: 2 fen, 1 jiao, 0 yuan."""

    operand: Expr
    places: int


@dataclass(frozen=True, slots=True)
class PerPeriod(Expr):
    """`per_year(x)` or `per_month(x)`: the same money in another period; `factor` is 12, 1/12 or 1."""

    operand: Expr
    factor: Fraction


@dataclass(frozen=True, slots=True)
class Elapsed(Expr):
    """Completed `years` or `months` from one date to another; 0 when the end is before the start."""

    unit: str
    start: Expr
    end: Expr


def children(node: Expr) -> Iterator[Expr]:
    """The direct parts of an expression, in order of writing."""
    for name in node.__dataclass_fields__:  # half the time of `fields`, and this is asked all the time
        value = getattr(node, name)
        if isinstance(value, Expr):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Expr))


def walk(node: Expr) -> Iterator[Expr]:
    """The expression and all its parts, outermost first."""
    yield node
    for child in children(node):
        yield from walk(child)
