"""Tables: the row that serves the keys, then the cell of that row from a constant list."""

from __future__ import annotations

import math
from fractions import Fraction

from doudi.policy.definitions.model import Span
from doudi.policy.definitions.nodes import Expr, Unlimited, Value
from doudi.policy.definitions.types import BOOLEAN, Type
from doudi.policy.generating.body import Body
from doudi.policy.generating.fold import Lookup
from doudi.policy.generating.logic import short
from doudi.policy.generating.numbers import compared
from doudi.policy.generating.values import (
    FALSE,
    TRUE,
    Generated,
    Number,
    Symbol,
    Truth,
    conjunction,
    disjunction,
)

Cell = Value | Unlimited | None
_NESTED = 10


def lookup(body: Body, node: Expr) -> Generated:
    """The cell of the row that serves the keys; where a key is unknown, what all rows agree on."""
    assert isinstance(node, Lookup)
    if len(node.keys) == 1 and node.keys[0].type.kind == "code":
        key = body.symbol(node.keys[0])
        codes = body.program.codes[node.keys[0].type.codes or ""]
        cells = [node.cells[_row(node, code)] for code in codes]
        return _cell(body, node, body.let("c", key.code), cells, key.known)
    place = Lookup(BOOLEAN, node.keys, node.rows, (), False)  # the row is found once for all columns
    row = body.remembered(place, lambda: _row_of(body, node))
    assert isinstance(row, Symbol)
    return _cell(body, node, row.code, list(node.cells), row.known)


def _row(node: Lookup, code: str) -> int:
    """The row that serves a code."""
    place = node.serving([code])
    return place if place >= 0 else len(node.rows)


def _cell(body: Body, node: Lookup, place: str, cells: list[Cell], known: bool) -> Generated:
    """The cell in a place, -1 being that of unknown keys."""
    if not known:
        cells = [*cells, node.agreed]
    if node.type.kind == "boolean":
        yes = _member(body, place, [cell is True for cell in cells], known)
        if all(cell is not None for cell in cells):
            return Truth(yes)
        return short(body, Truth(yes, _member(body, place, [cell is False for cell in cells], known)))
    if node.type.kind == "code":
        symbols = tuple(-1 if cell is None else body.symbol_of(str(cell), node.type) for cell in cells)
        return Symbol(body.let("c", f"{body.constant('T', symbols)}[{place}]"), min(symbols) >= 0)
    return _number(body, place, cells, known)


def _number(body: Body, place: str, cells: list[Cell], sure: bool) -> Number:
    values = [_fraction(cell) for cell in cells]
    den = math.lcm(*(value.denominator for value in values))
    whole = tuple(int(value * den) for value in values)
    body.check(min(whole), max(whole))
    same = len(set(whole)) == 1
    code = str(whole[0]) if same else body.let("n", f"{body.constant('T', whole)}[{place}]")
    known = _member(body, place, [cell is not None for cell in cells], sure)
    limit = _member(body, place, [isinstance(cell, Unlimited) for cell in cells], sure)
    return Number(code, min(whole), max(whole), den, (), () if known == TRUE else (known,), limit)


def _fraction(cell: Cell) -> Fraction:
    return cell if isinstance(cell, Fraction) else Fraction(0)


def _member(body: Body, place: str, flags: list[bool], known: bool) -> str:
    """The condition that the flag in a place holds; unless the place is always known, the last flag is that of -1."""
    if all(flags) or not any(flags):
        return TRUE if flags[0] else FALSE
    if not known and len(set(flags[:-1])) == 1:
        return f"({place} >= 0)" if flags[0] else f"({place} < 0)"
    return body.let("b", f"{body.constant('F', tuple(flags))}[{place}]")


def _keys(body: Body, node: Lookup) -> list[Generated]:
    keys = [body.emit(key) for key in node.keys]
    return [body.atom(key) if isinstance(key, Number) else key for key in keys]


def _row_of(body: Body, node: Lookup) -> Symbol:
    """The place of the row that serves the keys, or -1 where a key is unknown."""
    keys, types = _keys(body, node), [key.type for key in node.keys]
    known = conjunction(*(_known(key) for key in keys))
    code = str(len(node.rows))
    for place, spans in reversed(list(enumerate(node.rows))):
        holds = conjunction(*(_holds(body, *part) for part in zip(keys, spans, types, strict=True)))
        code = body.select(holds, str(place), code)
        if body.flat or place % _NESTED == 0:
            code = body.let("r", code)
    return Symbol(body.let("r", body.select(known, code, "-1")), known == TRUE)


def _known(key: Generated) -> str:
    if isinstance(key, Number):
        return conjunction(*key.known)
    if isinstance(key, Truth):
        return key.settled
    return TRUE if key.known else f"({key.code} >= 0)"


def _holds(body: Body, key: Generated, spans: tuple[Span, ...], type: Type) -> str:
    return disjunction(*(_in_span(body, key, span, type) for span in spans))


def _in_span(body: Body, key: Generated, span: Span, type: Type) -> str:
    if isinstance(key, Number):
        bounds = []
        for op, bound in ((">=", span.low), ("<=", span.high)):
            if bound is not None:
                fraction = _fraction(bound)
                end = Number(str(fraction.numerator), fraction.numerator, fraction.numerator, fraction.denominator)
                a, b = compared(body, key, end)
                bounds.append(f"({a} {op} {b})")
        return conjunction(*bounds)
    if span.low is None:
        return TRUE
    if isinstance(key, Truth):
        return key.yes if span.low else key.false
    return f"({key.code} == {body.symbol_of(str(span.low), type)})"
