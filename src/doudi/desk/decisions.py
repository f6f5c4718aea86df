"""Decisions of a case: read with all they rest on, served, appealed, corrected or revoked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from doudi.cases.deciding import Proposal, grounds
from doudi.cases.letters import last_day
from doudi.cases.models import Appeal, Case, Decision, DecisionKind, LetterProof, Outcome
from doudi.cases.services import (
    CaseProblem,
    Service,
    end_appeal,
    file_appeal,
    propose_change,
    replay,
    serve,
)
from doudi.cases.serving import letters_of
from doudi.desk import crumbs, offering
from doudi.desk.assessed import as_decided
from doudi.desk.cases import framed
from doudi.desk.doors import door
from doudi.desk.fields import Choice, Day, DeskForm, Text, lines
from doudi.desk.finding import case_of
from doudi.desk.form_pages import FormPage, answer
from doudi.desk.granting import GrantForm
from doudi.desk.reading import note_case
from doudi.office_day import office_day
from doudi.papers.models import PaperKind
from doudi.rulebook.kept import ReleaseProblem
from doudi.rulebook.selectors import NothingAdopted


@door("case.read")
@require_safe
def decisions(request: HttpRequest, number: str) -> HttpResponse:
    """The decisions of a case, the proofs that letters were served, and appeals."""
    case = case_of(request, number)
    note_case(request, case)
    found = list(
        case.decisions.select_related("made_by__user", "made_by__organisation", "replaced_by", "release")
        .defer("release__layers", *(f"{of}{name}" for of in ("", "replaced_by__") for name in Decision.GROUNDS))
        .prefetch_related("benefits__person", "proofs", "appeals")
        .order_by("-pk")
    )
    for decision in found:
        decision.last_days = [(kind.label, last_day(decision, kind)) for kind in Appeal.Kind]  # type: ignore[attr-defined]
    letters = offering.of_kinds(request, case, PaperKind.APPROVAL, PaperKind.REFUSAL)
    page = framed(request, case, "decisions") | {"decisions": found, "offers": letters}
    return render(request, "desk/cases/decisions.html", page)


@door("case.read")
@require_safe
def decision(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One decision with the facts and the assessment that it stored."""
    case = case_of(request, number)
    note_case(request, case)
    found = _decision(case, pk)
    page = {"case": case, "decision": found, "said": as_decided(found), "crumbs": _crumbs(case)}
    return render(request, "desk/cases/decision.html", page)


@door("case.read")
@require_safe
def again(request: HttpRequest, number: str) -> HttpResponse:
    """Every decision of a case made again from what it stored, and what would differ today."""
    case = case_of(request, number)
    page: dict[str, Any] = {"case": case, "crumbs": _crumbs(case)}
    try:
        page["replays"] = replay(case=case, today=office_day(), actor=request.actor)
    except (CaseProblem, ReleaseProblem) as problem:
        page["problem"] = str(problem)
    return render(request, "desk/cases/replay.html", page)


class ServeForm(DeskForm):
    """How, when and to whom a letter was served."""

    how = Choice(label=gettext_lazy("送达方式"), choices=LetterProof.How.choices)
    served_on = Day(label=gettext_lazy("送达日期"))
    received_by = Text(label=gettext_lazy("签收人"), required=False, max_length=64)
    witness = Text(label=gettext_lazy("见证人（留置送达）"), required=False, max_length=64)
    paper_number = Choice(label=gettext_lazy("文书编号"), required=False)
    thumbprint = Choice(
        label=gettext_lazy("签收形式"),
        required=False,
        choices=[("", gettext_lazy("签字")), ("1", gettext_lazy("按手印"))],
    )


@door("letter.serve")
@require_http_methods(["GET", "POST"])
def served(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Record that the letter of a decision was served."""
    case = case_of(request, number)
    found = _decision(case, pk)
    letters = list(letters_of(found))
    initial = {"served_on": office_day(), "paper_number": letters[-1].number if letters else ""}

    def do(given: dict[str, Any]) -> str:
        service = Service(**{**given, "thumbprint": bool(given["thumbprint"])})
        serve(actor=request.actor, case=case, service=service, decision=found)
        return _("送达回证已登记。")

    form = ServeForm(request.POST or None, initial=initial)
    form.fields["paper_number"].choices = [
        (each.number, _("%(text)s（%(note)s）") % {"text": each.number, "note": each.made_on.isoformat()})
        for each in letters
    ] or [("", _("还没有制作通知书"))]
    return answer(request, form, _form_page(case, _("登记送达")), do)


class AppealForm(DeskForm):
    """A reconsideration or lawsuit."""

    kind = Choice(label=gettext_lazy("种类"), choices=Appeal.Kind.choices)
    filed_on = Day(label=gettext_lazy("提出日期"))
    body = Text(label=gettext_lazy("受理机关"), max_length=100)
    late_because = Text(label=gettext_lazy("超过期限仍受理的缘由"), required=False, max_length=500)


@door("appeal.enter")
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Record that a decision is taken further."""
    case = case_of(request, number)
    found = _decision(case, pk)

    def do(given: dict[str, Any]) -> str:
        file_appeal(actor=request.actor, decision=found, **given)
        return _("复议或诉讼已登记。")

    form = AppealForm(request.POST or None, initial={"filed_on": office_day()})
    return answer(request, form, _form_page(case, _("登记复议或诉讼")), do)


class AppealEndForm(DeskForm):
    """How a reconsideration or lawsuit ended."""

    result = Choice(label=gettext_lazy("结果"), choices=Appeal.Result.choices)
    on = Day(label=gettext_lazy("审结日期"))
    note = Text(label=gettext_lazy("说明"), required=False, widget=lines(), max_length=500)


@door("appeal.enter")
@require_http_methods(["GET", "POST"])
def appeal_end(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Record how it ended."""
    case = case_of(request, number)
    found = Appeal.objects.filter(decision__case=case, pk=pk).select_related("decision__case").first()
    if found is None:
        raise Http404

    def do(given: dict[str, Any]) -> str:
        end_appeal(actor=request.actor, appeal=found, **given)
        return _("审结已登记。")

    form = AppealEndForm(request.POST or None, initial={"on": office_day()})
    return answer(request, form, _form_page(case, _("登记审结")), do)


class ChangeForm(DeskForm):
    """What kind of change, and why."""

    kind = Choice(
        label=gettext_lazy("种类"),
        choices=[(k.value, k.label) for k in (DecisionKind.CORRECTION, DecisionKind.REVOCATION)],
    )
    outcome = Choice(label=gettext_lazy("更正后的结果"), choices=Outcome.choices)
    on = Day(label=gettext_lazy("日期"))
    reason = Text(label=gettext_lazy("理由"), widget=lines(), max_length=1000)


@door("case.revoke")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Prepare a decision that corrects or revokes this one; another person confirms it."""
    case = case_of(request, number)
    found = _decision(case, pk)
    data = request.POST if request.method == "POST" else None
    form = ChangeForm(data, initial={"on": office_day(), "outcome": found.outcome})
    try:
        grant = GrantForm(data, grounds=grounds(case, office_day()), prefix="g")
    except NothingAdopted as problem:
        messages.error(request, str(problem))
        return _back(case)
    if data is not None and all([form.is_valid(), grant.is_valid()]):
        asked = form.cleaned_data
        granted = grant.granted() if asked["outcome"] == Outcome.APPROVED else None
        try:
            propose_change(
                actor=request.actor,
                decision=found,
                kind=asked["kind"],
                outcome=asked["outcome"],
                on=asked["on"],
                proposal=Proposal(granted=granted, reason=asked["reason"]),
            )
        except CaseProblem as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("已提出，等另一人确认。原决定在确认之前继续有效。"))
            return _back(case)
    page = {"case": case, "form": form, "grant": grant, "crumbs": _crumbs(case)}
    return render(request, "desk/cases/change.html", page, status=422 if data is not None else 200)


def _decision(case: Case, pk: int) -> Decision:
    found = case.decisions.select_related("made_by__user", "made_by__organisation", "release", "case")
    found = found.defer("release__layers").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _crumbs(case: Case) -> crumbs.Crumbs:
    return [*crumbs.case(case), (_("决定与送达"), reverse("case-decisions", args=[case.number]))]


def _back(case: Case) -> HttpResponse:
    return redirect("case-decisions", case.number)


def _form_page(case: Case, heading: str) -> FormPage:
    back = reverse("case-decisions", args=[case.number])
    return FormPage(heading=heading, button=_("登记"), crumbs=_crumbs(case), back=back)
