"""Checks a parsed expression against the names and types in scope and makes the nodes that the engine runs."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from doudi.policy.definitions.model import Table
from doudi.policy.definitions.nodes import (
    And,
    Arithmetic,
    Choice,
    Compare,
    Contains,
    DecisionDate,
    Expr,
    FactRef,
    Literal,
    Not,
    Or,
    ParameterRef,
    ReadingRef,
    Round,
    RuleRef,
    TableRef,
)
from doudi.policy.definitions.types import BOOLEAN, DATE, FREE, TEXT, Type, code, common, product, quotient
from doudi.policy.expressions.calls import call
from doudi.policy.expressions.lexer import ExpressionError, Token
from doudi.policy.expressions.names import RESERVED, Named, Names
from doudi.policy.expressions.syntax import Parsed, dotted
from doudi.policy.expressions.units import can_divide, is_bare, is_zero
from doudi.policy.expressions.values import ValueProblem, read_code, read_date, read_number
from doudi.policy.messages.nearest import Near

_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_CONSTANTS = {"true": True, "false": False}


class RestsOnBroken(Exception):
    """The expression uses something whose own definition is wrong, and reported there."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may speak of. `types` are the types of facts (by entity and name), parameters and rules
    (by name) known so far; `in_members` marks the inside of `any(members, …)`."""

    names: Names
    entity: str
    types: Mapping[tuple[str, str, str], Type]
    tables: Mapping[str, Table]
    codes: Mapping[str, Mapping[str, str]]
    in_members: bool = False


class Typer:
    """Makes typed nodes of one expression. Every method raises `ExpressionError` with the first problem, or `RestsOnBroken`."""

    def __init__(self, parsed: Parsed, scope: Scope) -> None:
        self.parsed, self.scope = parsed, scope

    def run(self, expected: Type | None = None) -> Expr:
        """The checked expression, of the expected type when one is given."""
        node = self.make(self.parsed.tree, expected)
        return node if expected is None else fit(node, expected)

    @property
    def entity(self) -> str:
        return self.scope.entity

    @property
    def in_members(self) -> bool:
        return self.scope.in_members

    def of_members(self) -> Typer:
        """The same expression seen from inside `any(members, …)`."""
        return Typer(self.parsed, dataclasses.replace(self.scope, entity="person", in_members=True))

    def make(self, node: ast.expr, expected: Type | None = None) -> Expr:
        if isinstance(node, ast.Name | ast.Attribute):
            return self.name(node, expected)
        if isinstance(node, ast.BoolOp):
            parts = tuple(self.boolean(value) for value in node.values)
            return And(BOOLEAN, parts) if isinstance(node.op, ast.And) else Or(BOOLEAN, parts)
        if isinstance(node, ast.UnaryOp):
            return self.unary(node)
        if isinstance(node, ast.BinOp):
            return self.arithmetic(_ARITHMETIC[type(node.op)], self.make(node.left), self.make(node.right))
        if isinstance(node, ast.Compare):
            return self.comparison(node)
        if isinstance(node, ast.IfExp):
            return self.choice(node, expected)
        if isinstance(node, ast.Call):
            return call(self, node)
        raise ExpressionError("not-in-language", construct="a, b")

    def boolean(self, node: ast.expr) -> Expr:
        made = self.make(node, BOOLEAN)
        if made.type.kind != "boolean":
            raise ExpressionError("not-a-condition", type=made.type)
        return made

    def number(self, node: ast.expr) -> Expr:
        made = self.make(node)
        if not made.type.is_number:
            raise ExpressionError("not-a-number", type=made.type)
        return made

    def unary(self, node: ast.UnaryOp) -> Expr:
        if isinstance(node.op, ast.Not):
            return Not(BOOLEAN, self.boolean(node.operand))
        operand = self.number(node.operand)
        return self.arithmetic("-", Literal(FREE, Fraction(0)), operand)

    def name(self, node: ast.expr, expected: Type | None) -> Expr:
        parts = dotted(node)
        literal = self.parsed.literal(parts[0]) if len(parts) == 1 else None
        if literal is not None:
            return self.literal(literal, expected)
        if not parts or any(part.startswith("_") for part in parts):
            raise ExpressionError("attribute-of-nothing")
        if len(parts) == 1:
            return self.plain(parts[0])
        if len(parts) == 2 and parts[0] != "household":
            return self.column(parts[0], parts[1])
        if parts[0] == "household" and len(parts) in (2, 3):
            if self.scope.entity != "person":
                raise ExpressionError("household-in-household", name=".".join(parts))
            return self.of_household(parts[1:])
        raise ExpressionError("attribute-of-nothing")

    def of_household(self, parts: tuple[str, ...]) -> Expr:
        """`household.name` or `household.table.column`, in a person's scope."""
        named = self.found(parts[0])
        if len(parts) == 2:
            made = self.column(*parts)
            if self.scope.tables[named.name].entity == "household":
                return made
        elif named.entity == "household":
            return self.reference(named)
        raise ExpressionError("not-of-household", name=".".join(parts))

    def literal(self, token: Token, expected: Type | None) -> Expr:
        text = token.text
        try:
            if token.kind == "number":
                percent = text.endswith("%")
                return Literal(Type("number", "ratio") if percent else FREE, read_number(text))
            if token.kind == "date":
                return Literal(DATE, read_date(text[2:-1]))
            inner = text[1:-1]
            if expected is not None and expected.kind == "code":
                return Literal(expected, read_code(inner, self.scope.codes[expected.codes or ""]))
        except ValueProblem as problem:
            options = self.scope.codes.get((expected and expected.codes) or "", {})
            shown = text.strip("'\"")
            raise ExpressionError(
                problem.code, value=shown, nearest=Near(shown, [*options, *options.values()])
            ) from None
        return Literal(TEXT, inner)

    def plain(self, word: str) -> Expr:
        if word in _CONSTANTS:
            return Literal(BOOLEAN, _CONSTANTS[word])
        if word == "decision_date":
            return DecisionDate(DATE)
        if word in RESERVED:
            raise ExpressionError("reserved-word", name=word)
        named = self.found(word)
        if named.kind == "table":
            raise ExpressionError("table-without-column", name=word)
        if named.entity == "household" and self.scope.entity == "person":
            raise ExpressionError("household-from-person", name=word)
        if named.entity == "person" and self.scope.entity == "household":
            raise ExpressionError("person-from-household", name=word)
        return self.reference(named)

    def found(self, word: str) -> Named:
        named = self.scope.names.find(word, self.scope.entity)
        if named is None:
            raise ExpressionError("unknown-name", name=word, nearest=Near(word, self.scope.names.words()))
        return named

    def reference(self, named: Named) -> Expr:
        type = self.scope.types.get((named.kind, named.entity, named.name))
        if type is None:
            raise RestsOnBroken(named.name)
        if named.kind == "fact":
            return FactRef(type, named.name, named.entity)
        if named.kind == "rule":
            return RuleRef(type, named.name, named.entity)
        if named.kind == "reading":
            return ReadingRef(type, named.name)
        return ParameterRef(type, named.name)

    def column(self, word: str, column: str) -> Expr:
        named = self.found(word)
        if named.kind != "table":
            raise ExpressionError("column-of-no-table", name=word, column=column)
        table = self.scope.tables.get(named.name)
        if table is None:
            raise RestsOnBroken(named.name)
        if table.entity == "person" and self.scope.entity == "household":
            raise ExpressionError("person-from-household", name=f"{word}.{column}")
        found = table.columns.get(column) or next((c for c in table.columns.values() if c.label == column), None)
        if found is None:
            raise ExpressionError("unknown-column", table=word, column=column, nearest=Near(column, table.columns))
        return TableRef(found.type, table.name, found.name, table.by)

    def comparison(self, node: ast.Compare) -> Expr:
        sides = [node.left, *node.comparators]
        if any(isinstance(op, ast.In | ast.NotIn) for op in node.ops):
            if len(node.ops) > 1:
                raise ExpressionError("chain-with-in")
            inside = self.contains(node.left, node.comparators[0])
            return Not(BOOLEAN, inside) if isinstance(node.ops[0], ast.NotIn) else inside
        made = self.sides(sides)
        parts = tuple(self.compare(_COMPARE[type(op)], made[i], made[i + 1]) for i, op in enumerate(node.ops))
        return parts[0] if len(parts) == 1 else And(BOOLEAN, parts)

    def sides(self, nodes: list[ast.expr]) -> list[Expr]:
        """The sides of a comparison; quoted text is understood by the type of a side that is not text."""
        quoted = [self.is_quoted(node) for node in nodes]
        made = [None if q else self.make(node) for node, q in zip(nodes, quoted, strict=True)]
        expected = next((side.type for side in made if side is not None), None)
        return [side or self.make(node, expected) for node, side in zip(nodes, made, strict=True)]

    def is_quoted(self, node: ast.expr) -> bool:
        literal = self.parsed.literal(node.id) if isinstance(node, ast.Name) else None
        return literal is not None and literal.kind == "text"

    def compare(self, op: str, left: Expr, right: Expr) -> Expr:
        type = common(left.type, right.type)
        if type is None:
            raise clash(op, left.type, right.type)
        if op not in ("==", "!=") and type.kind not in ("number", "date"):
            raise ExpressionError("no-order", op=op, type=type)
        return Compare(BOOLEAN, op, left, right)

    def contains(self, item: ast.expr, options: ast.expr) -> Expr:
        made = self.make(item)
        if not isinstance(options, ast.Tuple):
            if isinstance(options, ast.Name) and self.parsed.literal(options.id):
                options = ast.Tuple([options])  # `x in ('a')`, which Python reads without the comma
            else:
                raise ExpressionError("in-needs-list")
        values = tuple(self.make(option, made.type) for option in options.elts)
        for value in values:
            if not isinstance(value, Literal):
                raise ExpressionError("in-needs-list")
            if common(made.type, value.type) is None:
                raise clash("in", made.type, value.type)
        if not values:
            raise ExpressionError("in-needs-list")
        return Contains(BOOLEAN, made, values)

    def arithmetic(self, op: str, left: Expr, right: Expr, *, rounded: bool = False) -> Expr:
        for side in (left, right):
            if not side.type.is_number:
                raise ExpressionError("not-a-number", type=side.type)
        find = {"*": product, "/": quotient}.get(op, common)
        type = find(left.type, right.type)
        if type is None:
            raise clash(op, left.type, right.type)
        if op == "/":
            if is_zero(right):
                raise ExpressionError("division-by-zero")
            if not rounded and not can_divide(right):
                raise ExpressionError("quotient-not-rounded")
        return Arithmetic(type, op, left, right)

    def choice(self, node: ast.IfExp, expected: Type | None) -> Expr:
        condition = self.boolean(node.test)
        then, otherwise = (self.make(branch, expected) for branch in (node.body, node.orelse))
        if expected is None:  # quoted text is a code where the other branch is one
            if then.type.kind == "code" and self.is_quoted(node.orelse):
                otherwise = self.make(node.orelse, then.type)
            elif otherwise.type.kind == "code" and self.is_quoted(node.body):
                then = self.make(node.body, otherwise.type)
        type = common(then.type, otherwise.type)
        if type is None:
            raise clash("if", then.type, otherwise.type)
        for branch in (then, otherwise):
            if is_bare(branch) and type.unit not in (None, "ratio"):
                raise ExpressionError("bare-number", type=type)
        return Choice(type, condition, then, otherwise)

    def round_of(self, node: ast.expr, places: int) -> Expr:
        """`round(a / b, …)`: the one place where a quotient by anything may be made."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            operand = self.arithmetic("/", self.make(node.left), self.make(node.right), rounded=True)
        else:
            operand = self.number(node)
        return Round(operand.type, operand, places)


def fit(node: Expr, expected: Type) -> Expr:
    """The expression as a value of the expected type; raises `ExpressionError` when it is of another."""
    if is_bare(node) and expected.unit not in (None, "ratio"):
        raise ExpressionError("bare-number", type=expected)
    if common(node.type, expected) is None:
        ratio_for_plain = (
            node.type.is_number and expected.is_number and {node.type.unit, expected.unit} <= {None, "ratio"}
        )
        if not ratio_for_plain:
            raise ExpressionError("wrong-type", expected=expected, found=node.type)
    return node


def clash(op: str, left: Type, right: Type) -> ExpressionError:
    """Two things that do not go together: by unit when both are numbers, else by type."""
    both = left.is_number and right.is_number
    return ExpressionError("unit-clash" if both else "type-clash", op=op, left=left, right=right)


def reading_type(name: str) -> Type:
    """The type of a reading: a code of its own options."""
    return code(f"reading:{name}")
