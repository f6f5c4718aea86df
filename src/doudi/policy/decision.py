"""One household decided under one policy on one date: the JSON object that the command line and the office give out."""

from __future__ import annotations

from typing import Any

from doudi.policy.entitlements import Entitlement, entitlements
from doudi.policy.explanation import Explainer
from doudi.policy.findings import Findings, Solve, evaluation_of, interpreted
from doudi.policy.household import Household
from doudi.policy.lexicon import Lexicon
from doudi.policy.needs import needs
from doudi.policy.output import as_json
from doudi.policy.plan import Plan, plan
from doudi.policy.setting import Setting
from doudi.policy.telling import Teller


def decide(setting: Setting, household: Household, lang: str = "zh") -> dict[str, Any]:
    """The decision on one household; `lang` is `zh` or `en`. Who has many to decide keeps a `Decider`."""
    return Decider(setting).decide(household, lang)


class Decider:
    """Decides households under one policy on one date, with the values of one place.

    `solve` finds the results; the interpreter does where nothing else is given.
    """

    def __init__(self, setting: Setting, solve: Solve | None = None, planned: Plan | None = None) -> None:
        self.setting = setting
        self.plan = planned or plan(setting.policy)
        self.solve = solve or interpreted(setting, self.plan)

    def decide(self, household: Household, lang: str = "zh") -> dict[str, Any]:
        """The decision in the form of the command line's JSON."""
        findings = self.solve(household)
        return self.head(lang) | self.body(household, findings, lang)

    def head(self, lang: str) -> dict[str, Any]:
        """What is the same for every household."""
        setting = self.setting
        return {
            "policy": setting.policy.name,
            "release": setting.policy.release,
            "date": setting.date.isoformat(),
            "parameters": given_parameters(setting),
            "warnings": warnings(setting, lang),
        }

    def body(self, household: Household, findings: Findings, lang: str) -> dict[str, Any]:
        """What was found for one household."""
        setting, members = self.setting, household.members
        evaluation = evaluation_of(setting, household, findings)
        explainer = Explainer(setting.policy, self.plan, household, findings)
        teller = Teller(Lexicon(setting.policy, lang), evaluation)
        return {
            "household": household.id,
            "results": self.results(findings, None),
            "members": {person.id: self.results(findings, place) for place, person in enumerate(members)},
            "benefits": self.benefits(household, findings),
            "needs": [] if findings.complete else needs(evaluation),
            "explanation": explainer.explanation(teller),
        }

    def results(self, findings: Findings, member: int | None) -> dict[str, Any]:
        """The results of the household, or of one member, as they leave."""
        found = findings.results if member is None else findings.members[member]
        rules = self.setting.policy.rules
        return {name: as_json(value, rules[name].type) for name, value in found.items()}

    def benefits(self, household: Household, findings: Findings) -> list[dict[str, Any]]:
        """What is due to the household and its members, and, with the amount null, what may be due."""
        found = entitlements(self.setting.policy, findings, len(household.members))
        return [_benefit(entitlement, household) for entitlement in found if entitlement.due is not False]


def given_parameters(setting: Setting) -> dict[str, Any]:
    """The parameters and readings given from outside that hold on the date."""
    parameters = setting.policy.parameters
    return {
        name: as_json(value, parameters[name].type) if name in parameters else value
        for name, value in setting.given_values().items()
    }


def warnings(setting: Setting, lang: str) -> list[str]:
    """What a reader must know of the date: the policy was not yet, or is no longer, in force."""
    front, lexicon = setting.policy.front, Lexicon(setting.policy, lang)
    day = lexicon.language.day
    title = lexicon.name(front.policy, front.title)
    found = []
    if setting.date < front.effective:
        found.append(lexicon.say("not_yet", title=title, start=day(front.effective), date=day(setting.date)))
    if front.until is not None and setting.date > front.until:
        found.append(lexicon.say("no_longer", title=title, end=day(front.until), date=day(setting.date)))
    return found


def _benefit(entitlement: Entitlement, household: Household) -> dict[str, Any]:
    benefit, member = entitlement.benefit, entitlement.member
    entry: dict[str, Any] = {
        "benefit": benefit.name,
        "for": household.id if member is None else household.members[member].id,
    }
    if entitlement.type is not None:
        entry |= {"amount": as_json(entitlement.amount, entitlement.type), "unit": entitlement.type.unit}
    elif entitlement.due is None:
        entry["amount"] = None
    return entry | {"kind": benefit.kind, "agency": benefit.agency, "cites": list(benefit.cites)}
