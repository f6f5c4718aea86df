"""Constant folding of checked expressions: exact, by the tables of unknown, and by nothing cleverer.

Whatever `fold` returns means the same as what it was given, for every household. It is bottom-up: the parts of a node
are folded before the node. An unknown that is fixed on the date is a `Literal` with the value None.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from doudi.policy.definitions import nodes
from doudi.policy.definitions.model import Span
from doudi.policy.definitions.nodes import UNLIMITED, Expr, Literal, Unlimited, Value
from doudi.policy.definitions.types import BOOLEAN, Type
from doudi.policy.meaning.exact import completed, rounded

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Lookup(Expr):
    """One column of a table on the date: what a `TableRef` becomes.

    `rows` are the keys that each row serves; `cells` its values, with one more at the end for keys that no row serves;
    `whole` says that there are no such keys.
    """

    keys: tuple[Expr, ...]
    rows: tuple[tuple[tuple[Span, ...], ...], ...]
    cells: tuple[Value | Unlimited | None, ...]
    whole: bool

    @property
    def agreed(self) -> Value | Unlimited | None:
        """The value on which all rows agree (None: they do not): what counts where a key is unknown."""
        cells = self.cells[: len(self.rows)] if self.whole else self.cells
        return cells[0] if cells and all(cell == cells[0] for cell in cells) else None

    def serving(self, values: Sequence[Value]) -> int:
        """The place of the row that serves key values, or of the cell for keys that no row serves."""
        for place, keys in enumerate(self.rows):
            if all(any(span.holds(value) for span in spans) for spans, value in zip(keys, values, strict=True)):
                return place
        return -1


def fold(node: Expr) -> Expr:
    """The node, whose parts are folded already, made simpler where its value does not rest on a household."""
    folder = _FOLDERS.get(type(node))
    return node if folder is None else folder(node)


def _unknown(type: Type) -> Literal:
    return Literal(type, None)


def _is(node: Expr, value: object) -> bool:
    return isinstance(node, Literal) and node.value is value


def _values(parts: tuple[Expr, ...]) -> list[Any] | None:
    """The values of the parts when all are literals."""
    return [p.value for p in parts if isinstance(p, Literal)] if all(isinstance(p, Literal) for p in parts) else None


def _not(node: nodes.Not) -> Expr:
    operand = node.operand
    if isinstance(operand, Literal):
        return operand if operand.value is None else Literal(BOOLEAN, not operand.value)
    return operand.operand if isinstance(operand, nodes.Not) else node


def _connective(node: nodes.And | nodes.Or) -> Expr:
    decisive = isinstance(node, nodes.Or)
    kept: list[Expr] = []
    for part in node.operands:
        if _is(part, decisive):
            return Literal(BOOLEAN, decisive)
        parts = part.operands if type(part) is type(node) else (part,)
        kept.extend(p for p in parts if not _is(p, not decisive) and p not in kept)
    if not kept:
        return Literal(BOOLEAN, not decisive)
    return kept[0] if len(kept) == 1 else type(node)(BOOLEAN, tuple(kept))


def _strict(node: Expr) -> Expr:
    """Comparisons and the like: unknown if a part is unknown, a value if all parts are."""
    parts = tuple(nodes.children(node))
    if any(_is(part, None) for part in parts):
        return _unknown(node.type)
    values = _values(parts)
    return node if values is None else Literal(node.type, _STRICT[type(node)](node, *values))


def _arithmetic(node: nodes.Arithmetic) -> Expr:
    left, right = node.left, node.right
    zero = [isinstance(side, Literal) and side.value == 0 for side in (left, right)]
    if node.op == "*" and any(zero):
        return Literal(node.type, ZERO)
    if node.op == "/" and zero[1]:
        return _unknown(node.type)
    if node.op in "+-" and zero[1]:
        return left
    if node.op == "+" and zero[0]:
        return right
    a, b = (side.value if isinstance(side, Literal) else ... for side in (left, right))
    if a is not ... and b is not ...:
        return _unknown(node.type) if a is None or b is None else Literal(node.type, _ARITHMETIC[node.op](a, b))
    if node.op == "/" and isinstance(b, Fraction):
        return fold(nodes.Arithmetic(node.type, "*", left, Literal(right.type, 1 / b)))
    if node.op == "*":  # an unknown may still meet a zero
        return right if a == 1 else left if b == 1 else node
    return _unknown(node.type) if a is None or b is None else node


def _choice(node: nodes.Choice) -> Expr:
    condition, then, otherwise = node.condition, node.then, node.otherwise
    if isinstance(condition, Literal) and condition.value is not None:
        return then if condition.value else otherwise
    if then == otherwise:
        return then
    if _is(condition, None):
        if _is(then, None) or _is(otherwise, None):
            return _unknown(node.type)
        values = _values((then, otherwise))
        if values is not None:
            return then if values[0] == values[1] else _unknown(node.type)
    return node


def _extreme(node: nodes.Extreme) -> Expr:
    """Literals become one; `min(x, unlimited)` is x."""
    if any(_is(part, None) for part in node.operands):
        return _unknown(node.type)
    finite = [p for p in node.operands if not _is(p, UNLIMITED)]
    if len(finite) < len(node.operands) and node.function == "max":
        return node if any(not isinstance(p, Literal) for p in finite) else Literal(node.type, UNLIMITED)
    if not finite:
        return Literal(node.type, UNLIMITED)
    pick = min if node.function == "min" else max
    literals = [p.value for p in finite if isinstance(p, Literal)]
    parts: list[Expr] = [p for p in finite if not isinstance(p, Literal)]
    if literals:
        parts.append(Literal(node.type, pick(literals)))  # type: ignore[type-var]
    return parts[0] if len(parts) == 1 else nodes.Extreme(node.type, node.function, tuple(parts))


def _per_period(node: nodes.PerPeriod) -> Expr:
    return fold(nodes.Arithmetic(node.type, "*", node.operand, Literal(node.type, node.factor)))


def _lookup(node: Lookup) -> Expr:
    if all(cell is not None and cell == node.cells[0] for cell in node.cells):
        return Literal(node.type, node.cells[0])
    if any(_is(key, None) for key in node.keys):
        return Literal(node.type, node.agreed)
    values = _values(node.keys)
    if values is None:
        return node
    return Literal(node.type, node.cells[node.serving(values)])


def _aggregate(node: nodes.Aggregate) -> Expr:
    """A household has at least one member, so that a fixed body decides all but `count` and `sum`."""
    body = node.body
    if not isinstance(body, Literal):
        return node
    if node.function in ("any", "all", "min", "max") or body.value is None:
        return Literal(node.type, body.value)
    if body.value is False or body.value == 0:
        return Literal(node.type, ZERO)
    if node.function == "count":
        return nodes.Aggregate(node.type, "count", None)
    return fold(nodes.Arithmetic(node.type, "*", nodes.Aggregate(node.type, "count", None), body))


_STRICT: Mapping[type[Expr], Callable[..., Any]] = {
    nodes.Compare: lambda node, left, right: COMPARISONS[node.op](left, right),
    nodes.Contains: lambda node, item, *options: item in options,
    nodes.Round: lambda node, value: rounded(value, node.places),
    nodes.Elapsed: lambda node, start, end: completed(node.unit, start, end),
}
_ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_FOLDERS: Mapping[type[Expr], Callable[[Any], Expr]] = {
    nodes.Not: _not,
    nodes.And: _connective,
    nodes.Or: _connective,
    nodes.Compare: _strict,
    nodes.Contains: _strict,
    nodes.Round: _strict,
    nodes.Elapsed: _strict,
    nodes.Arithmetic: _arithmetic,
    nodes.Choice: _choice,
    nodes.Extreme: _extreme,
    nodes.PerPeriod: _per_period,
    nodes.Aggregate: _aggregate,
    Lookup: _lookup,
}
