"""Reading and writing of the function of one household: from a request or checked facts to JSON or exact values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from doudi.policy.definitions.model import Fact
from doudi.policy.generating.body import Body
from doudi.policy.generating.numbers import FIRST_DAY, LAST_DAY, rounded
from doudi.policy.generating.source import Block
from doudi.policy.generating.specialise import Program, ProgramRule
from doudi.policy.generating.values import FALSE, TRUE, Generated, Number, Symbol, Truth, conjunction, names, product

FACT_SCALE = 100
"""Numeric facts are whole hundredths: fen, or hundredths of a month, year, person."""
NUMBER_PLACES = 4


Apart = Mapping[str, Sequence[tuple[str, str | None]]]
"""By entity, pairs of rules (the second may be missing) that are no results and are listed as pairs of values."""


class Reader(Protocol):
    """Turns `v`, a fact as it comes, into what the body computes with."""

    def truth(self, body: Body, name: str) -> Truth: ...
    def symbol(self, body: Body, fact: Fact, name: str) -> Symbol: ...
    def number(self, body: Body, fact: Fact, name: str, known: str) -> Number: ...


class Writer(Protocol):
    """Text of a known number as it leaves."""

    def number(self, body: Body, rule: ProgramRule, value: Number) -> str: ...


class OnePort:
    """One household: facts by name, results in dictionaries; pairs of rules that are put apart, in lists."""

    reload = False

    def __init__(self, program: Program, top: Block, reader: Reader, writer: Writer, apart: Apart) -> None:
        self.program, self.reader, self.writer, self.apart = program, reader, writer, apart
        self.room = top.place()
        self.stored: dict[str, dict[str, tuple[str, int]]] = {"household": {}, "person": {}}

    def loop(self, body: Body, stage: int) -> Block:
        inner = body.top.block("for j in range(n):")
        if any(fact.entity == "person" for fact in self.program.facts):
            inner.line("g = members[j].get")
        return inner

    def carry(self, body: Body, name: str) -> None:
        self.room.line(f"s_{name} = [0] * n")

    def put(self, body: Body, name: str) -> str:
        return f"s_{name}[j] = {name}"

    def take(self, body: Body, name: str) -> str:
        return f"{name} = s_{name}[j]"

    def load(self, body: Body, fact: Fact) -> Generated:
        get = "g" if fact.entity == "person" else "h"
        name = body.named(f"{fact.entity[0]}_{fact.name}")
        body.head.line(f"v = {get}({fact.name!r})")
        if fact.type.kind == "boolean":
            return self.reader.truth(body, name)
        if fact.type.kind in ("code", "text"):
            return self.reader.symbol(body, fact, name)
        return self.reader.number(body, fact, name, body.named(f"k{name}"))

    def store(self, body: Body, rule: ProgramRule, value: Generated) -> None:
        self.stored[rule.entity][rule.name] = (self.result(body, rule, value), body.stage)

    def result(self, body: Body, rule: ProgramRule, value: Generated) -> str:
        """Text of the result as it leaves."""
        if isinstance(value, Truth):
            return value.yes if value.no is None else f"(True if {value.yes} else False if {value.no} else None)"
        if isinstance(value, Symbol):
            if rule.type.kind == "text":
                return (
                    f"texts[{value.code}]" if value.known else f"(texts[{value.code}] if {value.code} >= 0 else None)"
                )
            codes = self.program.codes[rule.type.codes or ""]
            return f"{body.constant('N', (*codes, None))}[{value.code}]"
        known = conjunction(*value.known)
        if known == FALSE:
            return "None"
        code = "UNLIMITED" if value.limit == TRUE else self.writer.number(body, rule, value)
        if value.limit not in (TRUE, FALSE):
            code = f"(UNLIMITED if {value.limit} else {code})"
        return code if known == TRUE else f"({code} if {known} else None)"

    def people(self, body: Body) -> None:
        """Put what the members get into the last loop that has a result of theirs."""
        stored = self.stored["person"]
        apart = bool(self.apart.get("person"))
        last = max((stage for _, stage in stored.values()), default=None)
        if last is None:
            body.top.line("people, people_apart = [{} for _ in members], [[] for _ in members]")
            return
        self.room.line("people, people_apart = [], []" if apart else "people, people_apart = [], [[] for _ in members]")
        with body.again(last) as tail:
            for code, _ in stored.values():
                body.fetch(names(code))
            tail.line(f"people.append({self.gathered('person')})")
            if apart:
                tail.line(f"people_apart.append({self.listed('person')})")

    def gathered(self, entity: str) -> str:
        """Text of a dictionary with all results of an entity, in the order of the rules."""
        stored = self.stored[entity]
        apart = {name for pair in self.apart.get(entity, ()) for name in pair}
        order = [rule.name for rule in self.program.rules if rule.name in stored and rule.name not in apart]
        return "{" + ", ".join(f"{name!r}: {stored[name][0]}" for name in order) + "}"

    def listed(self, entity: str) -> str:
        """Text of a list of the pairs that are put apart."""
        codes = {name: code for name, (code, _) in self.stored[entity].items()}
        pairs = self.apart.get(entity, ())
        return "[" + ", ".join(f"({codes[a]}, {'None' if b is None else codes[b]})" for a, b in pairs) + "]"


class RequestReader:
    """Reads a request: JSON values, unchecked. What is not plain raises `Irregular`."""

    def truth(self, body: Body, name: str) -> Truth:
        body.head.line(f"{name} = v")
        wrong = f"if {name} is not True and {name} is not False and {name} is not None:"
        body.head.block(wrong).line("raise Irregular")
        return Truth(f"({name} is True)", f"({name} is False)")

    def symbol(self, body: Body, fact: Fact, name: str) -> Symbol:
        return read_symbol(body, fact, name, "text_place(v, texts)")

    def number(self, body: Body, fact: Fact, name: str, known: str) -> Number:
        absent = body.head.block("if v is None:")
        absent.line(f"{known} = False")
        given = body.head.block("else:")
        given.line(f"{known} = True")
        if fact.type.kind == "date":
            absent.line(f"{name} = {FIRST_DAY}")
            given.line(f"{name} = day(v)")
            return Number(name, FIRST_DAY, LAST_DAY, known=(known,))
        absent.line(f"{name} = 0")
        given.block("if type(v) is int:").line(f"{name} = v * 100")
        floating = given.block("elif type(v) is float:")
        floating.line(f"{name} = round(v * 100)")
        floating.block(f"if {name} / 100 != v:").line("raise Irregular")
        given.block("else:").line(f"{name} = {'fen(v)' if fact.type.is_money else 'hundredths(v)'}")
        given.block(f"if not 0 <= {name} <= {FACT_SCALE * fact.type.most}:").line("raise Irregular")
        return Number(name, 0, FACT_SCALE * fact.type.most, 100, known=(known,))


class FactsReader:
    """Reads checked facts: Fraction, bool, str, date."""

    def truth(self, body: Body, name: str) -> Truth:
        body.head.line(f"{name} = v")
        return Truth(f"({name} is True)", f"({name} is False)")

    def symbol(self, body: Body, fact: Fact, name: str) -> Symbol:
        return read_symbol(body, fact, name, "text_place(v, texts)")

    def number(self, body: Body, fact: Fact, name: str, known: str) -> Number:
        body.head.line(f"{known} = v is not None")
        if fact.type.kind == "date":
            body.head.line(f"{name} = v.toordinal() if {known} else {FIRST_DAY}")
            return Number(name, FIRST_DAY, LAST_DAY, known=(known,))
        body.head.line(f"{name} = v.numerator * (100 // v.denominator) if {known} else 0")
        return Number(name, 0, FACT_SCALE * fact.type.most, 100, known=(known,))


def read_symbol(body: Body, fact: Fact, name: str, text: str) -> Symbol:
    """A code by a dictionary of its list, a text by the place among those met in this household."""
    if fact.type.kind == "text":
        body.head.line(f"{name} = -1 if v is None else {text}")
    else:
        places: dict[str | None, int] = {None: -1}
        for place, key in enumerate(body.program.codes[fact.type.codes or ""]):
            places[key] = place
        table = body.constant("C", places)
        body.head.line(f"{name} = {table}[v]")
    return Symbol(name)


class JsonWriter:
    """Money as text with two decimals, other numbers rounded to four, dates as ISO text."""

    def number(self, body: Body, rule: ProgramRule, value: Number) -> str:
        if rule.type.kind == "date":
            return f"day_text({value.code})"
        if rule.type.is_money:
            return f"FEN[{rounded(body, value, 2).code}]"
        if value.den == 1 and not value.dyn:
            return value.code
        return f"plain({rounded(body, value, NUMBER_PLACES).code})"


class ExactWriter:
    """Exact fractions and dates."""

    def number(self, body: Body, rule: ProgramRule, value: Number) -> str:
        if rule.type.kind == "date":
            return f"from_day({value.code})"
        return f"Fraction({value.code}, {product(str(value.den), *value.dyn)})"
