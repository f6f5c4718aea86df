"""Correcting or revoking a decision: by a new one that names the old, prepared by one person and confirmed by another."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.cases import deciding
from doudi.cases.course import Course, locked, tell
from doudi.cases.deciding import Proposal
from doudi.cases.models import Case, Decision, DecisionKind, Outcome, RunState, Signature, StepRun
from doudi.cases.problems import CaseProblem, Conflict, check_reason
from doudi.language import in_chinese
from doudi.office_day import not_after_today, office_now

STEPS = {DecisionKind.CORRECTION: "correction", DecisionKind.REVOCATION: "revocation"}
"""The steps of no procedure: a closed case is opened for nothing else."""


@transaction.atomic
def propose(
    *,
    actor: Actor,
    decision: Decision,
    kind: str,
    outcome: str,
    on: datetime.date,
    proposal: Proposal,
) -> StepRun:
    """Prepare a decision that corrects or revokes one in force. `proposal.reason` says why. Raises `CaseProblem`."""
    require(actor, "case.revoke")
    case = _locked(actor, decision)
    _check(case, decision, kind, on, proposal)
    granted = Outcome.REFUSED if kind == DecisionKind.REVOCATION else outcome
    draft = deciding.checked(deciding.grounds(case, on), granted, proposal)
    step = STEPS[DecisionKind(kind)]
    last = case.runs.filter(step=step).aggregate(Max("round"))["round__max"] or 0
    with in_chinese():
        label = str(DecisionKind(kind).label)
    run = StepRun.objects.create(
        case=case,
        step=step,
        kind="decide",
        label=label,
        round=last + 1,
        state=RunState.SIGNED,
        by="county.officer",
        second="county.leader",
        because=kind,
        opened_on=on,
        outcome="next",
        reason=proposal.reason,
        data={"proposal": {**draft, "reason": proposal.reason.strip(), "replaces": decision.pk}},
    )
    _sign(run, actor, 1, on)
    tell(case, "signed", on, actor, run=run, text=proposal.reason, data={"kind": kind})
    audit.record(actor=actor, verb="decision.proposed", subject=run, area=case.area_id, reason=proposal.reason)
    return run


def _check(case: Case, decision: Decision, kind: str, on: datetime.date, proposal: Proposal) -> None:
    not_after_today(on, _("办理日期"), CaseProblem)
    if kind not in STEPS:
        raise CaseProblem(_("只有更正和撤销。"))
    if not decision.is_in_force:
        raise CaseProblem(_("这份决定已被后来的决定代替。"))
    if case.is_open:
        raise CaseProblem(_("本件还没有办结，在办理程序里重新审批，不用更正或撤销。"))
    if on < case.moved_on:
        raise CaseProblem(
            _("日期 %(on)s 早于本件最近一次办理的日期 %(last)s。")
            % {"on": on.isoformat(), "last": case.moved_on.isoformat()}
        )
    check_reason(proposal.reason, _("更正或撤销要写明理由。"))
    if case.runs.filter(step__in=STEPS.values(), state=RunState.SIGNED).exists():
        raise CaseProblem(_("已有一份更正或撤销在等复核。"))


@transaction.atomic
def confirm(*, actor: Actor, run: StepRun, version: int, on: datetime.date) -> Decision:
    """Confirm a correction or revocation as the second person; it takes the place of the old decision."""
    run, case = _waiting(actor, run, version, on)
    _sign(run, actor, 2, on)
    draft = run.data.pop("proposal")
    replaced = Decision.objects.get(pk=draft.pop("replaces"))
    if not replaced.is_in_force:
        raise Conflict(_("这份决定已被后来的决定代替。"))
    run.state, run.done_on = RunState.DONE, on
    run.version += 1
    run.save()
    kind = next(kind for kind, step in STEPS.items() if step == run.step)
    made = deciding.make(actor, Course(case, on), run, draft, kind=kind)
    case.moved_on = on
    case.save(update_fields=["moved_on"])
    return made


@transaction.atomic
def reject(*, actor: Actor, run: StepRun, version: int, on: datetime.date, reason: str) -> StepRun:
    """Refuse to confirm: the old decision stays in force."""
    run, case = _waiting(actor, run, version, on)
    check_reason(reason, _("不同意要写明理由。"))
    _sign(run, actor, 2, on)
    run.state, run.outcome, run.reason, run.done_on = RunState.CANCELLED, "returned", reason, on
    run.version += 1
    run.save()
    tell(case, "returned", on, actor, run=run, text=reason)
    audit.record(actor=actor, verb="decision.rejected", subject=run, area=case.area_id, reason=reason)
    return run


def _waiting(actor: Actor, run: StepRun, version: int, on: datetime.date) -> tuple[StepRun, Case]:
    """The run that waits for the second person, locked with its case, to be signed on a day that has come."""
    require(actor, "case.step")
    require_area(actor, run.case.area_id)
    not_after_today(on, _("办理日期"), CaseProblem)
    case = locked(run.case)
    run = StepRun.objects.select_for_update().get(pk=run.pk)
    if run.version != version or run.state != RunState.SIGNED:
        raise Conflict(_("这一步刚被别人改过，您的内容没有保存。请刷新后再办。"))
    if actor.post != run.second:
        raise PermissionDenied(_("这一步不由您的岗位办理。"))
    if run.signatures.filter(user=actor.user).exists():
        raise PermissionDenied(_("复核人不能是第一签字人本人。"))
    return run, case


def _locked(actor: Actor, decision: Decision) -> Case:
    require_area(actor, decision.case.area_id)
    return locked(decision.case)


def _sign(run: StepRun, actor: Actor, position: int, on: datetime.date) -> None:
    Signature.objects.create(
        run=run,
        position=position,
        user=actor.user,
        membership=actor.membership,
        post=actor.post,
        signed_on=on,
        at=office_now(),
    )
