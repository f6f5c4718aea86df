"""Which function writes which expression."""

from __future__ import annotations

from collections.abc import Mapping

from doudi.policy.definitions import nodes
from doudi.policy.definitions.nodes import Expr, Literal
from doudi.policy.generating import logic, numbers
from doudi.policy.generating.body import Body, Emitter
from doudi.policy.generating.fold import Lookup
from doudi.policy.generating.members import aggregate
from doudi.policy.generating.tables import lookup
from doudi.policy.generating.values import Generated, Symbol


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
