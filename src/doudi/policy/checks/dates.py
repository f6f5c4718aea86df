"""Dates that leave a hole: a value that begins after the policy does, or has ended on the date asked."""

from __future__ import annotations

import datetime

from doudi.policy.model import Parameter, Policy, Reading
from doudi.policy.problems import Problems


def check_dates(policy: Policy, problems: Problems) -> None:
    """Warn of this document's parameters and readings that have no value when the policy takes effect."""
    if not policy.front.place:
        return  # a layer that many places rest on gathers texts of many dates
    effective = policy.front.effective
    dated: list[Parameter | Reading] = [*policy.parameters.values(), *policy.readings.values()]
    for definition in dated:
        values = definition.values.values
        if definition.origin.policy == policy.name and values and values[0][0] > effective:
            what = f"{type(definition).__name__.lower()} {definition.name}"
            problems.add("dated-gap", definition.origin, what=what, first=values[0][0], effective=effective)


def check_on(policy: Policy, date: datetime.date, problems: Problems) -> None:
    """Warn of what is not in force on a date: the policy itself, and parameters that have ended."""
    for parameter in policy.parameters.values():
        if parameter.values.expired(date):
            problems.add(
                "value-expired",
                parameter.origin,
                what=f"parameter {parameter.name}",
                until=parameter.values.until,
                date=date,
            )
