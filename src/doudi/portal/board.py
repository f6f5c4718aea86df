"""The public notice board: what is posted now, of the whole site or of a place. The same page for every reader."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from doudi.areas import codes
from doudi.areas.models import Area
from doudi.cases.notices import selectors
from doudi.cases.notices.models import Notice, NoticeKind
from doudi.desk.doors import anybody
from doudi.office_day import office_day
from doudi.portal.book import has_book

PAGE = 20
AWHILE = 60
"""Seconds for which a page of the board may be shown again without asking the database."""
_IN = {"county": "", "township": "\u3000"}  # kept
"""How far in a place stands in the list of places."""


@anybody
@require_safe
@cache_control(public=True, max_age=AWHILE)
@conditional_page
def board(request: HttpRequest) -> HttpResponse:
    """What is posted now. No sign-in, no search by name, nothing to index."""
    today, kind = office_day(), request.GET.get("kind", "")
    places = _kept(f"places:{today}", lambda: _places(today))
    area = request.GET.get("area", "")
    area = area if area in {code for code, _name in places} else ""
    kind = kind if kind in NoticeKind.values else ""
    page = request.GET.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    key = f"board:{today}:{area}:{kind}:{number}:{get_language()}"
    shown = _kept(key, lambda: _page(today, area, kind, number))
    words = {"places": places, "kinds": NoticeKind.choices, "area": area, "kind": kind, "has_book": has_book()}
    return render(request, "portal/board.html", words | shown)


def _kept(key: str, make: Any) -> Any:
    """What was made before, for a while, else made now."""
    found = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, AWHILE)
    return found


def _page(today: datetime.date, area: str, kind: str, number: int) -> dict[str, Any]:
    page = Paginator(selectors.board(today, area=area, kind=kind), PAGE).get_page(number)
    return {
        "notices": [selectors.posted(notice) for notice in page.object_list],
        "number": page.number,
        "pages": page.paginator.num_pages,
        "before": page.number - 1 if page.has_previous() else 0,
        "after": page.number + 1 if page.has_next() else 0,
        "count": page.paginator.count,
    }


def _places(today: datetime.date) -> list[tuple[str, str]]:
    """The counties of which something is posted, each followed by its townships, which stand further in."""
    found: set[str] = set()
    for code in set(selectors.hanging(today).order_by().values_list("area_id", flat=True)):
        above: str | None = code
        while above is not None:
            found.add(above)
            above = codes.parent(above)
    areas = Area.objects.filter(pk__in=found).order_by("code")
    return [(area.code, f"{_IN[area.level]}{area.name}") for area in areas if area.level in _IN]


@anybody
@require_safe
@cache_control(public=True, max_age=AWHILE)
@conditional_page
def notice(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """One notice, by an address that says nothing of it."""
    try:
        found = selectors.public_notice(token, office_day())
    except Notice.DoesNotExist:
        raise Http404 from None
    return render(request, "portal/notice.html", {"notice": found, "has_book": has_book()})


@anybody
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
