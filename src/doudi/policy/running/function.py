"""A policy on a date as a plain Python function of one household: what the office and the portal ask.

The source is generated from the specialised program; it agrees with the interpreter exactly. Besides its results it
gives, for the explanation, how every atom of the plan stands.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from doudi.policy.deciding.findings import Findings
from doudi.policy.deciding.plan import Atom, Plan, plan
from doudi.policy.definitions.model import Dated, Policy
from doudi.policy.definitions.nodes import Unlimited, Value
from doudi.policy.definitions.types import BOOLEAN, number
from doudi.policy.generating.calls import Irregular
from doudi.policy.generating.function import Found, exact, from_household, from_request
from doudi.policy.generating.request import Apart
from doudi.policy.generating.specialise import Program, ProgramRule, Specialiser
from doudi.policy.generating.unused import Unused
from doudi.policy.inputs.facts import read
from doudi.policy.meaning.household import Household
from doudi.policy.meaning.setting import Setting

Answer = dict[str, Any]
Exact = dict[tuple[str, int | None], Value | Unlimited]
_MARGIN = number("yuan")
_WRONG = (Irregular, KeyError, TypeError, ValueError, AttributeError, OverflowError)


class HouseholdFunction:
    """The functions of one setting, each compiled when it is first asked for. Nothing is kept between calls."""

    def __init__(self, setting: Setting, planned: Plan | None = None) -> None:
        self.policy = setting.policy
        specialiser = Specialiser(setting)
        self.program = specialiser.program()
        self._specialiser, self._planned = specialiser, planned

    @cached_property
    def plan(self) -> Plan:
        """The plan whose atoms the findings are about."""
        return self._planned or plan(self.policy)

    def __call__(self, request: Mapping[str, Any]) -> Answer:
        """The answer to a request: `{"household": id, "results": {…}, "members": {id: {…}}}`.

        The request has the form of the command line's facts. Money may be text, int, Decimal or a float, which is read
        as the decimal with two places that it is nearest to. Money in the answer is text, what is unknown None.
        Raises `Refused` with everything that is wrong with the request.
        """
        try:
            found = self._from_request(request)
        except _WRONG:
            found = self._from_household(careful(request, self.policy))
        return {"household": found[0], "results": found[2], "members": dict(zip(found[1], found[3], strict=True))}

    def answer(self, household: Household) -> Answer:
        """The answer for checked facts."""
        name, ids, results, members, _, _ = self._from_household(household)
        return {"household": name, "results": results, "members": dict(zip(ids, members, strict=True))}

    def findings(self, household: Household) -> Findings:
        """What the explanation needs, for checked facts: results, and how every atom of the plan stands."""
        return _findings(self._explained(household))

    def findings_of(self, request: Mapping[str, Any]) -> Findings:
        """As `findings`, for a request."""
        try:
            return _findings(self._explained_request(request))
        except _WRONG:
            return self.findings(careful(request, self.policy))

    def exact(self, household: Household) -> Exact:
        """The exact value of every known result, by rule and member's place (None: the household)."""
        _, _, results, people, _, _ = self._exact(household)
        found: Exact = {(name, None): value for name, value in results.items() if value is not None}
        for place, person in enumerate(people):
            found.update({(name, place): value for name, value in person.items() if value is not None})
        return found

    @cached_property
    def source(self) -> str:
        """The generated source of the function of a request."""
        return from_request(self.program, self._unused)[0]

    @cached_property
    def _unused(self) -> Unused:
        return Unused(self.policy)

    @cached_property
    def _from_request(self) -> Any:
        return from_request(self.program, self._unused)[1]

    @cached_property
    def _from_household(self) -> Any:
        return from_household(self.program)[1]

    @cached_property
    def _exact(self) -> Any:
        return exact(self.program)[1]

    @cached_property
    def _explained(self) -> Any:
        return from_household(*self._with_atoms)[1]

    @cached_property
    def _explained_request(self) -> Any:
        program, apart = self._with_atoms
        return from_request(program, self._unused, apart)[1]

    @cached_property
    def _with_atoms(self) -> tuple[Program, Apart]:
        """The program with rules for the atoms of the plan: whether each holds, and its margin."""
        rules: list[ProgramRule] = []
        apart: dict[str, list[tuple[str, str | None]]] = {}
        for entity, atoms in self.plan.atoms.items():
            apart[entity] = []
            for atom in atoms:
                made = self._rules_of(atom)
                rules += made
                apart[entity].append((made[0].name, made[1].name if len(made) > 1 else None))
        return self._specialiser.program(rules), apart

    def _rules_of(self, atom: Atom) -> list[ProgramRule]:
        """Named in upper-case, as nothing in a policy is."""
        name = f"{atom.entity[0].upper()}{atom.place}"
        rules = [ProgramRule(f"A{name}", atom.entity, BOOLEAN, self._specialiser.of(atom.holds))]
        if atom.margin is not None:
            rules.append(ProgramRule(f"M{name}", atom.entity, _MARGIN, self._specialiser.of(atom.margin)))
        return rules


def _findings(found: Found) -> Findings:
    _, _, results, members, atoms, member_atoms = found
    return Findings(results, members, atoms, member_atoms)


def compile_function(setting: Setting) -> HouseholdFunction:
    """The function of a policy on a date with given values; the same one as long as nothing of them changes."""
    return _compiled(_Itself(setting.policy), setting.date, tuple(setting.given_values().items()))


class _Itself:
    """A policy, which is equal to itself alone: what was compiled for one release may not serve another reading of it."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.policy is other.policy

    def __hash__(self) -> int:
        return id(self.policy)


@lru_cache(maxsize=64)
def _compiled(
    policy: _Itself, date: datetime.date, given: tuple[tuple[str, Value | Unlimited], ...]
) -> HouseholdFunction:
    values = {name: Dated(((date, value),)) for name, value in given}
    return HouseholdFunction(Setting(policy.policy, date, values))


def careful(request: object, policy: Policy) -> Household:
    """A request read with all checks. Raises `Refused` with everything that is wrong with it."""
    text = json.dumps([request], default=_decimal, ensure_ascii=False)
    return read(text.encode("utf-8", "surrogatepass"), policy, "request").households[0]


def _decimal(value: object) -> object:
    """A Decimal as JSON: the number whose text it is, or else text, which is refused where a number should be."""
    if isinstance(value, Decimal):
        number = float(value)
        return number if Decimal(repr(number)) == value else str(value)
    raise TypeError(f"{type(value).__name__} is not JSON")
