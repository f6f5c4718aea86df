"""Dates that leave a hole: a value that begins after the policy does, or that is not in force on the date asked."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from doudi.policy.definitions.model import Dated, Origin, Policy
from doudi.policy.messages.problems import Problems
from doudi.policy.messages.subject import Subject


def check_dates(policy: Policy, problems: Problems) -> None:
    """Warn of this document's parameters and readings that have no value when the policy takes effect."""
    if not policy.front.place:
        return  # a layer that many places rest on gathers texts of many dates
    effective = policy.front.effective
    for what, origin, dated in _dated(policy):
        if origin.policy == policy.name and dated.values and dated.values[0][0] > effective:
            problems.add("dated-gap", origin, what=what, first=dated.values[0][0], effective=effective)


def check_on(policy: Policy, date: datetime.date, problems: Problems) -> None:
    """Warn of what is not in force on a date: the policy itself, parameters, readings and cells of tables.

    A parameter left to the place has no value of its own and is not spoken of.
    """
    front = policy.front
    at = Origin(policy.name, f"{policy.name}/policy.md", 1)
    if date < front.effective:
        problems.add("policy-not-yet", at, effective=front.effective, date=date)
    if front.until is not None and date > front.until:
        problems.add("policy-ended", at, until=front.until, date=date)
    for what, origin, dated in _dated(policy):
        if dated.expired(date):
            problems.add("value-expired", origin, what=what, until=dated.until, date=date)
        elif dated.values and dated.values[0][0] > date:
            problems.add("no-value-yet", origin, what=what, first=dated.values[0][0], date=date)


def _dated(policy: Policy) -> Iterator[tuple[Subject, Origin, Dated[object]]]:
    """Everything that has values by date, and where it stands."""
    for parameter in policy.parameters.values():
        yield Subject("parameter", parameter.name), parameter.origin, parameter.values  # type: ignore[misc]
    for reading in policy.readings.values():
        yield Subject("reading", reading.name), reading.origin, reading.values  # type: ignore[misc]
    for table in policy.tables.values():
        what = Subject("table", table.name)
        lines = [(what.part("row", row.text), row.cells) for row in table.rows]
        if table.otherwise is not None:
            lines.append((what.part("otherwise"), table.otherwise))
        for line, cells in lines:
            for column, dated in cells.items():
                yield line.part("column", column), table.origin, dated  # type: ignore[misc]
