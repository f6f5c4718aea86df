"""Cases: the list, the page of one, its assessment, its log, and the ways out of it."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from doudi.accounts import rights
from doudi.cases import selectors
from doudi.cases.archive.periods import keeping
from doudi.cases.clocks import lateness
from doudi.cases.leaving import Leaving, end_label
from doudi.cases.models import AppliedBy, Case, CaseState, RunState, StepRun
from doudi.cases.services import change_process, leave
from doudi.desk import before, check_gaps, crumbs, offering, picture, words
from doudi.desk.assessed import assessed
from doudi.desk.doors import door
from doudi.desk.fields import Choice, Day, DeskForm, Text, lines
from doudi.desk.finding import case_of
from doudi.desk.form_pages import FormPage, answer
from doudi.desk.listing import Column, Filter, Listing, listed
from doudi.desk.reading import note_case
from doudi.office_day import office_day
from doudi.rulebook.kept import policy_of

IN_HAND = (RunState.OPEN, RunState.SIGNED)


@door("case.read")
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases of the actor's area."""
    today = office_day()
    in_hand = Prefetch("runs", StepRun.objects.filter(state__in=IN_HAND), to_attr="in_hand")
    rows = selectors.cases(request.actor).select_related("release").defer("release__layers").prefetch_related(in_hand)
    actions = [(_("登记申请"), reverse("apply"))] if rights.may(request.actor, "case.open") else []
    return listed(request, _listing(today), rows, "desk/list_page.html", heading=_("办件"), actions=actions)


def _listing(today: datetime.date) -> Listing:
    return Listing(
        name=gettext_lazy("办件"),
        columns=[
            Column("number", gettext_lazy("办件编号"), lambda c: c.number, ("number",), link=address),
            Column("applicant", gettext_lazy("申请人"), lambda c: c.applicant.name, ("applicant__name",)),
            Column("area", gettext_lazy("区划"), lambda c: c.area.name, ("area",)),
            Column("process", gettext_lazy("程序"), lambda c: selectors.process_of(c).label, ("process",)),
            Column("where", gettext_lazy("办到哪里"), where),
            Column("applied", gettext_lazy("申请日期"), lambda c: c.applied_on, ("applied_on",)),
            Column("due", gettext_lazy("总期限"), lambda c: c.due_on, ("due_on",), mark=lambda c: _late(c, today)),
        ],
        filters=[
            Filter("state", gettext_lazy("状态"), CaseState.choices, lambda q, state: q.filter(state=state)),
            Filter(
                "late",
                gettext_lazy("期限"),
                [("late", gettext_lazy("已超期"))],
                lambda q, _key: q.filter(_is_late(today)),
            ),
            Filter("by", gettext_lazy("申请方式"), AppliedBy.choices, lambda q, by: q.filter(applied_by=by)),
        ],
        order="",
        empty=gettext_lazy("还没有办件。"),
    )


def _is_late(today: datetime.date) -> Q:
    runs = StepRun.objects.filter(state__in=IN_HAND, due_on__lt=today)
    return Q(state=CaseState.OPEN) & (Q(due_on__lt=today) | Q(pk__in=runs.values("case_id")))


def where(case: Case) -> str:
    """The steps in hand, or how the case ended. `case.in_hand` is read along."""
    if not case.is_open:
        return end_label(case, dict(selectors.process_of(case).ends))
    return _("、").join(run.label for run in case.in_hand)  # type: ignore[attr-defined]


def address(case: Case) -> str:
    """The page of a case."""
    return reverse("case", args=[case.number])


def _late(case: Case, today: datetime.date) -> str:
    return lateness(case.due_on, None, today) if case.is_open else ""


def framed(request: HttpRequest, case: Case, tab: str) -> dict[str, Any]:
    """What the frame of every page of a case shows."""
    today = office_day()
    process = selectors.process_of(case)
    actor = request.actor
    may = {verb.replace(".", "_"): rights.may(actor, verb) for verb in rights.RIGHTS}
    return {
        "case": case,
        "process": process,
        "end": end_label(case, dict(process.ends)) if not case.is_open else "",
        "late": _late(case, today),
        "tab": tab,
        "may": may,
        "today": today,
        "crumbs": crumbs.cases(),
    }


@door("case.read")
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Where a case stands: what is to be done, the picture of its procedure, and every step so far."""
    found = case_of(request, number)
    note_case(request, found)
    frame = framed(request, found, "case")
    runs = list(selectors.runs_of(request.actor, found))
    for run in runs:
        run.is_mine = is_mine(request, run)  # type: ignore[attr-defined]
        run.late = lateness(run.due_on, run.warn_on, frame["today"]) if run.state in IN_HAND else ""  # type: ignore[attr-defined]
        run.who = words.post(run.second if run.state == RunState.SIGNED else run.by)  # type: ignore[attr-defined]
        run.vote = before.vote(run)  # type: ignore[attr-defined]
        run.came_out = words.outcome(run.kind, run.outcome) if run.outcome else ""  # type: ignore[attr-defined]
    frame |= {
        "in_hand": [run for run in runs if run.state in IN_HAND],
        "gaps": check_gaps.gaps(request, found),
        "runs": runs,
        "picture": picture.of_case(request.actor, found, frame["today"]),
        "offers": offering.offers(request, found, lambda due: due.is_missing),
        "relatives": list(found.staff_relatives.all()),
        "followers": list(found.followers.all()),
        "kept": None if found.is_open else keeping(found),
    }
    return render(request, "desk/cases/case.html", frame)


def is_mine(request: HttpRequest, run: StepRun) -> bool:
    """Whether a run waits for the actor's post. Whether this very person may sign, the service says."""
    wanted = {RunState.OPEN: run.by, RunState.SIGNED: run.second}.get(RunState(run.state))
    return wanted == request.actor.post and (not run.agency or run.agency == request.actor.organisation.agency)


@door("case.read")
@require_safe
def assessment(request: HttpRequest, number: str) -> HttpResponse:
    """What the policy says of the household by the facts known now, and how it comes to that."""
    found = case_of(request, number)
    note_case(request, found)
    frame = framed(request, found, "assessment")
    on = frame["today"] if found.is_open else found.decided_on or found.moved_on
    return render(request, "desk/cases/assessment.html", frame | {"on": on, "said": assessed(found, on)})


@door("case.read")
@require_safe
def log(request: HttpRequest, number: str) -> HttpResponse:
    """The story of a case."""
    found = case_of(request, number)
    note_case(request, found)
    events = found.events.select_related("run", "membership__user", "membership__organisation").order_by("-pk")
    listing = Listing(
        name=gettext_lazy("办理记录"),
        columns=[
            Column("on", _("日期"), lambda e: e.on),
            Column("what", _("事项"), lambda e: words.event(e.what)),
            Column("step", _("步骤"), lambda e: e.run.label if e.run else ""),
            Column("text", _("说明"), lambda e: e.text),
            Column("who", _("经办"), lambda e: _who(e.membership)),
            Column("at", _("录入时间"), lambda e: e.at.astimezone().strftime("%Y-%m-%d %H:%M")),
        ],
    )
    return listed(request, listing, events, "desk/cases/log.html", **framed(request, found, "log"))


def _who(membership: Any) -> str:
    if membership is None:
        return _("系统")
    return words.noted(membership.user.name, words.post_in(membership.organisation.name, membership.get_role_display()))


class LeaveForm(DeskForm):
    """Why a case ends without a decision."""

    how = Choice(label=gettext_lazy("终止方式"), choices=Leaving.choices)
    on = Day(label=gettext_lazy("日期"))
    reason = Text(label=gettext_lazy("理由"), widget=lines(), max_length=1000)


@door("case.withdraw")
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, number: str) -> HttpResponse:
    """End a case without a decision: withdrawn, died, moved."""
    found = case_of(request, number)

    def do(given: dict[str, Any]) -> str:
        leave(actor=request.actor, case=found, **given)
        return _("办件 %s 已终止。") % found.number

    form = LeaveForm(request.POST or None, initial={"on": office_day()})
    return answer(request, form, _form_page(found, _("终止办理"), _("终止办理")), do)


@door("case.step")
@require_http_methods(["GET", "POST"])
def other_process(request: HttpRequest, number: str) -> HttpResponse:
    """Go on under another procedure of the policy, with a reason."""
    found = case_of(request, number)
    processes = policy_of(found.release).processes.values()
    form = ProcessForm(request.POST or None, initial={"on": office_day()})
    form.fields["process"].choices = [(p.name, p.label) for p in processes if p.name != found.process]

    def do(given: dict[str, Any]) -> str:
        change_process(actor=request.actor, case=found, **given)
        return _("已改走另一程序。")

    return answer(request, form, _form_page(found, _("改走另一程序"), _("改走")), do)


class ProcessForm(DeskForm):
    """Which procedure instead, and why."""

    process = Choice(label=gettext_lazy("程序"))
    on = Day(label=gettext_lazy("日期"))
    reason = Text(label=gettext_lazy("理由"), widget=lines(), max_length=500)


def _form_page(case: Case, heading: str, button: str) -> FormPage:
    return FormPage(heading=heading, button=button, crumbs=crumbs.case(case), back=address(case))
