"""Questions that a policy puts to everybody and that seldom concern somebody of this age: asked last, and together."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from doudi.policy.meaning.exact import completed

NOTHING: Mapping[str, Any] = {
    "wage_income": "0",
    "business_income": "0",
    "basic_pension": "0",
    "employment_cost": "0",
    "pension_paid": "0",
    "hard_to_employ": False,
    "wants_job": False,
    "wants_training": False,
    "wants_business": False,
    "hardship_worker": False,
    "community_correction": False,
    "only_child": "none",
    "has_other_child": False,
    "veteran_preference": False,
    "resident_pension_insured": False,
    "orphan": False,
    "unattended_child": False,
    "boarding": False,
    "cannot_attend_school": False,
    "school": "none",
    "new_university_student": False,
}
"""What is recorded of a fact when somebody declares that there is nothing of the kind."""

OF_ADULTS = frozenset({"orphan", "unattended_child", "boarding", "cannot_attend_school"})
OF_THE_GROWN = OF_ADULTS | {"school", "new_university_student"}
OF_CHILDREN = frozenset(NOTHING) - OF_THE_GROWN | {"only_child_grade"}  # nobody's, once there is no only child

WORKING_AGE, ADULT, GROWN = 16, 18, 30
"""Years of age: before the first nobody may be employed; from the last on hardly anybody goes to school."""


def seldom(known: Mapping[str, Any], on: datetime.date) -> frozenset[str]:
    """The facts that seldom concern a person of whom this is known, on a day; none where the birth date is unknown."""
    born = known.get("birth_date")
    if not born:
        return frozenset()
    age = completed("years", datetime.date.fromisoformat(str(born)), on)
    if age < WORKING_AGE:
        return OF_CHILDREN
    return OF_THE_GROWN if age >= GROWN else OF_ADULTS if age >= ADULT else frozenset()
