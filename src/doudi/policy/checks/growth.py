"""Exact values stay short: what multiplies itself again and again would hang whoever works it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from doudi.policy.checks.written import expressions
from doudi.policy.definitions.model import Policy
from doudi.policy.definitions.nodes import Aggregate, Arithmetic, Choice, Expr, Extreme, PerPeriod, Round, RuleRef
from doudi.policy.messages.problems import Problems

MOST_FACTORS = 50
MOST_DIVISORS = 1_000


@dataclass(frozen=True, slots=True)
class Growth:
    """At most how many facts, parameters and numbers are multiplied in a value, and are divisors in it."""

    factors: int = 1
    divisors: int = 0


def check_growth(policy: Policy, problems: Problems) -> None:
    """Note every expression whose exact value can become longer than any policy needs."""
    rules: dict[str, Growth] = {}
    for name, rule in policy.rules.items():
        found = growth(rule.expr, rules)
        rules[name] = found if _is_short(found) else Growth()  # told once: what rests on it is not blamed
    for what, origin, expr in expressions(policy):
        if not _is_short(growth(expr, rules)):
            problems.add("grows-too-long", origin, what=what, factors=MOST_FACTORS)


def _is_short(found: Growth) -> bool:
    return found.factors <= MOST_FACTORS and found.divisors <= MOST_DIVISORS


def growth(node: Expr, rules: Mapping[str, Growth]) -> Growth:
    """The growth of a value, given that of the rules it rests on."""
    match node:
        case RuleRef():
            return rules.get(node.name, Growth())
        case Arithmetic():
            return _arithmetic(node.op, growth(node.left, rules), growth(node.right, rules))
        case PerPeriod():
            inner = growth(node.operand, rules)
            return Growth(inner.factors + 1, inner.divisors)
        case Round():
            return Growth(growth(node.operand, rules).factors)
        case Choice():
            return _widest(growth(node.then, rules), growth(node.otherwise, rules))
        case Extreme():
            return _widest(*(growth(part, rules) for part in node.operands))
        case Aggregate() if node.body is not None and node.function in ("sum", "min", "max"):
            # What is summed has the same divisors for every member: parameters, numbers, counts of the household.
            return growth(node.body, rules)
    return Growth()


def _arithmetic(op: str, a: Growth, b: Growth) -> Growth:
    if op in "+-":
        return Growth(max(a.factors, b.factors), a.divisors + b.divisors)
    return Growth(a.factors + b.factors, a.divisors + b.divisors + (b.factors if op == "/" else 0))


def _widest(*parts: Growth) -> Growth:
    return Growth(max(part.factors for part in parts), max(part.divisors for part in parts))
