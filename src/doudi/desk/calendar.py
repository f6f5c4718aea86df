"""The calendar of workdays, by which clocks run."""

from __future__ import annotations

import calendar as months
import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from doudi.accounts import rights
from doudi.desk.doors import door
from doudi.desk.fields import Choice, Day, DeskForm, Text
from doudi.office_day import office_day
from doudi.workdays import models, selectors, services

FIRST, LAST = 2000, 2100


class DayForm(DeskForm):
    """What a day is."""

    date = Day(label=gettext_lazy("日期"))
    is_workday = Choice(
        label=gettext_lazy("是"), choices=[("1", gettext_lazy("工作日")), ("0", gettext_lazy("休息日"))]
    )
    note = Text(label=gettext_lazy("说明"), required=False, max_length=100)


@door("policy.read")
@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """A year's days; whoever may, says what a day is."""
    today = office_day()
    year = year or today.year
    if not FIRST <= year <= LAST:
        raise Http404
    may = rights.may(request.actor, "workdays.change")
    form = DayForm(request.POST or None) if may else None
    if request.method == "POST":
        rights.require(request.actor, "workdays.change")
        if request.POST.get("do") == "fill":
            count = services.fill_year(actor=request.actor, year=year)
            text = _("填入 %s 天。") % count if count else _("国务院还没有公布这一年的放假安排，按周一至周五计。")
            messages.success(request, text) if count else messages.warning(request, text)
            return redirect("calendar-year", year)
        if form is not None and form.is_valid():
            given = form.cleaned_data
            services.set_day(
                actor=request.actor, date=given["date"], is_workday=given["is_workday"] == "1", note=given["note"]
            )
            messages.success(request, _("已改。"))
            return redirect("calendar-year", given["date"].year)
    page = {
        "year": year,
        "known": selectors.is_known(year),
        "months": _months(year, today),
        "weekdays": _("一二三四五六日"),
        "form": form,
        "before": reverse("calendar-year", args=[year - 1]) if year > FIRST else "",
        "after": reverse("calendar-year", args=[year + 1]) if year < LAST else "",
    }
    return render(request, "desk/calendar.html", page, status=422 if form is not None and form.is_bound else 200)


def _months(year: int, today: datetime.date) -> list[dict[str, Any]]:
    """The months in weeks of days from Monday; None stands before the first and after the last."""
    known = {day.date: day for day in models.Day.objects.filter(date__year=year)}
    found = []
    for month in range(1, 13):
        weeks = [
            [_day(datetime.date(year, month, number), known, today) if number else None for number in week]
            for week in months.Calendar().monthdayscalendar(year, month)
        ]
        found.append({"name": MONTHS[month], "weeks": weeks})
    return found


def _day(date: datetime.date, known: dict[datetime.date, models.Day], today: datetime.date) -> dict[str, Any]:
    said = known.get(date)
    works = said.is_workday if said else date.weekday() < 5
    mark = "work" if works else "rest"
    return {
        "number": date.day,
        "mark": f"{mark}{' changed' if said else ''}{' today' if date == today else ''}",
        "says": _("工作日") if works else _("休息日"),
        "note": said.note if said else "",
    }
