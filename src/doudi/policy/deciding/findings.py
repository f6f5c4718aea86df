"""What was found for one household, whoever worked it out: every result as it leaves, and how every atom stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from doudi.policy.deciding.plan import Atom, Plan
from doudi.policy.definitions.nodes import Expr
from doudi.policy.meaning.household import Household
from doudi.policy.meaning.interpreter import Evaluation, evaluate
from doudi.policy.meaning.output import Json, as_json, money
from doudi.policy.meaning.setting import Setting

Results = Mapping[str, Json]
Stand = tuple[bool | None, str | None]
"""Whether an atom holds (None: unknown) and its margin."""


@dataclass(frozen=True, slots=True)
class Findings:
    """Results by rule, and atoms in the plan's order, of the household and of each member in turn.

    `evaluation` is the interpreter's, where it was the interpreter that found them.
    """

    results: Results
    members: Sequence[Results]
    atoms: Sequence[Stand]
    member_atoms: Sequence[Sequence[Stand]]
    evaluation: Evaluation | None = None

    def value(self, rule: str, member: int | None = None) -> Json:
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

    def solve(household: Household) -> Findings:
        evaluation = evaluate(setting, household)
        places = range(len(household.members))
        return Findings(
            _results(evaluation, None),
            [_results(evaluation, place) for place in places],
            [_stand(evaluation, atom, None) for atom in plan.atoms["household"]],
            [[_stand(evaluation, atom, place) for atom in plan.atoms["person"]] for place in places],
            evaluation,
        )

    return solve


def _results(evaluation: Evaluation, member: int | None) -> Results:
    entity = "household" if member is None else "person"
    rules = evaluation.setting.policy.rules.values()
    return {
        rule.name: as_json(evaluation.value(rule.name, member), rule.type) for rule in rules if rule.entity == entity
    }


def _stand(evaluation: Evaluation, atom: Atom, member: int | None) -> Stand:
    holds = evaluation.of(atom.holds, member)
    margin = None if atom.margin is None else _number(evaluation, atom.margin, member)
    return (holds if isinstance(holds, bool) else None), (None if margin is None else money(margin))


def _number(evaluation: Evaluation, node: Expr, member: int | None) -> Fraction | None:
    found = evaluation.of(node, member)
    return found if isinstance(found, Fraction) else None
