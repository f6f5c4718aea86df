"""Why each result is what it is: its conditions, by how much each holds or fails, and the facts it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from doudi.policy.collecting import MEMBER_STEP, Gathered, Gatherers, Side, Told, is_nothing
from doudi.policy.findings import Findings, Results, Stand
from doudi.policy.household import Household
from doudi.policy.model import Policy
from doudi.policy.nodes import Value
from doudi.policy.output import as_json
from doudi.policy.plan import Atom, Facts, Plan, RulePlan
from doudi.policy.telling import Teller

Entry = dict[str, Any]


class Explainer:
    """Explains decisions under one policy. Made once: what there is to explain does not depend on the household."""

    def __init__(self, policy: Policy, plan: Plan) -> None:
        self.policy, self.plan = policy, plan
        self.gatherers = Gatherers(plan)
        self.of_household = [each for each in plan.rules.values() if each.rule.entity == "household"]
        self.of_person = [each for each in plan.rules.values() if each.rule.entity == "person"]

    def explain(self, household: Household, findings: Findings, teller: Teller | None = None) -> list[Entry]:
        """An entry for every result of the household and then of each member, in the policy's order.

        Sentences are left out where there is no teller.
        """
        side = self.sides(findings, teller)
        facts = [self.known(household.id, "household", household.facts)]
        facts += [self.known(person.id, "person", person.facts) for person in household.members]
        entries = [self.entry(plan, household.id, side, facts, 0, teller) for plan in self.of_household]
        for place, person in enumerate(household.members):
            of_member = side.members[place]
            entries += [self.entry(plan, person.id, of_member, facts, place + 1, teller) for plan in self.of_person]
        return entries

    def entry(
        self, plan: RulePlan, of: str, side: Side, facts: list[dict[str, Entry]], whose: int, teller: Teller | None
    ) -> Entry:
        """What the JSON says of one result; `whose` is 0 for the household, then the member's place plus 1."""
        rule = plan.rule
        value = side.results[rule.name]
        entry: Entry = {"result": rule.name, "of": of, "value": value, "cites": [*rule.cites]}
        if teller is not None:
            entry["sentence"] = teller.result(rule, whose - 1 if whose else None)
        entry["conditions"] = self.conditions(rule.name, side)
        entry["facts"] = _used(plan.facts, facts, whose)
        return entry

    def conditions(self, rule: str, side: Side) -> list[Told]:
        """The conditions on which a result hangs, each once, in the order of the rule."""
        found = Gathered()
        found.follow = is_nothing(side.results[rule])
        self.gatherers.rules[rule](found, side)
        return [*found.values()]

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
        return Side(results, [holds for holds, _ in stands], told, 0 if member is None else (member + 1) * MEMBER_STEP)

    def known(self, of: str, entity: str, facts: Mapping[str, Value | None]) -> dict[str, Entry]:
        """The known facts of a holder, as the JSON says them."""
        types = self.policy.facts
        return {
            name: {"fact": name, "of": of, "value": as_json(value, types[entity, name].type)}
            for name, value in facts.items()
            if value is not None and (entity, name) in types
        }


def _told(atom: Atom, holds: bool | None, margin: str | None) -> Told:
    return {"holds": holds, "margin": margin, "unit": atom.unit if margin is not None else None}


def _used(names: Facts, facts: list[dict[str, Entry]], whose: int) -> list[Entry]:
    """The known facts on which a result may rest: the household's, then each member's."""
    of_household = facts[0]
    found = [of_household[name] for name in names.household if name in of_household]
    for place in range(1, len(facts)):
        of_member = facts[place]
        found += [of_member[name] for name in (names.own if place == whose else names.everyone) if name in of_member]
    return found
