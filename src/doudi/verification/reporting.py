"""The report: what the sources say, set beside what was declared, whoever or whatever brought it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.office_day import not_after_today, office_now
from doudi.registry import selectors as registry
from doudi.registry import values
from doudi.registry.models import Person
from doudi.registry.problems import RegistryProblem
from doudi.verification.attaching import Upload, attach
from doudi.verification.models import CheckRequest, Finding, Report, Result
from doudi.verification.problems import VerificationProblem
from doudi.vocabulary import load


@dataclass(frozen=True, slots=True)
class Found:
    """A fact as a source has it, of a person or (None) of the household."""

    fact: str
    value: object
    person: Person | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The head of a report: its number, day and validity, the conclusion in words, and files that came with it."""

    reference: str
    checked_on: datetime.date
    valid_days: int
    note: str = ""
    files: tuple[Upload, ...] = ()


@transaction.atomic
def enter_report(*, actor: Actor, request: CheckRequest, sheet: Sheet, found: Iterable[Found] = ()) -> Report:
    """Enter a report: each fact found is set beside what was declared. Raises `VerificationProblem`."""
    require(actor, "check.answer")
    require_area(actor, request.area_id)
    request = CheckRequest.objects.select_for_update(of=("self",)).select_related("household").get(pk=request.pk)
    found = list(found)
    _check(request, sheet, found)
    made = Report.objects.create(
        request=request,
        reference=sheet.reference.strip(),
        checked_on=sheet.checked_on,
        valid_until=sheet.checked_on + datetime.timedelta(sheet.valid_days - 1),
        note=sheet.note.strip(),
        entered_by=actor.membership,
        entered_at=office_now(),
    )
    declared = registry.facts_of(request.household, true_on=sheet.checked_on)
    people = set(request.people.values_list("pk", flat=True))
    for each in found:
        _compare(made, declared, people, each)
    for upload in sheet.files:
        attach(actor, made, upload)
    audit.record(actor=actor, verb="check.answered", subject=made, area=request.area_id)
    return made


def _check(request: CheckRequest, sheet: Sheet, found: list[Found]) -> None:
    if Report.objects.filter(request=request).exists():
        raise VerificationProblem(_("这次核对已经有报告了。"))
    not_after_today(sheet.checked_on, _("核对日期"), partial(VerificationProblem, field="checked_on"))
    if sheet.checked_on < request.asked_on or sheet.valid_days < 1 or not sheet.reference.strip():
        raise VerificationProblem(_("报告要有编号，核对日期不早于提出日期，有效期至少一天。"))
    if not (found or sheet.files or sheet.note.strip()):
        raise VerificationProblem(_("报告是空的：逐项录入查到的，或者附上报告文件，或者写明核对结论。"))
    if len({(each.fact, each.person and each.person.pk) for each in found}) < len(found):
        raise VerificationProblem(_("同一项事实在报告里写了两次。"))


def _compare(report: Report, declared: dict[str, Any], people: set[int], each: Found) -> Finding:
    if each.person is not None and each.person.pk not in people:
        raise VerificationProblem(_("%s 不在这次核对的人里。") % each.person.name)
    words = load()
    try:
        term = values.term_of(words, "person" if each.person else "household", each.fact)
        value = values.stored(words, term, each.value)
    except RegistryProblem as problem:
        raise VerificationProblem(str(problem)) from None
    if value is None:
        raise VerificationProblem(_("“%s”没有写核对结果。") % term.label)
    members = {member["id"]: member for member in declared["members"]}
    said = members.get(str(each.person.pk), {}).get(each.fact) if each.person else declared.get(each.fact)
    return Finding.objects.create(
        report=report,
        person=each.person,
        fact=each.fact,
        declared=said,
        found=value,
        result=compared(said, value),
        source=each.source,
    )


def compared(said: object, found: object) -> Result:
    """How what was found stands to what was declared (None: nothing)."""
    return Result.UNDECLARED if said is None else Result.AGREED if said == found else Result.DIFFERS


def difference(finding: Finding) -> Decimal | None:
    """By how much money more was found than declared, in the fact's own unit; None for what is not money.

    Where nothing was declared, the whole of what was found.
    """
    term = load().facts["person" if finding.person_id else "household", finding.fact]
    if term.type != "money":
        return None
    return Decimal(str(finding.found)) - Decimal(str(finding.declared or 0))
