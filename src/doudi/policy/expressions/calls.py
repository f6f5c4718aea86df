"""The functions of the language: what they take, and the nodes they become."""

from __future__ import annotations

import ast
from collections.abc import Callable
from fractions import Fraction
from typing import Protocol

from doudi.policy.definitions.nodes import Aggregate, Elapsed, Expr, Extreme, PerPeriod
from doudi.policy.definitions.types import DATE, PERSONS, Type, common, number
from doudi.policy.expressions.lexer import ExpressionError
from doudi.policy.expressions.names import AGGREGATES, FUNCTIONS
from doudi.policy.messages.nearest import Near

_PLACES = {"fen": 2, "jiao": 1, "yuan": 0}
_PERIOD = {"per_year": "yuan/year", "per_month": "yuan/month"}
_ELAPSED = {"years_between": "years", "months_between": "months"}


class Maker(Protocol):
    """What a call needs of the typer. `entity` is whose names are in scope."""

    @property
    def entity(self) -> str: ...
    @property
    def in_members(self) -> bool: ...
    def make(self, node: ast.expr, expected: Type | None = None) -> Expr: ...
    def boolean(self, node: ast.expr) -> Expr: ...
    def number(self, node: ast.expr) -> Expr: ...
    def round_of(self, node: ast.expr, places: int) -> Expr: ...
    def of_members(self) -> Maker: ...


def call(typer: Maker, node: ast.Call) -> Expr:
    """The node for a call; raises `ExpressionError` with the code of the problem."""
    if not isinstance(node.func, ast.Name):
        raise ExpressionError("call-of-nothing")
    name = node.func.id
    if name.startswith("_"):  # a number or text before a bracket
        raise ExpressionError("call-of-nothing")
    if name not in FUNCTIONS:
        raise ExpressionError("not-a-function", name=name, nearest=Near(name, FUNCTIONS))
    if name in AGGREGATES and node.args and _is(node.args[0], "members"):
        return _aggregate(typer, name, node.args)
    if name in ("min", "max"):
        return _extreme(typer, name, node.args)
    if name in AGGREGATES:
        raise ExpressionError("members-missing", name=name)
    makers: dict[str, Callable[[Maker, str, list[ast.expr]], Expr]] = {"round": _round}
    make = makers.get(name) or (_per_period if name in _PERIOD else _elapsed)
    return make(typer, name, node.args)


def _is(node: ast.expr, word: str) -> bool:
    return isinstance(node, ast.Name) and node.id == word


def _aggregate(typer: Maker, name: str, args: list[ast.expr]) -> Expr:
    if typer.entity != "household":
        raise ExpressionError("members-in-person" if not typer.in_members else "members-in-members", name=name)
    if len(args) == 1 and name == "count":
        return Aggregate(PERSONS, name, None)
    if len(args) != 2:
        raise ExpressionError("bad-arguments", name=name)
    inner = typer.of_members()
    if name in ("any", "all"):
        body = inner.boolean(args[1])
        return Aggregate(body.type, name, body)
    if name == "count":
        return Aggregate(PERSONS, name, inner.boolean(args[1]))
    body = inner.number(args[1])
    return Aggregate(body.type, name, body)


def _extreme(typer: Maker, name: str, args: list[ast.expr]) -> Expr:
    if len(args) < 2:
        raise ExpressionError("bad-arguments", name=name)
    parts = tuple(typer.number(arg) for arg in args)
    type = parts[0].type
    for part in parts[1:]:
        both = common(type, part.type)
        if both is None:
            raise ExpressionError("unit-clash", op=name, left=type, right=part.type)
        type = both
    return Extreme(type, name, parts)


def _round(typer: Maker, name: str, args: list[ast.expr]) -> Expr:
    if len(args) != 2 or not isinstance(args[1], ast.Name) or args[1].id not in _PLACES:
        raise ExpressionError("bad-arguments", name=name)
    return typer.round_of(args[0], _PLACES[args[1].id])


def _per_period(typer: Maker, name: str, args: list[ast.expr]) -> Expr:
    if len(args) != 1:
        raise ExpressionError("bad-arguments", name=name)
    operand, unit = typer.number(args[0]), _PERIOD[name]
    factors = {("yuan/month", "yuan/year"): Fraction(12), ("yuan/year", "yuan/month"): Fraction(1, 12)}
    factor = Fraction(1) if operand.type.unit == unit else factors.get((operand.type.unit or "", unit))
    if factor is None:
        raise ExpressionError("not-per-period", name=name, type=operand.type)
    return PerPeriod(number(unit), operand, factor)


def _elapsed(typer: Maker, name: str, args: list[ast.expr]) -> Expr:
    if len(args) != 2:
        raise ExpressionError("bad-arguments", name=name)
    start, end = (typer.make(arg, DATE) for arg in args)
    for side in (start, end):
        if side.type.kind != "date":
            raise ExpressionError("not-a-date", name=name, type=side.type)
    return Elapsed(number(_ELAPSED[name]), _ELAPSED[name], start, end)
