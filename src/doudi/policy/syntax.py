"""Parses an expression with Python's own parser and refuses everything that the language does not have."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass

from doudi.policy.lexer import LexError, Token, normal, tokens

MOST_NODES = 2_000
MOST_DEPTH = 100
_ALLOWED = (
    ast.Expression,
    ast.BoolOp,
    ast.And,
    ast.Or,
    ast.UnaryOp,
    ast.Not,
    ast.USub,
    ast.BinOp,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.Compare,
    ast.Lt,
    ast.LtE,
    ast.Gt,
    ast.GtE,
    ast.Eq,
    ast.NotEq,
    ast.In,
    ast.NotIn,
    ast.IfExp,
    ast.Call,
    ast.Name,
    ast.Load,
    ast.Attribute,
    ast.Tuple,
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """Python's tree of an expression; a name `_3` in it stands for the literal `literals[3]`."""

    tree: ast.expr
    literals: tuple[Token, ...]

    def literal(self, name: str) -> Token | None:
        """The literal that a placeholder stands for, or None for a real name."""
        return self.literals[int(name[1:])] if name.startswith("_") else None

    def names(self) -> list[tuple[str, ...]]:
        """Every name used, as its dotted parts: ('size',), ('household', 'income'), ('inpatient', 'rate')."""
        found = []
        inner = {id(n.value) for n in ast.walk(self.tree) if isinstance(n, ast.Attribute)}
        called = {id(n.func) for n in ast.walk(self.tree) if isinstance(n, ast.Call)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name | ast.Attribute) and id(node) not in inner | called:
                parts = dotted(node)
                if parts and not parts[0].startswith("_"):
                    found.append(parts)
        return found


def dotted(node: ast.expr) -> tuple[str, ...]:
    """The parts of a dotted name, or nothing when the node is not one."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return (node.id, *reversed(parts)) if isinstance(node, ast.Name) else ()


def parse(text: str) -> Parsed:
    """Python's tree of an expression of the language; raises `LexError` with the code of the problem."""
    pieces: list[str] = []
    literals: list[Token] = []
    for token in tokens(normal(text)):
        if token.kind in ("date", "text", "number"):
            pieces.append(f"_{len(literals)}")
            literals.append(token)
        elif token.kind == "name" and token.text.startswith("_"):
            raise LexError("bad-name", name=token.text)
        else:
            pieces.append(" " if token.kind == "space" else token.text)
    return Parsed(_tree("".join(pieces).strip()), tuple(literals))


def _tree(text: str) -> ast.expr:
    if not text:
        raise LexError("expression-empty")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            root = ast.parse(f"({text})", mode="eval")
    except SyntaxError as error:
        raise LexError("bad-expression", cause=error.msg) from None
    except (RecursionError, MemoryError, ValueError):
        raise LexError("expression-too-deep", most=MOST_DEPTH) from None
    _refuse_strangers(root)
    return root.body


def _refuse_strangers(root: ast.Expression) -> None:
    waiting: list[tuple[ast.AST, int]] = [(root, 0)]
    count = 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if count > MOST_NODES:
            raise LexError("expression-too-large", most=MOST_NODES)
        if depth > MOST_DEPTH:
            raise LexError("expression-too-deep", most=MOST_DEPTH)
        if not isinstance(node, _ALLOWED):
            raise LexError("not-in-language", construct=type(node).__name__)
        waiting.extend((child, depth + 1) for child in ast.iter_child_nodes(node))
