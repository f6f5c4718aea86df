"""Clocks of steps and of cases: when something is due, and when to warn before it is late."""

from __future__ import annotations

import datetime

from doudi.cases.models import Case
from doudi.rulebook.processes import Clock, Setting, whole
from doudi.workdays.selectors import Calendar, add_workdays

_DAY = datetime.timedelta(1)
WARNS_FOR = 3
"""A step warns in the last third of its workdays, at least on the last of them."""


def due(clock: Clock | None, case: Case, setting: Setting, opened_on: datetime.date) -> datetime.date | None:
    """The last day for what a clock measures; None where there is no clock or its length is not known.

    A clock from an event that has not happened counts from the day on which the step was opened.
    """
    length = whole(setting, clock.length) if clock is not None else None
    if clock is None or length is None:
        return None
    start = event_day(case, clock.event) or opened_on
    return add_workdays(start, length) if clock.unit == "workdays" else start + length * _DAY


def event_day(case: Case, event: str) -> datetime.date | None:
    """The day of an event of a case, None before it. `previous` is the day on which a step is opened: no event here."""
    days = {
        "applied": case.applied_on,
        "accepted": case.accepted_on,
        "noticed": case.noticed_on,
        "decided": case.decided_on,
    }
    return days.get(event)


def warning(opened_on: datetime.date, due_on: datetime.date | None) -> datetime.date | None:
    """The day from which a step warns that it is about to be late; never before it is opened."""
    if due_on is None or due_on <= opened_on:
        return due_on and opened_on
    calendar = Calendar(opened_on, due_on)
    days = (opened_on + _DAY * n for n in range(1, (due_on - opened_on).days + 1))
    workdays = [day for day in days if calendar.is_workday(day)]
    return workdays[-max(1, len(workdays) // WARNS_FOR)] if workdays else due_on


def lateness(due_on: datetime.date | None, warn_on: datetime.date | None, today: datetime.date) -> str:
    """`late`, `soon`, `in_time`, or `none` where nothing is due."""
    if due_on is None:
        return "none"
    if today > due_on:
        return "late"
    return "soon" if warn_on is not None and today >= warn_on else "in_time"
