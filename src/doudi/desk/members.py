"""Changes in a household's file: members who come and go, corrections, facts, and numbers opened with a reason."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from doudi.cases.facts import of_household
from doudi.desk import crumbs
from doudi.desk.asking import HOUSEHOLD, FactsForm, needed, subjects, vocabulary_of
from doudi.desk.doors import door
from doudi.desk.fields import Choice, Day, DeskForm, Text, lines
from doudi.desk.finding import household_of
from doudi.desk.form_pages import FormPage, answer
from doudi.desk.households import address
from doudi.desk.seen import WhenForm
from doudi.office_day import office_day
from doudi.registry import selectors
from doudi.registry.models import Household, Person, Source
from doudi.registry.problems import RegistryProblem
from doudi.registry.services import (
    Who,
    add_member,
    correct_person,
    leave_household,
    open_secret,
    record_death,
    record_facts,
    register_person,
)
from doudi.rulebook.assessment import assess
from doudi.rulebook.selectors import NothingAdopted, setting_for
from doudi.vocabulary import load

SECRET_LABELS = {
    "id_number": gettext_lazy("身份证号"),
    "telephone": gettext_lazy("电话"),
    "bank_card": gettext_lazy("银行卡号"),
}
RELATIONS = [(key, gettext_lazy(label)) for key, label in load().codes["relation"].items()]
SEXES = [("", gettext_lazy("随身份证号")), *((key, gettext_lazy(label)) for key, label in load().codes["sex"].items())]


class WhoForm(DeskForm):
    """Who somebody is."""

    name = Text(label=gettext_lazy("姓名"), max_length=64)
    id_number = Text(label=gettext_lazy("身份证号"), required=False, max_length=18)
    sex = Choice(label=gettext_lazy("性别"), required=False, choices=SEXES)
    birth_date = Day(label=gettext_lazy("出生日期（没有身份证号的填）"), required=False)
    telephone = Text(label=gettext_lazy("电话"), required=False, max_length=20)

    def who(self) -> Who:
        """As the registry takes it."""
        given = self.cleaned_data
        return Who(given["name"], given["id_number"], given["sex"], given["birth_date"], given["telephone"])


class MemberForm(WhoForm):
    """Somebody who comes into a household."""

    relation = Choice(label=gettext_lazy("与户主关系"), choices=RELATIONS, initial="child")
    from_date = Day(label=gettext_lazy("从哪天起是本户成员"))


@door("household.change")
@sensitive_post_parameters("id_number", "telephone")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Enter somebody new as a member of a household."""
    household = household_of(request, number)

    def do(given: dict[str, Any]) -> str:
        person = register_person(actor=request.actor, area=household.area, who=form.who())
        add_member(
            actor=request.actor,
            household=household,
            person=person,
            relation=given["relation"],
            from_date=given["from_date"],
        )
        return _("成员已登记。")

    form = MemberForm(request.POST or None, initial={"from_date": office_day()})
    return answer(request, form, _form_page(household, _("增加成员"), _("登记")), do)


class CorrectForm(WhoForm):
    """What was wrong about somebody, and why we know."""

    reason = Text(label=gettext_lazy("更正的理由"), widget=lines(2), max_length=500)
    id_number = Text(
        label=gettext_lazy("身份证号"),
        required=False,
        max_length=18,
        help_text=gettext_lazy("不改就空着"),
    )
    telephone = Text(label=gettext_lazy("电话"), required=False, max_length=20, help_text=gettext_lazy("不改就空着"))


@door("household.change")
@sensitive_post_parameters("id_number", "telephone")
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Correct who somebody is; what was believed before stays in the history."""
    household = household_of(request, number)
    person = _member(household, pk)

    def do(given: dict[str, Any]) -> str:
        before = {"name": person.name, "sex": person.sex, "birth_date": person.birth_date}
        changes = {key: given[key] for key, value in before.items() if given[key] and given[key] != value}
        changes |= {key: given[key] for key in ("id_number", "telephone") if given[key]}
        if not changes:
            raise RegistryProblem(_("没有改动。"))
        correct_person(actor=request.actor, person=person, changes=changes, reason=given["reason"])
        return _("已更正，原来的信息留在历史里。")

    initial = {"name": person.name, "sex": person.sex, "birth_date": person.birth_date}
    form = CorrectForm(request.POST or None, initial=initial)
    return answer(request, form, _form_page(household, _("更正人员信息"), _("更正")), do)


class LeaveForm(DeskForm):
    """How somebody leaves a household."""

    how = Choice(
        label=gettext_lazy("情形"), choices=[("left", gettext_lazy("离开本户")), ("died", gettext_lazy("死亡"))]
    )
    day = Day(label=gettext_lazy("最后一天（死亡的填死亡日期）"))
    reason = Text(label=gettext_lazy("说明"), required=False, max_length=500)


@door("household.change")
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A member leaves, or died."""
    household = household_of(request, number)
    person = _member(household, pk)

    def do(given: dict[str, Any]) -> str:
        if given["how"] == "died":
            record_death(actor=request.actor, person=person, died_on=given["day"])
        else:
            leave_household(actor=request.actor, person=person, last_day=given["day"], reason=given["reason"])
        return _("已登记。")

    form = LeaveForm(request.POST or None, initial={"day": office_day()})
    page = _form_page(household, _("离户或死亡：%s") % person.name, _("登记"))
    return answer(request, form, page, do)


class SecretForm(DeskForm):
    """Which number to see, and why."""

    field = Choice(label=gettext_lazy("看哪个号码"), choices=list(SECRET_LABELS.items()))
    reason = Text(
        label=gettext_lazy("理由"), max_length=500, help_text=gettext_lazy("谁、何时、为什么看，都会记入审计日志。")
    )


@door("person.open_secret")
@never_cache
@require_http_methods(["GET", "POST"])
def secret(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Show a number in full, once, for a reason that is logged."""
    household = household_of(request, number)
    person = _member(household, pk)
    form = SecretForm(request.POST or None)
    page = _form_page(household, _("看完整号码：%s") % person.name, _("查看"))
    if request.method == "POST" and form.is_valid():
        try:
            text = open_secret(actor=request.actor, person=person, **form.cleaned_data)
        except RegistryProblem as problem:
            form.refuse(problem)
        else:
            label = SECRET_LABELS[form.cleaned_data["field"]]
            seen = page.context() | {"label": label, "text": text or _("没有登记")}
            return render(request, "desk/households/secret.html", seen)
    return page.shown(request, form)


@door("household.change")
@require_http_methods(["GET", "POST"])
def facts(request: HttpRequest, number: str) -> HttpResponse:
    """Enter or update facts of a household: what is known, and what the policy in force would still ask."""
    household = household_of(request, number)
    data = request.POST if request.method == "POST" else None
    when = WhenForm(data, initial={"true_from": office_day(), "source": Source.DECLARED})
    try:
        form = _facts_form(household, data)
    except NothingAdopted as problem:
        messages.error(request, str(problem))
        return redirect(address(household))
    if data is not None and all([when.is_valid(), form.is_valid()]):
        try:
            count = _record(request, household, form, **when.cleaned_data)
        except RegistryProblem as problem:
            when.refuse(problem)
        else:
            messages.success(request, _("记下了 %s 项事实。") % count if count else _("没有变化，什么也没有记。"))
            return redirect(address(household))
    page = {"household": household, "when": when, "form": form, "crumbs": crumbs.household(household)}
    return render(request, "desk/households/facts.html", page, status=422 if data is not None else 200)


def _facts_form(household: Household, data: Any) -> FactsForm:
    setting = setting_for(household.area_id, office_day())
    found = of_household(household, office_day())
    words = vocabulary_of(setting)
    asked_of = subjects(found)
    for subject in asked_of:
        subject.ask(*(name for name in subject.known if (subject.entity, name) in words.facts))
    if found["members"]:
        needed(asked_of, assess(setting, found, explained=False))
    return FactsForm(data, about=asked_of, words=words)


@transaction.atomic
def _record(request: HttpRequest, household: Household, form: FactsForm, true_from: datetime.date, source: str) -> int:
    people = {str(m.person_id): m.person for m in selectors.members_on(household, office_day())}
    return sum(
        len(
            record_facts(
                actor=request.actor,
                subject=household if key == HOUSEHOLD else people[key],
                values=answers,
                true_from=true_from,
                source=source,
                words=form.words,
            )
        )
        for key, answers in form.changed().items()
    )


def _member(household: Household, pk: int) -> Person:
    """A person who is or was a member of a household. Raises `Http404`."""
    found = household.members.filter(person=pk).select_related("person__area").first()
    if found is None:
        raise Http404
    return found.person


def _form_page(household: Household, heading: str, button: str) -> FormPage:
    return FormPage(heading=heading, button=button, crumbs=crumbs.household(household), back=address(household))
