"""The means check on the side of the case: who agreed, what is asked, what came back and what becomes of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doudi.accounts import rights
from doudi.cases import means
from doudi.cases.course import Course
from doudi.cases.models import Case, StepRun
from doudi.cases.services import CaseProblem
from doudi.desk import check_gaps, crumbs
from doudi.desk.cases import framed
from doudi.desk.compared import Shown, shown
from doudi.desk.doors import door
from doudi.desk.fields import Day, DeskForm, Text
from doudi.desk.finding import case_of
from doudi.desk.form_pages import FormPage, answer
from doudi.desk.reading import note_case
from doudi.office_day import office_day
from doudi.registry import selectors as registry
from doudi.registry.models import Person
from doudi.rulebook.selectors import NothingAdopted
from doudi.verification import selectors
from doudi.verification.kinds import SOURCES
from doudi.verification.models import Authorisation, NoSupporters, Report, Supporter
from doudi.verification.requesting import why_not
from doudi.verification.services import (
    Consent,
    VerificationProblem,
    add_supporter,
    authorise,
    state_no_supporters,
    strike_supporter,
    withdraw,
)

_A_YEAR = datetime.timedelta(364)


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody whom the check concerns: the authorisation that holds today, and those that did."""

    who: Person | Supporter
    key: str
    is_child: bool
    is_asked: bool
    holds: Authorisation | None
    earlier: list[Authorisation]


def address(case: Case) -> str:
    """The page of a case's means check."""
    return reverse("case-check", args=[case.number])


@door("check.authorise", "check.read")
@require_safe
def check(request: HttpRequest, number: str) -> HttpResponse:
    """The means check of a case: authorisations, the request, and the reports with what differs."""
    case = case_of(request, number)
    note_case(request, case)
    page = framed(request, case, "check")
    asks = _asks_supporters(case, page["today"])
    reads = page["may"]["check_read"]
    page |= {
        "people": _people(case, page["today"]),
        "supporters": _supporters(case, page["today"]),
        "asks_supporters": asks,
        "none_stated": NoSupporters.objects.filter(case=case.number).select_related("recorded_by__user").first(),
        "why_not": why_not(case.household, case.number, page["today"], supporters=asks) if case.is_open else "",
        "reads": reads,
        "gaps": [gap for gap in check_gaps.gaps(request, case) if gap.address != address(case)],
        "open_request": selectors.open_request(case.number) if reads else None,
        "reports": reports_of(case) if reads else [],
        "reused": _reused(case) if reads else None,
    }
    return render(request, "desk/checks/case.html", page)


def _asks_supporters(case: Case, on: datetime.date) -> bool:
    try:
        return means.asks_supporters(Course(case, on))
    except NothingAdopted:
        return False


def _people(case: Case, on: datetime.date) -> list[Line]:
    """The members of the household with their authorisations."""
    members = [member.person for member in registry.members_on(case.household, on)]
    asked = {person.pk for person in selectors.those_to_authorise(case.household, on)}
    given = Authorisation.objects.filter(person__in=members).select_related("recorded_by__user")
    by_person: dict[int, list[Authorisation]] = {}
    for each in given:
        by_person.setdefault(each.person_id or 0, []).append(each)
    return [
        _line(p, f"p{p.pk}", selectors.is_child(p, on), p.pk in asked, by_person.get(p.pk, []), on) for p in members
    ]


def _supporters(case: Case, on: datetime.date) -> list[Line]:
    found = selectors.supporters_of(case.household).prefetch_related("authorisations__recorded_by__user")
    return [_line(s, f"s{s.pk}", False, True, list(s.authorisations.all()), on) for s in found]


def _line(
    who: Person | Supporter, key: str, child: bool, asked: bool, given: list[Authorisation], on: datetime.date
) -> Line:
    holds = next((each for each in given if _holds(each, on)), None)
    return Line(who, key, child, asked, holds, [each for each in given if each is not holds])


def _holds(each: Authorisation, on: datetime.date) -> bool:
    return each.from_date <= on <= each.until_date and (each.withdrawn_on is None or each.withdrawn_on > on)


def reports_of(case: Case) -> list[Shown]:
    """The reports that were asked for a case, the latest first, set beside what was declared."""
    found = Report.objects.filter(request__case=case.number).select_related("request", "entered_by__user")
    return [shown(report) for report in found]


def _reused(case: Case) -> Report | None:
    """The report of an earlier case that may still be used in this one today."""
    try:
        used = means.report_for(Course(case, office_day())) if case.is_open else None
    except NothingAdopted:
        return None
    return used.report if used is not None and used.is_reused else None


@dataclass(frozen=True, slots=True)
class OnStep:
    """What a step of a case shows of the means check: all of it where it is done, else only what is left to settle."""

    is_check: bool
    address: str
    to_settle: int
    says: str = ""
    reused: Report | None = None
    reports: tuple[Shown, ...] = ()
    settles: bool = False


def on_step(request: HttpRequest, case: Case, run: StepRun) -> OnStep | None:
    """What a step shows of the means check to whoever may read it."""
    if not (rights.may(request.actor, "check.read") or rights.may(request.actor, "check.authorise")):
        return None
    if run.kind != "means_check" or not rights.may(request.actor, "check.read"):
        left = selectors.to_settle_in(case.number).count() if case.is_open and run.is_active else 0
        return OnStep(False, address(case), left)
    reports = reports_of(case)
    return OnStep(
        True,
        address(case),
        0,
        _says(case) if case.is_open and run.is_active and not reports else "",
        _reused(case),
        tuple(reports),
        rights.may(request.actor, "household.change"),
    )


def _says(case: Case) -> str:
    """What the check waits for."""
    if selectors.open_request(case.number) is not None:
        return _("已委托核对，报告还没有出来。")
    on = office_day()
    missing = why_not(case.household, case.number, on, supporters=_asks_supporters(case, on))
    return missing or _("授权已齐，可以委托核对。")


class AuthoriseForm(DeskForm):
    """Who signs, for how long, and for those who cannot, who signs for them."""

    who = forms.MultipleChoiceField(
        label=gettext_lazy("谁的授权"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请勾选授权的人。")},
    )
    from_date = Day(label=gettext_lazy("签署日期"))
    until_date = Day(label=gettext_lazy("有效期至"))
    guardian_name = Text(label=gettext_lazy("监护人（代签的填写）"), required=False, max_length=64)
    papers = Text(label=gettext_lazy("监护手续（如户口簿、判决书）"), required=False, max_length=200)
    thumbprint = forms.BooleanField(label=gettext_lazy("不会写字，按了手印"), required=False)


@door("check.authorise")
@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, number: str) -> HttpResponse:
    """Record authorisations that were signed on paper."""
    case, today = case_of(request, number), office_day()
    lines = [*_people(case, today), *_supporters(case, today)]
    initial = {
        "from_date": today,
        "until_date": today + _A_YEAR,
        "who": [line.key for line in lines if line.is_asked and line.holds is None and not line.is_child],
    }
    form = AuthoriseForm(request.POST or None, initial=initial)
    form.fields["who"].choices = [(line.key, _named(line)) for line in lines]

    def do(given: dict[str, Any]) -> str:
        keys = given.pop("who")
        for line in lines:
            if line.key in keys:
                authorise(actor=request.actor, consent=Consent(line.who, **given))
        return _("授权已登记。")

    page = _page(case, _("登记核对授权"), _("登记"), template="desk/checks/authorise.html")
    return answer(request, form, page, do)


def _named(line: Line) -> str:
    if line.is_child:
        return _("%s（未成年，由监护人签）") % line.who.name
    return _("%s（户外义务人）") % line.who.name if isinstance(line.who, Supporter) else line.who.name


class WithdrawForm(DeskForm):
    """Since when nothing more may be asked."""

    on = Day(label=gettext_lazy("撤回日期"))


@door("check.authorise")
@require_http_methods(["GET", "POST"])
def taken_back(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Record that an authorisation was taken back."""
    case = case_of(request, number)
    members = registry.members_on(case.household, office_day()).values("person")
    of_case = Authorisation.objects.filter(person__in=members) | Authorisation.objects.filter(
        supporter__household=case.household
    )
    found = of_case.filter(pk=pk).first()
    if found is None:
        raise Http404

    def do(given: dict[str, Any]) -> str:
        withdraw(actor=request.actor, authorisation=found, **given)
        return _("已登记撤回：从那天起不再核对。")

    form = WithdrawForm(request.POST or None, initial={"on": office_day()})
    intro = _("%s撤回核对授权。撤回以前已经做的核对仍然有效。") % found.of.name
    return answer(request, form, _page(case, _("撤回核对授权"), _("登记撤回"), intro=intro), do)


class SupporterForm(DeskForm):
    """Somebody outside the household who is bound by law to support one of its members."""

    name = Text(label=gettext_lazy("姓名"), max_length=64)
    relation = Text(label=gettext_lazy("与被供养人的关系（如次子、养女）"), max_length=64)
    id_number = Text(label=gettext_lazy("公民身份号码"), max_length=18)


@door("check.authorise")
@require_http_methods(["GET", "POST"])
def supporter_new(request: HttpRequest, number: str) -> HttpResponse:
    """Enter a legal supporter outside the household."""
    case = case_of(request, number)
    form = SupporterForm(request.POST or None)
    form.fields["id_number"].widget.attrs["autocomplete"] = "off"

    def do(given: dict[str, Any]) -> str:
        add_supporter(actor=request.actor, household=case.household, case=case.number, **given)
        return _("法定义务人已登记，还要登记其核对授权。")

    intro = _("不在本户共同生活、依法有赡养、抚养、扶养义务的人。特困认定时，他们也要授权核对。")
    return answer(request, form, _page(case, _("登记法定义务人"), _("登记"), intro=intro), do)


@door("check.authorise")
@require_POST
def no_supporters(request: HttpRequest, number: str) -> HttpResponse:
    """Put on record that there are none."""
    case = case_of(request, number)
    try:
        state_no_supporters(actor=request.actor, household=case.household, case=case.number, on=office_day())
    except VerificationProblem as problem:
        messages.error(request, str(problem))
    return redirect(address(case))


class StrikeForm(DeskForm):
    """Why somebody is struck off."""

    reason = Text(label=gettext_lazy("注销的理由"), max_length=200)


@door("check.authorise")
@require_http_methods(["GET", "POST"])
def supporter_off(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Strike off a supporter."""
    case = case_of(request, number)
    found = Supporter.objects.filter(household=case.household, pk=pk).first()
    if found is None:
        raise Http404

    def do(given: dict[str, Any]) -> str:
        strike_supporter(actor=request.actor, supporter=found, **given)
        return _("已注销。")

    page = _page(case, _("注销法定义务人 %s") % found.name, _("注销"))
    return answer(request, StrikeForm(request.POST or None), page, do)


class RequestForm(DeskForm):
    """What the check looks at."""

    sources = forms.MultipleChoiceField(
        label=gettext_lazy("数据源"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(name, kind.label) for name, kind in SOURCES.items()],
        error_messages={"required": gettext_lazy("至少选一种数据源。")},
    )


@door("check.request")
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the check centre to look into the household's means."""
    case = case_of(request, number)

    def do(given: dict[str, Any]) -> str:
        means.request(actor=request.actor, case=case, on=office_day(), **given)
        return _("已委托核对，等核对机构出报告。")

    form = RequestForm(request.POST or None, initial={"sources": list(SOURCES)})
    page = _page(case, _("委托核对"), _("委托"), template="desk/checks/ask.html")
    return answer(request, form, page, do)


@door("household.change")
@require_POST
def settle(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Adopt what the check found, or set it aside with a reason."""
    case = case_of(request, number)
    report = Report.objects.filter(request__in=selectors.requests(request.actor), request__case=number, pk=pk).first()
    if report is None:
        raise Http404
    chosen = {int(key) for key in request.POST.getlist("finding") if key.isascii() and key.isdigit()}
    adopts = request.POST.get("do") == "adopt"
    reason = request.POST.get("reason", "")[:500]
    try:
        taken = means.settle(
            actor=request.actor,
            case=case,
            report=report,
            on=office_day(),
            adopt=chosen if adopts else (),
            set_aside=() if adopts else chosen,
            reason="" if adopts else reason,
        )
    except CaseProblem as problem:
        messages.error(request, str(problem))
        return redirect(address(case))
    if taken:
        messages.success(request, _("已采用 %s 项核对结果，核算按新的事实重算。") % len(taken))
        return redirect(reverse("case-assessment", args=[case.number]))
    messages.success(request, _("已记下不采用的理由。"))
    return redirect(address(case))


def _page(case: Case, heading: str, button: str, **more: str) -> FormPage:
    way = [*crumbs.case(case), (_("信息核对"), address(case))]
    return FormPage(heading=heading, button=button, crumbs=way, back=address(case), **more)
