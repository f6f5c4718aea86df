"""A new application in one sitting: the family, the facts that matter, what is asked for, a last look, and in it goes.

Every page is saved when somebody goes on, and by htmx whenever a field changes.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doudi.cases.deciding import Grounds
from doudi.cases.models import CaseState
from doudi.cases.services import CaseProblem
from doudi.desk import drafting, words
from doudi.desk.apply_forms import FamilyForm, RequestForm
from doudi.desk.asking import NONE_OF_THESE, FactsForm, Subject, needed, subjects, vocabulary_of
from doudi.desk.assessed import said
from doudi.desk.cases import address as case_address
from doudi.desk.doors import door
from doudi.desk.finding import household_of
from doudi.desk.models import Draft
from doudi.office_day import office_day
from doudi.registry.problems import RegistryProblem
from doudi.rulebook.assessment import assess
from doudi.rulebook.assessment import household_of as engine_household
from doudi.rulebook.processes import Setting, process_for
from doudi.rulebook.selectors import NothingAdopted, setting_for

STEPS = [("family", "apply-family"), ("facts", "apply-facts"), ("request", "apply-request"), ("check", "apply-check")]


@door("case.open")
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Begin: a family that is registered, a new one, or something begun before."""
    drafts = Draft.objects.filter(made_by=request.actor.membership, case=None).select_related("household")[:50]
    rows = [{"draft": draft, "about": _about(draft), "at": localtime(draft.updated_at)} for draft in drafts]
    return render(request, "desk/apply/start.html", {"rows": rows})


def _about(draft: Draft) -> str:
    if draft.household is not None:
        return draft.household.number
    members = drafting.content_of(draft).get("family", {}).get("members", [])
    return _("、").join(row["name"] for row in members if row.get("name")) or _("还没有填姓名")


@door("case.open")
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin for a new family."""
    draft = Draft.objects.create(made_by=request.actor.membership)
    return redirect("apply-family", draft.pk)


@door("case.open")
@require_POST
def begin_for(request: HttpRequest, number: str) -> HttpResponse:
    """Begin for a family that is registered; what was begun for it before goes on."""
    household = household_of(request, number)
    draft, _made = Draft.objects.get_or_create(made_by=request.actor.membership, household=household, case=None)
    return redirect("apply-facts", draft.pk)


@door("case.open")
@require_POST
def drop(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    _draft(request, key).delete()
    messages.success(request, _("草稿已删除。"))
    return redirect("apply")


@door("case.open")
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def family(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Who belongs to the family, and where it lives."""
    draft = _draft(request, key)
    if draft.case is not None or draft.household is not None:
        return redirect("apply-facts", draft.pk)
    content = drafting.content_of(draft)
    do = request.POST.get("do", "")
    if request.method != "POST":
        return _page(request, draft, "family", FamilyForm(None, actor=request.actor, kept=content.get("family", {})))
    form = FamilyForm(request.POST, actor=request.actor, more=do == "more")
    draft = drafting.keep(draft, family=form.as_typed())
    if do in ("save", "more"):
        if request.htmx:
            return _saved(request)
        return _page(request, draft, "family", FamilyForm(None, actor=request.actor, kept=form.as_typed(), more=True))
    if not form.is_valid():
        return _page(request, draft, "family", form, status=422)
    drafting.keep(draft, family=form.kept())
    return redirect("apply-facts", draft.pk)


@door("case.open")
@never_cache
@require_http_methods(["GET", "POST"])
def facts(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The facts on which something still hangs; with every answer saved there are fewer, or others."""
    draft = _draft(request, key)
    if draft.case is not None:
        return redirect(case_address(draft.case))
    content = drafting.content_of(draft)
    if draft.household is None and not content.get("family", {}).get("members"):
        return redirect("apply-family", draft.pk)
    try:
        setting = setting_for(drafting.area_of(draft, content), office_day())
    except NothingAdopted as problem:
        messages.error(request, str(problem))
        return redirect("apply")
    form = _facts_form(_sent(request), draft, content, setting)
    if request.method != "POST":
        return _page(request, draft, "facts", form)
    valid = form.is_valid()
    content["facts"] = _merged(content.get("facts", {}), form.answers, request.POST)
    drafting.keep(draft, facts=content["facts"])
    if request.POST.get("do") == "save" and request.htmx:
        return _saved(request) if valid else _saved(request, _("有一项填得不对，没有存那一项。"), 422)
    if not valid:
        return _page(request, draft, "facts", form, status=422)
    if request.POST.get("do") == "save":
        messages.info(request, _asked_now(form, _facts_form(None, draft, content, setting)))
        return redirect("apply-facts", draft.pk)
    return redirect("apply-request", draft.pk)


def _sent(request: HttpRequest) -> Any:
    """What was sent. The box "none of these" counts when the page is sent: saved before, with the questions still
    standing there empty, it would be taken back by the next saving."""
    if request.method != "POST":
        return None
    is_on_the_way = request.htmx and request.POST.get("do") == "save"
    kept = [key for key in request.POST if not (is_on_the_way and key.endswith(f"-{NONE_OF_THESE}"))]
    return {key: request.POST[key] for key in kept}


def _asked_now(before: FactsForm, after: FactsForm) -> str:
    """What is still to be asked after the answers, what has become needless, and what has come up."""
    left = sum(subject.known.get(name) is None for subject in after.about for name in subject.asked)
    told = [_("还有 %d 项没有答，见下。") % left if left else _("已保存。没有还要问的了，可以点“保存，下一步”。")]
    for text, asked, others in (
        (_("这些现在用不着问了：%s。"), before, after),
        (_("这些是新问的：%s。"), after, before),
    ):
        names = [words.about(s.label, words.together(labels)) for s, labels in _only_in(asked, others)]
        told += [text % _("；").join(names)] if names else []
    return "".join(told)


def _only_in(form: FactsForm, other: FactsForm) -> list[tuple[Subject, list[str]]]:
    """What one form asks and the other does not, by subject."""
    asked = {(subject.key, name) for subject in other.about for name in subject.asked}
    found = [
        (s, [form.words.facts[s.entity, name].label for name in s.asked if (s.key, name) not in asked])
        for s in form.about
    ]
    return [(subject, labels) for subject, labels in found if labels]


def _merged(before: dict[str, Any], answers: dict[str, dict[str, Any]], sent: Any) -> dict[str, Any]:
    """What was answered before with what is answered now; what was sent empty is no longer an answer."""
    found: dict[str, Any] = {}
    for key in {*before, *answers}:
        now = {name: value for name, value in answers.get(key, {}).items() if f"f-{key}-{name}" in sent}
        merged = {**before.get(key, {}), **now}
        found[key] = {name: value for name, value in merged.items() if value is not None}
    return found


def _facts_form(data: Any, draft: Draft, content: drafting.Content, setting: Setting) -> FactsForm:
    """What was answered already, and what is still needed."""
    found = drafting.facts_of(draft, content, office_day())
    vocabulary = vocabulary_of(setting)
    about = subjects(found)
    answered = content.get("facts", {})
    for subject in about:
        subject.ask(*(name for name in answered.get(subject.key, {}) if (subject.entity, name) in vocabulary.facts))
    needed(about, assess(setting, found, explained=False))
    if data is not None:  # what the page asked when it was shown: an answer may have made a question needless
        for subject in about:
            begin = f"f-{subject.key}-"
            names = [name.removeprefix(begin) for name in data if name.startswith(begin)]
            subject.ask(*(name for name in names if (subject.entity, name) in vocabulary.facts))
    return FactsForm(data, about=about, words=vocabulary)


@door("case.open")
@never_cache
@require_http_methods(["GET", "POST"])
def what(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Who applies for what, how, and who among the staff is a relative."""
    draft = _draft(request, key)
    if draft.case is not None:
        return redirect(case_address(draft.case))
    content = drafting.content_of(draft)
    found = drafting.facts_of(draft, content, office_day())
    if not found["members"]:
        return redirect("apply-family", draft.pk)
    setting = setting_for(drafting.area_of(draft, content), office_day())
    initial = {"applied_on": office_day(), **content.get("request", {})}
    data = request.POST if request.method == "POST" else None
    form = RequestForm(data, members=subjects(found)[1:], setting=setting, closed=_closed(draft), initial=initial)
    if data is None:
        return _page(request, draft, "request", form)
    if form.is_valid():
        drafting.keep(draft, request=form.kept())
        return _saved(request) if request.htmx else redirect("apply-check", draft.pk)
    if request.htmx:
        return _saved(request, _("还有没填好的，填完就会保存。"), 422)
    return _page(request, draft, "request", form, status=422)


def _closed(draft: Draft) -> list[str]:
    """The closed cases that a new application may follow."""
    if draft.household is None:
        return []
    return list(draft.household.cases.filter(state=CaseState.CLOSED).values_list("number", flat=True))


@door("case.open")
@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A last look: what was entered, what the policy says of it, which way the case would go; then it is sent in."""
    draft = _draft(request, key)
    if draft.case is not None:
        return redirect(case_address(draft.case))
    content = drafting.content_of(draft)
    if not content.get("request"):
        return redirect("apply-request", draft.pk)
    if request.method == "POST":
        try:
            case = drafting.send_in(actor=request.actor, draft=draft)
        except (CaseProblem, RegistryProblem, NothingAdopted) as problem:
            return render(
                request, "desk/apply/check.html", _look(draft, content) | {"problem": str(problem)}, status=422
            )
        messages.success(request, _("申请已登记，办件编号 %s。") % case.number)
        return redirect(case_address(case))
    return render(request, "desk/apply/check.html", _look(draft, content))


def _look(draft: Draft, content: drafting.Content) -> dict[str, Any]:
    on = office_day()
    setting = setting_for(drafting.area_of(draft, content), on)
    found = drafting.facts_of(draft, content, on)
    grounds = Grounds(setting, found, assess(setting, found))
    processes = setting.policy.processes
    asked = content["request"]
    suggested = process_for(setting, engine_household(setting, found)).label
    chosen = processes[asked["process"]].label if asked.get("process") in processes else suggested
    applicant = next((m.label for m in subjects(found)[1:] if m.key == asked["applicant"]), "")
    return {
        "draft": draft,
        "steps": _steps(draft, "check"),
        "said": said(grounds),
        "suggested": suggested,
        "chosen": chosen,
        "asked": asked,
        "applicant": applicant,
        "applied_by": dict(RequestForm.base_fields["applied_by"].choices).get(asked["applied_by"]),
    }


def _draft(request: HttpRequest, key: uuid.UUID) -> Draft:
    """The actor's own draft. Raises `Http404`."""
    found = Draft.objects.filter(pk=key, made_by=request.actor.membership).select_related("household", "case").first()
    if found is None:
        raise Http404
    return found


def _steps(draft: Draft, here: str) -> list[dict[str, Any]]:
    """The four pages with their addresses, for the line above the form."""
    labels = {"family": _("家庭成员"), "facts": _("情况"), "request": _("申请事项"), "check": _("核对提交")}
    found = [s for s in STEPS if not (s[0] == "family" and draft.household is not None)]
    places = [name for name, _address in found]
    return [
        {
            "label": labels[name],
            "address": reverse(address, args=[draft.pk]),
            "here": name == here,
            "past": places.index(name) < places.index(here),
        }
        for name, address in found
    ]


def _page(request: HttpRequest, draft: Draft, name: str, form: Any, status: int = 200) -> HttpResponse:
    page: dict[str, Any] = {"draft": draft, "form": form, "steps": _steps(draft, name)}
    if isinstance(form, FactsForm):
        page["open_questions"] = sum(len(s.asked) for s in form.about)
    return render(request, f"desk/apply/{name}.html", page, status=status)


def _saved(request: HttpRequest, text: str = "", status: int = 200) -> HttpResponse:
    text = text or _("已保存 %s") % localtime().strftime("%H:%M:%S")
    return render(request, "desk/parts/saved.html", {"text": text}, status=status)
