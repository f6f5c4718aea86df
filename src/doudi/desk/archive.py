"""The archive at the desk: cases whose time is over, lists of what is to be destroyed, and the second person's word."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from doudi.accounts import rights
from doudi.cases.archive import selectors, services
from doudi.cases.archive.models import Destruction, DestructionState, KeptAs
from doudi.cases.archive.periods import keeping_of
from doudi.cases.leaving import end_label
from doudi.cases.models import Case
from doudi.cases.selectors import process_of
from doudi.desk import words
from doudi.desk.cases import address as case_address
from doudi.desk.crumbs import Crumbs
from doudi.desk.doors import door
from doudi.desk.fields import DeskForm, Text, lines
from doudi.desk.form_pages import FormPage, answer
from doudi.desk.listing import Column, Filter, Listing, listed
from doudi.desk.reading import note_file
from doudi.office_day import office_day


@door("archive.read")
@require_safe
def ripe(request: HttpRequest) -> HttpResponse:
    """The cases whose time in the archive is over."""
    rows = selectors.ripe(request.actor, office_day()).select_related("release").defer("release__layers")
    actions = [(_("销毁清册"), reverse("destructions"))]
    if rights.may(request.actor, "archive.propose") and rows.filter(is_proposed=False).exists():
        actions.insert(0, (_("提请销毁"), reverse("destruction-new")))
    return listed(request, _ripe(), rows, "desk/list_page.html", heading=_("到期档案"), actions=actions)


def _ripe() -> Listing:
    return Listing(
        name=gettext_lazy("到期档案"),
        columns=[
            Column("number", _("办件编号"), lambda c: c.number, ("number",), link=case_address),
            Column("applicant", _("申请人"), lambda c: c.applicant.name, ("applicant__name",)),
            Column("area", _("区划"), lambda c: c.area.name, ("area",)),
            Column("process", _("程序"), lambda c: process_of(c).label, ("process",)),
            Column("end", _("结果"), _end, ("end",)),
            Column("closed", _("办结日期"), lambda c: c.closed_on, ("closed_on",)),
            Column("kept_as", _("保管类别"), lambda c: keeping_of(c).kept_as.label, ("was_approved",)),
            Column("until", _("保管至"), lambda c: keeping_of(c).until, ("was_approved", "last_on")),
            Column("proposed", _("销毁"), lambda c: _("已提请") if c.is_proposed else "", ("is_proposed",)),
        ],
        filters=[
            Filter("kept_as", _("保管类别"), KeptAs.choices, lambda q, key: q.filter(was_approved=key == "approved")),
            Filter(
                "proposed",
                _("销毁"),
                [("no", _("没有提请")), ("yes", _("已提请"))],
                lambda q, key: q.filter(is_proposed=key == "yes"),
            ),
        ],
        empty=_("没有保管期满的办件。"),
    )


def _end(case: Case) -> str:
    return end_label(case, dict(process_of(case).ends))


class ProposeForm(DeskForm):
    """Which cases, and what somebody found who looked at them."""

    cases = forms.TypedMultipleChoiceField(
        label=gettext_lazy("办件（要继续保存的，不要勾选）"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("请选要销毁的办件。"),
            "invalid_choice": gettext_lazy("没有这个选项，请重选。"),
        },
    )
    reason = Text(label=gettext_lazy("鉴定意见"), widget=lines(), max_length=500)


@door("archive.propose")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Propose to destroy cases whose time is over; at first all are chosen, the oldest as many as a list may hold."""
    today = office_day()
    found = selectors.ripe(request.actor, today).filter(is_proposed=False)
    found = found.select_related("release").defer("release__layers")[: services.MOST]
    choices = [(case.pk, _choice(case)) for case in found]
    form = ProposeForm(_sent(request), initial={"cases": [key for key, _words in choices]})
    form.fields["cases"].choices = choices

    def do(given: dict[str, Any]) -> str:
        made = services.propose(actor=request.actor, on=today, **given)
        return _("已提请销毁，清册 %s 等待分管领导批准。") % made.number

    page = FormPage(
        heading=_("提请销毁"),
        button=_("提请销毁"),
        crumbs=_crumbs(),
        back=reverse("destructions"),
        template="desk/archive/propose.html",
        intro=_("保管期满的办件经鉴定没有继续保存价值的，提请销毁。由另一人批准以后才销毁，销毁后不能恢复。"),
    )
    return answer(request, form, page, do)


def _sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, also where nothing was ticked."""
    return request.POST if request.method == "POST" else None


def _choice(case: Case) -> str:
    """A case in a line: its number, procedure, end and last day."""
    until = keeping_of(case).until
    told = words.together([process_of(case).label, _end(case), _("保管至 %s") % until])
    return words.noted(case.number, told)


@door("archive.read")
@require_safe
def destructions(request: HttpRequest) -> HttpResponse:
    """The lists of what was, or is to be, destroyed."""
    listing = Listing(
        name=gettext_lazy("销毁清册"),
        columns=[
            Column("number", _("清册编号"), lambda d: d.number, ("pk",), link=address),
            Column("size", _("件数"), lambda d: d.size, ("size",), is_number=True),
            Column("proposed_on", _("提请日期"), lambda d: d.proposed_on, ("proposed_on",)),
            Column("proposed_by", _("提请人"), lambda d: d.proposed_by.name),
            Column("state", _("状态"), lambda d: d.get_state_display(), ("state",), mark=_waits),
            Column("ended_on", _("批准日期"), lambda d: d.ended_on, ("ended_on",)),
            Column("ended_by", _("批准人"), lambda d: d.ended_by.name if d.ended_by else ""),
        ],
        filters=[Filter("state", _("状态"), DestructionState.choices, lambda q, state: q.filter(state=state))],
        empty=_("还没有销毁清册。"),
    )
    rows = selectors.destructions(request.actor)
    return listed(request, listing, rows, "desk/list_page.html", heading=_("销毁清册"), crumbs=_crumbs()[:1])


def _waits(row: Destruction) -> str:
    return "soon" if row.state == DestructionState.PROPOSED else ""


def address(found: Destruction) -> str:
    """The page of a destruction."""
    return reverse("destruction", args=[found.pk])


def _crumbs() -> Crumbs:
    return [(_("到期档案"), reverse("archive")), (_("销毁清册"), reverse("destructions"))]


@door("archive.read")
@require_safe
def destruction(request: HttpRequest, pk: int) -> HttpResponse:
    """A list of cases to be destroyed, or destroyed, with who signed it."""
    found = _found(request, pk)
    note_file(request, "archive.read", found, found.area_id)
    is_waiting = found.state == DestructionState.PROPOSED
    is_other = found.proposed_by_id != request.actor.user.pk
    page = {
        "destruction": found,
        "may_end": is_waiting and is_other and rights.may(request.actor, "archive.approve"),
        "crumbs": _crumbs(),
    }
    rows = selectors.listed(request.actor, found)
    return listed(request, _lines(is_waiting), rows, "desk/archive/destruction.html", **page)


def _found(request: HttpRequest, pk: int) -> Destruction:
    found = selectors.destructions(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _lines(is_waiting: bool) -> Listing:
    return Listing(
        name=gettext_lazy("销毁清册"),
        columns=[
            Column(
                "case",
                _("办件编号"),
                lambda c: c.case_number,
                ("case_number",),
                link=(lambda c: reverse("case", args=[c.case_number])) if is_waiting else None,
            ),
            Column("process", _("程序"), lambda c: c.process, ("process",)),
            Column("applied", _("申请日期"), lambda c: c.applied_on, ("applied_on",)),
            Column("closed", _("办结日期"), lambda c: c.closed_on, ("closed_on",)),
            Column("end", _("结果"), lambda c: c.end, ("end",)),
            Column("kept_as", _("保管类别"), lambda c: c.get_kept_as_display(), ("kept_as",)),
            Column("until", _("保管至"), lambda c: c.kept_until, ("kept_until",)),
        ],
        filters=[Filter("kept_as", _("保管类别"), KeptAs.choices, lambda q, key: q.filter(kept_as=key))],
    )


class ApproveForm(DeskForm):
    """That somebody has read the list and knows that there is no way back."""

    sure = forms.BooleanField(
        label=gettext_lazy("已核对清册，知道销毁后不能恢复"),
        error_messages={"required": gettext_lazy("请先核对清册，再勾选这一项。")},
    )


@door("archive.approve")
@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a destruction: what stands on the list is destroyed."""
    found = _found(request, pk)

    def do(_given: dict[str, Any]) -> str:
        services.approve(actor=request.actor, destruction=found, on=office_day())
        return _("已批准，清册 %s 上的办件已销毁。") % found.number

    intro = _("清册 %(number)s 上的 %(count)s 件，连同文书、公示、核对报告和决定，将一并销毁。") % {
        "number": found.number,
        "count": found.size,
    }
    page = FormPage(
        heading=_("批准销毁"),
        button=_("批准销毁"),
        crumbs=_of(found),
        back=address(found),
        intro=intro,
        template="desk/archive/approve.html",
    )
    return answer(request, ApproveForm(_sent(request)), page, do)


class RejectForm(DeskForm):
    """Why a list is not destroyed."""

    reason = Text(label=gettext_lazy("不同意的理由"), widget=lines(), max_length=500)


@door("archive.approve")
@require_http_methods(["GET", "POST"])
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a destruction, with the reason."""
    found = _found(request, pk)

    def do(given: dict[str, Any]) -> str:
        services.reject(actor=request.actor, destruction=found, on=office_day(), **given)
        return _("没有同意，清册 %s 上的办件继续保管。") % found.number

    page = FormPage(heading=_("不同意销毁"), button=_("不同意销毁"), crumbs=_of(found), back=address(found))
    return answer(request, RejectForm(_sent(request)), page, do)


def _of(found: Destruction) -> Crumbs:
    return [*_crumbs(), (found.number, address(found))]
