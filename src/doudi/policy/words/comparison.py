"""Says how two numbers or dates compare, and, where a condition failed, by how much."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from doudi.policy.definitions import nodes
from doudi.policy.definitions.nodes import Compare, Expr, Literal
from doudi.policy.definitions.types import Type, common
from doudi.policy.meaning.kleene import NEVER, Result, Unknown
from doudi.policy.words.conditions import OPPOSITE
from doudi.policy.words.lexicon import Lexicon

ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_CALCULATED = (nodes.Arithmetic, nodes.Extreme, nodes.Round, nodes.PerPeriod, nodes.Choice)
_COUNTED = ("persons", "months", "days", "workdays", "years", "square_metres")
_ZERO = {"==": "zero", "!=": "not_zero"}
_MEASURED = ("money", "ratio", "count")


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left op right` with the names of the sides and, for `told`, what they came to."""

    lexicon: Lexicon
    node: Compare
    left: str
    right: str

    def said(self) -> str:
        """In the policy's words: 家庭人均月收入 低于 城市低保标准."""
        if self.is_zero and self.node.op in _ZERO:
            return self.lexicon.say(_ZERO[self.node.op], left=self.left)
        template = "compare_age" if self.family == "age" and self.is_literal else "compare"
        right = self.literal() if self.is_literal else self.right
        return self.lexicon.say(template, left=self.left, op=self.word(self.node.op), right=right)

    def told(self, left: Result, right: Result) -> str:
        """With the numbers put in: 家庭人均月收入 300.00 元，低于城市低保标准 550.00 元."""
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            value = self.lexicon.found(self.node.left, left, self.left)
            return self.say("open", left=self.left, value=value, op=self.word(self.node.op), right=self.other(right))
        if self.is_zero and left == 0:
            return self.lexicon.say("zero", left=self.left)
        first = self.with_value(self.node.left, self.left, left)
        if self.is_zero and self.node.op in _ZERO:
            return self.lexicon.say("not_zero_told", left=first)
        if ORDERS[self.node.op](left, right):
            return self.say("holds", left=first, op=self.word(self.node.op), right=self.other(right))
        if self.family in _MEASURED and self.node.op not in ("==", "!="):
            return self.failed(first, left, right)
        return self.say("holds", left=first, op=self.word(OPPOSITE[self.node.op]), right=self.other(right))

    def required(self, right: Result) -> str:
        """What is demanded, with the value of the right side: 家庭人均月收入 低于 城市低保标准 550.00 元."""
        if self.is_literal:
            return self.said()
        template = "compare_age" if self.family == "age" else "compare"
        return self.lexicon.say(template, left=self.left, op=self.word(self.node.op), right=self.other(right))

    def found(self, left: Result, right: Result) -> str:
        """What the left side came to instead, and how far that is from the right one: 612.50 元，相差 62.50 元."""
        value = self.lexicon.found(self.node.left, left, self.left)
        if isinstance(left, Fraction) and isinstance(right, Fraction) and not self.is_zero:
            if left == right:
                return self.lexicon.say("found_level", value=value)
            if self.family in (*_MEASURED, "age"):
                margin = self.lexicon.language.margin(abs(left - right), self.type, self.left)
                return self.lexicon.say("found_off", value=value, margin=margin)
        return value

    def failed(self, first: str, left: Any, right: Any) -> str:
        """Why the condition does not hold, with the margin: …，高出城市低保标准 62.50 元."""
        name = self.literal() if self.is_literal else self.right
        if left == right:
            return self.say("level", left=first, op=self.word(self.node.op), right=name)
        margin = self.lexicon.language.margin(abs(left - right), self.type, self.left)
        value = self.lexicon.found(self.node.right, right, self.left)
        return self.say("over" if left > right else "under", left=first, right=name, margin=margin, value=value)

    def say(self, template: str, **parts: str) -> str:
        return self.lexicon.say(f"{template}_literal" if self.is_literal else template, **parts)

    def other(self, right: Result) -> str:
        """The right side with its value."""
        return self.literal() if self.is_literal else self.with_value(self.node.right, self.right, right)

    def with_value(self, node: Expr, name: str, result: Result) -> str:
        calculated = isinstance(node, _CALCULATED) or isinstance(result, Unknown)
        template = "with_total" if calculated else "with_value"
        return self.lexicon.say(template, name=name, value=self.lexicon.found(node, result, self.left))

    def literal(self) -> str:
        assert isinstance(self.node.right, Literal)
        value = self.node.right.value
        if self.is_zero:
            return "0"
        return self.lexicon.value(NEVER if value is None else value, self.type, self.left)

    def word(self, op: str) -> str:
        return str(self.lexicon.language.COMPARISONS[self.family][op])

    @property
    def is_literal(self) -> bool:
        return isinstance(self.node.right, Literal)

    @property
    def is_zero(self) -> bool:
        return isinstance(self.node.right, Literal) and self.node.right.value == 0 and self.type.is_number

    @property
    def type(self) -> Type:
        return common(self.node.left.type, self.node.right.type) or self.node.left.type

    @property
    def family(self) -> str:
        """Which words compare values of this type."""
        type = self.type
        if type.kind == "date":
            return "date"
        if type.is_money:
            return "money"
        if self.lexicon.language.is_age(type, self.left):
            return "age"
        if type.unit == "ratio":
            return "ratio"
        return "count" if type.unit in _COUNTED else "plain"
