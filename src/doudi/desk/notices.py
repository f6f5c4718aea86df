"""Notices at the desk: what hangs, the photos of its posting, objections and their answers."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doudi.accounts import rights
from doudi.cases.notices import selectors, services
from doudi.cases.notices.models import Notice, NoticeKind, NoticePhoto, Objection
from doudi.cases.notices.services import Answer, Words
from doudi.cases.services import CaseProblem
from doudi.desk import offering
from doudi.desk.doors import door
from doudi.desk.fields import Choice, Day, DeskForm, Text, lines
from doudi.desk.form_pages import FormPage, answer
from doudi.desk.listing import Column, Filter, Listing, listed
from doudi.office_day import office_day
from doudi.papers.models import PaperKind


@door("case.read")
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The notices of the area, those that have come down too."""
    today = office_day()
    waiting = Count("objections", filter=Q(objections__upheld=None))
    listing = Listing(
        name=gettext_lazy("公示"),
        columns=[
            Column("kind", _("种类"), lambda n: n.get_kind_display(), ("kind",), link=address),
            Column("case", _("办件编号"), lambda n: n.case.number, ("case__number",), link=_case),
            Column("area", _("区划"), lambda n: n.area.name, ("area",)),
            Column("place", _("张贴地点"), lambda n: n.place),
            Column("from", _("自"), lambda n: n.from_date, ("from_date",)),
            Column("until", _("至"), lambda n: n.until_date, ("until_date",)),
            Column("state", _("状态"), lambda n: _("已到期") if _is_over(n, today) else _("在公示期")),
            Column("open", _("待答复异议"), lambda n: n.waiting or None, ("waiting",), is_number=True),
        ],
        filters=[
            Filter("kind", _("种类"), NoticeKind.choices, lambda q, kind: q.filter(kind=kind)),
            Filter("now", _("状态"), [("now", _("现在挂着")), ("waiting", _("有异议待答复"))], _narrow),
        ],
        order="-from",
        empty=_("还没有公示。"),
    )
    rows = selectors.notices(request.actor).annotate(waiting=waiting)
    may_mask = rights.may(request.actor, "notice.mask")
    actions = [(_("姓名的显示方式"), reverse("notice-masking"))] if may_mask else []
    return listed(request, listing, rows, "desk/list_page.html", heading=_("公示"), actions=actions)


def _narrow(rows: Any, key: str) -> Any:
    if key == "waiting":
        return rows.filter(waiting__gt=0)
    return rows.filter(pk__in=selectors.hanging(office_day()).order_by().values("pk"))


def _is_over(notice: Notice, today: datetime.date) -> bool:
    return notice.until_date is not None and notice.until_date < today


def address(notice: Notice) -> str:
    """The page of a notice."""
    return reverse("notice", args=[notice.pk])


def _case(notice: Notice) -> str:
    return reverse("case", args=[notice.case.number])


@door("case.read")
@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice: what the public reads, photos, objections."""
    found = _notice(request, pk)
    page = {
        "notice": found,
        "case": found.case,
        "offers": offering.of_kinds(request, found.case, PaperKind.NOTICE, key=found.pk),
        "posted": selectors.posted(found),
        "photos": list(found.photos.all()),
        "objections": list(found.objections.select_related("received_by__user", "answered_by__user")),
        "hangs": selectors.hanging(office_day()).filter(pk=found.pk).exists(),
        "may_step": rights.may(request.actor, "case.step"),
        "may_object": rights.may(request.actor, "case.object") and found.kind == NoticeKind.HEARING,
        "may_answer": rights.may(request.actor, "objection.answer"),
    }
    return render(request, "desk/notices/notice.html", page)


@door("case.step")
@require_POST
def photo_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a photo of the posting."""
    found, file = _notice(request, pk), request.FILES.get("photo")
    try:
        if file is None:
            raise CaseProblem(_("请选一张照片。"))
        services.add_photo(actor=request.actor, notice=found, name=file.name or "", content=file.read())
        messages.success(request, _("照片已保存。"))
    except CaseProblem as problem:
        messages.error(request, str(problem))
    return redirect(address(found))


@door("case.read")
@require_safe
def photo(request: HttpRequest, pk: int, photo: int) -> HttpResponseBase:
    """A photo of the posting, for officials."""
    found = NoticePhoto.objects.filter(notice=_notice(request, pk), pk=photo).first()
    if found is None:
        raise Http404
    kind = {"jpg": "image/jpeg", "png": "image/png"}[found.type]
    return FileResponse(found.file.open("rb"), content_type=kind)


class ObjectionForm(DeskForm):
    """What somebody says against a notice."""

    received_on = Day(label=gettext_lazy("收到日期"))
    how = Choice(label=gettext_lazy("方式"), choices=Objection.How.choices)
    name = Text(label=gettext_lazy("异议人（可以不留名）"), required=False, max_length=64)
    text = Text(label=gettext_lazy("异议内容"), widget=lines(), max_length=1000)


@door("case.object")
@require_http_methods(["GET", "POST"])
def objection_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Take down an objection."""
    found = _notice(request, pk)

    def do(given: dict[str, Any]) -> str:
        services.receive_objection(actor=request.actor, notice=found, words=Words(**given))
        return _("异议已登记，要书面答复。")

    form = ObjectionForm(request.POST or None, initial={"received_on": office_day()})
    return answer(request, form, _form_page(found, _("登记异议"), _("登记")), do)


class AnswerForm(DeskForm):
    """The written answer to an objection."""

    upheld = Choice(
        label=gettext_lazy("异议是否成立"),
        choices=[("", "—"), ("true", gettext_lazy("成立")), ("false", gettext_lazy("不成立"))],
    )
    text = Text(label=gettext_lazy("书面答复"), widget=lines(), max_length=1000)
    on = Day(label=gettext_lazy("答复日期"))


@door("objection.answer")
@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an objection in writing."""
    found = selectors.objections(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404

    def do(given: dict[str, Any]) -> str:
        said = Answer(text=given["text"], upheld=given["upheld"] == "true", on=given["on"])
        services.answer_objection(actor=request.actor, objection=found, answer=said)
        return _("已答复。")

    form = AnswerForm(request.POST or None, initial={"on": office_day()})
    return answer(request, form, _form_page(found.notice, _("答复异议"), _("答复"), intro=found.text), do)


def _notice(request: HttpRequest, pk: int) -> Notice:
    found = selectors.notices(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _form_page(notice: Notice, heading: str, button: str, intro: str = "") -> FormPage:
    way = [(_("公示"), reverse("notices")), (notice.case.number, address(notice))]
    return FormPage(heading=heading, button=button, crumbs=way, back=address(notice), intro=intro)
