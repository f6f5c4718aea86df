"""Asking for a check: nothing leaves without the authorisation of everybody whom it concerns."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from doudi import secrets
from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.office_day import not_after_today
from doudi.registry import selectors as registry
from doudi.registry.models import Household, Person
from doudi.registry.services import open_secret
from doudi.verification import kinds
from doudi.verification.models import CheckRequest, Supporter
from doudi.verification.problems import VerificationProblem
from doudi.verification.selectors import (
    open_request,
    supporters_are_known,
    supporters_of,
    supporters_without_authorisation,
    without_authorisation,
)

_ALL: dict[str, tuple[str, ...]] = {
    "person": tuple(dict.fromkeys(name for kind in kinds.SOURCES.values() for name in kind.person)),
    "household": tuple(dict.fromkeys(name for kind in kinds.SOURCES.values() for name in kind.household)),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a check looks at: the sources, the facts that the case turns on (`person`, `household`), and whether those
    outside the household who are bound to support its members are looked up as well."""

    sources: tuple[str, ...] = tuple(kinds.SOURCES)
    facts: Mapping[str, Iterable[str]] = field(default_factory=lambda: _ALL)
    supporters: bool = False


@transaction.atomic
def request_check(
    *, actor: Actor, household: Household, case: str, on: datetime.date, scope: Scope | None = None
) -> CheckRequest:
    """Ask for a check of everybody in the household. Without every authorisation nothing is asked.

    `case` is the number of the case that it is for. Raises `VerificationProblem` naming who has not agreed.
    """
    require(actor, "check.request")
    require_area(actor, household.area_id)
    not_after_today(on, _("委托日期"), VerificationProblem)
    scope = scope or Scope()
    Household.objects.select_for_update().get(pk=household.pk)
    if open_request(case) is not None:
        raise VerificationProblem(_("本件已有一次核对没有出报告。"))
    if not scope.sources or set(scope.sources) - set(kinds.SOURCES):
        raise VerificationProblem(_("至少选一种数据源。"), "sources")
    if problem := why_not(household, case, on, supporters=scope.supporters):
        raise VerificationProblem(problem)
    made = CheckRequest.objects.create(
        household=household,
        area=household.area,
        case=case,
        asked_on=on,
        asked_by=actor.membership,
        sources=list(scope.sources),
        facts=kinds.asked(scope.sources, scope.facts),
    )
    made.people.set([member.person for member in registry.members_on(household, on)])
    if scope.supporters:
        made.supporters.set(supporters_of(household))
    audit.record(actor=actor, verb="check.requested", subject=made, area=household.area_id)
    return made


def why_not(household: Household, case: str, on: datetime.date, *, supporters: bool) -> str:
    """Why nobody may be looked up on a day, naming who has not agreed; empty when everybody has."""
    missing: list[Person | Supporter] = [*without_authorisation(household, on)]
    if supporters:
        missing += supporters_without_authorisation(household, on)
    if missing:
        return _("没有核对授权，不能核对：%s。") % _("、").join(each.name for each in missing)
    if supporters and not supporters_are_known(household, case):
        return _("特困要一并核对户外的法定义务人：先登记义务人和授权，或者写明没有法定义务人。")
    return ""


@transaction.atomic
def open_numbers(*, actor: Actor, request: CheckRequest) -> dict[str, str]:
    """The ID numbers of those whom an open request is about, for whoever looks them up: `p12` or `s3` to number.

    Each opening is logged with the case that it is for. Raises `VerificationProblem` when the report has come.
    """
    require(actor, "check.answer")
    require_area(actor, request.area_id)
    if hasattr(request, "report"):
        raise VerificationProblem(_("这次核对已经有报告了，不再显示号码。"))
    reason = _("信息核对，办件 %s") % request.case
    found = {
        f"p{person.pk}": open_secret(actor=actor, person=person, field="id_number", reason=reason)
        for person in request.people.all()
    }
    for supporter in request.supporters.all():
        found[f"s{supporter.pk}"] = secrets.unseal("id_number", supporter.id_number)
        audit.record(
            actor=actor,
            verb="secret.opened",
            subject=supporter,
            area=request.area_id,
            reason=reason,
            details={"field": "id_number"},
        )
    return found
