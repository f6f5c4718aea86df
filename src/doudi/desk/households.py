"""Households: found, listed, and the file of one with its members, facts, history, cases and readers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from doudi.accounts import rights
from doudi.accounts.models import User
from doudi.audit import selectors as audit
from doudi.cases import selectors as cases
from doudi.cases.models import Case, CaseState
from doudi.desk import audit_words, crumbs
from doudi.desk.audit_subjects import Subjects
from doudi.desk.cases import address as case_address
from doudi.desk.doors import door
from doudi.desk.finding import household_of
from doudi.desk.listing import Column, Filter, Listing, listed
from doudi.office_day import office_day
from doudi.papers.models import Paper
from doudi.registry import selectors
from doudi.registry.models import FactVersion, Household, HouseholdMember
from doudi.registry.searching import search
from doudi.registry.services import open_household
from doudi.registry.standing import Fact, facts_on


@door("household.read")
@never_cache
@sensitive_post_parameters("text")
@require_http_methods(["GET", "POST"])
def households(request: HttpRequest) -> HttpResponse:
    """The households of the area; what somebody looks for is sent as a form, so that no name stands in an address."""
    today = office_day()
    text = request.POST.get("text", "").strip()[:100]
    if request.method == "POST" and text:
        answer = search(actor=request.actor, text=text, on=today)
        page = {"text": text, "answer": answer, "crumbs": crumbs.households()}
        return render(request, "desk/households/found.html", page)
    living = HouseholdMember.objects.filter(selectors.covers(today, "from_date", "until_date"), retired_at=None)
    rows = selectors.households(request.actor).prefetch_related(
        Prefetch("members", living.select_related("person"), to_attr="living")
    )
    rows = rows.annotate(open_cases=_OPEN_CASES)
    actions = [(_("登记新家庭并申请"), reverse("apply"))] if rights.may(request.actor, "case.open") else []
    if rights.may(request.actor, "household.import"):
        actions.append((_("从 Excel 导入"), reverse("households-import")))
    return listed(
        request, _listing(request), rows, "desk/households/households.html", heading=_("家庭"), actions=actions
    )


def _listing(request: HttpRequest) -> Listing:
    return Listing(
        name=gettext_lazy("家庭"),
        columns=[
            Column("number", gettext_lazy("户编号"), lambda h: h.number, ("number",), link=address),
            Column("head", gettext_lazy("户主"), head_of),
            Column("size", gettext_lazy("人数"), lambda h: len(h.living), is_number=True),
            Column("area", gettext_lazy("区划"), lambda h: h.area.name, ("area",)),
            Column("cases", gettext_lazy("在办件"), lambda h: h.open_cases or None, ("open_cases",), is_number=True),
            Column("formed", gettext_lazy("登记日期"), lambda h: h.formed_on, ("formed_on",)),
            Column("ended", gettext_lazy("注销日期"), lambda h: h.ended_on, ("ended_on",)),
        ],
        filters=[
            Filter(
                "state",
                gettext_lazy("状态"),
                [("now", gettext_lazy("在册")), ("ended", gettext_lazy("已注销")), ("cases", gettext_lazy("有在办件"))],
                _narrow,
            )
        ],
        order="number",
        empty=gettext_lazy("还没有登记家庭。"),
        exports=rights.may(request.actor, "household.export"),
    )


_OPEN = Case.objects.filter(household=OuterRef("pk"), state=CaseState.OPEN).order_by()
_OPEN_CASES = Subquery(_OPEN.values("household").values(count=Count("pk")))
"""How many cases of a household are open: asked for the households that are shown, not for all."""


def _narrow(rows: Any, key: str) -> Any:
    if key == "cases":
        return rows.filter(Exists(_OPEN))
    return rows.filter(ended_on__isnull=key == "now")


def address(household: Household) -> str:
    """The file of a household."""
    return reverse("household", args=[household.number])


def head_of(household: Household) -> str:
    """The name of the head; of a household without one, of its first member."""
    living = sorted(household.living, key=lambda m: (m.relation != "head", m.pk))  # type: ignore[attr-defined]
    return living[0].person.name if living else ""


@door("household.read")
@require_safe
def household(request: HttpRequest, number: str) -> HttpResponse:
    """The file: members, facts with source, cases; as of any day, as known now or on any day before."""
    try:
        found = open_household(actor=request.actor, number=number)
    except Household.DoesNotExist:
        raise Http404 from None
    on, known = _as_of(request)
    members = list(selectors.members_on(found, on, known))
    page = framed(request, found, "file") | {
        "on": on,
        "known": known,
        "known_day": localtime(known).date() if known else None,
        "members": members,
        "facts": facts_on(found, members, on, known),
        "benefits": list(cases.benefits_due(found, on)) if rights.may(request.actor, "case.read") else [],
        "former": _former(found, members),
        "may_open": rights.may(request.actor, "person.open_secret"),
    }
    return render(request, "desk/households/household.html", page)


def _as_of(request: HttpRequest) -> tuple[datetime.date, datetime.datetime | None]:
    """The day that is asked about, and the end of the day up to which is known; now where nothing is asked."""
    on = _day(request.GET.get("on", "")) or office_day()
    known = _day(request.GET.get("known", ""))
    if known is None or known >= office_day():
        return on, None
    end = datetime.datetime.combine(known, datetime.time.max)
    return on, end.replace(tzinfo=localtime().tzinfo)


def _day(text: str) -> datetime.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _former(household: Household, members: list[HouseholdMember]) -> list[HouseholdMember]:
    """Who lived here before."""
    now = {member.person_id for member in members}
    found = household.members.filter(retired_at=None, until_date__isnull=False).exclude(person__in=now)
    return list(found.select_related("person").order_by("-until_date"))


def framed(request: HttpRequest, household: Household, tab: str) -> dict[str, Any]:
    """What the frame of every page of a file shows."""
    actor = request.actor
    return {
        "household": household,
        "tab": tab,
        "crumbs": crumbs.households(),
        "may_change": rights.may(actor, "household.change") and household.ended_on is None,
        "may_apply": rights.may(actor, "case.open") and household.ended_on is None,
        "may_cases": rights.may(actor, "case.read"),
        "may_papers": rights.may(actor, "paper.read"),
        "may_audit": rights.may(actor, "audit.read"),
    }


@door("household.read")
@require_safe
def history(request: HttpRequest, number: str) -> HttpResponse:
    """Every version of every fact of a household and its people: what was true when, how and since when we know."""
    found = household_of(request, number)
    people = selectors.records(found.members.values_list("person_id", flat=True), None)
    rows = FactVersion.objects.filter(Q(household=found) | Q(person__in=people))
    rows = rows.select_related("person", "recorded_by__user", "recorded_by__organisation")
    listing = Listing(
        name=gettext_lazy("事实历史"),
        columns=[
            Column("of", _("对象"), lambda f: f.person.name if f.person else _("全户"), ("person__name",)),
            Column("name", _("事实"), lambda f: Fact.label_of(f), ("name",)),
            Column("value", _("值"), lambda f: Fact.text_of(f)),
            Column("from", _("自"), lambda f: f.true_from, ("true_from",)),
            Column("until", _("至"), lambda f: f.true_until, ("true_until",)),
            Column("source", _("来源"), lambda f: f.get_source_display(), ("source",)),
            Column("learned", _("得知时间"), lambda f: f"{localtime(f.learned_at):%Y-%m-%d %H:%M}", ("learned_at",)),
            Column("by", _("录入人"), lambda f: f.recorded_by.user.name),
            Column("case", _("办件"), lambda f: f.case),
        ],
        order="-learned",
        exports=rights.may(request.actor, "household.export"),
    )
    return listed(request, listing, rows, "desk/households/tab.html", **framed(request, found, "history"))


@door("case.read")
@require_safe
def household_cases(request: HttpRequest, number: str) -> HttpResponse:
    """The cases of a household."""
    found = household_of(request, number)
    rows = cases.cases_of(request.actor, found).select_related("release").defer("release__layers")
    listing = Listing(
        name=gettext_lazy("办件"),
        columns=[
            Column("number", _("办件编号"), lambda c: c.number, ("number",), link=case_address),
            Column("applicant", _("申请人"), lambda c: c.applicant.name),
            Column("process", _("程序"), lambda c: cases.process_of(c).label),
            Column("applied", _("申请日期"), lambda c: c.applied_on, ("applied_on",)),
            Column("state", _("状态"), lambda c: c.get_state_display(), ("state",)),
        ],
        empty=_("这户还没有办件。"),
    )
    return listed(request, listing, rows, "desk/households/tab.html", **framed(request, found, "cases"))


@door("audit.read")
@require_safe
def readers(request: HttpRequest, number: str) -> HttpResponse:
    """Who looked at or changed the file, its people, its cases and its papers."""
    found = household_of(request, number)
    numbers = [found.number, *found.cases.values_list("number", flat=True)]
    about = Q(subject_type="registry.Household", subject_id=str(found.pk))
    about |= _entries_of("registry.Person", found.members.values_list("person_id", flat=True))
    about |= _entries_of("cases.Case", found.cases.values_list("pk", flat=True))
    about |= _entries_of("papers.Paper", Paper.objects.filter(subject__in=numbers).values_list("pk", flat=True))
    rows = audit.entries(request.actor).filter(about)
    names, subjects = dict(User.objects.values_list("pk", "name")), Subjects()
    listing = Listing(
        name=gettext_lazy("谁看过"),
        columns=[
            Column("at", _("时间"), lambda e: f"{localtime(e.at):%Y-%m-%d %H:%M}", ("sequence",)),
            Column("who", _("人员"), lambda e: names.get(e.user_id, "")),
            Column("verb", _("事项"), lambda e: audit_words.verb(e.verb)),
            Column("subject", _("对象"), subjects.words),
            Column("reason", _("理由"), lambda e: e.reason),
        ],
        ready=subjects.ready,
    )
    return listed(request, listing, rows, "desk/households/tab.html", **framed(request, found, "readers"))


def _entries_of(kind: str, keys: Iterable[int]) -> Q:
    """Entries about things of a kind."""
    return Q(subject_type=kind, subject_id__in=[str(key) for key in keys])
