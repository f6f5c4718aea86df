"""Verbs of the calendar."""

from __future__ import annotations

import datetime

import chinese_calendar
from django.db import transaction

from doudi.workdays.models import Day


@transaction.atomic
def fill_year(*, year: int) -> int:
    """Enter the days of a year that differ from their weekday, as published; 0 when the year is not known.

    What an administrator has edited is kept.
    """
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    kept = set(Day.objects.filter(date__range=(first, last), edited=True).values_list("date", flat=True))
    found = []
    try:
        for offset in range((last - first).days + 1):
            date = first + datetime.timedelta(offset)
            is_workday = chinese_calendar.is_workday(date)
            if is_workday != (date.weekday() < 5) and date not in kept:
                _, holiday = chinese_calendar.get_holiday_detail(date)
                found.append(Day(date=date, is_workday=is_workday, note=holiday or ""))
    except NotImplementedError:
        return 0
    Day.objects.filter(date__range=(first, last), edited=False).delete()
    Day.objects.bulk_create(found)
    return len(found)


def set_day(*, date: datetime.date, is_workday: bool, note: str = "") -> Day:
    """Say by hand what a day is."""
    day, _ = Day.objects.update_or_create(date=date, defaults={"is_workday": is_workday, "note": note, "edited": True})
    return day
