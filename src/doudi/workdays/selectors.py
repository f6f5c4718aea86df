"""Questions to the calendar."""

from __future__ import annotations

import datetime

from doudi.workdays.models import Day

_ONE = datetime.timedelta(1)


class Calendar:
    """The workdays between two dates, read once: `exceptions` are the days that differ from their weekday."""

    def __init__(self, first: datetime.date, last: datetime.date) -> None:
        self.exceptions = dict(Day.objects.filter(date__range=(first, last)).values_list("date", "is_workday"))

    def is_workday(self, date: datetime.date) -> bool:
        return self.exceptions.get(date, date.weekday() < 5)


def add_workdays(start: datetime.date, count: int) -> datetime.date:
    """The day on which `count` workdays after `start` are over; the day itself does not count. `count` from 0."""
    if count < 0:
        raise ValueError(f"{count} workdays: count from 0")
    date, portion = start, count * 2 + 60
    while count > 0:
        calendar, last = Calendar(date, date + _ONE * portion), date + _ONE * portion
        while count > 0 and date < last:
            date += _ONE
            count -= calendar.is_workday(date)
    return date


def workdays_between(start: datetime.date, end: datetime.date) -> int:
    """How many workdays lie after `start` up to and including `end`; negative when `end` is before `start`."""
    if end < start:
        return -workdays_between(end, start)
    calendar = Calendar(start, end)
    return sum(calendar.is_workday(start + _ONE * n) for n in range(1, (end - start).days + 1))


def is_known(year: int) -> bool:
    """Whether the year's holidays have been entered; if not, every Monday to Friday counts as a workday."""
    return Day.objects.filter(date__year=year).exists()
