"""Source of the function of one household: from a request (a JSON object as Python has it) to its answer."""

from __future__ import annotations

from doudi.policy.generate_body import Body
from doudi.policy.generate_numbers import FIRST_DAY, LAST_DAY, rounded
from doudi.policy.generate_source import Block
from doudi.policy.generate_values import (
    FALSE,
    TRUE,
    Generated,
    Number,
    Symbol,
    Truth,
    conjunction,
    names,
    product,
)
from doudi.policy.model import Fact
from doudi.policy.specialise import Program, ProgramRule

MOST_FEN, MOST_HUNDREDTHS, MOST_MONTHS = 100_000_000_00, 1_000_000_00, 1_200_00
NUMBER_PLACES = 4


def most(fact: Fact) -> int:
    """The greatest value of a numeric fact, in hundredths."""
    if fact.type.is_money:
        return MOST_FEN
    return MOST_MONTHS if fact.type.unit == "months" else MOST_HUNDREDTHS


class OnePort:
    """What reading one household has in common: the loop, what is carried over, and where results are put."""

    reload = False

    def __init__(self, program: Program, top: Block) -> None:
        self.program = program
        self.room = top.place()
        self.stored: dict[str, dict[str, tuple[str, int]]] = {"household": {}, "person": {}}

    def loop(self, body: Body, stage: int) -> Block:
        first = "g = members[j].get" if self.program_has_person_facts() else ""
        inner = body.top.block("for j in range(n):")
        if first:
            inner.line(first)
        return inner

    def program_has_person_facts(self) -> bool:
        return any(fact.entity == "person" for fact in self.program.facts)

    def carry(self, body: Body, name: str) -> None:
        self.room.line(f"s_{name} = [0] * n")

    def load(self, body: Body, fact: Fact) -> Generated:
        get = "g" if fact.entity == "person" else "h"
        name = body.named(f"{fact.entity[0]}_{fact.name}")
        body.head.line(f"v = {get}({fact.name!r})")
        kind = fact.type.kind
        if kind == "boolean":
            return self.truth(body, name)
        if kind == "code":
            keys = (None, *self.program.codes[fact.type.codes or ""])
            table = body.constant("C", {key: place for place, key in enumerate(keys, -1)})
            body.head.line(f"{name} = {table}[v]")
            return Symbol(name)
        if kind == "text":
            body.head.line(f"{name} = -1 if v is None else text_place(v, texts)")
            return Symbol(name)
        known = body.named(f"k{name}")
        return self.number(body, fact, name, known)

    def truth(self, body: Body, name: str) -> Truth:
        body.head.line(f"{name} = v")
        body.head.block(f"if {name} is not True and {name} is not False and {name} is not None:").line("raise Irregular")
        return Truth(f"({name} is True)", f"({name} is False)")

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
        whole = given.block("if type(v) is int:")
        whole.line(f"{name} = v * 100")
        floating = given.block("elif type(v) is float:")
        floating.line(f"{name} = round(v * 100)")
        floating.block(f"if {name} / 100 != v:").line("raise Irregular")
        given.block("else:").line(f"{name} = {'fen(v)' if fact.type.is_money else 'hundredths(v)'}")
        given.block(f"if not 0 <= {name} <= {most(fact)}:").line("raise Irregular")
        return Number(name, 0, most(fact), 100, known=(known,))

    def store(self, body: Body, rule: ProgramRule, value: Generated) -> None:
        self.stored[rule.entity][rule.name] = (self.result(body, rule, value), body.stage)

    def result(self, body: Body, rule: ProgramRule, value: Generated) -> str:
        """Text of the result as it leaves."""
        if isinstance(value, Truth):
            return value.yes if value.no is None else _or_none(value.yes, value.no)
        if isinstance(value, Symbol):
            if rule.type.kind == "text":
                return f"texts[{value.code}]" if value.known else f"(texts[{value.code}] if {value.code} >= 0 else None)"
            codes = self.program.codes[rule.type.codes or ""]
            return f"{body.constant('N', (*codes, None))}[{value.code}]"
        known = conjunction(*value.known)
        if known == FALSE:
            return "None"
        code = self.number_result(body, rule, value)
        if value.limit != FALSE:
            code = f"('unlimited' if {value.limit} else {code})"
        return code if known == TRUE else f"({code} if {known} else None)"

    def number_result(self, body: Body, rule: ProgramRule, value: Number) -> str:
        if rule.type.kind == "date":
            return f"day_text({value.code})"
        if rule.type.is_money:
            return f"FEN[{rounded(body, value, 2).code}]"
        if value.den == 1 and not value.dyn:
            return value.code
        return f"plain({rounded(body, value, NUMBER_PLACES).code})"

    def people(self, body: Body) -> None:
        """Put what the members get into the last loop that has a result of theirs."""
        stored = self.stored["person"]
        last = max((stage for _, stage in stored.values()), default=None)
        if last is None:
            body.top.line("people = [{} for _ in members]")
            return
        self.room.line("people = []")
        with body.again(last) as tail:
            for code, _ in stored.values():
                body.fetch(names(code))
            tail.line("people.append({" + ", ".join(f"{name!r}: {code}" for name, (code, _) in stored.items()) + "})")

    def household(self) -> str:
        stored = self.stored["household"]
        return "{" + ", ".join(f"{name!r}: {code}" for name, (code, _) in stored.items()) + "}"


class HouseholdPort(OnePort):
    """Reads checked facts (`Household`), and gives exact values."""

    def truth(self, body: Body, name: str) -> Truth:
        body.head.line(f"{name} = v")
        return Truth(f"({name} is True)", f"({name} is False)")

    def number(self, body: Body, fact: Fact, name: str, known: str) -> Number:
        body.head.line(f"{known} = v is not None")
        if fact.type.kind == "date":
            body.head.line(f"{name} = v.toordinal() if {known} else {FIRST_DAY}")
            return Number(name, FIRST_DAY, LAST_DAY, known=(known,))
        body.head.line(f"{name} = v.numerator * (100 // v.denominator) if {known} else 0")
        return Number(name, 0, most(fact), 100, known=(known,))

    def number_result(self, body: Body, rule: ProgramRule, value: Number) -> str:
        if rule.type.kind == "date":
            return f"from_day({value.code})"
        return f"Fraction({value.code}, {product(str(value.den), *value.dyn)})"

    def result(self, body: Body, rule: ProgramRule, value: Generated) -> str:
        return super().result(body, rule, value).replace("'unlimited'", "UNLIMITED")


def _or_none(yes: str, no: str) -> str:
    return f"(True if {yes} else False if {no} else None)"
