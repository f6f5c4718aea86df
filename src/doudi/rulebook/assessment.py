"""What a policy says of one household, and what that comes to for the official who decides."""

from __future__ import annotations

import json
from typing import Any

from doudi.policy.deciding.decision import Decider
from doudi.policy.deciding.entitlements import RECOGNITIONS
from doudi.policy.inputs.facts import read
from doudi.policy.meaning.household import Household
from doudi.policy.meaning.setting import Setting
from doudi.rulebook.kept import plan_of
from doudi.rulebook.models import Release

Facts = dict[str, Any]
"""A household as the engine reads it: JSON with `id` and `members`, absent facts unknown."""

APPROVED, REFUSED, UNKNOWN = "approved", "refused", "unknown"


def household_of(setting: Setting, facts: Facts) -> Household:
    """The household that the engine reads from facts. Raises `doudi.policy.messages.refusal.Refused` with all that is wrong."""
    text = json.dumps(facts, ensure_ascii=False).encode()
    return read(text, setting.policy, "户籍档案").households[0]


def assess(setting: Setting, facts: Facts, lang: str = "zh", *, explained: bool = True) -> dict[str, Any]:
    """The policy's answer on a household (as `doudi decide --json`): results, benefits, needs, and the explanation
    unless nobody is going to read it."""
    planned = plan_of(Release(pk=setting.policy.release))
    return Decider(setting, planned=planned).decide(household_of(setting, facts), lang, explained=explained)


def suggestion(assessment: dict[str, Any]) -> str:
    """What an assessment suggests: `approved` when something is due or recognised, `refused` when nothing can be,
    `unknown` when that hangs on facts that are not known."""
    benefits = assessment["benefits"]
    results = [assessment["results"], *assessment["members"].values()]
    recognised = [found[name] for found in results for name in RECOGNITIONS if name in found]
    if True in recognised or any(is_due(entry) for entry in benefits):
        return APPROVED
    return UNKNOWN if benefits or None in recognised else REFUSED


def is_due(entry: dict[str, Any]) -> bool:
    """Whether an entry of an assessment's `benefits` is due, and does not hang on something unknown."""
    return "amount" not in entry or entry["amount"] is not None


def granted_as_assessed(assessment: dict[str, Any]) -> list[dict[str, Any]]:
    """What is due by an assessment, as a decision stores it."""
    return [
        {"benefit": e["benefit"], "for": e["for"], "amount": e.get("amount"), "unit": e.get("unit", "")}
        for e in assessment["benefits"]
        if is_due(e)
    ]
