"""Gathers, from a tree of conditions, those that count for one household: trees are made into functions once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from doudi.policy.deciding.plan import Atom, Fixed, Fork, Joined, OfMembers, Plan, Several, TableUse, Through, Tree
from doudi.policy.meaning.output import Json

MEMBER_STEP = 1 << 20
"""Atoms of the member at place p are known by their own place plus (p + 1) of these; there are never so many atoms."""

Told = dict[str, Any]


Gathered = dict[int, Told]
"""The conditions gathered, by the number of the atom, each once."""


@dataclass(slots=True)
class Side:
    """One holder's side of a household: what came out, by rule, and of its atoms whether each holds and what is told.

    `household` and `members` lead to the other sides. Atoms are numbered from `step`. `gathered` keeps what
    the household's rules came to, since every member may ask. `alternative` says a sentence anew, of a
    condition that belongs to one of several ways; it is None where there are no sentences.
    """

    results: Mapping[str, Json]
    holds: Sequence[bool | None]
    told: Sequence[Told]
    step: int
    alternative: Callable[[str], str] | None = None
    household: Side = field(init=False)
    members: list[Side] = field(init=False)
    gathered: dict[str, Gathered] = field(default_factory=dict)


Gather = Callable[[Gathered, Side, bool], None]
"""Adds to what is gathered; the flag says to look also behind amounts that are nothing."""
Truth = Callable[[Side], bool | None]
Cites = Callable[[Side], tuple[str, ...]]


def is_nothing(value: Json) -> bool:
    """Whether a result is unknown or stands for "not due"."""
    return not value or value == "0.00"


class Gatherers:
    """The gathering functions of all rules of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.rules: dict[str, Gather] = {}
        for name, rule in plan.rules.items():
            self.rules[name] = self.gather(rule.tree)

    def gather(self, tree: Tree) -> Gather:
        """The function that gathers the conditions of a tree."""
        match tree:
            case Atom():
                return _gather_atom(tree)
            case Joined(every=every, parts=parts):
                if every and (single := _of_one_holder(parts)):
                    return _gather_atoms(*single)
                pairs = [(self.gather(part), self.truth(part)) for part in parts]
                return _gather_all(pairs) if every else _gather_any(pairs)
            case Fork():
                return self.gather_fork(tree)
            case Through():
                return self.gather_through(tree)
            case OfMembers(body=body):
                return _gather_members(self.gather(body))
            case Several(parts=parts):
                return _gather_several([self.gather(part) for part in parts])
        return _gather_nothing

    def gather_fork(self, tree: Fork) -> Gather:
        """The condition and the side it leads to; where it is unknown and does not matter, both sides instead."""
        condition, failing = self.gather(tree.condition), self.gather(tree.failing)
        then, otherwise, truth = self.gather(tree.then), self.gather(tree.otherwise), self.truth(tree.condition)
        whole = self.truth(tree) if tree.is_condition else _unknown

        def gather(found: Gathered, side: Side, follow: bool) -> None:
            holds = truth(side)
            if holds is None and whole(side) is not None:
                then(found, side, follow)
                otherwise(found, side, follow)
            elif holds is None:
                condition(found, side, follow)
            elif holds:
                condition(found, side, follow)
                then(found, side, follow)
            else:
                failing(found, side, follow)
                otherwise(found, side, follow)

        return gather

    def gather_through(self, tree: Through) -> Gather:
        """The conditions of another result: always of a condition; of a class, or an amount that is nothing, on demand."""
        name, of_household, rules = tree.rule, tree.entity == "household", self.rules
        always, is_word = tree.is_condition, tree.is_word

        def gather(found: Gathered, side: Side, follow: bool) -> None:
            if always or (follow and (is_word or is_nothing(side.results[name]))):
                rules[name](found, side, follow)

        def gather_of_household(found: Gathered, side: Side, follow: bool) -> None:
            side = side.household
            if always or (follow and (is_word or is_nothing(side.results[name]))):
                kept = side.gathered.get(name)
                if kept is None:
                    kept = side.gathered[name] = {}
                    rules[name](kept, side, follow)
                found.update(kept)

        return gather_of_household if of_household else gather

    def truth(self, tree: Tree) -> Truth:
        """The function that says whether a condition holds; None is unknown."""
        match tree:
            case Atom(place=place, entity=entity):
                if entity == "household":
                    return lambda side: side.household.holds[place]
                return lambda side: side.holds[place]
            case Fixed(truth=truth):
                return lambda side: truth
            case Joined(every=every, parts=parts):
                return _truth_of_joined(every, [self.truth(part) for part in parts])
            case Fork(condition=condition, then=then, otherwise=otherwise):
                return _truth_of_fork(self.truth(condition), self.truth(then), self.truth(otherwise))
            case Through(rule=rule, entity="household"):
                return lambda side: side.household.results[rule]  # type: ignore[return-value]
            case Through(rule=rule):
                return lambda side: side.results[rule]  # type: ignore[return-value]
        raise TypeError(f"{type(tree).__name__} is no condition")

    def cites(self, use: TableUse) -> Cites:
        """The function that says what the row of a table cites that decided; nothing where it is not known which."""
        way = [(self.truth(tree), wanted) for tree, wanted in use.way]
        rows = [(self.truth(tree), cites) for tree, cites in use.rows]

        def of(side: Side) -> tuple[str, ...]:
            if any(truth(side) is not wanted for truth, wanted in way):
                return ()
            holds, cites = next((holds, cites) for truth, cites in rows if (holds := truth(side)) is not False)
            return cites if holds else ()

        if not use.of_members:
            return of
        return lambda side: tuple(cite for member in side.members for cite in of(member))


def _unknown(side: Side) -> bool | None:
    return None


def _gather_nothing(found: Gathered, side: Side, follow: bool) -> None:
    pass


def _gather_atom(atom: Atom) -> Gather:
    place, of_household, beside = atom.place, atom.entity == "household", atom.beside

    def gather(found: Gathered, side: Side, follow: bool) -> None:
        holder = side.household if of_household else side
        step = holder.step
        if beside and any(step + other in found for other in beside):
            return  # `a > b or a == b`: where both fail, the first says it all
        found[step + place] = holder.told[place]

    return gather


def _of_one_holder(parts: Sequence[Tree]) -> tuple[list[int], bool] | None:
    """The places of parts that are all plain atoms of the same entity, and whether it is the household."""
    atoms = [part for part in parts if isinstance(part, Atom) and not part.beside]
    if len(atoms) < len(parts) or len({atom.entity for atom in atoms}) > 1:
        return None
    return [atom.place for atom in atoms], atoms[0].entity == "household"


def _gather_atoms(places: list[int], of_household: bool) -> Gather:
    """As `_gather_all`, for the plainest case."""

    def gather(found: Gathered, side: Side, follow: bool) -> None:
        holder = side.household if of_household else side
        holds, told, step = holder.holds, holder.told, holder.step
        failed = False in [holds[place] for place in places]
        for place in places:
            if not failed or holds[place] is not None:
                found[step + place] = told[place]

    return gather


def _gather_all(parts: list[tuple[Gather, Truth]]) -> Gather:
    """Of conditions of which one fails, not the unknown ones: they do not matter any more."""

    def gather(found: Gathered, side: Side, follow: bool) -> None:
        truths = [truth(side) for _, truth in parts]
        failed = False in truths
        for (part, _), truth in zip(parts, truths, strict=True):
            if not failed or truth is not None:
                part(found, side, follow)

    return gather


def _gather_any(parts: list[tuple[Gather, Truth]]) -> Gather:
    """Of alternatives of which one holds, only those that do; where none does, all, said to be alternatives."""

    def gather(found: Gathered, side: Side, follow: bool) -> None:
        truths = [truth(side) for _, truth in parts]
        if True in truths:
            for (part, _), truth in zip(parts, truths, strict=True):
                if truth:
                    part(found, side, follow)
            return
        own = Gathered(found)
        for part, _ in parts:
            part(own, side, follow)
        new = [key for key in own if key not in found]
        for key in new:
            found[key] = own[key] if len(new) == 1 else _as_alternative(own[key], side)

    return gather


def _as_alternative(told: Told, side: Side) -> Told:
    if side.alternative is None or told["holds"]:
        return told
    return {**told, "sentence": side.alternative(told["sentence"])}


def _gather_several(parts: list[Gather]) -> Gather:
    if not parts:
        return _gather_nothing

    def gather(found: Gathered, side: Side, follow: bool) -> None:
        for part in parts:
            part(found, side, follow)

    return gather


def _gather_members(body: Gather) -> Gather:
    def gather(found: Gathered, side: Side, follow: bool) -> None:
        for member in side.members:
            body(found, member, follow)

    return gather


def _truth_of_joined(every: bool, parts: list[Truth]) -> Truth:
    decisive = not every

    def truth(side: Side) -> bool | None:
        truths = [part(side) for part in parts]
        return decisive if decisive in truths else None if None in truths else every

    return truth


def _truth_of_fork(condition: Truth, then: Truth, otherwise: Truth) -> Truth:
    def truth(side: Side) -> bool | None:
        holds = condition(side)
        if holds is not None:
            return then(side) if holds else otherwise(side)
        first = then(side)
        return first if first is otherwise(side) else None

    return truth
