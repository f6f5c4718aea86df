"""Doing a step: fill in, save as it goes, sign, confirm, return."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from doudi.cases import correcting, selectors, self_care
from doudi.cases import facts as case_facts
from doudi.cases.course import Course
from doudi.cases.deciding import Proposal, grounds
from doudi.cases.models import Case, RunState, StepRun
from doudi.cases.procedure import NEXT, OBJECTED, RETURNED
from doudi.cases.refusing import Refusing
from doudi.cases.services import CaseProblem, Signing, save_step, sign_step
from doudi.desk import before, checks, crumbs, meetings, offering, samples, words
from doudi.desk import cases as case_pages
from doudi.desk import self_care as self_care_forms
from doudi.desk.asking import FactsForm
from doudi.desk.assessed import Said, names_of, said
from doudi.desk.doors import door
from doudi.desk.fields import Choice, Day, DeskForm, Text, lines
from doudi.desk.finding import case_of, run_of
from doudi.desk.granting import GrantForm
from doudi.desk.reading import note_case
from doudi.desk.seen import record_care, record_seen, seen_form
from doudi.desk.self_care import SelfCareForm
from doudi.desk.step_forms import form_for, told
from doudi.office_day import office_day
from doudi.registry.models import Source
from doudi.registry.problems import RegistryProblem
from doudi.rulebook.processes import carries_out
from doudi.rulebook.selectors import NothingAdopted

ASSESSED = ("accept", "classify", "opinion", "decide", "meeting", "sample")
"""Kinds of step at which the assessment stands beside the form."""
SEEING = ("visit", "means_check", "sample")
"""Kinds of step at which facts are learned."""


class SignForm(DeskForm):
    """What comes out of a step, when, and why."""

    version = Text()
    outcome = Choice(label=gettext_lazy("结果"), widget=forms.RadioSelect)
    on = Day(label=gettext_lazy("办理日期"))
    ask = Choice(
        label=gettext_lazy("下一步可选的环节"),
        required=False,
        choices=[("", gettext_lazy("按程序")), ("true", gettext_lazy("要办")), ("false", gettext_lazy("不办"))],
    )
    reason = Text(label=gettext_lazy("理由或意见"), required=False, widget=lines(), max_length=1000)

    def __init__(self, *args: Any, outcomes: list[tuple[str, str]], may_ask: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = outcomes
        self.fields["version"].widget = self.fields["version"].hidden_widget()
        if not may_ask:
            del self.fields["ask"]

    def clean_on(self) -> datetime.date:
        """Nobody signs for a day that has not come: a notice would end before anybody could read it."""
        on: datetime.date = self.cleaned_data["on"]
        if on > office_day():
            raise forms.ValidationError(_("办理日期不能晚于今天。"))
        return on


@dataclass
class Desk:
    """A step on the desk: the run, what may come out of it, and the forms about it."""

    request: HttpRequest
    case: Case
    run: StepRun

    @property
    def data(self) -> Any:
        return self.request.POST if self.request.method == "POST" else None

    @property
    def is_signing(self) -> bool:
        return self.request.method == "POST" and self.request.POST.get("do") == "sign"

    @cached_property
    def is_mine(self) -> bool:
        return self.case.is_open and case_pages.is_mine(self.request, self.run)

    @property
    def is_second(self) -> bool:
        return self.run.state == RunState.SIGNED

    @cached_property
    def course(self) -> Course:
        return Course(self.case, office_day())

    @cached_property
    def sign(self) -> SignForm:
        keys = selectors.outcomes(self.request.actor, self.run, office_day())
        outcomes = [(key, self._outcome(key)) for key in keys]
        initial = {"version": self.run.version, "on": office_day(), "outcome": keys[0] if len(keys) == 1 else None}
        return SignForm(self.data, outcomes=outcomes, may_ask=self._may_ask(), initial=initial, prefix="s")

    def _outcome(self, key: str) -> str:
        """An outcome in words; of one that leads back, with the step to which the case goes."""
        said = words.outcome(self.run.kind, key, second=self.is_second)
        if key == NEXT and self.refusing is not None:
            return words.noted(said, _("转入“%s”") % self.refusing.to)
        steps = self.course.process.steps
        to = steps[self.run.step].outcomes.get(key) if key in (RETURNED, OBJECTED) and self.run.step in steps else None
        return words.noted(said, _("回到“%s”") % steps[to].label) if to in steps else said

    def _may_ask(self) -> bool:
        """Whether an optional step may follow."""
        steps = self.course.process.steps
        branches = steps[self.run.step].next
        return not self.is_second and any(b.to in steps and steps[b.to].optional for b in branches)

    @cached_property
    def form(self) -> Any:
        """The step's own fields; the second hand reads them only."""
        if self.is_second:
            return None
        signing = self.is_signing and self.request.POST.get("s-outcome") == NEXT
        return form_for(self.run.kind)(self.data, signing=signing, initial=self.run.data, prefix="d")

    @cached_property
    def said(self) -> Said | None:
        try:
            return said(self.grounds) if self.run.kind in ASSESSED and self.grounds else None
        except NothingAdopted as problem:
            return Said(problem=str(problem))

    @cached_property
    def grounds(self) -> Any:
        return grounds(self.case, office_day())

    @cached_property
    def grant(self) -> GrantForm | None:
        if self.run.kind != "decide" or self.is_second:
            return None
        return GrantForm(self.data, grounds=self.grounds, prefix="g")

    @cached_property
    def seen(self) -> FactsForm | None:
        """The facts that a visit or a check looks at."""
        if self.run.kind not in SEEING or self.is_second:
            return None
        return seen_form(self.request, self.case, self.run, self.data)

    @cached_property
    def care(self) -> SelfCareForm | None:
        """The six questions of the assessment of self-care, at the step that the policy has for it."""
        process = self.course.process
        step = process.steps.get(self.run.step)
        if step is None or self.is_second or not carries_out(self.course.setting.policy, step, self_care.FEATURE):
            return None
        people = case_facts.people(self.case.household, office_day())
        return SelfCareForm(self.data, people=people, kept=self.run.data.get("self_care", {}))

    @cached_property
    def hanging(self) -> before.Hanging | None:
        return before.hanging(self.course, self.run)

    @cached_property
    def refusing(self) -> Refusing | None:
        """Why the ordinary way on would only refuse the family."""
        return before.refused_by(self.course, self.run)

    @property
    def forms(self) -> list[Any]:
        return [form for form in (self.sign, self.form, self.grant, self.seen, self.care) if form is not None]

    def kept(self) -> dict[str, Any]:
        """What the valid forms hold that the step keeps in its data."""
        data: dict[str, Any] = self.form.kept() if self.form is not None else {}
        if self.care is not None:
            data["self_care"] = self.care.items
        return data


@door("case.read")
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A step of a case: to do, for whoever holds its post; to read, for everybody else who may read the case."""
    case = case_of(request, number)
    note_case(request, case)
    run = run_of(request, case, pk)
    run.case = case
    desk = Desk(request, case, run)
    if request.method == "POST" and desk.is_mine and run.step not in correcting.STEPS.values():
        if request.POST.get("do") == "save":
            return _save(desk)
        answer = _sign(desk)
        if answer is not None:
            return answer
        return _page(desk, status=422)
    if request.method == "POST":
        return _change(desk) if run.step in correcting.STEPS.values() and desk.is_mine else _gone(desk)
    return _page(desk)


def _gone(desk: Desk) -> HttpResponse:
    """The step was done meanwhile, by the same hand twice or by another's: say so, and show where the case stands."""
    messages.warning(desk.request, _("这一步已经办过了，您的这次提交没有重复办理。"))
    return redirect(case_pages.address(desk.case))


def _save(desk: Desk) -> HttpResponse:
    """Keep what is filled in so far. htmx gets a word and the new version, a plain form the page again."""
    form, request = desk.form, desk.request
    if form is None or not all(each.is_valid() for each in (form, desk.seen, desk.care) if each is not None):
        return _saved(desk, _("还没有保存：有一项填得不对。"), 422) if request.htmx else _page(desk, status=422)
    data = desk.kept()
    if desk.seen is not None:
        data["seen"] = desk.seen.changed()
    try:
        version = _version(request)
        desk.run = save_step(actor=request.actor, run=desk.run, version=version, data=data)
    except CaseProblem as problem:
        if request.htmx:
            return _saved(desk, str(problem), 409)
        desk.sign.is_valid()
        desk.sign.add_error(None, str(problem))
        return _page(desk, status=409)
    if request.htmx:
        return _saved(desk, _("已保存 %s") % localtime().strftime("%H:%M:%S"), 200)
    messages.success(request, _("已保存，还没有签字。"))
    return redirect(request.path)


def _saved(desk: Desk, text: str, status: int) -> HttpResponse:
    words_ = {"text": text, "version": desk.run.version if status == 200 else None}
    return render(desk.request, "desk/parts/saved.html", words_, status=status)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("s-version", "")
    return int(text) if text.isascii() and text.isdigit() else 0


def _sign(desk: Desk) -> HttpResponse | None:
    """Sign; None when something is wrong, which then stands in the forms."""
    valid = [form.is_valid() for form in desk.forms]  # every form shows its errors at once
    if not all(valid):
        return None
    asked = desk.sign.cleaned_data
    signing = Signing(
        version=_version(desk.request),
        outcome=asked["outcome"],
        on=asked["on"],
        reason=asked["reason"],
        data=desk.kept() if desk.form is not None else None,
        ask={"true": True, "false": False}.get(asked.get("ask", "")),
        proposal=_proposal(desk, asked),
    )
    try:
        with transaction.atomic():
            if desk.seen is not None and asked["outcome"] == NEXT:
                record_seen(desk.request.actor, desk.case, desk.seen, _seen_on(desk, asked["on"]), _source(desk.run))
            if desk.care is not None and asked["outcome"] == NEXT:
                record_care(desk.request.actor, desk.case, desk.care, asked["on"])
            run = sign_step(actor=desk.request.actor, run=desk.run, signing=signing)
    except (CaseProblem, RegistryProblem, NothingAdopted) as problem:
        desk.sign.refuse(problem)
        return None
    signed = _("已签字，等待复核。") if run.state == RunState.SIGNED else _("“%s”已办完。") % run.label
    messages.success(desk.request, signed)
    return redirect(reverse("case", args=[desk.case.number]))


def _proposal(desk: Desk, asked: dict[str, Any]) -> Proposal | None:
    if desk.grant is None or asked["outcome"] not in ("next", "refused"):
        return None
    granted = desk.grant.granted() if asked["outcome"] == NEXT else None
    return Proposal(granted=granted, reason=asked["reason"])


def _seen_on(desk: Desk, on: datetime.date) -> datetime.date:
    found = desk.form.cleaned_data.get("visited_on") or desk.form.cleaned_data.get("checked_on")
    return found or on


def _source(run: StepRun) -> str:
    return Source.CHECKED if run.kind == "means_check" else Source.VISITED


def _change(desk: Desk) -> HttpResponse:
    """The second person's word on a correction or revocation of a decision."""
    request, on = desk.request, office_day()
    try:
        if request.POST.get("s-outcome") == "next":
            correcting.confirm(actor=request.actor, run=desk.run, version=_version(request), on=on)
            messages.success(request, _("已确认，新的决定代替原决定。"))
        else:
            reason = request.POST.get("s-reason", "")
            correcting.reject(actor=request.actor, run=desk.run, version=_version(request), on=on, reason=reason)
            messages.success(request, _("已退回，原决定继续有效。"))
    except CaseProblem as problem:
        messages.error(request, str(problem))
        return redirect(request.path)
    return redirect(reverse("case-decisions", args=[desk.case.number]))


def _page(desk: Desk, status: int = 200) -> HttpResponse:
    run, case = desk.run, desk.case
    is_change = run.step in correcting.STEPS.values()
    hanging = desk.hanging if desk.is_mine and not is_change else None
    page = {
        "case": case,
        "run": run,
        "crumbs": crumbs.case(case),
        "desk": desk if desk.is_mine and not is_change else None,
        "change": run if desk.is_mine and is_change else None,
        "who": words.post(run.second if desk.is_second else run.by),
        "came_out": words.outcome(run.kind, run.outcome) if run.outcome else "",
        "told": [*told(run.kind, run.data), *self_care_forms.told(run.data.get("self_care", {}))],
        "proposal": _proposed(run, case),
        "hanging": hanging,
        "saves_first": hanging is not None and not hanging.may_sign,
        "signatures": list(run.signatures.all()),
        "offers": offering.at_step(desk.request, case, run.pk),
        "check": checks.on_step(desk.request, case, run),
        "voted": before.voted(run),
        "stands_in": samples.on_step(run)
        or meetings.on_step(desk.request, run)
        or before.telling(desk.request.actor, run),
    }
    return render(desk.request, "desk/cases/step.html", page, status=status)


def _proposed(run: StepRun, case: Case) -> dict[str, Any] | None:
    """What the first of two signed, for the second."""
    proposal = run.data.get("proposal")
    if proposal is None:
        return None
    found = grounds(case, office_day())
    policy, names = found.setting.policy, names_of(found.facts)
    granted = [
        {
            "label": policy.benefits[entry["benefit"]].label
            if entry["benefit"] in policy.benefits
            else entry["benefit"],
            "of": names.get(str(entry["for"]), entry["for"]),
            "amount": entry["amount"],
            "unit": entry["unit"],
        }
        for entry in proposal["granted"]
    ]
    return {**proposal, "granted": granted}
