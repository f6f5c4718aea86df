"""When what is computed: rules of persons and of the household interleave, and each member loop does all it can.

A household's block and the member loop after it make one stage. There are as few stages as the policy allows, and
everything stands in the latest of them that those who use it allow: then a loop reads few facts, what is gathered over
the members (`sum(members, …)`) is gathered together, and little is carried from one loop to a later one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from doudi.policy.definitions.nodes import Aggregate, Expr, FactRef, RuleRef, children
from doudi.policy.generating.specialise import Program, ProgramRule


@dataclass(slots=True)
class Stage:
    """A household's rules, then the persons' rules and gatherings of one loop over the members."""

    household: list[ProgramRule] = field(default_factory=list)
    person: list[ProgramRule] = field(default_factory=list)
    gathered: list[Aggregate] = field(default_factory=list)

    @property
    def has_loop(self) -> bool:
        return bool(self.person or self.gathered)


def schedule(program: Program) -> list[Stage]:
    """The stages of a program."""
    places = _Places(program)
    stages = [Stage() for _ in range(places.count)]
    for rule in program.rules:
        stage = stages[places.rules[rule.name]]
        (stage.household if rule.entity == "household" else stage.person).append(rule)
    for aggregate, place in places.gathered.items():
        stages[place].gathered.append(aggregate)
    return stages


class _Places:
    """The stage of every rule and gathering, by number: first the earliest, then the latest that its users allow."""

    def __init__(self, program: Program) -> None:
        self.rules: dict[str, int] = {}
        self.gathered: dict[Aggregate, int] = {}
        self.wanted: dict[str | Aggregate, int] = {}
        for rule in program.rules:
            self.rules[rule.name] = self.household(rule.expr) if rule.entity == "household" else self.person(rule.expr)
        loops = [self.rules[rule.name] for rule in program.rules if rule.entity == "person"]
        self.last = max([*loops, *self.gathered.values()], default=0)
        self.count = 1 + max([*self.rules.values(), *self.gathered.values()], default=0)
        for rule in reversed(program.rules):
            unwanted = self.last if rule.entity == "person" else self.rules[rule.name]
            self.rules[rule.name] = place = self.wanted.get(rule.name, unwanted)
            self.want(rule.expr, place)

    def household(self, expr: Expr) -> int:
        """The first stage in which a household's expression can stand, after the gatherings it rests on."""
        place = 0
        for node in outside_members(expr):
            if isinstance(node, RuleRef):
                place = max(place, self.rules[node.name])
            elif isinstance(node, Aggregate) and node.body is not None:
                self.gathered[node] = self.person(node.body)
                place = max(place, self.gathered[node] + 1)
        return place

    def person(self, expr: Expr) -> int:
        """The first loop in which a person's expression can stand."""
        return max((self.rules[n.name] for n in outside_members(expr) if isinstance(n, RuleRef)), default=0)

    def want(self, expr: Expr, place: int) -> None:
        """Note that something in a stage uses what the expression mentions."""
        for node in outside_members(expr):
            if isinstance(node, RuleRef):
                self.wanted[node.name] = min(place, self.wanted.get(node.name, place))
            elif isinstance(node, Aggregate) and node.body is not None:
                self.wanted[node] = min(place, self.wanted.get(node, place))
                self.gathered[node] = self.wanted[node] - 1
                self.want(node.body, self.wanted[node] - 1)


def outside_members(node: Expr) -> Iterator[Expr]:
    """The expression and its parts, without what stands inside a gathering over the members."""
    yield node
    if not isinstance(node, Aggregate):
        for part in children(node):
            yield from outside_members(part)


def of_household_only(node: Expr) -> bool:
    """Whether an expression in a person's rule is the same for every member."""
    return all(not isinstance(part, FactRef | RuleRef) or part.entity == "household" for part in outside_members(node))
