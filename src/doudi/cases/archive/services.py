"""Proposing the destruction of cases, and approving or rejecting it: two persons, and nothing half done."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.cases import selectors as cases_selectors
from doudi.cases.archive import destroying, selectors
from doudi.cases.archive.models import DestroyedCase, Destruction, DestructionState
from doudi.cases.archive.periods import Keeping, keeping_of, measured
from doudi.cases.course import lock_all
from doudi.cases.leaving import end_label
from doudi.cases.models import Case
from doudi.cases.problems import CaseProblem, check_reason
from doudi.language import in_chinese
from doudi.office_day import not_after_today

MOST = 500
"""The most cases of one list: somebody has to look at each."""


@transaction.atomic
def propose(*, actor: Actor, cases: Collection[int], on: datetime.date, reason: str) -> Destruction:
    """Propose to destroy cases (by their keys) whose time is over. `reason` is the appraisal. Raises `CaseProblem`."""
    require(actor, "archive.propose")
    not_after_today(on, _("提请日期"), CaseProblem)
    check_reason(reason, _("提请销毁要写明鉴定意见。"))
    if not cases:
        raise CaseProblem(_("请选要销毁的办件。"))
    if len(cases) > MOST:
        raise CaseProblem(_("一份清册最多 %s 件，请分几次提请。") % MOST)
    lock_all(cases)
    ripe = selectors.ripe(actor, on).filter(pk__in=cases)
    found = list(ripe.filter(is_proposed=False).select_related("release").defer("release__layers"))
    if len(found) < len(set(cases)):
        raise CaseProblem(_("选中的办件里，有的保管期限没有满，或者已经在另一份清册上。请刷新后重选。"))
    made = Destruction.objects.create(area=actor.area, reason=reason.strip(), proposed_by=actor.user, proposed_on=on)
    DestroyedCase.objects.bulk_create(_line(made, case) for case in found)
    _note(actor, "archive.proposed", made, reason=made.reason)
    return made


@in_chinese()
def _line(destruction: Destruction, case: Case) -> DestroyedCase:
    """What the list says of a case."""
    process, kept = cases_selectors.process_of(case), keeping_of(case)
    assert case.closed_on is not None and kept.until is not None
    return DestroyedCase(
        destruction=destruction,
        case_key=case.pk,
        case_number=case.number,
        process=process.label,
        applied_on=case.applied_on,
        closed_on=case.closed_on,
        end=end_label(case, dict(process.ends)),
        kept_as=kept.kept_as,
        kept_until=kept.until,
    )


@transaction.atomic
def approve(*, actor: Actor, destruction: Destruction, on: datetime.date) -> Destruction:
    """Approve a destruction as the second person: its cases are destroyed, all or none.

    Raises `CaseProblem` naming the cases whose time is no longer over, since somebody took them up again.
    """
    found = _waiting(actor, destruction, on)
    lines = list(found.cases.all())
    keys = [line.case_key for line in lines]
    lock_all(keys)
    _check_still_over(found, on)
    cases = Case.objects.filter(pk__in=keys)
    for case in cases.order_by("pk"):
        details = {"case": case.number, "destruction": found.number}
        audit.record(actor=actor, verb="case.destroyed", subject=case, area=case.area_id, details=details)
    destroying.destroy(actor, cases, on)
    found.state, found.ended_by, found.ended_on = DestructionState.DONE, actor.user, on
    found.save()
    _note(actor, "archive.destroyed", found)
    return found


@transaction.atomic
def reject(*, actor: Actor, destruction: Destruction, on: datetime.date, reason: str) -> Destruction:
    """Refuse to destroy, with the reason: the cases stay."""
    found = _waiting(actor, destruction, on)
    check_reason(reason, _("不同意销毁要写明理由。"))
    found.state, found.ended_by, found.ended_on = DestructionState.REJECTED, actor.user, on
    found.rejection = reason.strip()
    found.save()
    _note(actor, "archive.rejected", found, reason=found.rejection)
    return found


def _waiting(actor: Actor, destruction: Destruction, on: datetime.date) -> Destruction:
    """The proposed destruction, locked, that somebody else may end on a day."""
    require(actor, "archive.approve")
    require_area(actor, destruction.area_id)
    found = Destruction.objects.select_for_update().get(pk=destruction.pk)
    if found.state != DestructionState.PROPOSED:
        raise CaseProblem(_("这份清册已经办过了。"))
    if found.proposed_by_id == actor.user.pk:
        raise PermissionDenied(_("批准人不能是提请人本人。"))
    not_after_today(on, _("批准日期"), CaseProblem)
    if on < found.proposed_on:
        raise CaseProblem(_("批准日期早于提请日期。"))
    return found


def _check_still_over(destruction: Destruction, on: datetime.date) -> None:
    """Refuse to destroy a list of which a case is kept longer by now. Raises `CaseProblem`."""
    keys = destruction.cases.values_list("case_key", flat=True)
    kept = [(case.number, keeping_of(case)) for case in measured(Case.objects.filter(pk__in=keys)).order_by("number")]
    later = [
        _("%(text)s（%(note)s）") % {"text": number, "note": _why(keeping)}
        for number, keeping in kept
        if keeping.until is None or keeping.until >= on
    ]
    if later:
        raise CaseProblem(_("什么也没有销毁：%s。请不同意这份清册，重新提请。") % _("、").join(later))


def _why(keeping: Keeping) -> str:
    """Why a case is still kept."""
    if keeping.until is None:
        assert keeping.waits is not None
        return str(keeping.waits.label)
    return _("保管至 %s") % keeping.until.isoformat()


def _note(actor: Actor, verb: str, destruction: Destruction, reason: str = "") -> None:
    details = {"destruction": destruction.number, "cases": destruction.cases.count()}
    audit.record(actor=actor, verb=verb, subject=destruction, area=destruction.area_id, reason=reason, details=details)
