"""Doing a step: save as it goes, sign, confirm by a second person, go on or back."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.cases import deciding, gates
from doudi.cases.course import Course, locked, tell
from doudi.cases.deciding import Proposal
from doudi.cases.models import RunState, Signature, StepRun
from doudi.cases.notices import posting
from doudi.cases.problems import CaseProblem, Conflict, check_reason
from doudi.cases.procedure import NEXT, OBJECTED, REDO, REFUSED, RETURNED, NoSuchWay
from doudi.cases.refusing import refusing
from doudi.office_day import not_after_today, office_now

OUTCOMES = (NEXT, RETURNED, REFUSED, OBJECTED, REDO)
_NEED_A_REASON = (RETURNED, REFUSED, OBJECTED, REDO)
_ALONE = (RETURNED, OBJECTED, REDO)
"""Outcomes that decide nothing and need no second signature."""
_HAPPENED = {
    "visited_on": gettext_lazy("入户日期"),
    "held_on": gettext_lazy("召开日期"),
    "checked_on": gettext_lazy("核对日期"),
}
"""The days that the forms of steps write down of something that has happened."""


@dataclass(frozen=True, slots=True)
class Signing:
    """What somebody signs. `version` is that of the run they saw; `ask`: whether the optional step that follows
    is wanted (None: as the procedure has it); `proposal` is for a decision."""

    version: int
    outcome: str
    on: datetime.date
    reason: str = ""
    data: dict[str, Any] | None = None
    ask: bool | None = None
    proposal: Proposal | None = None


@transaction.atomic
def save_step(*, actor: Actor, run: StepRun, version: int, data: dict[str, Any]) -> StepRun:
    """Keep what was filled in so far; the step goes on. Raises `Conflict` when somebody else saved meanwhile."""
    require(actor, "case.step")
    require_area(actor, run.case.area_id)
    locked(run.case)
    run = _fresh(run, version)
    if run.state != RunState.OPEN:
        raise CaseProblem(_("这一步现在不能填写。"))
    check_post(actor, run)
    _check_written(data)
    run.data = {**run.data, **data}
    run.version += 1
    run.save(update_fields=["data", "version"])
    posting.follow(actor, run)
    audit.record(actor=actor, verb="step.saved", subject=run, area=run.case.area_id)
    return run


@transaction.atomic
def sign_step(*, actor: Actor, run: StepRun, signing: Signing) -> StepRun:
    """Sign a step. With one signature, or with the second of two, the case goes on.

    Raises `PermissionDenied`, `CaseProblem`, `Conflict`. Nothing of a refused signing stays.
    """
    require(actor, "case.step")
    require_area(actor, run.case.area_id)
    case = locked(run.case)
    run = _fresh(run, signing.version)
    run.case = case
    course = Course(case, signing.on)
    _check(actor, course, run, signing)
    _sign(actor, run, signing)
    if run.state == RunState.OPEN and run.second and signing.outcome not in _ALONE:
        return _hand_over(actor, course, run, signing)
    return _finish(actor, course, run, signing)


def _fresh(run: StepRun, version: int) -> StepRun:
    """The run as it is now, locked with its case. Raises `Conflict` when it is no longer what the person saw."""
    fresh = StepRun.objects.select_for_update().get(pk=run.pk)
    if fresh.version != version:
        raise Conflict(_("这一步刚被别人改过，您的内容没有保存。请刷新后再办。"))
    return fresh


def _check(actor: Actor, course: Course, run: StepRun, signing: Signing) -> None:
    if not course.case.is_open:
        raise CaseProblem(_("本件已经办结。"))
    if run.state not in (RunState.OPEN, RunState.SIGNED):
        raise CaseProblem(_("这一步现在不能办理：%s。") % run.get_state_display())
    course.check_day()
    check_post(actor, run)
    check_person(actor, run)
    _check_outcome(course, run, signing)
    _check_written(signing.data or {})
    if run.state == RunState.OPEN:
        gates.check(course, run, signing.outcome, signing.data)


def _check_written(data: dict[str, Any]) -> None:
    """Refuse what is written down of a day that has not come."""
    for name, what in _HAPPENED.items():
        try:
            day = datetime.date.fromisoformat(str(data.get(name) or ""))
        except ValueError:
            continue  # whether there must be a day, the form and the gate of the step say
        not_after_today(day, str(what), CaseProblem)


def _check_outcome(course: Course, run: StepRun, signing: Signing) -> None:
    if signing.outcome not in course.board.outcomes(course.token(run)):
        raise CaseProblem(_("程序在这一步没有这种结果。"))
    agrees = run.state == RunState.SIGNED and signing.outcome == run.outcome  # then the first one's reason stands
    needed = signing.outcome in _NEED_A_REASON and not agrees
    check_reason(signing.reason, _("退回、不予同意或有异议的，要写明理由。") if needed else "")
    if run.state == RunState.SIGNED and signing.outcome not in (run.outcome, *_ALONE):
        raise CaseProblem(_("复核只能同意第一签字人的意见，或者退回。"))


def check_post(actor: Actor, run: StepRun) -> None:
    """Refuse who does not hold the post that the step waits for."""
    wanted = run.second if run.state == RunState.SIGNED else run.by
    if actor.post != wanted or (run.agency and actor.organisation.agency != run.agency):
        raise PermissionDenied(_("这一步不由您的岗位办理。"))


def check_person(actor: Actor, run: StepRun) -> None:
    """Refuse whoever may not sign here although they hold the post: who signed before, and relatives of the family."""
    first = run.signatures.first()
    if first is not None and actor.user.pk == first.user_id:
        raise PermissionDenied(_("复核人不能是第一签字人本人。"))
    if first is not None and actor.membership.deputy_for_id == first.user_id:
        raise PermissionDenied(_("复核人不能是第一签字人的代理人。"))
    if run.case.staff_relatives.filter(user=actor.user).exists():
        raise PermissionDenied(_("您与申请家庭有近亲属关系，应当回避。"))
    if run.kind == "decide" and not run.second:
        opinion = run.case.runs.filter(kind="opinion", state=RunState.DONE).order_by("pk").last()
        if opinion is not None and opinion.signatures.filter(user=actor.user).exists():
            raise PermissionDenied(_("签了审核意见的人不能审批同一件。"))


def _sign(actor: Actor, run: StepRun, signing: Signing) -> Signature:
    return Signature.objects.create(
        run=run,
        position=2 if run.state == RunState.SIGNED else 1,
        user=actor.user,
        membership=actor.membership,
        post=actor.post,
        signed_on=signing.on,
        at=office_now(),
    )


def _hand_over(actor: Actor, course: Course, run: StepRun, signing: Signing) -> StepRun:
    """The first of two has signed: keep what they say until the second confirms it."""
    run.state, run.outcome, run.reason = RunState.SIGNED, signing.outcome, signing.reason
    run.data = {**run.data, **(signing.data or {})}
    if signing.ask is not None:
        run.data["ask"] = signing.ask
    if run.kind == "decide":
        run.data["proposal"] = deciding.proposed(course, signing.outcome, signing.proposal)
    run.version += 1
    run.save()
    case = course.case
    case.moved_on = signing.on
    case.save(update_fields=["moved_on"])
    tell(case, "signed", signing.on, actor, run=run, text=signing.reason, data={"outcome": signing.outcome})
    audit.record(actor=actor, verb="step.signed", subject=run, area=case.area_id, details={"outcome": signing.outcome})
    return run


def _finish(actor: Actor, course: Course, run: StepRun, signing: Signing) -> StepRun:
    """The last signature that the step wants: the case goes on."""
    case, confirmed = course.case, run.state == RunState.SIGNED and signing.outcome == run.outcome
    proposal = run.data.pop("proposal", None) if confirmed else None
    ask = run.data.pop("ask", None) if confirmed else signing.ask
    if run.kind == "decide" and not confirmed and signing.outcome in (NEXT, REFUSED):
        proposal = deciding.proposed(course, signing.outcome, signing.proposal)
    run.data = {**run.data, **(signing.data or {})}
    run.reason = run.reason if confirmed and not signing.reason else signing.reason
    course.runs[run.pk] = run
    _note_day(course, run, signing)
    try:
        course.board.finish(course.token(run), signing.outcome, ask)
    except NoSuchWay:
        raise CaseProblem(_("程序在这一步没有这种结果。")) from None
    run.done_on = signing.on
    course.keep(actor)
    tell(case, signing.outcome, signing.on, actor, run=run, text=signing.reason, data={"led_to": run.led_to})
    deciding.after_step(actor, course, run, proposal)
    if run.kind == "publish" and signing.outcome == NEXT:
        posting.publish(actor, course, run)
    details = {"outcome": signing.outcome, "led_to": run.led_to}
    audit.record(actor=actor, verb="step.done", subject=run, area=case.area_id, details=details)
    return run


def _note_day(course: Course, run: StepRun, signing: Signing) -> None:
    """The days from which clocks count: the first acceptance, the end of the last notice, the last decision."""
    case = course.case
    if run.kind == "accept" and signing.outcome == NEXT:
        if case.accepted_on is None and refusing(course, run) is None:  # what only goes on to a refusal is not accepted
            case.accepted_on = signing.on
    elif run.kind == "notice" and signing.outcome == NEXT:
        case.noticed_on = signing.on
    elif run.kind == "decide" and signing.outcome in (NEXT, REFUSED):
        case.decided_on = signing.on
