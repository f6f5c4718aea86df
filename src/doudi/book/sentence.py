"""A rule in sentences: what is long is laid out as a list of conditions, choices and limits, each in the policy's words."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.policy.definitions import nodes
from doudi.policy.definitions.nodes import Expr
from doudi.policy.words.conditions import is_nothing, upright
from doudi.policy.words.lexicon import Lexicon
from doudi.policy.words.saying import Words

_SHORT = {"zh": 30, "en": 72}
"""Up to so many characters a sentence stays in one line."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence (`kind` plain), or a list of parts: `all`, `any`, `members_any`, `members_all`, `members_none`,
    `min`, `max`, `choice` (whose parts are `case`s of a condition and a value, and one `else`)."""

    kind: str
    text: str = ""
    parts: tuple[Said, ...] = ()


class Sentences:
    """Says expressions of one policy in one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.words = Words(lexicon)
        self.short = _SHORT[lexicon.lang]

    def whole(self, node: Expr) -> Said:
        """An expression that stands by itself."""
        return self.said(upright(node) if node.type.kind == "boolean" else node)

    def plain(self, node: Expr) -> str:
        """An expression in one line."""
        return self.words.whole(node) if node.type.kind == "boolean" else self.words.value(node)

    def said(self, node: Expr) -> Said:
        text = self.plain(node)
        if isinstance(node, nodes.Choice):
            return self.choice(node)
        if len(text) <= self.short:
            return Said("plain", text)
        match node:
            case nodes.And(operands=operands):
                return Said("all", text, tuple(map(self.said, _flat(operands, nodes.And))))
            case nodes.Or(operands=operands):
                return Said("any", text, tuple(map(self.said, _flat(operands, nodes.Or))))
            case nodes.Extreme(function=function, operands=operands) if not any(map(is_nothing, operands)):
                return Said(function, text, tuple(map(self.said, operands)))
            case nodes.Not(operand=nodes.Aggregate(function="any", body=Expr() as body)):
                return Said("members_none", text, (self.said(upright(body)),))
            case nodes.Aggregate(function="any" | "all" as function, body=Expr() as body):
                return Said(f"members_{function}", text, (self.said(upright(body)),))
        return Said("plain", text)

    def choice(self, node: Expr) -> Said:
        """Every way of a choice in turn: if …, then …; otherwise …."""
        text, parts = self.plain(node), []
        while isinstance(node, nodes.Choice):
            parts.append(Said("case", "", (self.said(upright(node.condition)), self.said(node.then))))
            node = node.otherwise
        parts.append(Said("else", "", (self.said(node),)))
        return Said("choice", text, tuple(parts))


def _flat(operands: tuple[Expr, ...], joint: type[nodes.And | nodes.Or]) -> list[Expr]:
    """The operands, with those of the same joint taken in."""
    found: list[Expr] = []
    for operand in operands:
        found += _flat(operand.operands, joint) if isinstance(operand, joint) else [operand]
    return found
