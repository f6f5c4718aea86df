"""Where a division by zero can happen, the author is told: the result is then unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from doudi.policy.bounds import Bounds, bounds, bounds_of_rules
from doudi.policy.model import Policy
from doudi.policy.nodes import And, Arithmetic, Choice, Compare, Expr, Literal, ParameterRef, children
from doudi.policy.problems import Problems


def check_division(policy: Policy, problems: Problems) -> None:
    """Warn of every quotient whose divisor can be 0, unless a condition around it keeps 0 out."""
    rules = bounds_of_rules(policy)
    for rule in policy.rules.values():
        for divisor in _unguarded(rule.expr, ()):
            if not _is_positive(divisor, policy, rules):
                problems.add("may-divide-by-zero", rule.origin, what=f"rule {rule.name}")


def _is_positive(divisor: Expr, policy: Policy, rules: Mapping[str, Bounds]) -> bool:
    if isinstance(divisor, ParameterRef):
        values = [value for _, value in policy.parameters[divisor.name].values.values]
        return all(isinstance(value, Fraction) and value > 0 for value in values)
    low = bounds(divisor, policy, rules).low
    return low is not None and low > 0


def _unguarded(node: Expr, positive: tuple[Expr, ...]) -> Iterator[Expr]:
    """The divisors in an expression that no condition around them makes positive."""
    if isinstance(node, Choice):
        yield from _unguarded(node.condition, positive)
        yield from _unguarded(node.then, (*positive, *_made_positive(node.condition)))
        yield from _unguarded(node.otherwise, positive)
        return
    if isinstance(node, Arithmetic) and node.op == "/" and node.right not in positive:
        yield node.right
    for child in children(node):
        yield from _unguarded(child, positive)


def _made_positive(condition: Expr) -> list[Expr]:
    """What a true condition makes greater than 0: `x > 0`, `x >= 1`, `x != 0`, alone or among `and`."""
    if isinstance(condition, And):
        return [expr for part in condition.operands for expr in _made_positive(part)]
    if isinstance(condition, Compare) and isinstance(condition.right, Literal):
        value = condition.right.value
        if isinstance(value, Fraction) and (
            (condition.op == ">" and value >= 0)
            or (condition.op == ">=" and value > 0)
            or (condition.op == "!=" and value == 0)
        ):
            return [condition.left]
    return []
