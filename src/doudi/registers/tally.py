"""What is counted on the way: who was decided, what is due, what is unknown and why. Parts add up to the whole.

A tally is a plain JSON object, so that it can lie on the disk beside its part.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from doudi.policy.definitions.model import Benefit
from doudi.policy.definitions.nodes import Value
from doudi.policy.generating.columns import UNLIMITED_AMOUNT, Column
from doudi.policy.generating.request import FACT_SCALE
from doudi.policy.meaning.household import Household, Person
from doudi.policy.meaning.interpreter import Evaluation
from doudi.policy.meaning.kleene import MissingFact, Need
from doudi.policy.meaning.setting import Setting
from doudi.policy.running.batch import BatchFunction, Columns
from doudi.registers.arrays import Integers, Mask
from doudi.registers.quick import Texts

Tally = dict[str, Any]


class Counter:
    """Counts for one setting. `most` households of a portion are asked why something is unknown; the rest are like them."""

    def __init__(self, setting: Setting, batch: BatchFunction, most: int) -> None:
        self.setting, self.batch, self.most = setting, batch, most
        self.columns = {column.name: column for column in batch.results}

    def count(self, facts: Columns, results: Columns, texts: Texts) -> Tally:
        """The tally of some households and their people."""
        households, people = len(results.starts) - 1, int(results.starts[-1])
        open_households, unknown = self._unknown(results)
        return {
            "households": households,
            "people": people,
            "benefits": {name: self._benefit(b, results) for name, b in self.setting.policy.benefits.items()},
            "unknown": {"households": int(open_households.sum()), "results": unknown},
            "why": self._why(open_households.nonzero()[0], facts, results, texts),
        }

    def _benefit(self, benefit: Benefit, results: Columns) -> dict[str, int]:
        """Holders to whom it is due, to whom it may be, and the sum due in fen."""
        of = results.of(benefit.to)
        count = len(results.starts) - 1 if benefit.to == "household" else int(results.starts[-1])
        yes, no = np.ones(count, bool), np.zeros(count, bool)
        if benefit.when is not None:
            yes, no = of[benefit.when] == 1, of[benefit.when] == 0
        if benefit.amount is None:
            return {"due": int(yes.sum()), "maybe": int((~yes & ~no).sum())}
        amount, column = of[benefit.amount], self.columns[benefit.amount]
        known = amount != column.unknown
        yes, no = yes & known & (amount > 0), no | (known & (amount <= 0))
        return {"due": int(yes.sum()), "maybe": int((~yes & ~no).sum()), "fen": _sum(amount[yes])}

    def _unknown(self, results: Columns) -> tuple[Mask, dict[str, int]]:
        """Which households have an unknown result, their own or a member's, and how many are unknown by result."""
        found, counts = np.zeros(len(results.starts) - 1, bool), {}
        anybody = np.zeros(int(results.starts[-1]), bool)
        for column in self.batch.results:
            unknown = results.of(column.entity)[column.name] == column.unknown
            if unknown.any():
                counts[column.name] = int(unknown.sum())
                if column.entity == "household":
                    found |= unknown
                else:
                    anybody |= unknown
        if anybody.any():
            found |= np.add.reduceat(anybody, results.starts[:-1]) > 0
        return found, counts

    # -- why

    def _why(self, places: Integers, facts: Columns, results: Columns, texts: Texts) -> Tally:
        """What some of the households with unknown results lack: `asked` of them, and how many lack each thing."""
        asked = places[:: max(1, -(-len(places) // self.most))]
        lacking: dict[str, int] = {}
        for place in asked.tolist():
            household = self._household(place, facts, texts)
            for name in sorted({_name(need) for need in self._needs(household, place, results)}):
                lacking[name] = lacking.get(name, 0) + 1
        return {"asked": len(asked), "lacking": lacking}

    def _needs(self, household: Household, place: int, results: Columns) -> Iterator[Need]:
        evaluation = Evaluation(self.setting, household)
        first = int(results.starts[place])
        for column in self.batch.results:
            values = results.of(column.entity)[column.name]
            for member in evaluation.holders(column.entity):
                if values[place if member is None else first + member] == column.unknown:
                    yield from evaluation.needs(column.name, member)

    def _household(self, place: int, facts: Columns, texts: Texts) -> Household:
        """A household's facts, as far as the policy uses them."""
        first, last = int(facts.starts[place]), int(facts.starts[place + 1])
        people = tuple(Person(f"P{row}", self._facts("person", row, facts, texts)) for row in range(first, last))
        return Household("H", self._facts("household", place, facts, texts), people)

    def _facts(self, entity: str, row: int, facts: Columns, texts: Texts) -> Mapping[str, Value | None]:
        columns, codes = facts.of(entity), self.batch.program.codes
        return {
            column.name: _value(column, int(columns[column.name][row]), codes, texts)
            for column in self.batch.facts
            if column.entity == entity and column.name in columns
        }


def _value(column: Column, number: int, codes: Mapping[str, tuple[str, ...]], texts: Texts) -> Value | None:
    if number == column.unknown:
        return None
    match column.type.kind:
        case "number":
            return Fraction(number, FACT_SCALE)
        case "boolean":
            return number == 1
        case "date":
            return datetime.date.fromordinal(number)
        case "code":
            return codes[column.type.codes or ""][number]
    return texts.list[number]


def _name(need: Need) -> str:
    return f"{'fact' if isinstance(need, MissingFact) else 'parameter'} {need.name}"


def _sum(fen: Integers) -> int:
    """The exact sum, which may be more than 64 bits hold; amounts without limit are left out."""
    finite = fen[fen != UNLIMITED_AMOUNT]
    return int((finite >> 32).sum()) * 2**32 + int((finite & 0xFFFFFFFF).sum())


def empty(setting: Setting) -> Tally:
    """The tally of nobody."""
    benefits = {
        name: {"due": 0, "maybe": 0} | ({} if benefit.amount is None else {"fen": 0})
        for name, benefit in setting.policy.benefits.items()
    }
    return {
        "households": 0,
        "people": 0,
        "rejected": {"household": 0, "person": 0},
        "benefits": benefits,
        "unknown": {"households": 0, "results": {}},
        "why": {},
    }


def add(total: Tally, part: Tally) -> None:
    """Add a part to the whole. What its sample lacks is weighed by the households for which the sample stands."""
    for key in ("households", "people"):
        total[key] += part[key]
    for entity, count in part["rejected"].items():
        total["rejected"][entity] += count
    for name, counts in part["benefits"].items():
        for key, count in counts.items():
            total["benefits"][name][key] += count
    total["unknown"]["households"] += part["unknown"]["households"]
    results = total["unknown"]["results"]
    for name, count in part["unknown"]["results"].items():
        results[name] = results.get(name, 0) + count
    for name, count in part["why"]["lacking"].items():
        weight = Fraction(part["unknown"]["households"] * count, part["why"]["asked"])
        total["why"][name] = total["why"].get(name, Fraction(0)) + weight
