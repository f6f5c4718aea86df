"""Why each result is what it is: its conditions, by how much each holds or fails, and the facts it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from doudi.policy.findings import Findings, Found
from doudi.policy.household import Household
from doudi.policy.model import Policy
from doudi.policy.output import as_json, money
from doudi.policy.plan import Atom, Fixed, Fork, Joined, OfMembers, Plan, RulePlan, Several, Through, Tree
from doudi.policy.telling import Teller
from doudi.policy.words_comparison import ORDERS


@dataclass(frozen=True, slots=True)
class Condition:
    """An atom as it stands for its holder: whether it holds (None: unknown) and, for numbers, left minus right."""

    atom: Atom
    member: int | None
    holds: bool | None
    margin: str | None


class Explainer:
    """Explains the findings for one household. Nothing is said in words unless a `Teller` is given."""

    def __init__(self, policy: Policy, plan: Plan, household: Household, findings: Findings) -> None:
        self.policy, self.plan, self.household, self.findings = policy, plan, household, findings
        self._facts = [self._fact_entries(None), *(self._fact_entries(m) for m in range(len(household.members)))]

    def explanation(self, teller: Teller | None = None) -> list[dict[str, Any]]:
        """An entry for every result of the household and then of each member, in the policy's order."""
        found = [self.entry(plan, None, teller) for plan in self.plan.rules.values() if plan.rule.entity == "household"]
        personal = [plan for plan in self.plan.rules.values() if plan.rule.entity == "person"]
        for member in range(len(self.household.members)):
            found += [self.entry(plan, member, teller) for plan in personal]
        return found

    def entry(self, plan: RulePlan, member: int | None, teller: Teller | None) -> dict[str, Any]:
        """What the JSON says of one result."""
        rule, value = plan.rule, self.findings.value(plan.rule.name, member)
        entry: dict[str, Any] = {
            "result": rule.name,
            "of": self.household.id if member is None else self.household.members[member].id,
            "value": as_json(value, rule.type),
            "cites": list(rule.cites),
        }
        if teller is not None:
            entry["sentence"] = teller.result(rule, member, value)
        entry["conditions"] = [self._condition_entry(each, teller) for each in self.conditions(rule.name, member)]
        entry["facts"] = self.facts(plan, member)
        return entry

    def conditions(self, rule: str, member: int | None) -> list[Condition]:
        """The conditions on which a result hangs, each once: of alternatives of which one holds, only that."""
        collector = _Collector(self, _is_nothing(self.findings.value(rule, member)))
        collector.collect(self.plan.rules[rule].tree, member)
        return list(collector.found.values())

    def facts(self, plan: RulePlan, member: int | None) -> list[dict[str, Any]]:
        """The known facts on which a result may rest."""
        names, entries = plan.facts, self._facts
        found = [entries[0][name] for name in names.household if name in entries[0]]
        for place, of_member in enumerate(entries[1:]):
            wanted = names.own if place == member else names.everyone
            found += [of_member[name] for name in wanted if name in of_member]
        return found

    def _fact_entries(self, member: int | None) -> dict[str, dict[str, Any]]:
        holder = self.household if member is None else self.household.members[member]
        entity = "household" if member is None else "person"
        types = self.policy.facts
        return {
            name: {"fact": name, "of": holder.id, "value": as_json(value, types[entity, name].type)}
            for name, value in holder.facts.items()
            if value is not None and (entity, name) in types
        }

    def _condition_entry(self, condition: Condition, teller: Teller | None) -> dict[str, Any]:
        entry: dict[str, Any] = (
            {} if teller is None else {"sentence": teller.condition(condition.atom.expr, condition.member)}
        )
        unit = condition.atom.unit if condition.margin is not None else None
        return entry | {"holds": condition.holds, "margin": condition.margin, "unit": unit}

    def atom(self, atom: Atom, member: int | None) -> Condition:
        """How an atom stands."""
        holder = member if atom.entity == "person" else None
        probes = self.findings.probes if holder is None else self.findings.member_probes[holder]
        if atom.sides is None:
            truth: Any = probes[atom.truth]
            return Condition(atom, holder, truth, None)
        left: Any = probes[atom.sides[0]]
        right: Any = probes[atom.sides[1]]
        if left is None or right is None:
            return Condition(atom, holder, None, None)
        return Condition(atom, holder, ORDERS[atom.op](left, right), money(left - right))


class _Collector:
    """Goes through a tree and keeps the conditions that count. `follow`: also into the amounts that are nothing."""

    def __init__(self, explainer: Explainer, follow: bool) -> None:
        self.explainer, self.follow = explainer, follow
        self.found: dict[tuple[int, int | None], Condition] = {}
        self.compared: set[tuple[str, tuple[int, int], int | None]] = set()

    def collect(self, tree: Tree, member: int | None) -> None:
        match tree:
            case Atom():
                self.keep(tree, member)
            case Joined():
                for part in self.that_count(tree, member):
                    self.collect(part, member)
            case Fork():
                self.collect_fork(tree, member)
            case Through():
                self.through(tree, member)
            case OfMembers(body=body):
                for place in range(len(self.explainer.household.members)):
                    self.collect(body, place)
            case Several(parts=parts):
                for part in parts:
                    self.collect(part, member)

    def collect_fork(self, tree: Fork, member: int | None) -> None:
        """The condition and the side it leads to; where it is unknown and does not matter, both sides instead."""
        truth = self.truth(tree.condition, member)
        if truth is None and tree.is_condition and self.truth(tree, member) is not None:
            self.collect(tree.then, member)
            self.collect(tree.otherwise, member)
            return
        self.collect(tree.failing if truth is False else tree.condition, member)
        if truth is not None:
            self.collect(tree.then if truth else tree.otherwise, member)

    def that_count(self, tree: Joined, member: int | None) -> list[Tree]:
        """Of alternatives of which one holds only those that do; of conditions of which one fails not the unknown."""
        truths = [(part, self.truth(part, member)) for part in tree.parts]
        if tree.every:
            failed = any(truth is False for _, truth in truths)
            return [part for part, truth in truths if not (failed and truth is None)]
        return [part for part, truth in truths if truth] or [*tree.parts]

    def keep(self, atom: Atom, member: int | None) -> None:
        condition = self.explainer.atom(atom, member)
        if atom.sides is not None:
            sides = atom.entity, atom.sides, condition.member
            if atom.op == "==" and sides in self.compared:
                return  # `a > b or a == b`: the first says it all
            self.compared.add(sides)
        self.found.setdefault((atom.place, condition.member), condition)

    def through(self, tree: Through, member: int | None) -> None:
        holder = None if tree.entity == "household" else member
        value = self.explainer.findings.value(tree.rule, holder)
        if tree.is_condition or (self.follow and (_is_nothing(value) or isinstance(value, str))):
            self.collect(self.explainer.plan.rules[tree.rule].tree, holder)

    def truth(self, tree: Tree, member: int | None) -> bool | None:
        """Whether a condition holds; None is unknown."""
        match tree:
            case Atom():
                return self.explainer.atom(tree, member).holds
            case Fixed():
                return tree.truth
            case Joined(every=every, parts=parts):
                truths = [self.truth(part, member) for part in parts]
                decisive = not every
                return decisive if decisive in truths else None if None in truths else every
            case Fork(condition=condition, then=then, otherwise=otherwise):
                truth = self.truth(condition, member)
                if truth is not None:
                    return self.truth(then if truth else otherwise, member)
                sides = self.truth(then, member), self.truth(otherwise, member)
                return sides[0] if sides[0] is sides[1] else None
            case Through(rule=rule, entity=entity):
                value = self.explainer.findings.value(rule, None if entity == "household" else member)
                return None if value is None else bool(value)
        raise TypeError(f"{type(tree).__name__} is no condition")


def _is_nothing(value: Found) -> bool:
    """Whether a result is unknown or stands for "not due"."""
    return value is None or value is False or value == 0 or value == ""
