"""Why each result is what it is: its conditions, by how much each holds or fails, and the facts it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from doudi.policy.deciding.collecting import MEMBER_STEP, Cites, Gather, Gathered, Gatherers, Side, Told, is_nothing
from doudi.policy.deciding.findings import Findings, Results, Stand
from doudi.policy.deciding.plan import NOTHING, Atom, Facts, Plan
from doudi.policy.deciding.telling import Teller
from doudi.policy.definitions.model import Policy, Rule
from doudi.policy.meaning.household import Household, Person
from doudi.policy.meaning.output import Json, as_json

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Holder:
    """The household or a member: id, and the known facts as the JSON says them. `lists` are those asked for before."""

    id: str
    facts: Mapping[str, Entry]
    lists: dict[tuple[str, ...], list[Entry]] = field(default_factory=dict)

    def known(self, names: tuple[str, ...]) -> list[Entry]:
        """Of the named facts those that are known, in the order of the names."""
        found = self.lists.get(names)
        if found is None:
            found = self.lists[names] = [self.facts[name] for name in names if name in self.facts]
        return found


@dataclass(frozen=True, slots=True)
class Line:
    """What an entry is made of: a rule, and the functions and names that its plan has come to."""

    rule: Rule
    gather: Gather | None
    facts: Facts
    tables: tuple[Cites, ...]


class Explainer:
    """Explains decisions under one policy. Made once: what there is to explain does not depend on the household."""

    def __init__(self, policy: Policy, plan: Plan) -> None:
        self.policy, self.plan = policy, plan
        gatherers = Gatherers(plan)
        self.gatherers = gatherers.rules
        lines = [
            Line(
                each.rule,
                None if each.tree == NOTHING else self.gatherers[name],
                each.facts,
                tuple(gatherers.cites(use) for use in each.tables),
            )
            for name, each in plan.rules.items()
        ]
        self.lines = {e: [line for line in lines if line.rule.entity == e] for e in ("household", "person")}

    def explain(self, household: Household, findings: Findings, teller: Teller | None = None) -> list[Entry]:
        """An entry for every result of the household and then of each member, in the policy's order.

        Sentences are left out where there is no teller. Entries may share conditions and facts: do not change them.
        """
        holders = [self.holder("household", household), *(self.holder("person", each) for each in household.members)]
        return self.entries(holders, findings, teller)

    def entries(self, holders: Sequence[Holder], findings: Findings, teller: Teller | None = None) -> list[Entry]:
        """As `explain`, of the household (first) and its members as holders."""
        side = self.sides(findings, teller)
        found = self._entries(self.lines["household"], side, holders, 0, teller)
        for place, of_member in enumerate(side.members, 1):
            found += self._entries(self.lines["person"], of_member, holders, place, teller)
        return found

    def _entries(
        self, lines: Sequence[Line], side: Side, holders: Sequence[Holder], whose: int, teller: Teller | None
    ) -> list[Entry]:
        """The entries of one holder."""
        found, of, results = [], holders[whose].id, side.results
        for line in lines:
            rule = line.rule
            name = rule.name
            entry: Entry = {"result": name, "of": of, "value": results[name], "cites": [*rule.cites]}
            if line.tables:
                entry["cites"] = [*dict.fromkeys(chain(rule.cites, *(cites(side) for cites in line.tables)))]
            if teller is not None:
                entry["sentence"] = teller.result(rule, whose - 1 if whose else None)
            entry["conditions"] = [] if line.gather is None else gathered(line.gather, side, results[name])
            entry["facts"] = _used(line.facts, holders, whose)
            found.append(entry)
        return found

    def conditions(self, rule: str, side: Side) -> list[Told]:
        """The conditions on which a result hangs, each once, in the order of the rule."""
        return gathered(self.gatherers[rule], side, side.results[rule])

    def holder(self, entity: str, holder: Household | Person) -> Holder:
        """The household or a person with the known facts that the policy speaks of."""
        types, of = self.policy.facts, holder.id
        facts = {
            name: {"fact": name, "of": of, "value": as_json(value, types[entity, name].type)}
            for name, value in holder.facts.items()
            if value is not None and (entity, name) in types
        }
        return Holder(of, facts)

    def sides(self, findings: Findings, teller: Teller | None = None) -> Side:
        """The household's side, from which those of its members hang."""
        side = self._side("household", findings.results, findings.atoms, None, teller)
        side.household = side
        side.members = []
        for place, (results, atoms) in enumerate(zip(findings.members, findings.member_atoms, strict=True)):
            of_member = self._side("person", results, atoms, place, teller)
            of_member.household = side
            side.members.append(of_member)
        return side

    def _side(
        self, entity: str, results: Results, stands: Sequence[Stand], member: int | None, teller: Teller | None
    ) -> Side:
        atoms = self.plan.atoms[entity]
        told = [_told(atom, *stand) for atom, stand in zip(atoms, stands, strict=True)]
        if teller is not None:
            told = [
                {"sentence": teller.condition(atom.holds, member), **each}
                for atom, each in zip(atoms, told, strict=True)
            ]
        step = 0 if member is None else (member + 1) * MEMBER_STEP
        alternative = None if teller is None else teller.alternative
        return Side(results, [holds for holds, _ in stands], told, step, alternative)


def _told(atom: Atom, holds: bool | None, margin: str | None) -> Told:
    return {"holds": holds, "margin": margin, "unit": atom.unit if margin is not None else None}


def gathered(gather: Gather, side: Side, value: Json) -> list[Told]:
    """The conditions of a result with this value."""
    found: Gathered = {}
    gather(found, side, is_nothing(value))
    return [*found.values()]


def _used(names: Facts, holders: Sequence[Holder], whose: int) -> list[Entry]:
    """The known facts on which a result may rest: the household's, then each member's."""
    found = [*holders[0].known(names.household)]
    if names.everyone:
        for place in range(1, len(holders)):
            found += holders[place].known(names.own if place == whose else names.everyone)
    elif whose:
        found += holders[whose].known(names.own)
    return found
