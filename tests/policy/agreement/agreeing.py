"""What it means that the fast engine agrees with the interpreter."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from doudi.policy.deciding.findings import interpreted
from doudi.policy.definitions.nodes import Unlimited, Value
from doudi.policy.generating.columns import UNLIMITED_AMOUNT, Column
from doudi.policy.meaning.exact import rounded
from doudi.policy.meaning.household import Household, Person
from doudi.policy.meaning.interpreter import evaluate
from doudi.policy.meaning.output import as_json
from doudi.policy.meaning.setting import Setting
from doudi.policy.running.batch import BatchFunction, Columns
from doudi.policy.running.function import HouseholdFunction

Known = dict[tuple[str, int | None], Value | Unlimited | None]


def meaning(setting: Setting, household: Household) -> Known:
    """Every result of the interpreter, by rule and member's place."""
    evaluation = evaluate(setting, household)
    return {
        (rule.name, place): evaluation.value(rule.name, place)
        for rule in setting.policy.rules.values()
        for place in evaluation.holders(rule.entity)
    }


def check_function(function: HouseholdFunction, setting: Setting, household: Household) -> None:
    """The function gives the interpreter's exact values, and answers with them as they leave."""
    wanted = meaning(setting, household)
    assert function.exact(household) == {key: value for key, value in wanted.items() if value is not None}
    answer = function.answer(household)
    rules = setting.policy.rules
    for (name, place), value in wanted.items():
        holder = answer["results"] if place is None else answer["members"][household.members[place].id]
        assert holder[name] == as_json(value, rules[name].type), name
    assert function(as_request(function, household)) == answer
    check_findings(function, setting, household)


def as_request(function: HouseholdFunction, household: Household) -> dict[str, Any]:
    """The facts that the function uses as somebody would send them."""
    used = [(fact.entity, fact.name) for fact in function.program.facts]

    def of(entity: str, holder: Household | Person) -> dict[str, Any]:
        facts = {name: _plain(holder.facts.get(name)) for each, name in used if each == entity}
        return {"id": holder.id, **{name: value for name, value in facts.items() if value is not None}}

    return {**of("household", household), "members": [of("person", person) for person in household.members]}


def _plain(value: Value | None) -> Any:
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


def check_findings(function: HouseholdFunction, setting: Setting, household: Household) -> None:
    """The function finds how every atom of the plan stands, as the interpreter does."""
    found = function.findings(household)
    wanted = interpreted(setting, function.plan)(household)
    assert (wanted.results, wanted.members) == (found.results, found.members)
    assert wanted.atoms == found.atoms
    assert wanted.member_atoms == found.member_atoms


def columns_of(batch: BatchFunction, households: Sequence[Household]) -> Columns:
    """The facts of households as the columns that a batch function reads. `texts` of the program come first."""
    texts = text_list(batch, households)
    found: dict[str, dict[str, Any]] = {"household": {}, "person": {}}
    for column in batch.facts:
        holders: list[Any] = list(households)
        if column.entity == "person":
            holders = [person for household in households for person in household.members]
        values = [_integer(batch, column, holder.facts.get(column.name), texts) for holder in holders]
        found[column.entity][column.name] = np.array(values, column.dtype)
    starts = np.cumsum([0, *(len(household.members) for household in households)])
    return Columns(starts, found["household"], found["person"])


def text_list(batch: BatchFunction, households: Sequence[Household]) -> list[str]:
    """The texts that the program and the households mention."""
    holders = [holder for household in households for holder in (household, *household.members)]
    met = [value for holder in holders for value in holder.facts.values() if type(value) is str]
    return list(dict.fromkeys([*batch.program.texts, *met]))


def _integer(batch: BatchFunction, column: Column, value: Value | None, texts: list[str]) -> int:
    if value is None:
        return column.unknown
    if isinstance(value, Fraction):
        return int(value * column.scale)
    if isinstance(value, datetime.date):
        return value.toordinal()
    if isinstance(value, str):
        return (texts if column.type.kind == "text" else batch.program.codes[column.type.codes or ""]).index(value)
    return int(value)


def check_columns(batch: BatchFunction, setting: Setting, households: Sequence[Household], results: Columns) -> None:
    """The columns hold the interpreter's values, rounded as they leave."""
    texts = text_list(batch, households)
    for number, household in enumerate(households):
        first = int(results.starts[number])
        for (name, place), value in meaning(setting, household).items():
            column = next(column for column in batch.results if column.name == name)
            row = number if place is None else first + place
            found = int(results.of(column.entity)[name][row])
            assert found == _result(batch, column, value, texts), (name, place, value, found)


def _result(batch: BatchFunction, column: Column, value: Value | Unlimited | None, texts: list[str]) -> int:
    if isinstance(value, Unlimited):
        return UNLIMITED_AMOUNT
    if isinstance(value, Fraction):
        return int(rounded(value, len(str(column.scale)) - 1) * column.scale)
    return _integer(batch, column, value, texts)
