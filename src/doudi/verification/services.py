"""The means check: authorisations first, then the request, then the report."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.registry import selectors as registry
from doudi.registry import values
from doudi.registry.models import Household, Person
from doudi.registry.problems import RegistryProblem
from doudi.verification.models import Authorisation, CheckRequest, Finding, Report, Result
from doudi.verification.problems import VerificationProblem
from doudi.verification.selectors import is_child, open_request, without_authorisation
from doudi.vocabulary import load


@dataclass(frozen=True, slots=True)
class Consent:
    """Who agrees, for how long; for a child or somebody who cannot, the guardian and the papers."""

    person: Person
    from_date: datetime.date
    until_date: datetime.date
    guardian_name: str = ""
    papers: str = ""
    thumbprint: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A fact as a source has it, of a person or (None) of the household."""

    fact: str
    value: object
    person: Person | None = None


@transaction.atomic
def authorise(*, actor: Actor, consent: Consent) -> Authorisation:
    """Record a signed authorisation. A child's is signed by a guardian. Raises `VerificationProblem`."""
    require(actor, "check.authorise")
    require_area(actor, consent.person.area_id)
    if consent.until_date < consent.from_date:
        raise VerificationProblem(_("授权的截止日期早于签署日期。"))
    if consent.guardian_name.strip() and not consent.papers.strip():
        raise VerificationProblem(_("监护人代签要写明监护手续。"))
    if is_child(consent.person, consent.from_date) and not consent.guardian_name.strip():
        raise VerificationProblem(_("未成年人的授权由监护人签署。"))
    made = Authorisation.objects.create(
        person=consent.person,
        from_date=consent.from_date,
        until_date=consent.until_date,
        guardian_name=consent.guardian_name.strip(),
        papers=consent.papers.strip(),
        thumbprint=consent.thumbprint,
        recorded_by=actor.membership,
        recorded_at=timezone.now(),
    )
    audit.record(actor=actor, verb="check.authorised", subject=made, area=consent.person.area_id)
    return made


@transaction.atomic
def withdraw(*, actor: Actor, authorisation: Authorisation, on: datetime.date) -> Authorisation:
    """Record that an authorisation was taken back: from that day on nothing more is asked. Raises `VerificationProblem`."""
    require(actor, "check.authorise")
    require_area(actor, authorisation.person.area_id)
    kept = Authorisation.objects.select_for_update().get(pk=authorisation.pk)
    if kept.withdrawn_on is not None or on < kept.from_date:
        raise VerificationProblem(_("这份授权已经撤回，或者日期早于签署日期。"))
    kept.withdrawn_on = on
    kept.save(update_fields=["withdrawn_on"])
    audit.record(actor=actor, verb="check.withdrawn", subject=kept, area=kept.person.area_id)
    return kept


@transaction.atomic
def request_check(*, actor: Actor, household: Household, case: str, on: datetime.date) -> CheckRequest:
    """Ask for a check of everybody in the household. Without every adult's authorisation nothing is asked.

    `case` is the number of the case that it is for. Raises `VerificationProblem` naming who has not agreed.
    """
    require(actor, "check.request")
    require_area(actor, household.area_id)
    Household.objects.select_for_update().get(pk=household.pk)
    if open_request(case) is not None:
        raise VerificationProblem(_("本件已有一次核对没有出报告。"))
    missing = without_authorisation(household, on)
    if missing:
        raise VerificationProblem(_("没有核对授权，不能核对：%s。") % "、".join(person.name for person in missing))
    made = CheckRequest.objects.create(
        household=household, area=household.area, case=case, asked_on=on, asked_by=actor.membership
    )
    made.people.set([member.person for member in registry.members_on(household, on)])
    audit.record(actor=actor, verb="check.requested", subject=made, area=household.area_id)
    return made


@transaction.atomic
def enter_report(
    *,
    actor: Actor,
    request: CheckRequest,
    reference: str,
    checked_on: datetime.date,
    valid_days: int,
    found: Iterable[Found],
) -> Report:
    """Enter a report by hand: each fact found is set beside what was declared. Raises `VerificationProblem`."""
    require(actor, "check.answer")
    require_area(actor, request.area_id)
    request = CheckRequest.objects.select_for_update(of=("self",)).select_related("household").get(pk=request.pk)
    if Report.objects.filter(request=request).exists():
        raise VerificationProblem(_("这次核对已经有报告了。"))
    if checked_on < request.asked_on or valid_days < 1 or not reference.strip():
        raise VerificationProblem(_("报告要有编号，核对日期不早于提出日期，有效期至少一天。"))
    made = Report.objects.create(
        request=request,
        reference=reference.strip(),
        checked_on=checked_on,
        valid_until=checked_on + datetime.timedelta(valid_days - 1),
        entered_by=actor.membership,
        entered_at=timezone.now(),
    )
    declared = registry.facts_of(request.household, true_on=request.asked_on)
    people = set(request.people.values_list("pk", flat=True))
    for each in found:
        _compare(made, declared, people, each)
    audit.record(actor=actor, verb="check.answered", subject=made, area=request.area_id)
    return made


def _compare(report: Report, declared: dict[str, object], people: set[int], each: Found) -> Finding:
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
    members = {member["id"]: member for member in declared["members"]}  # type: ignore[attr-defined]
    said = members[str(each.person.pk)].get(each.fact) if each.person else declared.get(each.fact)
    result = Result.UNDECLARED if said is None else Result.AGREED if said == value else Result.DIFFERS
    return Finding.objects.create(
        report=report, person=each.person, fact=each.fact, declared=said, found=value, result=result
    )
