"""The inbox: what waits for this post, what is late first."""

from __future__ import annotations

import datetime

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from doudi.accounts import rights
from doudi.cases import selectors
from doudi.cases.clocks import lateness
from doudi.cases.models import RunState, StepRun
from doudi.desk import words
from doudi.desk.doors import door
from doudi.desk.listing import Column, Filter, Listing, listed
from doudi.desk.menu import first_page
from doudi.office_day import office_day

KINDS = [
    ("accept", _("受理")),
    ("classify", _("核算分类")),
    ("means_check", _("信息核对")),
    ("visit", _("入户调查")),
    ("appraisal", _("民主评议")),
    ("notice", _("公示")),
    ("opinion", _("审核意见")),
    ("sample", _("抽查")),
    ("meeting", _("会议")),
    ("decide", _("审批")),
    ("inform", _("告知")),
    ("publish", _("公布")),
    ("file", _("归档")),
]


@door()
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The steps that wait for the actor, by the day on which they are due. Who has no steps goes to their first page."""
    if not rights.may(request.actor, "case.step"):
        return redirect(first_page(request.actor))
    today = office_day()
    rows = selectors.inbox(request.actor)
    counts = rows.aggregate(**{key: Count("pk", filter=_is(key, today)) for key in ("late", "soon")})
    actions = [(_("登记申请"), reverse("apply"))] if rights.may(request.actor, "case.open") else []
    return listed(
        request,
        _listing(today, rights.may(request.actor, "case.read")),
        rows,
        "desk/inbox.html",
        heading=_("待办"),
        counts=counts,
        today=today,
        actions=actions,
    )


def _listing(today: datetime.date, reads_cases: bool) -> Listing:
    return Listing(
        name=_("待办"),
        columns=[
            Column("due", _("期限"), lambda run: run.due_on, ("due_on",), mark=lambda run: _late(run, today)),
            Column("left", _("情况"), lambda run: days_left(run.due_on, today), mark=lambda run: _late(run, today)),
            Column("step", _("要办的事"), _what, ("label",), link=address if reads_cases else _check),
            Column("applicant", _("申请人"), lambda run: run.case.applicant.name, ("case__applicant__name",)),
            Column("area", _("区划"), lambda run: run.case.area.name, ("case__area",)),
            Column(
                "number",
                _("办件编号"),
                lambda run: run.case.number,
                ("case__number",),
                link=_case if reads_cases else None,
            ),
            Column("opened", _("到我这里"), lambda run: run.opened_on, ("opened_on",)),
        ],
        filters=[
            Filter(
                "when", _("期限"), [(k, v) for k, v in words.LATENESS.items()], lambda q, k: q.filter(_is(k, today))
            ),
            Filter("kind", _("事项"), KINDS, lambda q, kind: q.filter(kind=kind)),
            Filter(
                "state",
                _("状态"),
                [(RunState.OPEN.value, _("待我办理")), (RunState.SIGNED.value, _("待我复核"))],
                lambda q, state: q.filter(state=state),
            ),
        ],
        empty=_("没有待办。"),
    )


def _is(key: str, today: datetime.date) -> Q:
    """The condition on steps that are so late."""
    match key:
        case "late":
            return Q(due_on__lt=today)
        case "soon":
            return Q(due_on__gte=today, warn_on__lte=today)
        case "in_time":
            return Q(due_on__gte=today) & (Q(warn_on=None) | Q(warn_on__gt=today))
        case _:
            return Q(due_on=None)


def _late(run: StepRun, today: datetime.date) -> str:
    return lateness(run.due_on, run.warn_on, today)


def days_left(due_on: datetime.date | None, today: datetime.date) -> str:
    """How far off a day is, in words."""
    if due_on is None:
        return ""
    days = (due_on - today).days
    if days < 0:
        return str(_("超期 %s 天") % -days)
    return str(_("今天到期")) if days == 0 else str(_("还有 %s 天") % days)


def _what(run: StepRun) -> str:
    what = words.noted(run.label, _("第 %s 次") % run.round) if run.round > 1 else run.label
    return what + (f" · {_('复核')}" if run.state == RunState.SIGNED else "")


def address(run: StepRun) -> str:
    """Where a step is done."""
    return reverse("step", args=[run.case.number, run.pk])


def _check(run: StepRun) -> str:
    """Where the check centre signs, which sees the check and not the case."""
    return reverse("check-step", args=[run.pk])


def _case(run: StepRun) -> str:
    return reverse("case", args=[run.case.number])
