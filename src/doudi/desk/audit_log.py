"""The audit log of the area, and whether its chain is whole."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from doudi.accounts.models import User
from doudi.areas.models import Area
from doudi.audit import selectors
from doudi.desk import audit_words, words
from doudi.desk.audit_subjects import Subjects, of_case
from doudi.desk.doors import door
from doudi.desk.listing import Column, Filter, Listing, listed

NOBODY = "0"
"""The key of the system and the public, who are no user."""


@door("audit.read")
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """What was read and changed in the area, the last first."""
    names = dict(User.objects.values_list("pk", "name"))
    places = dict(Area.objects.filter(code__startswith=request.actor.area.prefix).values_list("code", "name"))
    subjects = Subjects()
    listing = Listing(
        name=gettext_lazy("审计日志"),
        columns=[
            Column("sequence", _("序号"), lambda e: e.sequence, ("sequence",), is_number=True),
            Column("at", _("时间"), lambda e: f"{localtime(e.at):%Y-%m-%d %H:%M:%S}"),
            Column("who", _("人员"), lambda e: names.get(e.user_id, _("系统或公众"))),
            Column("verb", _("事项"), lambda e: audit_words.verb(e.verb), ("verb",)),
            Column("subject", _("对象"), subjects.words, link=subjects.address),
            Column("details", _("内容"), audit_words.details),
            Column("area", _("区划"), lambda e: places.get(e.area, e.area), ("area",)),
            Column("reason", _("理由"), lambda e: e.reason),
        ],
        filters=_filters(request),
        order="-sequence",
        ready=subjects.ready,
    )
    rows = selectors.entries(request.actor)
    return listed(request, listing, rows, "desk/audit.html", heading=_("审计日志"))


def _filters(request: HttpRequest) -> list[Filter]:
    here = User.objects.filter(memberships__organisation__area__code__startswith=request.actor.area.prefix).distinct()
    people = [
        (str(pk), words.noted(name, username)) for pk, name, username in here.values_list("pk", "name", "username")
    ]
    return [
        Filter("kind", _("类别"), [(key, words) for key, (words, _verbs) in audit_words.KINDS.items()], _of_kind),
        Filter("verb", _("事项"), list(audit_words.VERBS.items()), lambda rows, verb: rows.filter(verb=verb)),
        Filter("who", _("人员"), [*people, (NOBODY, _("系统或公众"))], _of_person),
        Filter("day", _("日期"), (), _of_day, field="date"),
        Filter("case", _("办件编号"), (), of_case, field="search"),
    ]


def _of_kind(rows: Any, kind: str) -> Any:
    return rows.filter(verb__in=list(audit_words.KINDS[kind][1]))


def _of_person(rows: Any, key: str) -> Any:
    return rows.filter(user_id=None if key == NOBODY else int(key))


def _of_day(rows: Any, day: str) -> Any:
    """From midnight to midnight, as people here count days."""
    start = make_aware(datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time.min))
    return rows.filter(at__gte=start, at__lt=start + datetime.timedelta(1))


@door("audit.read")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Look through the whole chain."""
    return render(request, "desk/verified.html", {"findings": selectors.verify()})
