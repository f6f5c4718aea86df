"""The office's day: the date by which notices end, clocks run and steps are signed.

It is the real one. A demonstration, in which nobody can wait a week for a notice, may turn it forward; so may the tests.
What is written down is so at the office's instant; sessions, codes of phones and the audit log go by the real clock.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _


def office_day() -> datetime.date:
    """Today, by the office's calendar."""
    return localdate() + datetime.timedelta(days_ahead())


def office_now() -> datetime.datetime:
    """The instant at which something is written down, by the office's calendar."""
    return now() + datetime.timedelta(days_ahead())


def not_after_today(day: datetime.date | None, what: str, problem: Callable[[str], Exception]) -> None:
    """Refuse a day that has not come: what is said to have happened then has not. None is no day and passes.

    `what` names the day (办理日期). Raises what `problem` makes of the words, with the day and today in them.
    """
    today = office_day()
    if day is not None and day > today:
        said = {"what": what, "day": day.isoformat(), "today": today.isoformat()}
        raise problem(_("%(what)s %(day)s 还没有到，今天是 %(today)s。") % said)


def days_ahead() -> int:
    """By how many days the calendar was turned forward; always 0 in a production site."""
    file = _file()
    if file is None or not file.is_file():
        return 0
    return int(file.read_text(encoding="ascii") or 0)


def turn_forward(days: int) -> None:
    """Turn the calendar forward by so many days. It never goes back: what was signed must not lie in the future.

    Raises `RuntimeError` in a production site, `ValueError` for a number that is not above zero or leads too far.
    """
    file = _file()
    if file is None:
        raise RuntimeError("the calendar of a production site is the real one")
    ahead = days_ahead() + days
    if not 0 < days <= ahead <= _FURTHEST:
        raise ValueError(f"the calendar cannot be turned by {days} days to {ahead}")
    part = file.with_suffix(".part")
    part.write_text(str(ahead), encoding="ascii")
    part.replace(file)  # who reads meanwhile sees the old day or the new one


_FURTHEST = 3660
"""Ten years: as far as the table of workdays and the tests' families make sense."""


def _file() -> Path | None:
    return None if settings.PRODUCTION else settings.DATA_DIR / "calendar"
