"""Completed years and months in integers, as a kernel counts them."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from doudi.policy.generating.calendar_math import civil, months_between, years_between
from doudi.policy.meaning.exact import completed

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))


@given(DAYS)
def test_a_days_ordinal_gives_its_year_month_and_day(day: datetime.date) -> None:
    assert civil(day.toordinal()) == (day.year * 16 + day.month) * 32 + day.day


@given(DAYS, st.one_of(st.none(), st.integers(-1500, 1500)), DAYS)
def test_integers_count_completed_years_and_months_as_dates_do(
    start: datetime.date, apart: int | None, end: datetime.date
) -> None:
    if apart is not None:  # near each other, where a day decides
        end = start + datetime.timedelta(days=apart)
    assert years_between(start.toordinal(), end.toordinal()) == completed("years", start, end)
    assert months_between(start.toordinal(), end.toordinal()) == completed("months", start, end)
