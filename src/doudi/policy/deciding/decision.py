"""One household decided under one policy on one date: the JSON object that the command line and the office give out."""

from __future__ import annotations

from typing import Any

from doudi.policy.deciding.entitlements import benefits
from doudi.policy.deciding.explanation import Explainer
from doudi.policy.deciding.findings import Solve, interpreted
from doudi.policy.deciding.plan import Plan, plan
from doudi.policy.deciding.telling import Teller
from doudi.policy.meaning.household import Household
from doudi.policy.meaning.interpreter import Evaluation
from doudi.policy.meaning.needs import needs
from doudi.policy.meaning.output import as_json
from doudi.policy.meaning.setting import Setting
from doudi.policy.words.lexicon import Lexicon


def decide(setting: Setting, household: Household, lang: str = "zh") -> dict[str, Any]:
    """The decision on one household; `lang` is `zh` or `en`. Who has many to decide keeps a `Decider`."""
    return Decider(setting).decide(household, lang)


class Decider:
    """Decides households under one policy on one date, with the values of one place. Made once, used for many.

    `solve` finds the results; the interpreter does where nothing else is given.
    """

    def __init__(self, setting: Setting, solve: Solve | None = None, planned: Plan | None = None) -> None:
        self.setting = setting
        self.plan = planned or plan(setting.policy)
        self.solve = solve or interpreted(setting, self.plan)
        self.explainer = Explainer(setting.policy, self.plan)

    def decide(self, household: Household, lang: str = "zh", *, explained: bool = True) -> dict[str, Any]:
        """The decision in the form of the command line's JSON; the explanation is most of the work and may be left out."""
        findings = self.solve(household)
        evaluation = findings.evaluation or Evaluation(self.setting, household)
        decided = self.head(lang) | {
            "household": household.id,
            "results": findings.results,
            "members": {person.id: findings.members[place] for place, person in enumerate(household.members)},
            "benefits": benefits(self.setting.policy, household, findings),
            "needs": [] if findings.complete else needs(evaluation),
        }
        if explained:
            teller = Teller(Lexicon(self.setting.policy, lang), evaluation)
            decided["explanation"] = self.explainer.explain(household, findings, teller)
        return decided

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
