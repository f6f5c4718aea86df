"""Meetings at the desk: what waits for one, calling it, its page, closing it, its papers."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doudi.accounts import rights
from doudi.accounts.actor import Actor
from doudi.accounts.models import Membership
from doudi.cases.clocks import lateness
from doudi.cases.meetings import paperwork, selectors, services
from doudi.cases.meetings.closing import still_missing
from doudi.cases.meetings.models import AgendaItem, Meeting, MeetingKind, MeetingState
from doudi.cases.meetings.services import Call, Guest
from doudi.cases.models import StepRun
from doudi.cases.services import CaseProblem
from doudi.desk.doors import door
from doudi.desk.form_pages import FormPage, answer
from doudi.desk.listing import Column, Filter, Listing, listed
from doudi.desk.meeting_forms import CallForm, CancelForm, CloseForm
from doudi.desk.reading import note_file
from doudi.language import in_chinese
from doudi.office_day import office_day
from doudi.papers.looks import PaperProblem
from doudi.papers.selectors import papers

_ORDER_OF_ROLES = ("contact", "officer", "leader")


@door("meeting.read")
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings, and what waits for the next."""
    today = office_day()
    listing = Listing(
        name=gettext_lazy("会议"),
        columns=[
            Column("title", _("会议"), lambda m: m.title, ("title",), link=address),
            Column("kind", _("种类"), lambda m: m.get_kind_display(), ("kind",)),
            Column("on", _("会议日期"), lambda m: m.held_on, ("held_on",)),
            Column("cases", _("件数"), lambda m: m.cases, ("cases",), is_number=True),
            Column("state", _("状态"), lambda m: m.get_state_display(), ("state",)),
            Column("host", _("召集单位"), lambda m: m.called_by.organisation.name),
            Column("number", _("编号"), lambda m: m.number, ("pk",)),
        ],
        filters=[
            Filter("state", _("状态"), MeetingState.choices, lambda q, state: q.filter(state=state)),
            Filter("kind", _("种类"), MeetingKind.choices, lambda q, kind: q.filter(kind=kind)),
        ],
        empty=_("还没有会议。"),
    )
    may_hold = rights.may(request.actor, "meeting.hold")
    coming = selectors.next_meeting(request.actor, today) if may_hold else None
    page = {
        "heading": _("会议"),
        "coming": coming,
        "actions": [(_("召集会议"), reverse("meeting-new"))] if coming and coming.count else [],
    }
    return listed(request, listing, selectors.meetings(request.actor), "desk/meetings/meetings.html", **page)


def address(meeting: Meeting) -> str:
    """The page of a meeting."""
    return reverse("meeting", args=[meeting.pk])


@door("meeting.hold")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Call a meeting: when, where, and which of the cases that wait."""
    actor, today = request.actor, office_day()
    people = list(selectors.people(actor, today))
    form = CallForm(request.POST or None, people=people, initial=_first_words(actor, today))
    waiting = list(selectors.candidates(actor))
    chosen = _chosen(request, waiting)
    if request.method == "POST" and form.is_valid():
        given, kind = form.cleaned_data, form.cleaned_data["kind"]
        call = Call(
            kind=kind,
            title=given["title"] or _title(kind, given["held_on"]),
            held_on=given["held_on"],
            place=given["place"],
            chair=form.chairing(actor.organisation.name),
            runs=tuple(chosen),
            guests=_guests(actor, people, kind),
        )
        try:
            made = services.call_meeting(actor=actor, call=call, on=today)
        except CaseProblem as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("会议已召集，议程已冻结。"))
            return redirect(address(made))
    rows = [
        {"run": run, "late": lateness(run.due_on, run.warn_on, today), "chosen": run.pk in chosen} for run in waiting
    ]
    page = {"form": form, "rows": rows, "coming": selectors.next_meeting(actor, today)}
    return render(request, "desk/meetings/new.html", page, status=422 if form.is_bound else 200)


def _first_words(actor: Actor, today: datetime.date) -> dict[str, Any]:
    kind = MeetingKind.CONFERENCE if actor.level == "township" else MeetingKind.JOINT
    on = selectors.next_meeting(actor, today).on
    return {"kind": kind, "held_on": on, "place": actor.organisation.name, "chair": actor.membership.pk}


def _title(kind: str, on: datetime.date) -> str:
    with in_chinese():
        return f"{on.year}年{on.month}月{MeetingKind(kind).label}"  # kept


def _chosen(request: HttpRequest, waiting: list[StepRun]) -> list[int]:
    """The cases that are ticked: those sent, the one asked for, or unasked all at the county and none below."""
    known = {str(run.pk): run.pk for run in waiting}
    if request.method == "POST":
        sent = request.POST.getlist("runs")
        if any(key not in known for key in sent):  # somebody was faster; the service says so
            return [int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 0 for key in sent]
        return [pk for key, pk in known.items() if key in sent]
    if "run" in request.GET:
        return [pk for key, pk in known.items() if key == request.GET["run"]]
    return list(known.values()) if request.actor.level == "county" else []


def _guests(actor: Actor, people: list[Membership], kind: str) -> tuple[Guest, ...]:
    """Who is asked without being named: whoever calls, and to a joint meeting one person of every department."""
    found = [actor.membership]
    if kind == MeetingKind.JOINT:
        by_office: dict[int, Membership] = {}
        for each in sorted(people, key=lambda one: (_rank(one), one.pk)):
            if each.organisation.level == "department":
                by_office.setdefault(each.organisation_id, each)
        found += by_office.values()
    return tuple(Guest(membership=each) for each in found)


def _rank(membership: Membership) -> int:
    return _ORDER_OF_ROLES.index(membership.role) if membership.role in _ORDER_OF_ROLES else len(_ORDER_OF_ROLES)


@door("meeting.read")
@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting: its agenda with what is known of each case, who was asked, came and signed, and what is missing."""
    return page_of(request, meeting_of(request, pk))


def meeting_of(request: HttpRequest, pk: int) -> Meeting:
    """A meeting of the actor. Raises `Http404`."""
    found = selectors.meetings(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def holds(request: HttpRequest, found: Meeting) -> bool:
    """Whether the actor is of those who hold this meeting."""
    actor = request.actor
    host = found.called_by.organisation.level == actor.level and found.area_id == actor.area.code
    return host and rights.may(actor, "meeting.hold")


def hosted(request: HttpRequest, pk: int) -> Meeting:
    """A meeting that the actor holds. Raises `Http404`, and `PermissionDenied` for who is only asked to it."""
    found = meeting_of(request, pk)
    if not holds(request, found):
        raise PermissionDenied(_("这次会议由召集的单位办理。"))
    return found


def page_of(request: HttpRequest, found: Meeting, form: CloseForm | None = None, status: int = 200) -> HttpResponse:
    """The page of a meeting."""
    note_file(request, "meeting.read", found, found.area_id)
    items, attendees = list(selectors.items(found)), list(found.attendees.all())
    missing = still_missing(found) if found.is_open else []
    is_mine = holds(request, found)
    mine = next((one for one in attendees if one.membership_id == request.actor.membership.pk), None)
    page = {
        "meeting": found,
        "items": items,
        "attendees": attendees,
        "present": sum(1 for one in attendees if one.present),
        "signed": sum(1 for one in attendees if one.signed),
        "resolved": all(item.outcome for item in items),
        "missing": missing,
        "holds": is_mine and found.is_open,
        "may_sign": found.is_open and mine is not None and mine.present and not mine.signed,
        "form": form or CloseForm(initial={"on": office_day()}),
        "papers": list(papers(request.actor, found.number)) if rights.may(request.actor, "paper.read") else [],
        "may_make": is_mine and rights.may(request.actor, "paper.make"),
        "may_read_cases": rights.may(request.actor, "case.read") and request.actor.level != "department",
    }
    return render(request, "desk/meetings/meeting.html", page, status=status)


@door("meeting.hold")
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a meeting off, with the reason."""
    found = hosted(request, pk)

    def do(given: dict[str, Any]) -> str:
        services.cancel(actor=request.actor, meeting=found, on=office_day(), **given)
        return _("会议已取消，议程上的办件可以列入别的会议。")

    page = FormPage(heading=_("取消会议"), button=_("取消会议"), crumbs=crumbs(found), back=address(found))
    return answer(request, CancelForm(request.POST or None), page, do)


def crumbs(found: Meeting) -> list[tuple[Any, str]]:
    """The way back from what belongs to a meeting."""
    return [(_("会议"), reverse("meetings")), (found.title, address(found))]


@door("meeting.hold")
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a meeting, and carry out what it resolved."""
    found, form = hosted(request, pk), CloseForm(request.POST)
    if not form.is_valid():
        return page_of(request, found, form, 422)
    try:
        came = services.close(actor=request.actor, meeting=found, on=form.cleaned_data["on"])
    except (CaseProblem, PermissionDenied) as problem:
        form.refuse(problem)
        return page_of(request, found, form, 422)
    messages.success(request, _("会议已办结，%s 件按决议办理。") % len(came.done))
    if came.deferred:
        messages.success(request, _("%s 件暂缓，可以列入下次会议。") % len(came.deferred))
    for number, why in came.failed:
        messages.warning(request, _("%(number)s 的决议没有执行：%(why)s") % {"number": number, "why": why})
    return redirect(address(found))


@door("paper.make")
@require_POST
def paper_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the agenda or the minutes as a paper."""
    found = hosted(request, pk)
    make = paperwork.make_minutes if request.POST.get("kind") == "minutes" else paperwork.make_agenda
    try:
        made = make(actor=request.actor, meeting=found, on=office_day())
        messages.success(request, _("已制作%(kind)s %(number)s。") % {"kind": made.get_kind_display(), "number": made})
    except (CaseProblem, PaperProblem) as problem:
        messages.error(request, str(problem))
    return redirect(address(found))


def on_step(request: HttpRequest, run: StepRun) -> dict[str, str] | None:
    """What the meeting step's own page says of agendas: words, and where they lead."""
    if run.kind != "meeting":
        return None
    item = AgendaItem.objects.filter(run=run).select_related("meeting").order_by("pk").last()
    may_hold = rights.may(request.actor, "meeting.hold")
    if item is None or (not item.is_open and run.state == "open"):
        waits = may_hold and run.state == "open" and run.by.startswith(f"{request.actor.level}.")
        asked = f"{reverse('meeting-new')}?run={run.pk}"
        return {"text": str(_("还没有列入会议议程，可以召集会议。")), "address": asked} if waits else None
    words = _("已列入 %(day)s“%(title)s”的议程，在会议里形成决议。") if item.is_open else _("%(day)s“%(title)s”")
    text = words % {"day": item.meeting.held_on.isoformat(), "title": item.meeting.title}
    seen = rights.may(request.actor, "meeting.read") and selectors.meetings(request.actor).filter(pk=item.meeting_id)
    return {"text": text, "address": address(item.meeting) if seen else ""}
