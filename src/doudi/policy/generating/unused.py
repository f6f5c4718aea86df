"""Facts of a request that no rule rests on: each is looked at, so that nothing wrong goes unsaid, and left alone.

What is not plain is left to the careful reader, which says what is wrong with it, or takes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from doudi.policy.definitions.model import Policy
from doudi.policy.definitions.types import Type
from doudi.policy.generating.calls import Irregular, day, fen, hundredths, plain_text
from doudi.policy.generating.request import FACT_SCALE
from doudi.policy.inputs.facts import IGNORED_KEYS, known_facts
from doudi.vocabulary import load
from doudi.vocabulary.id_number import parse

Look = Callable[[Any], object]
"""Looks at a known value as it comes; raises `Irregular` and the like unless it is plain."""
Given = Mapping[str, Any]


class Unused:
    """How the facts that a request may give are looked at. Raises `Irregular` and the like on what is not plain."""

    def __init__(self, policy: Policy) -> None:
        codes = {**load().codes, **policy.codes}
        self._looks: dict[str, dict[str, Look]] = {
            entity: {name: _look(type, codes) for name, (type, _) in facts.items()}
            for entity, facts in known_facts(policy).items()
        }
        self._looks["household"] |= dict.fromkeys(IGNORED_KEYS, _ignore)

    def of_household(self, facts: Given, used: frozenset[str]) -> None:
        """Look at a household's facts other than those used."""
        _look_at(facts, used, self._looks["household"])

    def of_people(self, members: Sequence[Given], used: frozenset[str]) -> None:
        """Look at the members' facts other than those used, and at their ID numbers together."""
        for facts in members:
            _look_at(facts, used, self._looks["person"])
        numbers = [_identity(facts) for facts in members if facts.get("id_number") is not None]
        if len(set(numbers)) < len(numbers):
            raise Irregular


def _look_at(facts: Given, used: frozenset[str], looks: Mapping[str, Look]) -> None:
    for name in facts.keys() - used:
        look, value = looks[name], facts[name]
        if value is not None:
            look(value)


def _identity(facts: Given) -> str:
    """The ID number, if it says nothing else than the birth date and the sex beside it."""
    number = parse(facts["id_number"])
    if number.text != facts["id_number"]:
        raise Irregular
    if facts.get("birth_date") not in (None, number.birth_date.isoformat()):
        raise Irregular
    if facts.get("sex") not in (None, number.sex):
        raise Irregular
    return number.text


def _look(type: Type, codes: Mapping[str, Mapping[str, str]]) -> Look:
    match type.kind:
        case "boolean":
            return _truth
        case "date":
            return day
        case "text":
            return plain_text
        case "number":
            return _number(FACT_SCALE * type.most, fen if type.is_money else hundredths)
    return _code(codes[type.declared])


def _ignore(value: object) -> None:
    pass


def _truth(value: object) -> None:
    if value is not True and value is not False:
        raise Irregular


def _number(high: int, other: Callable[[object], int]) -> Look:
    """`other` reads what is neither an int nor a float; `high` is in hundredths."""

    def look(value: Any) -> None:
        if type(value) is int:
            size = value * 100
        elif type(value) is float:
            size = round(value * 100)
            if size / 100 != value:
                raise Irregular
        else:
            size = other(value)
        if not 0 <= size <= high:
            raise Irregular

    return look


def _code(options: Mapping[str, str]) -> Look:
    def look(value: object) -> None:
        if value not in options:
            raise Irregular

    return look
