"""Builds checked policies by hand, for tests of what comes after the checker."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction

from doudi.policy.definitions import model, types
from doudi.policy.definitions.model import Dated
from doudi.policy.definitions.nodes import (
    Aggregate,
    And,
    Arithmetic,
    Choice,
    Compare,
    Contains,
    Expr,
    Extreme,
    FactRef,
    Literal,
    Not,
    Or,
    ParameterRef,
    ReadingRef,
    RuleRef,
    TableRef,
    Unlimited,
    Value,
)
from doudi.policy.definitions.types import BOOLEAN, NUMBER, RATIO, TEXT, Type
from doudi.policy.meaning.household import Household, Person
from doudi.policy.meaning.setting import Setting
from doudi.vocabulary import load

START = datetime.date(2020, 1, 1)
TODAY = datetime.date(2021, 12, 1)
MONTHLY, YEARLY = types.number("yuan/month"), types.number("yuan/year")


class Draft:
    """A policy in the making. Each method defines something and returns the expression that refers to it."""

    def __init__(self, **front: object) -> None:
        start = {"policy": "sample-2020", "title": "示例县社会救助办法", "issued": START, "effective": START}
        self.front = model.Front(**{**start, **front})  # type: ignore[arg-type]
        self.facts: dict[tuple[str, str], model.Fact] = {}
        self.codes: dict[str, Mapping[str, str]] = dict(load().codes)
        self.parameters: dict[str, model.Parameter] = {}
        self.readings: dict[str, model.Reading] = {}
        self.tables: dict[str, model.Table] = {}
        self.rules: dict[str, model.Rule] = {}
        self.benefits: dict[str, model.Benefit] = {}

    def person_fact(self, name: str, type: Type = MONTHLY, label: str = "") -> FactRef:
        return self._fact(name, "person", type, label)

    def household_fact(self, name: str, type: Type = MONTHLY, label: str = "") -> FactRef:
        return self._fact(name, "household", type, label)

    def _fact(self, name: str, entity: str, type: Type, label: str) -> FactRef:
        self.facts[entity, name] = model.Fact(name, entity, type, label or name)
        return FactRef(type, name, entity)

    def parameter(
        self,
        name: str,
        value: Value | Unlimited | int | None = None,
        type: Type = MONTHLY,
        label: str = "",
        until: datetime.date | None = None,
    ) -> ParameterRef:
        values = () if value is None else ((START, exact(value)),)
        self.parameters[name] = model.Parameter(*self._head(name, label), type, Dated(values, until), value is None)
        return ParameterRef(type, name)

    def reading(self, name: str, value: str | None, label: str = "", **options: str) -> ReadingRef:
        values = () if value is None else ((START, value),)
        self.readings[name] = model.Reading(*self._head(name, label), "AMB-01", options, Dated(values))
        return ReadingRef(types.code(f"reading:{name}"), name)

    def table(
        self,
        name: str,
        by: Sequence[Expr],
        columns: Mapping[str, Type],
        rows: Mapping[tuple[Value | int, ...], Mapping[str, Value | Unlimited | int | None]],
        otherwise: Mapping[str, Value | Unlimited | int | None] | None = None,
        labels: Mapping[str, str] | None = None,
        label: str = "",
    ) -> dict[str, TableRef]:
        """A table whose rows serve single values; returns the reference to each column."""
        made = tuple(
            model.Row(tuple((span(key),) for key in keys), cells(row), ("T-1-1",), str(keys))
            for keys, row in rows.items()
        )
        shown = {c: model.Column(c, (labels or {}).get(c, c), type) for c, type in columns.items()}
        self.tables[name] = model.Table(
            *self._head(name, label), "person", tuple(by), shown, made, None if otherwise is None else cells(otherwise)
        )
        return {column: TableRef(type, name, column, tuple(by)) for column, type in columns.items()}

    def rule(
        self, name: str, expr: Expr, entity: str = "household", label: str = "", type: Type | None = None
    ) -> RuleRef:
        self.rules[name] = model.Rule(*self._head(name, label), entity, type or expr.type, expr, "")
        return RuleRef(type or expr.type, name, entity)

    def reference(self, name: str) -> RuleRef:
        """A reference to a rule defined before."""
        return RuleRef(self.rules[name].type, name, self.rules[name].entity)

    def benefit(
        self,
        name: str,
        amount: str | None = None,
        when: str | None = None,
        to: str = "household",
        label: str = "",
        kind: str = "cash",
    ) -> None:
        self.benefits[name] = model.Benefit(*self._head(name, label), to, amount, when, kind, "civil_affairs")

    def policy(self) -> model.Policy:
        return model.Policy(
            self.front,
            (self.front,),
            (),
            self.facts,
            self.codes,
            self.parameters,
            self.readings,
            self.tables,
            self.rules,
            self.benefits,
            {},
        )

    def setting(self, date: datetime.date = TODAY, **given: Value | Unlimited | int) -> Setting:
        return Setting(self.policy(), date, {name: Dated(((START, exact(value)),)) for name, value in given.items()})

    def _head(self, name: str, label: str) -> tuple[str, str, tuple[str, ...], model.Origin]:
        return name, label or name, ("T-1-1",), model.Origin(self.front.policy, "policy.md", 1)


def exact(value: Value | Unlimited | int) -> Value | Unlimited:
    return Fraction(value) if type(value) is int else value


def span(value: Value | int) -> model.Span:
    return model.Span(exact(value), exact(value))  # type: ignore[arg-type]


def cells(row: Mapping[str, Value | Unlimited | int | None]) -> dict[str, Dated[Value | Unlimited]]:
    return {
        column: Dated(() if value is None else ((datetime.date(1900, 1, 1), exact(value)),))
        for column, value in row.items()
    }


def household(*members: Mapping[str, Value | int | None], **facts: Value | int | None) -> Household:
    """A household H1 of members P1, P2, … with whole numbers made exact."""
    people = tuple(Person(f"P{place}", _facts(each)) for place, each in enumerate(members, 1))
    return Household("H1", _facts(facts), people)


def _facts(facts: Mapping[str, Value | int | None]) -> dict[str, Value | None]:
    return {name: None if value is None else exact(value) for name, value in facts.items()}  # type: ignore[misc]


def number(value: int | Fraction | str, type: Type = types.FREE) -> Literal:
    return Literal(type, Fraction(value))


def text(value: str, type: Type = TEXT) -> Literal:
    return Literal(type, value)


def both(*operands: Expr) -> And:
    return And(BOOLEAN, operands)


def either(*operands: Expr) -> Or:
    return Or(BOOLEAN, operands)


def no(operand: Expr) -> Not:
    return Not(BOOLEAN, operand)


def compare(left: Expr, op: str, right: Expr) -> Compare:
    return Compare(BOOLEAN, op, left, right)


def among(item: Expr, *options: Expr) -> Contains:
    return Contains(BOOLEAN, item, options)


def plus(left: Expr, right: Expr) -> Arithmetic:
    return Arithmetic(types.common(left.type, right.type) or NUMBER, "+", left, right)


def minus(left: Expr, right: Expr) -> Arithmetic:
    return Arithmetic(types.common(left.type, right.type) or NUMBER, "-", left, right)


def times(left: Expr, right: Expr) -> Arithmetic:
    return Arithmetic(types.product(left.type, right.type) or NUMBER, "*", left, right)


def over(left: Expr, right: Expr) -> Arithmetic:
    return Arithmetic(types.quotient(left.type, right.type) or NUMBER, "/", left, right)


def when(condition: Expr, then: Expr, otherwise: Expr) -> Choice:
    return Choice(types.common(then.type, otherwise.type) or then.type, condition, then, otherwise)


def extreme(function: str, *operands: Expr) -> Extreme:
    fitting = [operand.type for operand in operands if not operand.type.free] or [operands[0].type]
    return Extreme(fitting[0], function, operands)


def each(function: str, body: Expr | None = None) -> Aggregate:
    type = BOOLEAN if function in ("any", "all") else types.PERSONS if function == "count" else (body or number(0)).type
    return Aggregate(type, function, body)


HALF = Literal(RATIO, Fraction(1, 2))
