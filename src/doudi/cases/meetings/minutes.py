"""What a meeting writes down: who came, what was resolved on each case, and who signed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require
from doudi.audit import services as audit
from doudi.cases.meetings import selectors
from doudi.cases.meetings.calling import Guest, held, open_row, seat
from doudi.cases.meetings.models import AgendaItem, Attendee, Meeting, Resolved
from doudi.cases.problems import CaseProblem
from doudi.office_day import not_after_today

LONGEST_TEXT = 400


@dataclass(frozen=True, slots=True)
class Mark:
    """Whether somebody came (None: not yet known), and why not."""

    present: bool | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a meeting says of a case; `outcome` "" takes back what was said."""

    outcome: str
    text: str = ""


@transaction.atomic
def ask_in(*, actor: Actor, meeting: Meeting, guest: Guest) -> Attendee:
    """Ask one more person to a meeting."""
    meeting = held(actor, meeting)
    made = seat(meeting, guest)
    audit.record(actor=actor, verb="meeting.asked", subject=meeting, area=meeting.area_id)
    return made


@transaction.atomic
def leave_out(*, actor: Actor, attendee: Attendee) -> None:
    """Take somebody off the list who is not asked after all. Raises `CaseProblem` for who has signed."""
    meeting = held(actor, attendee.meeting)
    attendee = meeting.attendees.get(pk=attendee.pk)
    if attendee.signed:
        raise CaseProblem(_("%s 已经在纪要上签字，不能移出名单。") % attendee.name)
    attendee.delete()
    audit.record(actor=actor, verb="meeting.left_out", subject=meeting, area=meeting.area_id)


@transaction.atomic
def note_attendance(*, actor: Actor, meeting: Meeting, marks: Mapping[int, Mark]) -> Meeting:
    """Write down who came, by the numbers of the attendees. Whoever was away has a reason. Raises `CaseProblem`."""
    meeting = held(actor, meeting)
    for attendee in meeting.attendees.filter(pk__in=marks):
        mark = marks[attendee.pk]
        if attendee.signed and not mark.present:
            raise CaseProblem(_("%s 已经在纪要上签字，不能改为没有到会。") % attendee.name)
        if mark.present is False and not mark.reason.strip():
            raise CaseProblem(_("%s 缺席，要写明原因。") % attendee.name)
        attendee.present = mark.present
        attendee.reason = mark.reason.strip()[:200] if mark.present is False else ""
        attendee.recorded_by = actor.membership
        attendee.save()
    audit.record(actor=actor, verb="meeting.attendance", subject=meeting, area=meeting.area_id)
    return meeting


@transaction.atomic
def resolve(*, actor: Actor, meeting: Meeting, resolutions: Mapping[int, Resolution]) -> int:
    """Write down what was resolved, by the numbers of the items. Returns how many signatures became void: whoever
    signed before something was changed signs again. Raises `CaseProblem`."""
    meeting = held(actor, meeting)
    changed = False
    for item in selectors.items(meeting).filter(pk__in=resolutions):
        said = resolutions[item.pk]
        _check(item, said)
        if (item.outcome, item.text) != (said.outcome, said.text.strip()):
            item.outcome, item.text, changed = said.outcome, said.text.strip(), True
            item.save()
    void = _take_back_signatures(meeting) if changed else 0
    audit.record(actor=actor, verb="meeting.resolved", subject=meeting, area=meeting.area_id, details={"void": void})
    return void


def _check(item: AgendaItem, said: Resolution) -> None:
    if said.outcome and said.outcome not in selectors.allowed(item):
        raise CaseProblem(_("第 %s 件：程序在这一步没有这种决议。") % item.position)
    if said.outcome not in ("", Resolved.NEXT) and not said.text.strip():
        raise CaseProblem(_("第 %s 件：没有同意的，要写明理由。") % item.position)
    if len(said.text) > LONGEST_TEXT:
        raise CaseProblem(_("第 %(n)s 件：决议说明最多 %(most)s 字。") % {"n": item.position, "most": LONGEST_TEXT})


def _take_back_signatures(meeting: Meeting) -> int:
    signed = list(meeting.attendees.exclude(signed=""))
    for attendee in signed:
        attendee.signed, attendee.signed_on = Attendee.Signed.NO, None
        attendee.save()
    return len(signed)


@transaction.atomic
def sign_minutes(*, actor: Actor, meeting: Meeting, on: datetime.date) -> Attendee:
    """Sign the minutes as one of those who were there. Raises `PermissionDenied`, `CaseProblem`."""
    require(actor, "meeting.sign")
    meeting = open_row(meeting)
    attendee = meeting.attendees.filter(membership=actor.membership).first()
    if attendee is None:
        raise PermissionDenied(_("您不在这次会议的参会名单上。"))
    return _sign(actor, attendee, Attendee.Signed.SELF, on)


@transaction.atomic
def record_paper_signature(*, actor: Actor, attendee: Attendee, on: datetime.date) -> Attendee:
    """Record that somebody without an account has signed on paper. Who has one signs for themselves."""
    meeting = held(actor, attendee.meeting)
    attendee = meeting.attendees.get(pk=attendee.pk)
    if attendee.membership_id is not None:
        raise CaseProblem(_("%s 有账号，由本人登录签字。") % attendee.name)
    return _sign(actor, attendee, Attendee.Signed.PAPER, on)


def _sign(actor: Actor, attendee: Attendee, how: str, on: datetime.date) -> Attendee:
    meeting = attendee.meeting
    if attendee.signed:
        raise CaseProblem(_("%s 已经签过字。") % attendee.name)
    if not attendee.present:
        raise CaseProblem(_("没有记为到会的人不能在纪要上签字。"))
    if meeting.items.filter(outcome="").exists():
        raise CaseProblem(_("还有议题没有决议，不能签字。"))
    not_after_today(on, _("签字日期"), CaseProblem)
    if on < meeting.held_on:
        raise CaseProblem(_("签字日期早于会议日期。"))
    attendee.signed, attendee.signed_on = how, on
    attendee.save()
    details = {"attendee": attendee.pk, "how": str(how)}
    audit.record(actor=actor, verb="meeting.signed", subject=meeting, area=meeting.area_id, details=details)
    return attendee
