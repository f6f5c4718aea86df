"""The family's ways to have a decision looked at again, with their last days."""

from __future__ import annotations

import calendar
import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.cases.course import locked, tell
from doudi.cases.models import Appeal, Decision
from doudi.cases.problems import CaseProblem, check_reason
from doudi.office_day import not_after_today
from doudi.workdays.selectors import Calendar

RECONSIDERATION_DAYS = 60
"""Administrative Reconsideration Law (2023), article 20."""
LAWSUIT_MONTHS = 6
"""Administrative Litigation Law (2017), article 46."""
LAWSUIT_AFTER_RECONSIDERATION_DAYS = 15
"""Administrative Litigation Law (2017), article 45."""


@transaction.atomic
def file_appeal(
    *, actor: Actor, decision: Decision, kind: str, filed_on: datetime.date, body: str, late_because: str = ""
) -> Appeal:
    """Record that a decision is taken to reconsideration or to court. After the last day only with a reason."""
    require(actor, "appeal.enter")
    case = decision.case
    require_area(actor, case.area_id)
    locked(case)
    check_reason(late_because)
    last = last_day(decision, kind)
    not_after_today(filed_on, _("提出日期"), CaseProblem)
    if filed_on < decision.date:
        raise CaseProblem(_("提出日期早于决定日期。"))
    if last is not None and filed_on > last and not late_because.strip():
        raise CaseProblem(_("期限已于 %s 届满；受理机关仍予受理的，写明缘由。") % last.isoformat())
    if decision.appeals.filter(kind=kind, ended_on=None).exists():
        raise CaseProblem(_("这份决定已有同类的复议或诉讼在办。"))
    made = Appeal.objects.create(
        decision=decision, kind=kind, filed_on=filed_on, last_day=last, body=body, note=late_because
    )
    tell(case, "appealed", filed_on, actor, data={"appeal": made.pk, "kind": kind})
    audit.record(actor=actor, verb="appeal.entered", subject=made, area=case.area_id, details={"kind": kind})
    return made


@transaction.atomic
def end_appeal(*, actor: Actor, appeal: Appeal, result: str, on: datetime.date, note: str = "") -> Appeal:
    """Record how a reconsideration or lawsuit ended. What it changes is a new decision on the case."""
    require(actor, "appeal.enter")
    case = appeal.decision.case
    require_area(actor, case.area_id)
    locked(case)
    check_reason(note)
    not_after_today(on, _("审结日期"), CaseProblem)
    if on < appeal.filed_on:
        raise CaseProblem(_("审结日期早于提出日期。"))
    if appeal.ended_on is not None:
        raise CaseProblem(_("已经审结。"))
    appeal.result, appeal.ended_on, appeal.note = result, on, note or appeal.note
    appeal.save(update_fields=["result", "ended_on", "note"])
    tell(case, "appeal_ended", on, actor, text=note, data={"appeal": appeal.pk, "result": result})
    audit.record(actor=actor, verb="appeal.ended", subject=appeal, area=case.area_id, details={"result": result})
    return appeal


def last_day(decision: Decision, kind: str) -> datetime.date | None:
    """The last day to take a decision further, counted from its service; None while it has not been served.

    A lawsuit after reconsideration has its own, shorter time. A last day that is no workday moves to the next one.
    """
    proof = decision.proofs.first()
    if proof is None:
        return None
    if kind == Appeal.Kind.RECONSIDERATION:
        return _workday_from(proof.served_on + datetime.timedelta(RECONSIDERATION_DAYS))
    before = decision.appeals.filter(kind=Appeal.Kind.RECONSIDERATION, ended_on__isnull=False).last()
    if before is not None and before.ended_on is not None and before.result != Appeal.Result.DROPPED:
        return _workday_from(before.ended_on + datetime.timedelta(LAWSUIT_AFTER_RECONSIDERATION_DAYS))
    return _workday_from(months_after(proof.served_on, LAWSUIT_MONTHS))


def months_after(date: datetime.date, months: int) -> datetime.date:
    """The same day some months later, or the last day of that month."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))


def _workday_from(date: datetime.date) -> datetime.date:
    days = Calendar(date, date + datetime.timedelta(30))
    while not days.is_workday(date):
        date += datetime.timedelta(1)
    return date
