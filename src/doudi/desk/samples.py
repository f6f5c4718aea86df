"""Samples at the desk: what waits to be drawn, the draw with its seed, and passing on what was not drawn."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from doudi.accounts import rights
from doudi.cases.models import StepRun
from doudi.cases.samples import selectors, services
from doudi.cases.samples.models import Sample, SampledCase
from doudi.cases.samples.selectors import IN_HAND, Place
from doudi.cases.services import CaseProblem
from doudi.desk import words
from doudi.desk.doors import door
from doudi.desk.fields import Day, DeskForm, Text, lines
from doudi.desk.listing import Column, Filter, Listing, listed
from doudi.desk.reading import note_file
from doudi.office_day import office_day
from doudi.rulebook.selectors import NothingAdopted


@door("sample.read")
@require_safe
def samples(request: HttpRequest) -> HttpResponse:
    """What stands at a sample step, and the samples so far."""
    today = office_day()
    try:
        waiting = selectors.waiting(request.actor, today)
    except NothingAdopted as problem:
        messages.error(request, str(problem))
        waiting = []
    listing = Listing(
        name=gettext_lazy("抽查批次"),
        columns=[
            Column("number", _("批次"), lambda s: s.number, ("pk",), link=address),
            Column("label", _("程序和步骤"), lambda s: s.label),
            Column("on", _("冻结日期"), lambda s: s.frozen_on, ("frozen_on",)),
            Column("size", _("件数"), lambda s: s.size, ("size",), is_number=True),
            Column("drawn", _("抽中"), lambda s: s.drawn, ("drawn",), is_number=True),
            Column("visits", _("待入户"), lambda s: s.visits_left or None, ("visits_left",), is_number=True),
            Column("passes", _("未抽中待放行"), lambda s: s.passes_left or None, ("passes_left",), is_number=True),
            Column("by", _("冻结人"), lambda s: s.frozen_by.user.name),
        ],
        empty=_("还没有抽查批次。"),
    )
    rows = selectors.samples(request.actor)
    page = {
        "heading": _("抽查"),
        "waiting": [_waiting(request, each) for each in waiting],
        "may_draw": rights.may(request.actor, "sample.draw"),
    }
    return listed(request, listing, rows, "desk/samples/samples.html", **page)


def _waiting(request: HttpRequest, each: selectors.Waiting) -> dict[str, Any]:
    return {
        "of": each,
        "share": percent(each.share),
        "is_mine": each.by == request.actor.post,
        "who": words.post(each.by),
    }


def percent(share: Fraction | None) -> str:
    """A share in words: 30%; all where the policy says none."""
    if share is None:
        return str(_("全部（政策没有写比例）"))
    return f"{float(share * 100):g}%"


def address(sample: Sample) -> str:
    """The page of a sample."""
    return reverse("sample", args=[sample.pk])


@door("sample.draw")
@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """Freeze what stands at a step, and draw."""
    place = Place(*(request.POST.get(name, "") for name in ("release", "process", "step")))
    try:
        made = services.freeze(actor=request.actor, place=place, on=office_day())
    except (CaseProblem, NothingAdopted) as problem:
        messages.error(request, str(problem))
        return redirect("samples")
    messages.success(request, _("已冻结并抽签，种子已记下。"))
    return redirect(address(made))


class PassForm(DeskForm):
    """What is said of all cases that were not drawn, and the day."""

    on = Day(label=gettext_lazy("办理日期"))
    note = Text(label=gettext_lazy("审查材料的意见（记入每一件）"), required=False, widget=lines(2), max_length=300)


@door("sample.read")
@require_safe
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """A sample: the seed, how the draw is done again, and its cases."""
    return _page(request, _sample(request, pk), PassForm(initial={"on": office_day()}))


@door("sample.draw")
@require_POST
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in one action for every case that was not drawn."""
    found, form = _sample(request, pk), PassForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, 422)
    try:
        came = services.pass_undrawn(actor=request.actor, sample=found, **form.cleaned_data)
    except CaseProblem as problem:
        form.refuse(problem)
        return _page(request, found, form, 422)
    if came.done:
        messages.success(request, _("已放行 %s 件。") % len(came.done))
    for number, why in came.failed:
        messages.warning(request, _("%(number)s 没有放行：%(why)s") % {"number": number, "why": why})
    if not came.done and not came.failed:
        messages.warning(request, _("没有等着放行的办件。"))
    return redirect(address(found))


def _sample(request: HttpRequest, pk: int) -> Sample:
    found = selectors.samples(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: Sample, form: PassForm, status: int = 200) -> HttpResponse:
    note_file(request, "sample.read", found, found.area_id)
    may_draw = rights.may(request.actor, "sample.draw")
    page = {
        "sample": found,
        "share": percent(Fraction(found.share) if found.share else None),
        "same": selectors.verify(found),
        "form": form if may_draw and found.passes_left else None,
    }
    response = listed(request, _cases(), selectors.cases_of(request.actor, found), "desk/samples/sample.html", **page)
    response.status_code = status
    return response


def _cases() -> Listing:
    return Listing(
        name=gettext_lazy("批次中的办件"),
        columns=[
            Column("case", _("办件编号"), lambda c: c.case_number, ("case_number",), link=_step),
            Column("applicant", _("申请人"), _applicant),
            Column("area", _("区划"), lambda c: c.run.case.area.name if c.run else "", ("run__case__area",)),
            Column("drawn", _("抽签"), _drawn, ("drawn", "always"), mark=lambda c: "soon" if c.drawn else ""),
            Column("state", _("进度"), _state),
            Column("ticket", _("抽签码（前 12 位）"), lambda c: c.ticket[:12], ("ticket",)),
        ],
        filters=[
            Filter(
                "drawn",
                _("抽签"),
                [("yes", _("抽中")), ("no", _("未抽中"))],
                lambda q, key: q.filter(drawn=key == "yes"),
            ),
            Filter(
                "state",
                _("进度"),
                [("open", _("待办")), ("done", _("已办"))],
                lambda q, key: q.filter(run__state__in=IN_HAND) if key == "open" else q.exclude(run__state__in=IN_HAND),
            ),
        ],
    )


def _step(row: SampledCase) -> str:
    return reverse("step", args=[row.case_number, row.run_id]) if row.run_id else ""


def _applicant(row: SampledCase) -> str:
    """Who applied; of a case that was destroyed after its time in the archive nothing is known but its number."""
    return row.run.case.applicant.name if row.run else ""


def _drawn(row: SampledCase) -> str:
    if not row.drawn:
        return str(_("未抽中"))
    return words.about(_("必查"), row.get_always_display()) if row.always else str(_("抽中"))


def _state(row: SampledCase) -> str:
    run = row.run
    if run is None:
        return str(_("已销毁"))
    if run.state not in IN_HAND:
        return words.outcome(run.kind, run.outcome) if run.outcome else run.get_state_display()
    if not row.drawn:
        return str(_("待放行"))
    return str(_("已填抽查结果，待签字") if run.data.get("finding") else _("待入户"))


def on_step(run: StepRun) -> dict[str, str] | None:
    """What the sample step's own page says of the draw: words, and where they lead."""
    if run.kind != "sample":
        return None
    found = selectors.sampled(run)
    if found is None:
        return {"text": str(_("还没有进入抽查批次，先冻结批次、抽签。")), "address": reverse("samples")}
    how = _("抽中，要入户") if found.drawn else _("未抽中，可以在批次里一并放行")
    text = _("第 %(number)s 批：%(how)s") % {"number": found.sample.number, "how": how}
    return {"text": text, "address": address(found.sample)}
