"""What the means check of a case will want and does not have yet: said on the case before anybody asks for the check."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from doudi.accounts import rights
from doudi.cases.models import Case, RunState
from doudi.cases.refusing import is_refused
from doudi.cases.selectors import process_of
from doudi.desk import words
from doudi.office_day import office_day
from doudi.registry import selectors as registry
from doudi.registry.models import Person
from doudi.verification import selectors


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing, by the names of whom it concerns; what to do about it, and where (empty: not by them)."""

    text: str
    action: str = ""
    address: str = ""


def gaps(request: HttpRequest, case: Case) -> list[Gap]:
    """What is missing as long as the check of a case has not been done; nothing where its procedure has none, nor for
    a family that is refused already."""
    actor = request.actor
    reads = rights.may(actor, "check.authorise") or rights.may(actor, "check.read")
    if not (reads and case.is_open and _is_ahead(case) and not is_refused(case)):
        return []
    on, found = office_day(), []
    missing = selectors.without_authorisation(case.household, on)
    if missing:
        text = _("核对授权还没有签：%s。") % words.together(person.name for person in missing)
        found.append(Gap(text, _("授权与委托"), reverse("case-check", args=[case.number])))
    return [*found, *(_numberless(request, case, person) for person in _without_number(case))]


def _is_ahead(case: Case) -> bool:
    """Whether the case has a means check that was not done or left out."""
    if not any(step.kind == "means_check" for step in process_of(case).steps.values()):
        return False
    return not case.runs.filter(kind="means_check", state__in=(RunState.DONE, RunState.SKIPPED)).exists()


def _without_number(case: Case) -> list[Person]:
    """The adults of the household whose ID number is not known."""
    on = office_day()
    members = [member.person for member in registry.members_on(case.household, on)]
    return [person for person in members if not person.id_number and not selectors.is_child(person, on)]


def _numberless(request: HttpRequest, case: Case, person: Person) -> Gap:
    text = _("%s 没有登记公民身份号码，数据源查不到；委托核对以前先补上。") % person.name
    if not rights.may(request.actor, "household.change"):
        return Gap(text)
    return Gap(text, _("补登号码"), reverse("person-correct", args=[case.household.number, person.pk]))
