"""A policy on a date as a function of one household that also says why: as data, in the time of a screen's redraw.

The atoms of the plan are compiled along with the rules, so that what holds and by how much costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from doudi.policy.deciding.explanation import Explainer, Holder
from doudi.policy.deciding.findings import Findings, Stand
from doudi.policy.deciding.plan import Atom, Plan, plan
from doudi.policy.definitions.model import Origin, Policy, Rule
from doudi.policy.definitions.nodes import Expr
from doudi.policy.definitions.types import BOOLEAN, Type
from doudi.policy.meaning.household import Household
from doudi.policy.meaning.output import money
from doudi.policy.meaning.setting import Setting
from doudi.policy.running.function import Answer, compile_function

_NOWHERE = Origin("", "", 0)


class ExplainedFunction:
    """The compiled function and the explainer of one setting. Thread-safe: it keeps nothing between calls."""

    def __init__(self, setting: Setting, planned: Plan | None = None) -> None:
        self.policy = setting.policy
        self.plan = planned or plan(setting.policy)
        self.explainer = Explainer(setting.policy, self.plan)
        self._function = compile_function(replace(setting, policy=_with_atoms(setting.policy, self.plan)))
        self._names = {
            e: [r.name for r in self.policy.rules.values() if r.entity == e] for e in ("household", "person")
        }
        self._stands = {e: [_stand_names(atom) for atom in atoms] for e, atoms in self.plan.atoms.items()}
        self._types = {e: {n: f.type for (of, n), f in self.policy.facts.items() if of == e} for e in self._names}

    def __call__(self, request: Mapping[str, Any]) -> Answer:
        """`{"household", "results", "members", "explanation"}`, the explanation without sentences.

        The request has the form of the command line's facts. Raises `Refused` with everything that is wrong with it.
        """
        answer = self._function(request)
        findings = self._findings(answer)
        ids = list(answer["members"])
        holders = [self._holder("household", answer["household"], request)]
        holders += [self._holder("person", of, facts) for of, facts in zip(ids, request["members"], strict=True)]
        return {
            "household": answer["household"],
            "results": findings.results,
            "members": dict(zip(ids, findings.members, strict=True)),
            "explanation": self.explainer.entries(holders, findings),
        }

    def solve(self, household: Household) -> Findings:
        """What is found for checked facts: what a `Decider` asks for."""
        return self._findings(self._function.answer(household))

    def _findings(self, answer: Answer) -> Findings:
        """The answer with results and atoms apart."""
        members = list(answer["members"].values())
        of_household, of_person, stands = self._names["household"], self._names["person"], self._stands
        results = answer["results"]
        return Findings(
            {name: results[name] for name in of_household},
            [{name: member[name] for name in of_person} for member in members],
            _stand(stands["household"], results),
            [_stand(stands["person"], member) for member in members],
        )

    def _holder(self, entity: str, of: str, facts: Mapping[str, Any]) -> Holder:
        """Who holds the facts of a request, as far as the policy speaks of them."""
        types = self._types[entity]
        return Holder(
            of,
            {
                name: {"fact": name, "of": of, "value": self._said(value, types[name])}
                for name, value in facts.items()
                if value is not None and name in types
            },
        )

    def _said(self, value: Any, type: Type) -> Any:
        """A fact of a request as the JSON says it."""
        if type.is_money:
            return f"{value}.00" if value.__class__ is int else money(Fraction(str(value)))
        if type.kind == "code":
            options = self.policy.codes[type.codes or ""]
            return value if value in options else next(key for key, label in options.items() if label == value)
        if type.is_number and value.__class__ is not int:
            number = Fraction(str(value))
            return int(number) if number.denominator == 1 else float(number)
        return value


def _with_atoms(policy: Policy, planned: Plan) -> Policy:
    """The policy with the atoms as further rules; their names begin with a capital, as no policy's own can."""
    rules = dict(policy.rules)
    for atom in (atom for atoms in planned.atoms.values() for atom in atoms):
        holds, margin = _stand_names(atom)
        rules[holds] = _rule(holds, atom.entity, BOOLEAN, atom.holds)
        if atom.margin is not None and margin is not None:
            rules[margin] = _rule(margin, atom.entity, atom.margin.type, atom.margin)
    return replace(policy, rules=rules)


def _rule(name: str, entity: str, type: Type, expr: Expr) -> Rule:
    return Rule(name, name, (), _NOWHERE, entity, type, expr, "")


def _stand_names(atom: Atom) -> tuple[str, str | None]:
    """The names of the rules that say whether an atom holds and, if it compares numbers, by how much."""
    name = f"{atom.entity}_{atom.place}"
    return f"Holds_{name}", None if atom.margin is None else f"Margin_{name}"


def _stand(names: Sequence[tuple[str, str | None]], results: Mapping[str, Any]) -> list[Stand]:
    return [(results[holds], None if margin is None else _two_places(results[margin])) for holds, margin in names]


def _two_places(margin: Any) -> str | None:
    """A margin as text: money is text already, another number has two decimals at most."""
    return margin if margin is None or margin.__class__ is str else f"{margin:.2f}"
