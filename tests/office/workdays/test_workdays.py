"""Counting workdays."""

from __future__ import annotations

import datetime

import pytest
from county import County
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.audit.models import Entry
from doudi.workdays.models import Day
from doudi.workdays.selectors import Calendar, add_workdays, is_known, workdays_between
from doudi.workdays.services import fill_year, set_day

DAY = datetime.timedelta(1)
pytestmark = pytest.mark.django_db


def test_holidays_and_the_days_worked_for_them_are_those_published() -> None:
    assert fill_year(actor=None, year=2021) > 0
    calendar = Calendar(datetime.date(2021, 1, 1), datetime.date(2021, 12, 31))
    assert not calendar.is_workday(datetime.date(2021, 10, 1))  # a Friday, national day
    assert calendar.is_workday(datetime.date(2021, 9, 26))  # a Sunday, worked for it
    assert calendar.is_workday(datetime.date(2021, 10, 8))


def test_a_free_day_names_its_feast_and_a_day_worked_for_it_says_so() -> None:
    fill_year(actor=None, year=2021)
    notes = dict(Day.objects.filter(date__year=2021).values_list("date", "note"))
    assert notes[datetime.date(2021, 10, 1)] == "国庆节"
    assert notes[datetime.date(2021, 9, 26)] == "国庆节调休上班"


def test_thirty_workdays_over_the_national_day() -> None:
    fill_year(actor=None, year=2021)
    # 29 and 30 September, 8 and 9 October (a Saturday, worked): four workdays.
    assert add_workdays(datetime.date(2021, 9, 28), 4) == datetime.date(2021, 10, 9)


def test_a_year_that_nobody_knows_counts_monday_to_friday() -> None:
    assert fill_year(actor=None, year=2199) == 0
    assert not is_known(2199)
    assert add_workdays(datetime.date(2199, 1, 4), 1) == datetime.date(2199, 1, 7)  # from a Friday to the Monday


def test_no_workdays_end_on_the_day_itself() -> None:
    assert add_workdays(datetime.date(2199, 1, 5), 0) == datetime.date(2199, 1, 5)


def test_fewer_than_no_workdays_cannot_be_counted() -> None:
    with pytest.raises(ValueError, match="count from 0"):
        add_workdays(datetime.date(2199, 1, 5), -1)


def test_a_long_shutdown_only_moves_the_end_on() -> None:
    start = datetime.date(2199, 1, 1)
    Day.objects.bulk_create(Day(date=start + DAY * n, is_workday=False) for n in range(400))
    assert add_workdays(start, 1) == datetime.date(2200, 2, 5)


def test_what_an_official_sets_is_kept_when_the_year_is_filled(county: County) -> None:
    day = datetime.date(2021, 10, 8)
    set_day(actor=county.actor("county.officer"), date=day, is_workday=False, note="本地停电")
    fill_year(actor=county.actor("county.administrator"), year=2021)
    assert not Calendar(day, day).is_workday(day)
    assert list(Entry.objects.values_list("verb", flat=True)) == ["workday.set", "workdays.filled"]
    assert Entry.objects.first().reason == "本地停电"


def test_filling_a_year_twice_changes_nothing() -> None:
    fill_year(actor=None, year=2021)
    before = list(Day.objects.values_list("date", "is_workday"))
    fill_year(actor=None, year=2021)
    assert list(Day.objects.values_list("date", "is_workday")) == before


@pytest.mark.parametrize("post", ["township.clerk", "county.leader", "village.assistant", "county.editor"])
def test_who_does_not_keep_the_calendar_changes_no_day(county: County, post: str) -> None:
    with pytest.raises(PermissionDenied):
        set_day(actor=county.actor(post), date=datetime.date(2021, 10, 8), is_workday=False)
    with pytest.raises(PermissionDenied):
        fill_year(actor=county.actor(post), year=2021)
    assert not Day.objects.exists()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dates(datetime.date(2020, 6, 1), datetime.date(2022, 6, 1)), st.integers(0, 60))
def test_counting_there_and_back_agrees(db: None, start: datetime.date, count: int) -> None:
    for year in (2020, 2021, 2022):
        fill_year(actor=None, year=year)
    end = add_workdays(start, count)
    assert workdays_between(start, end) == count
    assert workdays_between(end, start) == -count
    assert count == 0 or Calendar(end, end).is_workday(end)
