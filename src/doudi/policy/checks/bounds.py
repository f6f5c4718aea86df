"""The smallest and largest value that an expression can have, for facts inside the vocabulary's bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from doudi.policy.definitions.model import Policy
from doudi.policy.definitions.nodes import (
    Aggregate,
    Arithmetic,
    Choice,
    Elapsed,
    Expr,
    Extreme,
    FactRef,
    Literal,
    ParameterRef,
    PerPeriod,
    Round,
    RuleRef,
    TableRef,
    Unlimited,
)
from doudi.policy.definitions.types import Type
from doudi.policy.inputs.facts import MOST_MEMBERS
from doudi.policy.meaning.exact import rounded

_LONGEST = {"years": Fraction(300), "months": Fraction(3600)}
_MOST = 10**30  # past it a bound is none; finer than its inverse a bound is widened: so bounds of bounds stay small


@dataclass(frozen=True, slots=True)
class Bounds:
    """From `low` to `high`, both included; None is without end."""

    low: Fraction | None
    high: Fraction | None


ANY = Bounds(None, None)


def fact_bounds(type: Type) -> Bounds:
    """The bounds of a number among the facts and parameters (see `vocabulary.yaml`)."""
    return Bounds(Fraction(0), Fraction(type.most))


def bounds_of_rules(policy: Policy) -> dict[str, Bounds]:
    """The bounds of every rule that is a number."""
    found: dict[str, Bounds] = {}
    for rule in policy.rules.values():
        if rule.type.is_number:
            found[rule.name] = bounds(rule.expr, policy, found)
    return found


def bounds(node: Expr, policy: Policy, rules: Mapping[str, Bounds]) -> Bounds:
    """The bounds of an expression, given those of the rules it rests on."""
    return _kept_small(_bounds(node, policy, rules))


def _bounds(node: Expr, policy: Policy, rules: Mapping[str, Bounds]) -> Bounds:
    match node:
        case Literal(value=Fraction() as value):
            return Bounds(value, value)
        case FactRef():
            return fact_bounds(node.type)
        case RuleRef():
            return rules.get(node.name, ANY)
        case ParameterRef():
            return Bounds(Fraction(0), None)  # whatever the document says, a place may give another value
        case TableRef():
            table = policy.tables[node.table]
            rows = [row.cells for row in table.rows] + ([table.otherwise] if table.otherwise else [])
            return _over([value for cells in rows for _, value in cells[node.column].values])
        case Choice():
            return _union([bounds(part, policy, rules) for part in (node.then, node.otherwise)])
        case Arithmetic():
            return _arithmetic(node.op, bounds(node.left, policy, rules), bounds(node.right, policy, rules))
        case PerPeriod():
            inner = bounds(node.operand, policy, rules)
            return _times(inner, Bounds(node.factor, node.factor))
        case Round():
            inner = bounds(node.operand, policy, rules)
            return Bounds(*(None if end is None else rounded(end, node.places) for end in (inner.low, inner.high)))
        case Elapsed():
            return Bounds(Fraction(0), _LONGEST[node.unit])
        case Extreme():
            return _extreme(node.function, [bounds(part, policy, rules) for part in node.operands])
        case Aggregate():
            return _aggregate(node, policy, rules)
    return ANY


def _kept_small(found: Bounds) -> Bounds:
    """The same bounds, or wider ones that are cheap to reckon with."""
    low, high = found.low, found.high
    if low is not None and low.denominator > _MOST:
        low = Fraction(floor(low * _MOST), _MOST)
    if high is not None and high.denominator > _MOST:
        high = Fraction(ceil(high * _MOST), _MOST)
    return Bounds(None if low is None or low < -_MOST else low, None if high is None or high > _MOST else high)


def _over(values: list[object]) -> Bounds:
    numbers = [value for value in values if isinstance(value, Fraction)]
    unlimited = any(isinstance(value, Unlimited) for value in values)
    return Bounds(min(numbers), None if unlimited else max(numbers)) if numbers else Bounds(Fraction(0), None)


def _union(parts: list[Bounds]) -> Bounds:
    lows, highs = [p.low for p in parts], [p.high for p in parts]
    return Bounds(
        None if None in lows else min(low for low in lows if low is not None),
        None if None in highs else max(high for high in highs if high is not None),
    )


def _arithmetic(op: str, a: Bounds, b: Bounds) -> Bounds:
    if op == "+":
        return Bounds(_plus(a.low, b.low), _plus(a.high, b.high))
    if op == "-":
        return Bounds(_minus(a.low, b.high), _minus(a.high, b.low))
    if op == "*":
        return _times(a, b)
    if b.low is not None and b.low > 0:
        inverse = Bounds(Fraction(0) if b.high is None else 1 / b.high, 1 / b.low)
        return _times(a, inverse)
    return ANY


def _plus(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a + b


def _minus(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a - b


def _times(a: Bounds, b: Bounds) -> Bounds:
    if a.low is not None and b.low is not None and a.low >= 0 and b.low >= 0:
        high = None if a.high is None or b.high is None else a.high * b.high
        return Bounds(a.low * b.low, high)
    ends = (a.low, a.high, b.low, b.high)
    if any(end is None for end in ends):
        return ANY
    corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high) if x is not None and y is not None]
    return Bounds(min(corners), max(corners))


def _extreme(function: str, parts: list[Bounds]) -> Bounds:
    lows, highs = [p.low for p in parts], [p.high for p in parts]
    known_lows, known_highs = [x for x in lows if x is not None], [x for x in highs if x is not None]
    if function == "max":
        low = max(known_lows) if known_lows else None
        return Bounds(low, None if None in highs else max(known_highs))
    high = min(known_highs) if known_highs else None
    return Bounds(None if None in lows else min(known_lows), high)


def _aggregate(node: Aggregate, policy: Policy, rules: Mapping[str, Bounds]) -> Bounds:
    most = Fraction(MOST_MEMBERS)
    if node.function == "count":
        return Bounds(Fraction(1) if node.body is None else Fraction(0), most)
    assert node.body is not None
    inner = bounds(node.body, policy, rules)
    if node.function != "sum":
        return inner
    zero = Fraction(0)
    return Bounds(
        None if inner.low is None else min(zero, inner.low * most),
        None if inner.high is None else max(zero, inner.high * most),
    )
