"""Conditions turned so that a person can read them: what is negated is said the other way round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from doudi.policy.definitions.model import Row, Span
from doudi.policy.definitions.nodes import (
    Aggregate,
    And,
    Choice,
    Compare,
    Expr,
    FactRef,
    Literal,
    Not,
    Or,
    ParameterRef,
    ReadingRef,
    RuleRef,
    TableRef,
    children,
)
from doudi.policy.definitions.types import BOOLEAN

OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


def upright(node: Expr, positive: bool = True) -> Expr:
    """The condition (or, if not `positive`, its opposite) with `not` only before what cannot be said otherwise.

    `not (a < b)` becomes `a >= b`, `not (p and q)` becomes `not p or not q`, and what the policy sets stands on the
    right: `60 <= age` becomes `age >= 60`. The truth is the same, unknowns included.
    """
    match node:
        case Not(operand=operand):
            return upright(operand, not positive)
        case And(type=type, operands=operands) | Or(type=type, operands=operands):
            joined = And if isinstance(node, And) is positive else Or
            return joined(type, _flat(joined, (upright(operand, positive) for operand in operands)))
        case Compare():
            return _comparison(node, positive)
        case Choice(type=type, condition=condition, then=then, otherwise=otherwise):
            return Choice(type, upright(condition), upright(then, positive), upright(otherwise, positive))
        case Literal(type=type, value=bool(value)):
            return Literal(type, value is positive)
    return node if positive else Not(node.type, node)


def _flat(joined: type[And] | type[Or], parts: Iterable[Expr]) -> tuple[Expr, ...]:
    """The parts, with those that are joined in the same way taken apart."""
    return tuple(chain.from_iterable(part.operands if isinstance(part, joined) else (part,) for part in parts))


def _comparison(node: Compare, positive: bool) -> Expr:
    left, op, right = node.left, node.op, node.right
    if is_set(left) and not is_set(right):
        left, op, right = right, _TURNED[op], left
    op = op if positive else OPPOSITE[op]
    if isinstance(right, Literal) and isinstance(right.value, bool) and op in ("==", "!="):
        return upright(left, right.value is (op == "=="))
    return Compare(node.type, op, left, right)


def serving(row: Row, keys: Sequence[Expr]) -> Expr:
    """The upright condition that a row of a table is the one for the keys."""
    parts = (_one_of([_within(key, span) for span in spans]) for key, spans in zip(keys, row.keys, strict=True))
    return upright(And(BOOLEAN, tuple(parts)))


def _one_of(conditions: list[Expr]) -> Expr:
    return conditions[0] if len(conditions) == 1 else Or(BOOLEAN, tuple(conditions))


def _within(key: Expr, span: Span) -> Expr:
    if span.low is not None and span.low == span.high:
        return Compare(BOOLEAN, "==", key, Literal(key.type, span.low))
    ends = ((">=", span.low), ("<=", span.high))
    return And(BOOLEAN, tuple(Compare(BOOLEAN, op, key, Literal(key.type, end)) for op, end in ends if end is not None))


def is_nothing(node: Expr) -> bool:
    """Whether the expression is what stands for "not due": 0, false or an empty text."""
    return isinstance(node, Literal) and (node.value is False or node.value == 0 or node.value == "")


def is_set(node: Expr) -> bool:
    """Whether the policy or the place sets the value, rather than the circumstances of the household."""
    if isinstance(node, Literal | ParameterRef | ReadingRef | TableRef):
        return True
    parts = list(children(node))
    return bool(parts) and all(is_set(part) for part in parts)


def is_of_person(node: Expr) -> bool:
    """Whether the expression, in a person's scope, rests on that person's own facts or results."""
    if isinstance(node, FactRef | RuleRef):
        return node.entity == "person"
    if isinstance(node, Aggregate):
        return False
    return any(is_of_person(part) for part in children(node))
