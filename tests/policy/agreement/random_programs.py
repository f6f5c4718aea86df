"""Random policies of every type and expression, and random households about their boundaries.

Choices come from a `Chooser`, which a test draws from Hypothesis (so that a counterexample shrinks) or from a seed.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

from building import Draft, among, both, cells, compare, each, either, extreme, no, over, when
from hypothesis import strategies as st

from doudi.policy.definitions import model
from doudi.policy.definitions.nodes import (
    UNLIMITED,
    Arithmetic,
    DecisionDate,
    Elapsed,
    Expr,
    Literal,
    ParameterRef,
    PerPeriod,
    Round,
    RuleRef,
    TableRef,
    Unlimited,
    Value,
)
from doudi.policy.definitions.types import BOOLEAN, DATE, NUMBER, PERSONS, RATIO, TEXT, Type, code, number
from doudi.policy.meaning.household import Household, Person
from doudi.policy.meaning.setting import Setting

T = TypeVar("T")
MONTHLY, MONTHS = number("yuan/month"), number("months")
COLOURS = ("red", "green", "blue", "none")
COLOUR = code("colour")
WORDS = ("a", "b", "")
DAYS = (datetime.date(1960, 2, 29), datetime.date(1999, 12, 31), datetime.date(2003, 3, 1), datetime.date(2021, 12, 1))
AMOUNTS = tuple(map(Fraction, ("0", "0.01", "1", "33.33", "120", "550", "4000", "9999.99", "100000000")))
RATES = tuple(map(Fraction, ("0", "0.5", "0.7", "1", "1.5", "0.333333", "12")))
COUNTS = tuple(map(Fraction, (0, 1, 2, 3, 4, 16, 60)))
FACTS: dict[str, Type] = {
    "m": MONTHLY,
    "w": MONTHLY,
    "x": NUMBER,
    "p": BOOLEAN,
    "q": BOOLEAN,
    "k": COLOUR,
    "d": DATE,
    "t": TEXT,
    "n": PERSONS,
}


class Chooser:
    """Makes choices: `integer(n)` is one of 0 … n - 1."""

    def __init__(self, integer: Callable[[int], int]) -> None:
        self.integer = integer

    def of(self, options: Sequence[T]) -> T:
        return options[self.integer(len(options))]

    def chance(self, one_in: int) -> bool:
        return self.integer(one_in) == one_in - 1


def seeded(seed: int) -> Chooser:
    """Choices from a seed."""
    return Chooser(random.Random(seed).randrange)


@st.composite
def choosers(draw: Callable[[st.SearchStrategy[int]], int]) -> Chooser:
    """Choices that Hypothesis draws."""
    return Chooser(lambda count: draw(st.integers(0, count - 1)))


class RandomPolicy:
    """A policy in the making: `rules` rules of persons and of the household, each free to rest on those before."""

    def __init__(self, chooser: Chooser, rules: int) -> None:
        self.choose, self.draft = chooser, Draft()
        self.draft.codes["colour"] = {key: key for key in COLOURS}
        for entity in ("person", "household"):
            for name, type in FACTS.items():
                self.draft.facts[entity, f"{entity[0]}{name}"] = model.Fact(f"{entity[0]}{name}", entity, type, name)
        self.draft.parameter("amount", chooser.of(AMOUNTS))
        self.draft.parameter("rate", chooser.of(RATES), RATIO)
        self.draft.parameter("unset", None)
        self.draft.parameter("cap", chooser.of((UNLIMITED, *AMOUNTS)))
        self.made: list[RuleRef] = []
        self.spine()
        for place in range(rules):
            self.rule(f"r{place}")

    def spine(self) -> None:
        """Rules that go back and forth between persons and household, with what chance seldom puts together."""
        person, household = Grower(self, "person"), Grower(self, "household")
        many = compare(each("count"), ">", Literal(PERSONS, self.choose.of(COUNTS)))
        self.keep("s0", person.amount(2), "person")
        self.keep("s1", person.truth(1), "person")
        self.keep("s2", each(self.choose.of(("sum", "max")), self.made[0]), "household")
        self.keep("s3", when(many, household.amount(2), self.made[2]), "household")
        self.keep("s4", when(many, household.truth(1), household.truth(1)), "household")
        poor = compare(self.made[2], "<", Literal(MONTHLY, self.choose.of(AMOUNTS)))
        self.keep("s5", when(both(poor, self.made[1]), self.made[0], person.amount(1)), "person")
        own = self.draft.person_fact("pn", PERSONS)  # the language has no such divisor, the engine bears it
        shared = over(self.made[0], own if self.choose.chance(4) else self.draft.household_fact("hn", PERSONS))
        self.keep("s6", each(self.choose.of(("sum", "min", "max")), shared), "household")
        self.keep("s7", each("count", both(self.made[1], compare(self.made[5], ">", self.made[0]))), "household")

    def keep(self, name: str, expr: Expr, entity: str) -> None:
        """A rule that later ones may rest on."""
        self.made.append(self.draft.rule(name, expr, entity))

    def rule(self, name: str) -> None:
        entity = self.choose.of(("household", "person"))
        grower = Grower(self, entity)
        grow = self.choose.of(
            (
                grower.amount,
                grower.amount,
                grower.count,
                grower.truth,
                grower.truth,
                grower.colour,
                grower.day,
                grower.word,
            )
        )
        self.keep(name, grow(3), entity)

    def setting(self) -> Setting:
        given: dict[str, Value | Unlimited | int] = {"unset": 77} if self.choose.chance(2) else {}
        return self.draft.setting(**given)


class Grower:
    """Grows well-typed expressions of bounded depth in the scope of one entity."""

    def __init__(self, policy: RandomPolicy, entity: str) -> None:
        self.policy, self.choose, self.draft, self.entity = policy, policy.choose, policy.draft, entity

    def reference(self, type: Type) -> Expr | None:
        """A fact or rule of the type that is in scope."""
        entities = ("household", "person") if self.entity == "person" else ("household",)
        found: list[Expr] = [rule for rule in self.policy.made if rule.entity in entities and rule.type == type]
        entity = self.choose.of(entities)
        facts = [f"{entity[0]}{name}" for name, each_type in FACTS.items() if each_type == type]
        if facts and (not found or self.choose.chance(3)):
            make = self.draft.person_fact if entity == "person" else self.draft.household_fact
            return make(self.choose.of(facts), type)
        return self.choose.of(found) if found else None

    def truth(self, depth: int) -> Expr:
        shape = self.choose.integer(14 if depth > 0 else 3)
        if shape == 0:
            return self.reference(BOOLEAN) or Literal(BOOLEAN, True)
        if shape == 1:
            options = [self.choose.of(COLOURS) for _ in range(1 + self.choose.integer(3))]
            return among(self.colour(depth - 1), *(Literal(COLOUR, option) for option in options))
        if shape == 2:
            return compare(
                self.amount(depth - 1), self.choose.of(("<", "<=", ">", ">=", "==", "!=")), self.amount(depth - 1)
            )
        if shape == 3:
            return no(self.truth(depth - 1))
        if shape in (4, 5):
            parts = [self.truth(depth - 1) for _ in range(2 + self.choose.integer(2))]
            return both(*parts) if shape == 4 else either(*parts)
        if shape == 6:
            return when(self.truth(depth - 1), self.truth(depth - 1), self.truth(depth - 1))
        if shape == 7:
            kind = self.choose.of((self.colour, self.word, self.truth))
            return compare(kind(depth - 1), self.choose.of(("==", "!=")), kind(depth - 1))
        if shape == 8:
            return compare(self.day(depth - 1), self.choose.of(("<", ">=", "==")), self.day(depth - 1))
        if shape == 9:
            return compare(self.persons(), self.choose.of((">", "==")), Literal(PERSONS, self.choose.of(COUNTS)))
        if shape == 10:
            return among(self.truth(depth - 1), Literal(BOOLEAN, self.choose.chance(2)))
        if shape == 11:
            return among(self.count(depth - 1), *(Literal(NUMBER, self.choose.of(COUNTS)) for _ in range(2)))
        if shape == 12 and self.entity == "household":
            return each(self.choose.of(("any", "all")), Grower(self.policy, "person").truth(depth - 1))
        return self.cell(BOOLEAN, (True, False, None), depth)

    def amount(self, depth: int) -> Expr:
        shape = self.choose.integer(15 if depth > 0 else 3)
        if shape == 0:
            return Literal(MONTHLY, self.choose.of(AMOUNTS))
        if shape == 1:
            return self.choose.of((self.parameter("amount"), self.parameter("unset")))
        if shape == 2:
            return self.reference(MONTHLY) or Literal(MONTHLY, Fraction(1))
        if shape in (3, 4):
            return Arithmetic(MONTHLY, "+" if shape == 3 else "-", self.amount(depth - 1), self.amount(depth - 1))
        if shape == 5:
            other = self.choose.of(
                (self.parameter("rate"), Literal(RATIO, self.choose.of(RATES)), self.count(depth - 1))
            )
            sides = (self.amount(depth - 1), other)
            return Arithmetic(MONTHLY, "*", *(sides if self.choose.chance(2) else sides[::-1]))
        if shape == 6:
            divisor = self.choose.of((self.parameter("rate"), self.persons()))
            return over(self.amount(depth - 1), divisor)
        if shape == 7:
            return when(
                self.truth(depth - 1),
                self.amount(depth - 1),
                self.choose.of((self.amount(depth - 1), Literal(MONTHLY, Fraction(0)))),
            )
        if shape in (8, 9):
            parts: list[Expr] = [self.amount(depth - 1) for _ in range(2 + self.choose.integer(2))]
            if shape == 8:
                parts.append(self.choose.of((self.parameter("cap"), self.cell(MONTHLY, (UNLIMITED, *AMOUNTS), depth))))
            return extreme("min" if shape == 8 else "max", *parts)
        if shape in (10, 11, 12):
            return self.turned(depth, shape)
        if shape == 13 and self.entity == "household":
            return each(self.choose.of(("sum", "sum", "min", "max")), Grower(self.policy, "person").amount(depth - 1))
        return self.cell(MONTHLY, (*AMOUNTS, None), depth)

    def turned(self, depth: int, shape: int) -> Expr:
        """An amount rounded, divided by anything and rounded, or in another period."""
        inner = self.amount(depth - 1)
        if shape == 12:
            return PerPeriod(MONTHLY, inner, self.choose.of((Fraction(12), Fraction(1, 12), Fraction(1))))
        if shape == 11:
            inner = Arithmetic(MONTHLY, "/", inner, self.count(depth - 1))
        return Round(MONTHLY, inner, self.choose.integer(3))

    def count(self, depth: int) -> Expr:
        """A number that is not money."""
        shape = self.choose.integer(6 if depth > 0 else 2)
        if shape == 0:
            return Literal(NUMBER, self.choose.of(COUNTS))
        if shape == 1:
            return self.reference(NUMBER) or Literal(NUMBER, Fraction(1))
        if shape == 2:
            unit = self.choose.of(("years", "months"))
            return Elapsed(NUMBER, unit, self.day(depth - 1), self.day(depth - 1))
        if shape == 3:
            return when(self.truth(depth - 1), self.count(depth - 1), self.count(depth - 1))
        if shape == 4 and self.entity == "household":
            return each("count", Grower(self.policy, "person").truth(depth - 1))
        if self.choose.chance(4):
            return self.persons()
        return Arithmetic(NUMBER, self.choose.of(("+", "-", "*")), self.count(depth - 1), self.count(depth - 1))

    def persons(self) -> Expr:
        """A count of persons, which may be zero or unknown, or (only the engine allows it) a person's own number."""
        if self.entity == "household" and self.choose.chance(2):
            return self.choose.of((each("count"), each("count", Grower(self.policy, "person").truth(1))))
        return self.reference(PERSONS) or Literal(PERSONS, Fraction(3))

    def colour(self, depth: int) -> Expr:
        shape = self.choose.integer(4 if depth > 0 else 2)
        if shape == 0:
            return Literal(COLOUR, self.choose.of(COLOURS))
        if shape == 1:
            return self.reference(COLOUR) or Literal(COLOUR, "red")
        if shape == 2:
            return self.cell(COLOUR, (*COLOURS, None), depth)
        return when(self.truth(depth - 1), self.colour(depth - 1), self.colour(depth - 1))

    def word(self, depth: int) -> Expr:
        shape = self.choose.integer(3 if depth > 0 else 2)
        if shape == 0:
            return Literal(TEXT, self.choose.of(WORDS))
        if shape == 1:
            return self.reference(TEXT) or Literal(TEXT, "a")
        return when(self.truth(depth - 1), self.word(depth - 1), self.word(depth - 1))

    def day(self, depth: int) -> Expr:
        shape = self.choose.integer(4 if depth > 0 else 3)
        if shape == 0:
            return Literal(DATE, self.choose.of(DAYS))
        if shape == 1:
            return self.reference(DATE) or DecisionDate(DATE)
        return (
            DecisionDate(DATE) if shape == 2 else when(self.truth(depth - 1), self.day(depth - 1), self.day(depth - 1))
        )

    def parameter(self, name: str) -> Expr:
        return ParameterRef(self.draft.parameters[name].type, name)

    def cell(self, type: Type, options: Sequence[Value | Unlimited | None], depth: int) -> Expr:
        """A column of a new table by a code, a number, a truth, or two or three of them."""
        by = self.choose.of(("code", "number", "truth", "pair", "grid", "cube"))
        keys: tuple[Expr, ...]
        if by == "number":
            keys = (self.count(depth - 1),)
            spans = [((span(None, 2),),), ((span(3, 3), span(5, 16)),), ((span(Fraction("16.5"), None),),)]
        elif by == "truth":
            keys = (self.truth(depth - 1),)
            spans = [((span(True, True),),), ((span(False, False),),)]
        elif by == "code":
            keys = (self.colour(depth - 1),)
            spans = [((span("red", "red"), span("blue", "blue")),), ((span("green", "green"),),)]
        elif by == "pair":
            keys = (self.colour(depth - 1), self.count(depth - 1))
            spans = [((span("red", "red"),), (span(1, 3),)), ((span(None, None),), (span(4, None),))]
        elif by == "grid":
            keys = (self.colour(depth - 1), self.truth(depth - 1))
            warm, cold = (span("red", "red"), span("blue", "blue")), (span("green", "green"), span("none", "none"))
            spans = [(warm, (span(True, True),)), (warm, (span(False, False),)), (cold, (span(None, None),))]
        else:
            keys = (self.count(depth - 1), self.colour(depth - 1), self.truth(depth - 1))
            red, yes = (span("red", "red"),), (span(True, True),)
            spans = [
                ((span(0, 0),), red, yes),
                ((span(1, 4), span(16, None)), red, yes),
                ((span(0, None),), (span("blue", "blue"), span("none", "none")), (span(False, False),)),
                ((span(None, 3),), (span("green", "green"),), (span(None, None),)),
            ]
        name = f"table{len(self.draft.tables)}"
        few = [self.choose.of(options) for _ in range(2)]  # rows that often agree
        lines = [cells({"c": self.choose.of(few)}) for _ in range(len(spans) + 1)]
        otherwise = None if by in ("truth", "grid") else lines[-1]
        rows = tuple(model.Row(key, line, ("T-1-1",), "") for key, line in zip(spans, lines, strict=False))
        head = (name, name, ("T-1-1",), model.Origin("sample", "policy.md", 1))
        shown = {"c": model.Column("c", "c", type)}
        self.draft.tables[name] = model.Table(*head, self.entity, keys, shown, rows, otherwise)
        return TableRef(type, name, "c", keys)


def span(low: Value | int | None, high: Value | int | None) -> model.Span:
    """A span of a table row's key, whole numbers made exact."""
    return model.Span(*(Fraction(end) if type(end) is int else end for end in (low, high)))  # type: ignore[arg-type]


def random_household(choose: Chooser, most: int = 30) -> Household:
    """A household about the boundaries that `AMOUNTS` make, with about a fifth of its facts unknown."""
    size = 1 + (choose.integer(most) if choose.chance(4) else choose.integer(3))
    members = tuple(Person(f"P{place}", _facts(choose, "p")) for place in range(1, size + 1))
    return Household("H1", _facts(choose, "h"), members)


def _facts(choose: Chooser, prefix: str) -> dict[str, Value | None]:
    unknown = choose.of((2, 5, 1_000))
    return {prefix + name: None if choose.chance(unknown) else _value(choose, type) for name, type in FACTS.items()}


def _value(choose: Chooser, type: Type) -> Value:
    if type == MONTHLY:
        near = choose.of(AMOUNTS) + choose.of((Fraction(0), Fraction("0.01"), Fraction("-0.01")))
        return min(max(near, Fraction(0)), AMOUNTS[-1])
    if type == PERSONS:
        return choose.of(COUNTS[:6])
    if type == NUMBER:
        return choose.of((*COUNTS, Fraction("2.5"), Fraction(1_000_000)))
    if type == BOOLEAN:
        return choose.chance(2)
    if type == DATE:
        return choose.of(DAYS) + datetime.timedelta(days=choose.integer(3) - 1)
    return choose.of(COLOURS if type == COLOUR else (*WORDS, "other", "another"))
