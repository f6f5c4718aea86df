"""The check centre's desk: what it is asked, whom about, its report, and its signature. Of the case it sees no more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doudi.accounts import rights
from doudi.audit import services as audit
from doudi.cases import means
from doudi.cases.course import Course
from doudi.cases.models import RunState, StepRun
from doudi.cases.selectors import inbox
from doudi.cases.services import CaseProblem, Signing, sign_step
from doudi.desk import words
from doudi.desk.asking import HOUSEHOLD, FactsForm, Subject
from doudi.desk.compared import shown, source_label
from doudi.desk.doors import door
from doudi.desk.fields import Choice, Day, DeskForm, Text, lines
from doudi.desk.listing import Column, Filter, Listing, listed
from doudi.desk.steps import SignForm
from doudi.language import spoken
from doudi.office_day import office_day
from doudi.registry.models import Person
from doudi.verification import selectors
from doudi.verification.attaching import LARGEST, MOST, TYPES
from doudi.verification.models import CheckRequest, ReportFile
from doudi.verification.services import (
    Found,
    Sheet,
    Upload,
    VerificationProblem,
    collect,
    enter_report,
    open_file,
    open_numbers,
    send,
)
from doudi.verification.sources import configured
from doudi.vocabulary import load

_AWHILE = 600
_USUAL_DAYS = 90


@door("check.read")
@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    """The checks that were asked for in the area."""
    listing = Listing(
        name=gettext_lazy("信息核对"),
        columns=[
            Column("case", _("办件编号"), lambda r: r.case, ("case",), link=address),
            Column("area", _("区划"), lambda r: r.area.name, ("area",)),
            Column("people", _("人数"), lambda r: r.size, ("size",), is_number=True),
            Column("asked", _("委托日期"), lambda r: r.asked_on, ("asked_on",)),
            Column("state", _("状态"), _state, mark=lambda r: "" if hasattr(r, "report") else "soon"),
            Column("until", _("报告有效期至"), lambda r: r.report.valid_until if hasattr(r, "report") else None),
        ],
        filters=[
            Filter(
                "state", _("状态"), [("open", _("待出报告")), ("done", _("已出报告"))], lambda q, key: _narrow(q, key)
            )
        ],
        order="-asked",
        empty=_("没有核对委托。"),
    )
    rows = selectors.requests(request.actor).annotate(size=Count("people", distinct=True))
    return listed(request, listing, rows, "desk/list_page.html", heading=_("信息核对"))


def _narrow(rows: QuerySet[CheckRequest], key: str) -> QuerySet[CheckRequest]:
    return rows.filter(report=None) if key == "open" else rows.exclude(report=None)


def _state(asked: CheckRequest) -> str:
    return _("已出报告") if hasattr(asked, "report") else _("待出报告")


def address(asked: CheckRequest) -> str:
    """The page of a request."""
    return reverse("check", args=[asked.pk])


@door("check.read")
@require_safe
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """A request: whom it is about and what it asks; and its report, beside what was declared for those who may see it."""
    asked = _request(request, pk)
    return render(request, "desk/checks/check.html", _framed(request, asked))


@door("check.answer")
@never_cache
@require_POST
def numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """The same with the ID numbers in full, for whoever looks them up now. Each is logged."""
    asked = _request(request, pk)
    try:
        found = open_numbers(actor=request.actor, request=asked)
    except VerificationProblem as problem:
        messages.error(request, str(problem))
        return redirect(address(asked))
    return render(request, "desk/checks/check.html", _framed(request, asked, found))


def _framed(request: HttpRequest, asked: CheckRequest, opened: dict[str, str] | None = None) -> dict[str, Any]:
    found = {f"p{p.pk}": p for p in asked.people.order_by("pk")} | {f"s{s.pk}": s for s in asked.supporters.all()}
    report = shown(asked.report) if hasattr(asked, "report") else None
    return {
        "asked": asked,
        "people": [
            {"who": who, "number": (opened or {}).get(key) or who.id_number_masked, "outside": key.startswith("s")}
            for key, who in found.items()
        ],
        "sources": [source_label(name) for name in asked.sources],
        "facts": _labels(asked),
        "opened": opened is not None,
        "shown": report,
        "reads_case": rights.may(request.actor, "case.read"),
        "may_answer": rights.may(request.actor, "check.answer"),
        "step": _run_of(request, asked),
        "batches": [(source_label(b.source), b) for b in asked.batches.all()],
        "may_send": report is None and bool(configured()),
    }


def _labels(asked: CheckRequest) -> list[str]:
    known = spoken(load()).facts
    return [known[entity, name].label for entity in ("person", "household") for name in asked.facts.get(entity, [])]


def _request(request: HttpRequest, pk: int) -> CheckRequest:
    """A request of the actor's area; that it was read is logged once for a while. Raises `Http404`."""
    found = selectors.requests(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    if cache.add(f"check:{request.actor.membership.pk}:{pk}", 1, _AWHILE):
        audit.record(actor=request.actor, verb="check.opened", subject=found, area=found.area_id)
    return found


class Files(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class ReportForm(DeskForm):
    """The head of a report."""

    reference = Text(label=gettext_lazy("报告编号"), max_length=64)
    checked_on = Day(label=gettext_lazy("核对日期"))
    valid_days = forms.IntegerField(label=gettext_lazy("有效天数"), min_value=1, max_value=730, initial=_USUAL_DAYS)
    note = Text(label=gettext_lazy("核对结论"), required=False, widget=lines(), max_length=2000)
    files = forms.Field(
        label=gettext_lazy("报告附件（PDF、Excel、JPEG、PNG，每个 8 MB 以内）"), required=False, widget=Files
    )

    is_multipart = True  # type: ignore[assignment]

    def clean_files(self) -> tuple[Upload, ...]:
        """The files as they were sent; too many or too large ones are not read."""
        sent = [file for file in self.files.getlist(self.add_prefix("files")) if file]
        if len(sent) > MOST or any(file.size > LARGEST for file in sent):
            raise forms.ValidationError(_("最多 %s 个附件，每个不超过 8 MB。") % MOST)
        return tuple(Upload(file.name or "", file.read()) for file in sent)


@door("check.answer")
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what was found. Nothing that was declared stands on this page."""
    asked = _request(request, pk)
    if hasattr(asked, "report"):
        messages.warning(request, _("这次核对已经有报告了。"))
        return redirect(address(asked))
    data = request.POST if request.method == "POST" else None
    head = ReportForm(data, request.FILES or None, initial={"checked_on": office_day()}, prefix="r")
    form = _facts_form(asked, data)
    if data is not None and all([head.is_valid(), form.is_valid()]):
        given = head.cleaned_data
        sheet = Sheet(given["reference"], given["checked_on"], given["valid_days"], given["note"], given["files"])
        try:
            enter_report(actor=request.actor, request=asked, sheet=sheet, found=_found(asked, form))
        except VerificationProblem as problem:
            head.refuse(problem)
        else:
            messages.success(request, _("报告已录入，不能再改。请签字办结这一步。"))
            return redirect(_onwards(request, asked))
    page = {"asked": asked, "head": head, "form": form}
    return render(request, "desk/checks/report.html", page, status=422 if data is not None else 200)


def _facts_form(asked: CheckRequest, data: Any) -> FactsForm:
    """Empty questions about the household and everybody in it: what was declared would lead the answers."""
    about = [Subject(HOUSEHOLD, str(_("全户")), "household", asked=list(asked.facts.get("household", [])))]
    for person in asked.people.order_by("pk"):
        about.append(Subject(str(person.pk), person.name, "person", asked=list(asked.facts.get("person", []))))
    form = FactsForm(data, about=about, words=spoken(load()))
    for field in form.fields.values():
        if isinstance(field, Choice):
            field.choices = [("", _("没有查")), *list(field.choices)[1:]]
    return form


def _found(asked: CheckRequest, form: FactsForm) -> list[Found]:
    people: dict[str, Person] = {str(person.pk): person for person in asked.people.all()}
    return [
        Found(name, value, people.get(key))
        for key, answers in form.answers.items()
        for name, value in answers.items()
        if value is not None
    ]


def _run_of(request: HttpRequest, asked: CheckRequest) -> StepRun | None:
    """The step of the case that waits for this actor, where there is one."""
    if not rights.may(request.actor, "check.answer"):
        return None
    return inbox(request.actor).filter(kind="means_check", case__number=asked.case).first()


def _onwards(request: HttpRequest, asked: CheckRequest) -> str:
    run = _run_of(request, asked)
    return reverse("check-step", args=[run.pk]) if run is not None else address(asked)


@door("check.answer")
@require_POST
def exchange(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the request to the configured sources, or fetch their answers and make the report of them."""
    asked, today = _request(request, pk), office_day()
    try:
        if request.POST.get("do") == "send":
            send(actor=request.actor, request=asked)
            messages.success(request, _("已发往数据源，等答复。"))
        else:
            reference = f"自动核对 {asked.case}-{asked.pk}"  # kept
            collect(actor=request.actor, request=asked, reference=reference, checked_on=today, valid_days=_USUAL_DAYS)
            messages.success(request, _("已按数据源的答复生成报告。"))
    except VerificationProblem as problem:
        messages.error(request, str(problem))
    return redirect(address(asked))


@door("check.answer")
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the step of a case that waits for the check centre, on the report that was made or still holds."""
    run = inbox(request.actor).filter(kind="means_check", pk=pk).first()
    if run is None:
        raise Http404
    course, today = Course(run.case, office_day()), office_day()
    is_second = run.state == RunState.SIGNED
    keys = course.board.outcomes(course.token(run))
    outcomes = [(key, words.outcome(run.kind, key, second=is_second)) for key in keys]
    initial = {"version": run.version, "on": today, "outcome": keys[0] if len(keys) == 1 else None}
    form = SignForm(request.POST or None, outcomes=outcomes, may_ask=False, initial=initial, prefix="s")
    if request.method == "POST" and form.is_valid() and _signed(request, run, form):
        return redirect(reverse("inbox"))
    page = {
        "run": run,
        "form": form,
        "used": means.report_for(course),
        "asked": selectors.open_request(run.case.number),
    }
    return render(request, "desk/checks/step.html", page, status=422 if form.is_bound else 200)


def _signed(request: HttpRequest, run: StepRun, form: SignForm) -> bool:
    given = form.cleaned_data
    version = int(given["version"]) if given["version"].isascii() and given["version"].isdigit() else 0
    signing = Signing(version=version, outcome=given["outcome"], on=given["on"], reason=given["reason"])
    try:
        sign_step(actor=request.actor, run=run, signing=signing)
    except CaseProblem as problem:
        form.refuse(problem)
        return False
    messages.success(request, _("“%s”已签字。") % run.label)
    return True


@door("check.read")
@require_safe
def file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A file of a report, to be kept or opened elsewhere: never shown inside a page."""
    asked = _request(request, pk)
    found = ReportFile.objects.select_related("report__request").filter(report__request=asked, pk=file).first()
    if found is None:
        raise Http404
    content = open_file(actor=request.actor, file=found)
    name = f"check-{asked.pk}-{found.pk}.{found.type}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=TYPES[found.type], headers=headers)
