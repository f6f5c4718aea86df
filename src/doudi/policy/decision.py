"""One household decided under one policy on one date: the JSON object that the command line and the office give out."""

from __future__ import annotations

from typing import Any

from doudi.policy.entitlements import Entitlement, entitlements
from doudi.policy.household import Household
from doudi.policy.interpreter import Evaluation, evaluate
from doudi.policy.needs import needs
from doudi.policy.output import as_json
from doudi.policy.setting import Setting


def decide(setting: Setting, household: Household, lang: str = "zh") -> dict[str, Any]:
    """The decision on a household in the form of the command line's JSON; `lang` is `zh` or `en`."""
    evaluation = evaluate(setting, household)
    policy = setting.policy
    return {
        "policy": policy.name,
        "release": policy.release,
        "date": setting.date.isoformat(),
        "parameters": given_parameters(setting),
        "warnings": warnings(setting, lang),
        "household": household.id,
        "results": results(evaluation, None),
        "members": {person.id: results(evaluation, place) for place, person in enumerate(household.members)},
        "benefits": benefits(evaluation),
        "needs": needs(evaluation),
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
    front, day = setting.policy.front, setting.date
    found = []
    if day < front.effective:
        found.append(_NOT_YET[lang].format(title=front.title, start=front.effective, day=day))
    if front.until is not None and day > front.until:
        found.append(_NO_LONGER[lang].format(title=front.title, end=front.until, day=day))
    return found


_NOT_YET = {
    "zh": "政策尚未生效：《{title}》自 {start} 起施行，决定日期为 {day}，按该日有值的参数计算。",
    "en": "The policy is not yet in force: {title} takes effect on {start}, the decision date is {day}; "
    "the parameters that have a value on that day are used.",
}
_NO_LONGER = {
    "zh": "政策已过有效期：《{title}》有效期至 {end}，决定日期为 {day}，按该日有值的参数计算。",
    "en": "The policy is no longer in force: {title} held until {end}, the decision date is {day}; "
    "the parameters that have a value on that day are used.",
}


def results(evaluation: Evaluation, member: int | None) -> dict[str, Any]:
    """The results of the household, or of one member, as they leave."""
    entity = "household" if member is None else "person"
    return {
        rule.name: as_json(evaluation.value(rule.name, member), rule.type)
        for rule in evaluation.setting.policy.rules.values()
        if rule.entity == entity
    }


def benefits(evaluation: Evaluation) -> list[dict[str, Any]]:
    """What is due to the household and its members, and, with the amount null, what may be due."""
    household = evaluation.household
    found = entitlements(evaluation.setting.policy, evaluation, len(household.members))
    return [_benefit(entitlement, household) for entitlement in found if entitlement.due is not False]


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
