"""Hypothesis strategies: checked policies over a handful of facts, and households that know some of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from building import (
    START,
    Draft,
    among,
    both,
    compare,
    each,
    either,
    extreme,
    household,
    minus,
    no,
    plus,
    text,
    times,
    when,
)
from hypothesis import strategies as st

from doudi.policy.definitions.model import Dated
from doudi.policy.definitions.nodes import Arithmetic, Expr, Literal, Round, RuleRef, Value
from doudi.policy.definitions.types import BOOLEAN, NUMBER, code
from doudi.policy.meaning.household import Household
from doudi.policy.meaning.kleene import MissingFact, MissingParameter, Need
from doudi.policy.meaning.setting import Setting

Draw = Callable[[st.SearchStrategy[object]], object]
KIND = code("kind")
KINDS = ("a", "b", "c")
NUMBERS = st.integers(-2, 3).map(Fraction)
AMOUNTS = st.integers(0, 4).map(Fraction)
OPERATORS = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
VALUES: dict[str, st.SearchStrategy[Value]] = {
    "n": AMOUNTS,
    "m": AMOUNTS,
    "p": st.booleans(),
    "q": st.booleans(),
    "k": st.sampled_from(KINDS),
    "x": AMOUNTS,
    "s": st.booleans(),
    "t": st.booleans(),
    "j": st.sampled_from(KINDS),
    "level": NUMBERS,
    "edge": st.sampled_from(["in", "out"]),
}
HOUSEHOLD, PERSON, SET = ("n", "m", "p", "q", "k"), ("x", "s", "t", "j"), ("level", "edge")


class _Grower:
    """Grows well-typed expressions in one scope, from facts, parameters and the rules made so far."""

    def __init__(self, draw: Draw, draft: Draft, made: list[RuleRef], *, person: bool, divide: bool) -> None:
        self.draw, self.draft, self.made, self.person, self.divide = draw, draft, made, person, divide
        seen = [rule for rule in made if person or rule.entity == "household"]
        self.numbers: list[Expr] = [draft.household_fact("n", NUMBER), draft.household_fact("m", NUMBER)]
        self.truths: list[Expr] = [draft.household_fact("p", BOOLEAN), draft.household_fact("q", BOOLEAN)]
        self.codes: list[Expr] = [draft.household_fact("k", KIND)]
        self.numbers += [draft.parameter("level", None, NUMBER), *(rule for rule in seen if rule.type == NUMBER)]
        edge = draft.reading("edge", None, **{"in": "算", "out": "不算"})
        self.truths += [compare(edge, "==", text("in")), *(rule for rule in seen if rule.type == BOOLEAN)]
        if person:
            self.numbers.append(draft.person_fact("x", NUMBER))
            self.truths += [draft.person_fact("s", BOOLEAN), draft.person_fact("t", BOOLEAN)]
            self.codes.append(draft.person_fact("j", KIND))

    def pick(self, options: list[Expr]) -> Expr:
        return self.draw(st.sampled_from(options))  # type: ignore[return-value]

    def truth(self, depth: int) -> Expr:
        shape = self.draw(st.integers(0, 8 if depth else 1))
        if shape == 0:
            return self.pick(self.truths)
        if shape == 1:
            return among(
                self.pick(self.codes), *(text(k, KIND) for k in self.draw(st.sets(st.sampled_from(KINDS), min_size=1)))
            )
        if shape in (2, 3):
            return compare(self.number(depth - 1), self.draw(OPERATORS), self.number(depth - 1))  # type: ignore[arg-type]
        if shape == 4:
            return no(self.truth(depth - 1))
        if shape == 5:
            return when(self.truth(depth - 1), self.truth(depth - 1), self.truth(depth - 1))
        if shape == 6 and not self.person:
            return each(self.draw(st.sampled_from(["any", "all"])), self.of_members().truth(depth - 1))  # type: ignore[arg-type]
        join = both if shape == 7 else either
        return join(*(self.truth(depth - 1) for _ in range(self.draw(st.integers(2, 3)))))  # type: ignore[call-overload]

    def number(self, depth: int) -> Expr:
        shape = self.draw(st.integers(0, 8 if depth else 1))
        if shape == 0:
            return Literal(NUMBER, self.draw(NUMBERS))  # type: ignore[arg-type]
        if shape == 1:
            return self.pick(self.numbers)
        if shape == 2:
            return when(self.truth(depth - 1), self.number(depth - 1), self.number(depth - 1))
        if shape == 3:
            return extreme(self.draw(st.sampled_from(["min", "max"])), self.number(depth - 1), self.number(depth - 1))  # type: ignore[arg-type]
        if shape == 4:
            return Round(NUMBER, self.number(depth - 1), 0)
        if shape == 5 and not self.person:
            function = self.draw(st.sampled_from(["sum", "count", "min", "max"]))
            members = self.of_members()
            return each(function, members.truth(depth - 1) if function == "count" else members.number(depth - 1))  # type: ignore[arg-type]
        if shape == 6 and self.divide:
            return Arithmetic(NUMBER, "/", self.number(depth - 1), self.number(depth - 1))
        if shape == 7:
            return self.cell()
        join = self.draw(st.sampled_from([plus, minus, times]))
        return join(self.number(depth - 1), self.number(depth - 1))  # type: ignore[operator]

    def cell(self) -> Expr:
        cells = [self.draw(NUMBERS) for _ in range(3)]
        name = f"table{len(self.draft.tables)}"
        rows = {(kind,): {"c": cell} for kind, cell in zip(KINDS, cells, strict=True)}
        return self.draft.table(name, [self.pick(self.codes)], {"c": NUMBER}, rows)["c"]  # type: ignore[arg-type]

    def of_members(self) -> _Grower:
        """The scope inside an aggregate."""
        return _Grower(self.draw, self.draft, self.made, person=True, divide=self.divide)


@st.composite
def settings_and_households(
    draw: Callable[..., object], divide: bool = False, rules: int = 4
) -> tuple[Setting, Household]:
    """A setting whose policy has a few rules, resting on each other, and a household that knows some facts."""
    draft = Draft()
    draft.codes["kind"] = {"a": "甲", "b": "乙", "c": "丙"}
    made: list[RuleRef] = []
    for place in range(draw(st.integers(1, rules))):  # type: ignore[call-overload]
        entity = draw(st.sampled_from(["household", "person"]))
        grower = _Grower(draw, draft, made, person=entity == "person", divide=divide)
        expr = grower.truth(3) if draw(st.booleans()) else grower.number(3)
        made.append(draft.rule(f"r{place}", expr, entity))  # type: ignore[arg-type]
    for name, type in (("x", NUMBER), ("s", BOOLEAN), ("t", BOOLEAN), ("j", KIND)):
        draft.person_fact(name, type)
    setting = draft.setting(**draw(_some(SET)))  # type: ignore[arg-type]
    members = draw(st.lists(_some(PERSON), min_size=1, max_size=3))
    return setting, household(*members, **draw(_some(HOUSEHOLD)))  # type: ignore[arg-type, misc]


def _some(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Value]]:
    """Values for some of the names."""
    return st.fixed_dictionaries({}, optional={name: VALUES[name] for name in names})


def answers(needs: set[Need]) -> st.SearchStrategy[dict[Need, Value]]:
    """Any valid value for every need."""
    return st.fixed_dictionaries({need: VALUES[need.name] for need in needs})


def answered(setting: Setting, home: Household, given: dict[Need, Value]) -> tuple[Setting, Household]:
    """The setting and the household with the answers filled in."""
    facts, people, parameters = dict(home.facts), [dict(person.facts) for person in home.members], dict(setting.given)
    for need, value in given.items():
        if not isinstance(need, MissingFact):
            parameters[need.name] = Dated(((START, value),))
        elif need.member is None:
            facts[need.name] = value
        else:
            people[need.member][need.name] = value
    members = tuple(replace(person, facts=people[place]) for place, person in enumerate(home.members))
    return replace(setting, given=parameters), replace(home, facts=facts, members=members)


def all_needs(home: Household) -> set[Need]:
    """Everything that a policy of these strategies might ask about the household, were nothing known."""
    of_people = {MissingFact(name, place) for place in range(len(home.members)) for name in PERSON}
    return {MissingFact(name, None) for name in HOUSEHOLD} | of_people | {MissingParameter(name) for name in SET}
