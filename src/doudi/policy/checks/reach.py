"""Branches that no household can reach."""

from __future__ import annotations

from collections.abc import Mapping

from doudi.policy.checks.bounds import Bounds, bounds, bounds_of_rules
from doudi.policy.checks.written import expressions
from doudi.policy.definitions.model import Policy
from doudi.policy.definitions.nodes import And, Choice, Compare, Expr, Literal, Not, Or, children
from doudi.policy.messages.problems import Problems


def check_reach(policy: Policy, problems: Problems) -> None:
    """Note choices with a branch that is never taken."""
    rules = bounds_of_rules(policy)
    for what, origin, expr in expressions(policy):
        if _has_dead_branch(expr, (), policy, rules):
            problems.add("unreachable-branch", origin, what=what)


def _has_dead_branch(node: Expr, denied: tuple[Expr, ...], policy: Policy, rules: Mapping[str, Bounds]) -> bool:
    """`denied` are the conditions that are already known to be false here."""
    if isinstance(node, Choice):
        if node.condition in denied or settled(node.condition, policy, rules) is not None:
            return True
        return (
            _has_dead_branch(node.condition, denied, policy, rules)
            or _has_dead_branch(node.then, denied, policy, rules)
            or _has_dead_branch(node.otherwise, (*denied, node.condition), policy, rules)
        )
    return any(_has_dead_branch(child, denied, policy, rules) for child in children(node))


def settled(node: Expr, policy: Policy, rules: Mapping[str, Bounds]) -> bool | None:
    """True or False when a condition is so for every household inside the vocabulary's bounds, else None."""
    if isinstance(node, Literal):
        return node.value if isinstance(node.value, bool) else None
    if isinstance(node, Not):
        inner = settled(node.operand, policy, rules)
        return None if inner is None else not inner
    if isinstance(node, And | Or):
        parts = [settled(part, policy, rules) for part in node.operands]
        winner = isinstance(node, Or)
        if winner in parts:
            return winner
        return not winner if all(part is not None for part in parts) else None
    if isinstance(node, Compare) and node.left.type.is_number:
        return _settled_compare(node.op, bounds(node.left, policy, rules), bounds(node.right, policy, rules))
    return None


def _settled_compare(op: str, a: Bounds, b: Bounds) -> bool | None:
    if op in (">", ">="):
        op, a, b = {">": "<", ">=": "<="}[op], b, a
    below = a.high is not None and b.low is not None
    above = a.low is not None and b.high is not None
    if op == "<":
        if below and a.high < b.low:  # type: ignore[operator]
            return True
        return False if above and a.low >= b.high else None  # type: ignore[operator]
    if op == "<=":
        if below and a.high <= b.low:  # type: ignore[operator]
            return True
        return False if above and a.low > b.high else None  # type: ignore[operator]
    apart = (below and a.high < b.low) or (above and a.low > b.high)  # type: ignore[operator]
    return (op == "!=") if apart else None
