"""Parses an expression with Python's own parser and refuses everything that the language does not have."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from doudi.policy.expressions.lexer import ExpressionError, Token, tokens

MOST_NODES = 2_000
MOST_DEPTH = 60
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
_WRITTEN = {
    "Starred": "*x",
    "Pow": "**",
    "FloorDiv": "//",
    "UAdd": "+x",
    "Is": "is",
    "IsNot": "is not",
    "Lambda": "lambda",
    "GeneratorExp": "for",
    "Await": "await",
    "Yield": "yield",
    "YieldFrom": "yield",
    "Tuple": "a, b",
}


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
        parts_of_others = {id(n.value) for n in ast.walk(self.tree) if isinstance(n, ast.Attribute)}
        parts_of_others |= {id(n.func) for n in ast.walk(self.tree) if isinstance(n, ast.Call)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name | ast.Attribute) and id(node) not in parts_of_others:
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
    """Python's tree of an expression of the language; raises `ExpressionError` with the code of the problem."""
    pieces: list[str] = []
    literals: list[Token] = []
    found = tokens(text)
    _check_brackets(found)
    for token in found:
        if token.kind in ("date", "text", "number"):
            pieces.append(f"_{len(literals)}")
            literals.append(token)
        elif token.kind == "name" and token.text.startswith("_"):
            raise ExpressionError("bad-name", name=token.text)
        else:
            pieces.append(" " if token.kind == "space" else token.text)
    return Parsed(_tree(pieces, found), tuple(literals))


def _check_brackets(found: Sequence[Token]) -> None:
    """Brackets come in pairs and are not too deep for Python's parser."""
    opened: list[int] = []
    for place, token in enumerate(found):
        if token.text == "(":
            opened.append(place)
            if len(opened) > MOST_DEPTH:
                raise ExpressionError("expression-too-deep", most=MOST_DEPTH)
        elif token.text == ")" and token.kind == "sign":
            if not opened:
                raise ExpressionError("brackets", sign=")", near=_around(found, place))
            opened.pop()
    if opened:
        raise ExpressionError("brackets", sign="(", near=_around(found, opened[-1]))


def _around(found: Sequence[Token], place: int) -> str:
    """What stands around a token, to find it by."""
    return "".join(token.text for token in found[max(0, place - 3) : place + 4]).strip()


def _tree(pieces: list[str], found: Sequence[Token]) -> ast.expr:
    text = "".join(pieces)
    if not text.strip():
        raise ExpressionError("expression-empty")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            root = ast.parse(f"({text})", mode="eval")
    except SyntaxError as error:
        place = _token_at(pieces, (error.offset or 2) - 2)  # counted from 1, after our bracket
        raise ExpressionError("bad-expression", near=_around(found, place)) from None
    except (RecursionError, MemoryError, ValueError):
        raise ExpressionError("expression-too-deep", most=MOST_DEPTH) from None
    _refuse_strangers(root)
    return root.body


def _token_at(pieces: list[str], offset: int) -> int:
    """The place of the token that covers an offset of the joined pieces."""
    end = 0
    for place, piece in enumerate(pieces):
        end += len(piece)
        if offset < end:
            return place
    return len(pieces) - 1


def _refuse_strangers(root: ast.Expression) -> None:
    waiting: list[tuple[ast.AST, int]] = [(root, 0)]
    count = 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if count > MOST_NODES:
            raise ExpressionError("expression-too-large", most=MOST_NODES)
        if depth > MOST_DEPTH:
            raise ExpressionError("expression-too-deep", most=MOST_DEPTH)
        if not isinstance(node, _ALLOWED):
            kind = type(node).__name__
            raise ExpressionError("not-in-language", construct=_WRITTEN.get(kind, kind))
        waiting.extend((child, depth + 1) for child in ast.iter_child_nodes(node))
