"""Facts learned at a step or brought by the family: asked on one form, recorded with their source."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from doudi.accounts.actor import Actor
from doudi.cases import facts as case_facts
from doudi.cases.deciding import grounds
from doudi.cases.models import Case, StepRun
from doudi.desk import crumbs
from doudi.desk.asking import HOUSEHOLD, FactsForm, needed, subjects, vocabulary_of
from doudi.desk.doors import door
from doudi.desk.fields import Choice, Day, DeskForm
from doudi.desk.finding import case_of
from doudi.desk.self_care import SelfCareForm
from doudi.office_day import office_day
from doudi.registry.models import Source
from doudi.registry.problems import RegistryProblem
from doudi.registry.services import record_facts

SOURCES = [
    (Source.DECLARED.value, Source.DECLARED.label),
    (Source.VISITED.value, Source.VISITED.label),
    (Source.CHECKED.value, Source.CHECKED.label),
    (Source.CORRECTED.value, Source.CORRECTED.label),
]


def facts_form(case: Case, data: Any, seen: dict[str, dict[str, Any]] | None = None) -> FactsForm:
    """Questions about all that is known of a case's household, and all that the policy still needs."""
    found = grounds(case, office_day())
    words = vocabulary_of(found.setting)
    asked_of = subjects(found.facts)
    for subject in asked_of:
        subject.ask(*(name for name in subject.known if (subject.entity, name) in words.facts and name != "name"))
    needed(asked_of, found.assessment)
    form = FactsForm(data, about=asked_of, words=words)
    for key, answers in (seen or {}).items():
        for name, value in answers.items():
            field = form.fields.get(f"{key}-{name}")
            if field is not None:
                field.initial = {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value
    return form


def seen_form(request: HttpRequest, case: Case, run: StepRun, data: Any) -> FactsForm:
    """The facts form of a visit or a check, with what was noted so far."""
    return facts_form(case, data, run.data.get("seen"))


def record_seen(actor: Actor, case: Case, form: FactsForm, on: datetime.date, source: str) -> int:
    """Record what differs from what was known, true from a day. How many facts that was."""
    people = case_facts.people(case.household, office_day())
    count = 0
    for key, answers in form.changed().items():
        subject = case.household if key == HOUSEHOLD else people[key]
        count += len(
            record_facts(
                actor=actor,
                subject=subject,
                values=answers,
                true_from=on,
                source=source,
                case=case.number,
                words=form.words,
            )
        )
    return count


def record_care(actor: Actor, case: Case, form: SelfCareForm, on: datetime.date) -> None:
    """Record what the assessment of self-care came to, of each member whom it looked at."""
    known = {str(member["id"]): member.get("self_care") for member in case_facts.of_case(case, on)["members"]}
    for key, code in form.grades().items():
        if known.get(key) != code:
            record_facts(
                actor=actor,
                subject=form.people[key],
                values={"self_care": code},
                true_from=on,
                source=Source.VISITED,
                case=case.number,
            )


class WhenForm(DeskForm):
    """Since when the facts hold, and how we know."""

    true_from = Day(label=gettext_lazy("从哪天起是这样"))
    source = Choice(label=gettext_lazy("来源"), choices=SOURCES)


@door("household.change")
@require_http_methods(["GET", "POST"])
def facts(request: HttpRequest, number: str) -> HttpResponse:
    """Enter or update facts of a case's household; those that the policy still needs are asked along."""
    case = case_of(request, number)
    data = request.POST if request.method == "POST" else None
    when = WhenForm(data, initial={"true_from": office_day(), "source": Source.DECLARED})
    form = facts_form(case, data)
    if data is not None and all([when.is_valid(), form.is_valid()]):
        try:
            with transaction.atomic():
                count = record_seen(
                    request.actor, case, form, when.cleaned_data["true_from"], when.cleaned_data["source"]
                )
        except RegistryProblem as problem:
            when.refuse(problem)
        else:
            messages.success(request, _("记下了 %s 项事实。") % count if count else _("没有变化，什么也没有记。"))
            return redirect(reverse("case-assessment", args=[case.number]))
    page = {"case": case, "when": when, "form": form, "crumbs": crumbs.case(case)}
    return render(request, "desk/cases/facts.html", page, status=422 if data is not None else 200)
