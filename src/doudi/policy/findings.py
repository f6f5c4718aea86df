"""What was found for one household: results and probes, raw and exact, whoever worked them out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from doudi.policy.household import Household
from doudi.policy.interpreter import Evaluation, evaluate
from doudi.policy.kleene import Unknown
from doudi.policy.nodes import Unlimited, Value
from doudi.policy.plan import Plan
from doudi.policy.setting import Setting

Found = Value | Unlimited | None
"""An exact value, or None for unknown."""


@dataclass(frozen=True, slots=True)
class Findings:
    """Results by rule and probes in the plan's order, of the household and of each member in turn.

    `evaluation` is the interpreter's, where it was the interpreter that found them.
    """

    results: Mapping[str, Found]
    members: Sequence[Mapping[str, Found]]
    probes: Sequence[Found]
    member_probes: Sequence[Sequence[Found]]
    evaluation: Evaluation | None = None

    def value(self, rule: str, member: int | None = None) -> Found:
        """A result of the household (`member` None) or of the member at that place."""
        return self.results[rule] if member is None else self.members[member][rule]

    @property
    def complete(self) -> bool:
        """Whether every result is known."""
        return all(None not in results.values() for results in (self.results, *self.members))


Solve = Callable[[Household], Findings]
"""A policy on a date, with the values of a place: a function from a household to what is found for it."""


def interpreted(setting: Setting, plan: Plan) -> Solve:
    """The findings of the interpreter."""
    rules = {
        entity: [rule.name for rule in setting.policy.rules.values() if rule.entity == entity]
        for entity in ("household", "person")
    }

    def solve(household: Household) -> Findings:
        evaluation = evaluate(setting, household)

        def results(entity: str, member: int | None) -> dict[str, Found]:
            return {name: evaluation.value(name, member) for name in rules[entity]}

        def probes(entity: str, member: int | None) -> list[Found]:
            found = (evaluation.of(node, member) for node in plan.probes[entity])
            return [None if isinstance(result, Unknown) else result for result in found]

        places = range(len(household.members))
        return Findings(
            results("household", None),
            [results("person", place) for place in places],
            probes("household", None),
            [probes("person", place) for place in places],
            evaluation,
        )

    return solve


def evaluation_of(setting: Setting, household: Household, findings: Findings) -> Evaluation:
    """The interpreter's view of the findings, for what only it can say: needs, and the values inside an expression."""
    if findings.evaluation is not None:
        return findings.evaluation
    known: dict[tuple[str, int | None], Value | Unlimited] = {
        (name, None): value for name, value in findings.results.items() if value is not None
    }
    for place, results in enumerate(findings.members):
        known |= {(name, place): value for name, value in results.items() if value is not None}
    return Evaluation(setting, household, known)
