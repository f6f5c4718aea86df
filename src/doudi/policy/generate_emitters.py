"""Which function writes which expression."""

from __future__ import annotations

from collections.abc import Mapping

from doudi.policy import generate_logic as logic
from doudi.policy import generate_numbers as numbers
from doudi.policy import nodes
from doudi.policy.fold import Lookup
from doudi.policy.generate_body import Body, Emitter
from doudi.policy.generate_members import aggregate
from doudi.policy.generate_tables import lookup
from doudi.policy.generate_values import Generated, Symbol
from doudi.policy.nodes import Expr, Literal


def literal(body: Body, node: Expr) -> Generated:
    """A value that is written, or fixed on the date."""
    assert isinstance(node, Literal)
    if node.type.kind == "boolean":
        return logic.literal(node)
    if node.type.kind in ("code", "text"):
        place = -1 if node.value is None else body.symbol_of(str(node.value), node.type)
        return Symbol(str(place), place >= 0)
    return numbers.literal(node)


EMITTERS: Mapping[type[Expr], Emitter] = {
    Literal: literal,
    nodes.Not: logic.negated,
    nodes.And: logic.connective,
    nodes.Or: logic.connective,
    nodes.Compare: logic.comparison,
    nodes.Contains: logic.contains,
    nodes.Choice: logic.choice,
    nodes.Arithmetic: numbers.arithmetic,
    nodes.Extreme: numbers.extreme,
    nodes.Round: numbers.round_of,
    nodes.Elapsed: numbers.elapsed,
    nodes.Aggregate: aggregate,
    Lookup: lookup,
}
