"""Every policy that comes with Doudi: function, plain loop and kernel's loop mean what the interpreter says."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from fractions import Fraction

import guarded
import pytest
from agreeing import check_columns, check_function, columns_of
from random_programs import Chooser, seeded

from doudi.policy.building.build import load
from doudi.policy.definitions.model import Dated, Fact, Policy
from doudi.policy.definitions.nodes import Expr, Literal, Value, walk
from doudi.policy.generating.fold import Lookup
from doudi.policy.generating.specialise import Program
from doudi.policy.meaning.household import Household, Person
from doudi.policy.meaning.setting import Setting
from doudi.policy.reading import library
from doudi.policy.running.batch import BatchFunction, Columns
from doudi.policy.running.function import HouseholdFunction

DATES = (datetime.date(2019, 6, 1), datetime.date(2021, 12, 1), datetime.date(2025, 3, 1))
HOUSEHOLDS = 12
SMALL = tuple(map(Fraction, (0, 1, 2, 3, 4, 6, 12, 18, 60)))


@pytest.mark.parametrize("name", library.names())
def test_all_ways_to_run_a_policy_agree(name: str) -> None:
    choose, policy = seeded(7), load(name)
    for date in DATES:
        setting = _setting(policy, date, choose)
        function = HouseholdFunction(setting)
        batch = BatchFunction(function.program)
        households = [_household(choose, policy, _constants(function.program)) for _ in range(HOUSEHOLDS)]
        for household in households:
            check_function(function, setting, household)
        facts = columns_of(batch, households)
        plain = batch.run(facts)
        check_columns(batch, setting, households, plain)
        made = guarded.run(batch, facts)
        whole = Columns(facts.starts, {**plain.household, **made.household}, {**plain.person, **made.person})
        check_columns(batch, setting, households, whole)


def test_no_rule_of_our_policies_is_too_wide_for_the_kernel() -> None:
    for name in library.names():
        assert BatchFunction(HouseholdFunction(_setting(load(name), DATES[1], seeded(1))).program).plain == {}


def test_a_whole_county_agrees_compiled() -> None:
    choose, policy = seeded(8), load(library.names()[0])
    setting = _setting(policy, DATES[1], choose)
    batch = BatchFunction(HouseholdFunction(setting).program)
    households = [_household(choose, policy, _constants(batch.program)) for _ in range(60)]
    check_columns(batch, setting, households, batch.run(columns_of(batch, households), few=0))


def _setting(policy: Policy, date: datetime.date, choose: Chooser) -> Setting:
    """Most of what a place has to give is given; some is not, so that unknowns come from there as well."""
    given = {
        name: Dated(((datetime.date(2000, 1, 1), choose.of((Fraction(550), Fraction(2000), Fraction(7, 2)))),))
        for name, parameter in policy.parameters.items()
        if parameter.required and parameter.type.is_number and not choose.chance(5)
    }
    return Setting(policy, date, dict(given))


def _constants(program: Program) -> dict[str, list[Value]]:
    """The values that the rules compare with, by kind of type."""
    found: dict[str, list[Value]] = {}
    for node in _nodes(program):
        values = node.cells if isinstance(node, Lookup) else (node.value,) if isinstance(node, Literal) else ()
        for value in values:
            if isinstance(value, Fraction | datetime.date | str) and not isinstance(value, bool):
                kind = "money" if node.type.is_money else node.type.kind
                found.setdefault(kind, []).append(value)
    return found


def _nodes(program: Program) -> Iterator[Expr]:
    for rule in program.rules:
        yield from walk(rule.expr)


def _household(choose: Chooser, policy: Policy, constants: dict[str, list[Value]]) -> Household:
    size = choose.of((1, 1, 2, 3, 4, 7))
    people = tuple(Person(f"P{place}", _facts(choose, policy, "person", constants)) for place in range(1, size + 1))
    return Household("H1", _facts(choose, policy, "household", constants), people)


def _facts(choose: Chooser, policy: Policy, entity: str, constants: dict[str, list[Value]]) -> dict[str, Value | None]:
    unknown = choose.of((3, 12, 10_000))
    facts = [fact for fact in policy.facts.values() if fact.entity == entity and fact.name != "id"]
    return {fact.name: None if choose.chance(unknown) else _value(choose, policy, fact, constants) for fact in facts}


def _value(choose: Chooser, policy: Policy, fact: Fact, constants: dict[str, list[Value]]) -> Value:
    type = fact.type
    if type.kind == "boolean":
        return choose.chance(2)
    if type.kind == "code":
        return choose.of(list(policy.codes[type.codes or ""]))
    if type.kind == "date":
        return datetime.date(1930 + choose.integer(95), 1 + choose.integer(12), 1 + choose.integer(28))
    if type.kind == "text":
        return str(choose.of([*constants.get("text", []), "甲", "乙"]))
    if type.is_money:
        near = choose.of([*constants.get("money", []), Fraction(0), Fraction(300)])
        assert isinstance(near, Fraction)
        shift = choose.of((Fraction(0), Fraction("0.01"), Fraction("-0.01"), Fraction(100)))
        return min(max(Fraction(int(near * 100), 100) + shift, Fraction(0)), Fraction(10**8))
    return choose.of(SMALL)
