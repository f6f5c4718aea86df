"""A decision made again from what it stored, and what would differ under other facts or rules."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from doudi.policy.meaning.setting import Setting
from doudi.rulebook.assessment import Facts, assess
from doudi.rulebook.kept import policy_of
from doudi.rulebook.models import Release
from doudi.rulebook.standards import setting_with


def stored_setting(release: Release, date: datetime.date, values: Mapping[str, str]) -> Setting:
    """The setting under which a stored decision was made. Raises `ReleaseProblem`."""
    return setting_with(policy_of(release), date, values)


def again(release: Release, date: datetime.date, values: Mapping[str, str], facts: Facts) -> dict[str, Any]:
    """The assessment of stored facts under a stored setting: the same as it was, but for the wording of sentences."""
    return assess(stored_setting(release, date, values), facts)


def without_prose(assessment: Mapping[str, Any]) -> dict[str, Any]:
    """An assessment without its sentences and warnings. They are put better from version to version of the system;
    what they tell (values, conditions, margins, facts, clauses) stays."""
    explanation = [
        {
            **{key: value for key, value in entry.items() if key != "sentence"},
            "conditions": [{k: v for k, v in each.items() if k != "sentence"} for each in entry["conditions"]],
        }
        for entry in assessment["explanation"]
    ]
    kept = {key: value for key, value in assessment.items() if key != "warnings"}
    return kept | {"explanation": explanation}


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What two assessments say differently: results (of the household or of a member) and benefits.

    Each is `{"what": "result" | "benefit", "name", "of", "then", "now"}`, a value that one of them lacks being None.
    """
    before, after = _said(then), _said(now)
    return [
        {"what": what, "name": name, "of": of, "then": before.get((what, name, of)), "now": after.get((what, name, of))}
        for what, name, of in [*before, *(key for key in after if key not in before)]
        if before.get((what, name, of)) != after.get((what, name, of))
    ]


def _said(assessment: Mapping[str, Any]) -> dict[tuple[str, str, str], Any]:
    holders = {"": assessment["results"], **assessment["members"]}
    found = {("result", name, of): value for of, results in holders.items() for name, value in results.items()}
    for entry in assessment["benefits"]:
        found["benefit", entry["benefit"], entry["for"]] = entry.get("amount", True)
    return found
