"""Tables: the row that serves the keys, then the cell of that row from a constant list."""

from __future__ import annotations

import math
from fractions import Fraction

from doudi.policy.fold import Lookup
from doudi.policy.generate_body import Body
from doudi.policy.generate_logic import short
from doudi.policy.generate_numbers import FIRST_DAY, compared
from doudi.policy.generate_values import (
    FALSE,
    TRUE,
    Generated,
    Number,
    Symbol,
    Truth,
    conjunction,
    disjunction,
    is_atom,
)
from doudi.policy.model import Span
from doudi.policy.nodes import Expr, Unlimited, Value
from doudi.policy.types import BOOLEAN, Type

Cell = Value | Unlimited | None
_NESTED = 10


def lookup(body: Body, node: Expr) -> Generated:
    """The cell of the row that serves the keys; where a key is unknown, what all rows agree on."""
    assert isinstance(node, Lookup)
    place = Lookup(BOOLEAN, node.keys, node.rows, (), None)  # the row is found once for all columns
    row = body.remembered(place, lambda: Symbol(row_of(body, node)))
    assert isinstance(row, Symbol)
    return _cell(body, node, row.code)


def _cell(body: Body, node: Lookup, row: str) -> Generated:
    cells = [*node.cells, node.agreed]  # the last place, -1, is that of unknown keys
    if node.type.kind == "boolean":
        yes = _member(body, row, [cell is True for cell in cells])
        if all(cell is not None for cell in cells):
            return Truth(yes)
        return short(body, Truth(yes, _member(body, row, [cell is False for cell in cells])))
    if node.type.kind in ("code", "text"):
        places = [-1 if cell is None else body.symbol_of(str(cell), node.type) for cell in cells]
        return Symbol(body.let("c", f"{body.constant('T', tuple(places))}[{row}]"))
    return _number(body, row, cells, node.type.kind == "date")


def _number(body: Body, row: str, cells: list[Cell], dates: bool) -> Number:
    values = [_fraction(cell, dates) for cell in cells]
    den = math.lcm(*(value.denominator for value in values))
    whole = tuple(int(value * den) for value in values)
    body.check(min(whole), max(whole))
    code = body.let("n", f"{body.constant('T', whole)}[{row}]")
    known = _member(body, row, [cell is not None for cell in cells])
    limit = _member(body, row, [isinstance(cell, Unlimited) for cell in cells])
    return Number(code, min(whole), max(whole), den, (), () if known == TRUE else (known,), limit)


def _fraction(cell: Cell, dates: bool) -> Fraction:
    if cell is None or isinstance(cell, Unlimited):
        return Fraction(FIRST_DAY if dates else 0)
    if isinstance(cell, Fraction):
        return cell
    assert not isinstance(cell, str | bool)
    return Fraction(cell.toordinal())


def _member(body: Body, row: str, flags: list[bool]) -> str:
    """The condition that the flag of the row holds."""
    if all(flags) or not any(flags):
        return TRUE if flags[0] else FALSE
    if all(flags[:-1]):
        return f"({row} >= 0)"
    if not any(flags[:-1]):
        return f"({row} < 0)"
    return body.let("b", f"{body.constant('F', tuple(flags))}[{row}]")


def row_of(body: Body, node: Lookup) -> str:
    """A variable with the place of the row that serves the keys, or -1 where a key is unknown."""
    keys = [body.emit(key) for key in node.keys]
    types = [key.type for key in node.keys]
    if len(keys) == 1 and isinstance(keys[0], Symbol):
        return _row_of_symbol(body, node, keys[0])
    keys = [body.atom(key) if isinstance(key, Number) else key for key in keys]
    known = conjunction(*(_known(key) for key in keys))
    code = str(len(node.rows))
    for place, spans in reversed(list(enumerate(node.rows))):
        holds = conjunction(*(_holds(body, *pair) for pair in zip(keys, spans, types, strict=True)))
        code = body.select(holds, str(place), code)
        if body.flat or place % _NESTED == 0:
            code = body.let("r", code)
    return body.let("r", code if known == TRUE else body.select(known, code, "-1"))


def _row_of_symbol(body: Body, node: Lookup, key: Symbol) -> str:
    """By one code: a constant list from code to row."""
    codes = body.program.codes[node.keys[0].type.codes or ""]
    otherwise = len(node.rows)
    rows = [next((p for p, keys in enumerate(node.rows) if any(s.holds(c) for s in keys[0])), otherwise) for c in codes]
    code = key.code if is_atom(key.code) else body.let("c", key.code)
    if rows == list(range(len(codes))):
        return code
    return body.let("r", f"{body.constant('T', (*rows, -1))}[{code}]")


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
                fraction = _fraction(bound, False)
                end = Number(str(fraction.numerator), fraction.numerator, fraction.numerator, fraction.denominator)
                a, b = compared(body, key, end)
                bounds.append(f"({a} {op} {b})")
        return conjunction(*bounds)
    if span.low is None:
        return TRUE
    if isinstance(key, Truth):
        return key.yes if span.low else key.false
    return f"({key.code} == {body.symbol_of(str(span.low), type)})"
