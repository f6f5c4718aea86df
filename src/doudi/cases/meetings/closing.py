"""Closing a meeting: each resolution is carried out on its case, and the minutes never change again."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.audit import services as audit
from doudi.cases.course import lock_all
from doudi.cases.meetings import selectors
from doudi.cases.meetings.calling import held
from doudi.cases.meetings.models import AgendaItem, Meeting, MeetingState, Resolved
from doudi.cases.models import StepRun
from doudi.cases.problems import CaseProblem
from doudi.cases.steps import Signing, sign_step
from doudi.language import in_chinese
from doudi.office_day import not_after_today
from doudi.rulebook.selectors import NothingAdopted

FEWEST = 2
"""One person is no meeting."""
_LONGEST_LIST = 500


@dataclass(frozen=True, slots=True)
class Closed:
    """What came of closing: the numbers of the cases that went on, of those put off, and of those on which the
    resolution could not be carried out, with why."""

    done: tuple[str, ...]
    deferred: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]


@transaction.atomic
def close(*, actor: Actor, meeting: Meeting, on: datetime.date) -> Closed:
    """Close a meeting, and sign each case's step with what was resolved on it.

    A case that somebody has moved meanwhile is named with the reason, and keeps none of the others from going on.
    Raises `CaseProblem`, `PermissionDenied`.
    """
    meeting = held(actor, meeting)
    _check(meeting, on)
    agenda = list(selectors.items(meeting))
    _check_post(actor, agenda)
    lock_all([item.run.case_id for item in agenda])
    done, deferred, failed = [], [], []
    for item in agenda:
        item.is_open = False
        item.save()
        number = item.run.case.number
        if item.outcome == Resolved.DEFERRED:
            deferred.append(number)
        elif why := _carry_out(actor, meeting, item, on):
            item.failed = why[:500]
            item.save()
            failed.append((number, why))
        else:
            done.append(number)
    meeting.state, meeting.ended_on, meeting.ended_by = MeetingState.CLOSED, on, actor.membership
    meeting.save()
    details = {"done": len(done), "deferred": len(deferred), "failed": len(failed)}
    audit.record(actor=actor, verb="meeting.closed", subject=meeting, area=meeting.area_id, details=details)
    return Closed(tuple(done), tuple(deferred), tuple(failed))


def still_missing(meeting: Meeting) -> list[str]:
    """What is still missing before a meeting can be closed, in words; empty when nothing is."""
    attendees, found = list(meeting.attendees.all()), []
    present = [attendee for attendee in attendees if attendee.present]
    signed = sum(1 for attendee in present if attendee.signed)
    if any(attendee.present is None for attendee in attendees):
        found.append(_("还有人没有记到会情况。"))
    if len(present) < FEWEST:
        found.append(_("到会的不足 %s 人。") % FEWEST)
    open_items = meeting.items.filter(outcome="").count()
    if open_items:
        found.append(_("还有 %s 件没有决议。") % open_items)
    if 2 * signed <= len(present):
        said = {"signed": signed, "present": len(present)}
        found.append(_("签字的要超过到会人数的一半：到会 %(present)s 人，已签 %(signed)s 人。") % said)
    return found


def _check(meeting: Meeting, on: datetime.date) -> None:
    missing = still_missing(meeting)
    if missing:
        raise CaseProblem(_("会议还不能办结：") + "".join(missing))
    not_after_today(on, _("办结日期"), CaseProblem)
    if on < meeting.held_on:
        raise CaseProblem(_("办结日期早于会议日期。"))


def _check_post(actor: Actor, agenda: list[AgendaItem]) -> None:
    """Whoever closes signs the steps: refuse who could sign none of them."""
    posts = {item.run.by for item in agenda if item.outcome != Resolved.DEFERRED}
    if posts and actor.post not in posts:
        raise PermissionDenied(_("会议由负责会议这一步的岗位办结。"))


def _carry_out(actor: Actor, meeting: Meeting, item: AgendaItem, on: datetime.date) -> str:
    """Sign a case's step with its resolution; why that could not be done, or nothing."""
    run = StepRun.objects.select_related("case").get(pk=item.run_id)
    with in_chinese():
        text = item.text or str(Resolved(item.outcome).label)
    signing = Signing(
        version=run.version, outcome=item.outcome, on=on, reason=item.text, data=_data(meeting, item, text)
    )
    try:
        sign_step(actor=actor, run=run, signing=signing)
    except (CaseProblem, PermissionDenied, NothingAdopted) as problem:
        return str(problem)
    return ""


def _data(meeting: Meeting, item: AgendaItem, text: str) -> dict[str, Any]:
    """What the step keeps of the meeting."""
    people = "、".join(f"{one.name}（{one.organisation}）" for one in meeting.attendees.filter(present=True))  # kept
    return {
        "meeting": meeting.pk,
        "held_on": meeting.held_on.isoformat(),
        "present": people[:_LONGEST_LIST],
        "resolution": text,
    }
