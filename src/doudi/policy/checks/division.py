"""Where a division by zero can happen, the author is told: the result is then unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from doudi.policy.checks.bounds import Bounds, bounds, bounds_of_rules
from doudi.policy.checks.written import expressions
from doudi.policy.definitions.model import Policy
from doudi.policy.definitions.nodes import (
    And,
    Arithmetic,
    Choice,
    Compare,
    Expr,
    Literal,
    Not,
    Or,
    ParameterRef,
    children,
)
from doudi.policy.messages.problems import Problems

_DENIED = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "==": "!=", "!=": "=="}
_TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "==": "==", "!=": "!="}


def check_division(policy: Policy, problems: Problems) -> None:
    """Warn of every quotient whose divisor can be 0, unless a condition around it keeps 0 out."""
    rules = bounds_of_rules(policy)
    for what, origin, expr in expressions(policy):
        for divisor in _unguarded(expr, ()):
            if not _is_positive(divisor, policy, rules):
                problems.add("may-divide-by-zero", origin, what=what)


def _is_positive(divisor: Expr, policy: Policy, rules: Mapping[str, Bounds]) -> bool:
    if isinstance(divisor, ParameterRef):
        values = [value for _, value in policy.parameters[divisor.name].values.values]
        return all(not isinstance(value, Fraction) or value > 0 for value in values)
    low = bounds(divisor, policy, rules).low
    return low is not None and low > 0


def _unguarded(node: Expr, positive: tuple[Expr, ...]) -> Iterator[Expr]:
    """The divisors in an expression that no condition around them makes positive."""
    if isinstance(node, Choice):
        yield from _unguarded(node.condition, positive)
        yield from _unguarded(node.then, (*positive, *_positive_if(node.condition, True)))
        yield from _unguarded(node.otherwise, (*positive, *_positive_if(node.condition, False)))
        return
    if isinstance(node, And | Or):  # where another part settles the whole, an unknown here does no harm
        holds = isinstance(node, And)
        for part in node.operands:
            others = (p for p in node.operands if p is not part)
            yield from _unguarded(part, (*positive, *(x for other in others for x in _positive_if(other, holds))))
        return
    if isinstance(node, Arithmetic) and node.op == "/" and node.right not in positive:
        yield node.right
    for child in children(node):
        yield from _unguarded(child, positive)


def _positive_if(condition: Expr, holds: bool) -> list[Expr]:
    """What is greater than 0 when a condition holds (or when it does not): `x > 0`, `x >= 1`, `x != 0` and so on."""
    if isinstance(condition, Not):
        return _positive_if(condition.operand, not holds)
    if isinstance(condition, And if holds else Or):
        return [expr for part in condition.operands for expr in _positive_if(part, holds)]
    if not isinstance(condition, Compare):
        return []
    op = condition.op if holds else _DENIED[condition.op]
    if _is_above_zero(op, condition.right):
        return [condition.left]
    return [condition.right] if _is_above_zero(_TURNED[op], condition.left) else []


def _is_above_zero(op: str, limit: Expr) -> bool:
    """Whether what stands in this relation to the limit is not 0: `> 0`, `>= 1`, `== 3`, `!= 0`."""
    value = limit.value if isinstance(limit, Literal) else None
    if not isinstance(value, Fraction):
        return False
    return (op == ">" and value >= 0) or (op in (">=", "==") and value > 0) or (op == "!=" and value == 0)
