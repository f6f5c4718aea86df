"""Gathering over the members: accumulators before the loop, an update in it, the value after it."""

from __future__ import annotations

import math
from dataclasses import replace

from doudi.policy.definitions.nodes import Aggregate, Expr
from doudi.policy.generating.body import MOST_MEMBERS, Body
from doudi.policy.generating.values import (
    FALSE,
    Generated,
    Number,
    Symbol,
    TooWide,
    Truth,
    conjunction,
    negation,
    pieces,
    product,
)


def aggregate(body: Body, node: Expr) -> Generated:
    """`any all count sum min max` over the members; `count(members)` is their number."""
    assert isinstance(node, Aggregate)
    if node.body is None:
        body.high["n"] = MOST_MEMBERS
        return Number("n", 1, MOST_MEMBERS)
    if node.function in ("any", "all"):
        return _connective(body, node.function, body.truth(node.body))
    if node.function == "count":
        truth = body.truth(node.body)
        known = () if truth.no is None else (body.let("k_", truth.settled),)
        return _sum(body, Number(body.select(truth.yes, "1", "0"), 0, 1, known=known))
    if node.function == "sum":
        return _sum(body, body.number(node.body))
    return _extreme(body, node.function, body.number(node.body))


def _start(body: Body, prefix: str, value: str) -> str:
    """A household's variable that the loop updates."""

    def make() -> Symbol:
        name = body.fresh(prefix)
        body.block.line(f"{name} = {value}")
        return Symbol(name)

    return pieces(body.once(make))[0]


def _raise(body: Body, name: str, condition: str) -> None:
    """Set a flag where the condition holds."""
    if condition == FALSE:
        return
    if body.flat:
        body.block.line(f"{name} = {name} or {condition}")
    else:
        body.block.block(f"if {condition}:").line(f"{name} = True")


def _connective(body: Body, function: str, part: Truth) -> Truth:
    """`any`: yes if one is, no if none may be; `all` its mirror."""
    hit, miss = (part.yes, part.false) if function == "any" else (part.false, part.yes)
    some = _start(body, "a_", FALSE)
    _raise(body, some, hit)
    if part.no is None:
        return Truth(some) if function == "any" else Truth(negation(some))
    other = _start(body, "a_", FALSE)
    _raise(body, other, negation(miss))
    every = negation(other)
    return Truth(some, every) if function == "any" else Truth(every, some)


def _known(body: Body, number: Number) -> tuple[str, ...]:
    """The condition, after the loop, that the number was known for every member."""
    if not number.known:
        return ()
    if FALSE in number.known:
        return (FALSE,)
    missing = _start(body, "m_", FALSE)
    _raise(body, missing, negation(conjunction(*number.known)))
    return (negation(missing),)


def _sum(body: Body, number: Number) -> Number:
    own = tuple(name for name in number.dyn if body.is_person_level(name))
    if own:
        return _sum_of_fractions(body, number, own)
    low, high = min(number.low * MOST_MEMBERS, number.low), max(number.high * MOST_MEMBERS, number.high)
    body.check(low, high)
    total = _start(body, "a_", "0")
    body.block.line(f"{total} += {number.code}")
    return replace(number, code=total, low=min(low, 0), high=max(high, 0), known=_known(body, number))


def _sum_of_fractions(body: Body, number: Number, own: tuple[str, ...]) -> Number:
    """Members with denominators of their own: the sum's denominator grows with every member."""
    if body.bounded:
        raise TooWide("own denominators")
    top, bottom = _start(body, "a_", "0"), _start(body, "d_", "1")
    divisor = body.let("t", product("1", *own))
    body.block.line(f"{top} = {top} * {divisor} + {product(number.code, bottom)}")
    body.block.line(f"{bottom} = {bottom} * {divisor}")
    wide = math.prod(body.high[name] for name in own) ** MOST_MEMBERS
    body.high[bottom] = wide
    most = MOST_MEMBERS * max(abs(number.low), abs(number.high)) * wide
    rest = tuple(sorted([*(name for name in number.dyn if name not in own), bottom]))
    return replace(number, code=top, low=-most, high=most, dyn=rest, known=_known(body, number))


def _extreme(body: Body, function: str, number: Number) -> Number:
    own = tuple(name for name in number.dyn if body.is_person_level(name))
    number = body.atom(number)
    sign = "<" if function == "min" else ">"
    if own:
        return _extreme_of_fractions(body, sign, number, own)
    best = _start(body, "a_", str(number.high if function == "min" else number.low))
    if body.flat:
        body.block.line(f"{best} = {body.select(f'{number.code} {sign} {best}', number.code, best)}")
    else:
        body.block.block(f"if {number.code} {sign} {best}:").line(f"{best} = {number.code}")
    return replace(number, code=best, known=_known(body, number))


def _extreme_of_fractions(body: Body, sign: str, number: Number, own: tuple[str, ...]) -> Number:
    if body.bounded:
        raise TooWide("own denominators")
    top, bottom = _start(body, "a_", "0"), _start(body, "d_", "0")
    divisor = body.let("t", product("1", *own))
    body.high[bottom] = math.prod(body.high[name] for name in own)
    better = body.block.block(f"if {bottom} == 0 or {number.code} * {bottom} {sign} {top} * {divisor}:")
    better.line(f"{top} = {number.code}")
    better.line(f"{bottom} = {divisor}")
    rest = tuple(sorted([*(name for name in number.dyn if name not in own), bottom]))
    return replace(number, code=top, dyn=rest, known=_known(body, number))
