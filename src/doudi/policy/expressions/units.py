"""Questions about numbers in an expression that types alone do not answer."""

from __future__ import annotations

from doudi.policy.definitions.nodes import (
    Aggregate,
    Arithmetic,
    Choice,
    Expr,
    Extreme,
    FactRef,
    Literal,
    ParameterRef,
    PerPeriod,
    Round,
    RuleRef,
    TableRef,
    children,
    walk,
)


def is_zero(node: Expr) -> bool:
    """Whether the expression is written as the number 0."""
    return isinstance(node, Literal) and node.type.is_number and node.value == 0


def is_bare(node: Expr) -> bool:
    """Whether a number other than 0 stands where only an amount with its clause should: `120 if … else 0`."""
    if isinstance(node, Choice):
        return is_bare(node.then) or is_bare(node.otherwise)
    return node.type.free and not is_zero(node)


def can_divide(node: Expr) -> bool:
    """Whether the language divides by this: a number, a parameter, or a count of persons of the household."""
    if node.type.unit == "persons":
        return not any(isinstance(n, FactRef | RuleRef) and n.entity == "person" for n in _outside_members(node))
    return all(isinstance(n, Literal | ParameterRef | Arithmetic | PerPeriod | Extreme | Round) for n in walk(node))


def _outside_members(node: Expr) -> list[Expr]:
    """The parts of an expression that are not inside a member aggregate."""
    found, waiting = [], [node]
    while waiting:
        part = waiting.pop()
        found.append(part)
        if not isinstance(part, Aggregate | TableRef):
            waiting.extend(children(part))
    return found
