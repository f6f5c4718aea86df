"""Partial evaluation: a policy on one date with given values becomes a program in which only household facts are open.

Parameters, readings, the decision date and the cells of tables become literals, constants are folded by the tables of
unknown (docs/policy-language.md, section 6), branches that cannot be taken vanish. The fast engine compiles the
program; its digest is what compiled kernels are cached by.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from doudi.policy.definitions.model import Fact, Table
from doudi.policy.definitions.nodes import (
    DecisionDate,
    Expr,
    FactRef,
    Literal,
    ParameterRef,
    ReadingRef,
    RuleRef,
    TableRef,
    walk,
)
from doudi.policy.definitions.types import Type
from doudi.policy.generating.fold import Lookup, fold
from doudi.policy.meaning.setting import Setting


@dataclass(frozen=True, slots=True)
class ProgramRule:
    """A result of a `person` or `household` (`entity`) and the specialised expression that gives it."""

    name: str
    entity: str
    type: Type
    expr: Expr


@dataclass(frozen=True, slots=True)
class Program:
    """A policy specialised to a date and given values.

    `rules` are in an order in which every rule comes after all it rests on; `facts` are those that some rule uses, by
    entity and name; `codes` the keys of every code list in use, in order; `texts` the texts that
    the rules mention.
    """

    date: datetime.date
    rules: tuple[ProgramRule, ...]
    facts: tuple[Fact, ...]
    codes: Mapping[str, tuple[str, ...]]
    texts: tuple[str, ...]

    def of(self, rules: tuple[ProgramRule, ...]) -> Program:
        """The program of some of the rules, with all that they rest on among them."""
        return replace(self, rules=rules, facts=_used(rules, self.facts))

    @property
    def digest(self) -> str:
        """SHA-256 of all that decides what the program computes."""
        facts = [(f.entity, f.name, f.type) for f in self.facts]
        text = repr((self.rules, facts, sorted(self.codes.items()), self.texts))
        return hashlib.sha256(text.encode()).hexdigest()


def specialise(setting: Setting) -> Program:
    """The program of the setting's policy on its date, with the values given from outside."""
    return Specialiser(setting).program()


def _used(rules: Iterable[ProgramRule], facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts that some rule uses."""
    used = {(node.entity, node.name) for rule in rules for node in walk(rule.expr) if isinstance(node, FactRef)}
    return tuple(fact for fact in facts if (fact.entity, fact.name) in used)


def _texts(rules: Iterable[ProgramRule]) -> tuple[str, ...]:
    """The texts that rules mention."""
    found: set[object] = set()
    for node in (node for rule in rules for node in walk(rule.expr) if node.type.kind == "text"):
        if isinstance(node, Literal):
            found.add(node.value)
    return tuple(sorted(text for text in found if isinstance(text, str)))


def _codes(setting: Setting, rules: tuple[ProgramRule, ...], facts: tuple[Fact, ...]) -> dict[str, tuple[str, ...]]:
    """The code lists in use, a reading's options among them."""
    types = [fact.type for fact in facts] + [node.type for rule in rules for node in walk(rule.expr)]
    names = sorted({type.codes for type in (*types, *(r.type for r in rules)) if type.codes is not None})
    readings = {f"reading:{name}": reading.options for name, reading in setting.policy.readings.items()}
    return {name: tuple(readings.get(name) or setting.policy.codes[name]) for name in names}


class Specialiser:
    """Rules are met in their order, so that what a rule refers to is specialised before it."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.fixed: dict[str, Literal] = {}
        self.rules = tuple(self.rule(name) for name in setting.policy.rules)

    def program(self, more: Iterable[ProgramRule] = ()) -> Program:
        """The program, with more rules after those of the policy."""
        rules = (*self.rules, *more)
        facts = _used(rules, self.setting.policy.facts.values())
        return Program(self.setting.date, rules, facts, _codes(self.setting, rules, facts), _texts(rules))

    def rule(self, name: str) -> ProgramRule:
        rule = self.setting.policy.rules[name]
        expr = self.of(rule.expr)
        if isinstance(expr, Literal):
            expr = replace(expr, type=rule.type)
            self.fixed[name] = expr
        return ProgramRule(name, rule.entity, rule.type, expr)

    def of(self, node: Expr) -> Expr:
        """The expression on the date, with the given values."""
        match node:
            case Literal() | FactRef():
                return node
            case ParameterRef(name=name) | ReadingRef(name=name):
                return Literal(node.type, self.setting.value(name))
            case DecisionDate():
                return Literal(node.type, self.setting.date)
            case RuleRef(name=name):
                return self.fixed.get(name, node)
            case TableRef():
                return fold(self.lookup(node))
        return fold(with_parts(node, self.of))

    def lookup(self, node: TableRef) -> Lookup:
        table = self.setting.policy.tables[node.table]
        cells = [row.cells[node.column].on(self.setting.date) for row in table.rows]
        otherwise = None if table.otherwise is None else table.otherwise[node.column].on(self.setting.date)
        rows = tuple(row.keys for row in table.rows)
        keys = tuple(self.of(key) for key in self.keys(table, node))
        return Lookup(node.type, keys, rows, (*cells, otherwise), table.otherwise is None)

    @staticmethod
    def keys(table: Table, node: TableRef) -> tuple[Expr, ...]:
        return node.keys or table.by


def with_parts(node: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """The node with each direct part replaced by what `change` makes of it; the same node when nothing changes."""
    changed: dict[str, Any] = {}
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Expr):
            new: Any = change(value)
            if new is not value:
                changed[field.name] = new
        elif isinstance(value, tuple) and value and isinstance(value[0], Expr):
            parts = tuple(change(item) for item in value)
            if any(a is not b for a, b in zip(parts, value, strict=True)):
                changed[field.name] = parts
    return replace(node, **changed) if changed else node
