"""The demonstration's calendar: anybody who tries it out may turn it forward, and whatever is due follows."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from doudi.desk.doors import anybody
from doudi.desk.entry.onwards import onwards
from doudi.office_day import turn_forward

STEPS = (1, 7)
"""By how many days the calendar is turned at a time: a day, or the week of a notice."""


@anybody
@require_POST
def turn(request: HttpRequest) -> HttpResponse:
    """Turn the calendar and go back to the page. Raises `Http404` on any site but a demonstration, and for a number of
    days that no button offers or that leads too far."""
    days = request.POST.get("days", "")
    if settings.MODE != "demo" or days not in map(str, STEPS):
        raise Http404
    try:
        turn_forward(int(days))
    except ValueError:
        raise Http404 from None
    answer = redirect(onwards(request))
    answer.headers["Clear-Site-Data"] = '"cache"'  # a browser keeps the notice board for a minute: that was yesterday's
    return answer
