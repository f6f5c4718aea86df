"""Verbs of the calendar."""

from __future__ import annotations

import datetime

import chinese_calendar
from django.db import transaction

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require
from doudi.audit import services as audit
from doudi.workdays.models import Day


@transaction.atomic
def fill_year(*, actor: Actor | None, year: int) -> int:
    """Enter the days of a year that differ from their weekday, as published; 0 when the year is not known.

    What an administrator has edited is kept. `actor` None is the machine itself, setting up or upgrading a site.
    """
    if actor is not None:
        require(actor, "workdays.change")
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    kept = set(Day.objects.filter(date__range=(first, last), edited=True).values_list("date", flat=True))
    found = []
    try:
        for offset in range((last - first).days + 1):
            date = first + datetime.timedelta(offset)
            is_workday = chinese_calendar.is_workday(date)
            if is_workday != (date.weekday() < 5) and date not in kept:
                found.append(Day(date=date, is_workday=is_workday, note=_note(date, is_workday)))
    except NotImplementedError:
        return 0
    Day.objects.filter(date__range=(first, last), edited=False).delete()
    Day.objects.bulk_create(found)
    if actor is not None:
        audit.record(actor=actor, verb="workdays.filled", details={"year": year, "days": len(found)})
    return len(found)


def _note(date: datetime.date, is_workday: bool) -> str:
    """The feast for which a day is free, or for which it is worked in exchange."""
    _, name = chinese_calendar.get_holiday_detail(date)
    if not name:
        return ""
    feast = chinese_calendar.Holiday(name).chinese
    return f"{feast}调休上班" if is_workday else feast  # kept


@transaction.atomic
def set_day(*, actor: Actor, date: datetime.date, is_workday: bool, note: str = "") -> Day:
    """Say by hand what a day is. Due dates that were given already stay as they are."""
    require(actor, "workdays.change")
    day, _ = Day.objects.update_or_create(date=date, defaults={"is_workday": is_workday, "note": note, "edited": True})
    details = {"date": date.isoformat(), "is_workday": is_workday}
    audit.record(actor=actor, verb="workday.set", subject=day, reason=note, details=details)
    return day
