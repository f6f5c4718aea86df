"""Calling a meeting: the agenda is frozen from the cases that wait for one; and calling it off."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.models import Membership
from doudi.accounts.rights import require, require_area
from doudi.areas.models import Area
from doudi.audit import services as audit
from doudi.cases.course import lock_all, tell
from doudi.cases.meetings import selectors
from doudi.cases.meetings.brief import brief
from doudi.cases.meetings.models import AgendaItem, Attendee, Meeting, MeetingKind, MeetingState
from doudi.cases.models import StepRun
from doudi.cases.problems import CaseProblem, check_reason
from doudi.office_day import not_after_today, office_now


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody asked to a meeting: a user in a post, or somebody by name and organisation."""

    name: str = ""
    organisation: str = ""
    membership: Membership | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A meeting to be called. `runs` are the passages of its cases, in the order of the agenda."""

    kind: str
    title: str
    held_on: datetime.date
    place: str
    chair: Guest
    runs: tuple[int, ...]
    guests: tuple[Guest, ...] = ()


@transaction.atomic
def call_meeting(*, actor: Actor, call: Call, on: datetime.date) -> Meeting:
    """Call a meeting and freeze its agenda, with what is known of each case on the day of calling.

    Raises `CaseProblem`, also when one of the cases no longer waits for a meeting or stands on another agenda.
    """
    require(actor, "meeting.hold")
    Area.objects.select_for_update().get(pk=actor.area.pk)  # one calling at a time
    not_after_today(on, _("召集日期"), CaseProblem)  # the meeting itself may lie ahead
    runs = _runs(actor, call)
    chair = _seated(call.chair)
    made = Meeting.objects.create(
        kind=call.kind,
        title=_filled(call.title, _("要写会议名称。")),
        area=actor.area,
        held_on=call.held_on,
        place=_filled(call.place, _("要写会议地点。")),
        chair=chair.name,
        called_by=actor.membership,
        called_at=office_now(),
    )
    for position, run in enumerate(runs, 1):
        AgendaItem.objects.create(meeting=made, run=run, position=position, brief=brief(run.case, on))
        tell(run.case, "on_agenda", on, actor, run=run, text=made.title, data={"meeting": made.pk})
    for guest in dict.fromkeys((chair, *(_seated(each) for each in call.guests))):
        seat(made, guest)
    audit.record(actor=actor, verb="meeting.called", subject=made, area=made.area_id, details={"cases": len(runs)})
    return made


def _runs(actor: Actor, call: Call) -> list[StepRun]:
    """The passages of the agenda, in the order asked for."""
    if call.kind not in MeetingKind.values:
        raise CaseProblem(_("没有这种会议。"))
    lock_all(list(selectors.candidates(actor).filter(pk__in=call.runs).values_list("case", flat=True)))
    found = selectors.candidates(actor).in_bulk(list(call.runs))
    if not call.runs:
        raise CaseProblem(_("议程上至少要有一件。"))
    if len(found) < len(set(call.runs)):
        raise CaseProblem(_("所选的办件里，有的已不在会议这一步，或者已列入别的会议。请重新选。"))
    if any(run.opened_on and run.opened_on > call.held_on for run in found.values()):
        raise CaseProblem(_("会议日期早于有的办件到这一步的日期。"))
    return [found[pk] for pk in dict.fromkeys(call.runs)]


def _seated(guest: Guest) -> Guest:
    """The guest with a name and an organisation: a user's own."""
    member = guest.membership
    if member is not None:
        return Guest(member.user.name, member.organisation.name, member)
    name = _filled(guest.name, _("要写参会人的姓名。"))
    return Guest(name, _filled(guest.organisation, _("要写参会人的单位。")))


def seat(meeting: Meeting, guest: Guest) -> Attendee:
    """Put somebody on the list of those who are asked; who is on it already stays."""
    given = _seated(guest)
    same = {"membership": given.membership} if given.membership else {"name": given.name, "membership": None}
    found = meeting.attendees.filter(organisation=given.organisation, **same).first()
    return found or Attendee.objects.create(
        meeting=meeting, membership=given.membership, name=given.name, organisation=given.organisation
    )


def _filled(text: str, missing: str) -> str:
    text = text.strip()
    if not text:
        raise CaseProblem(missing)
    return text


def held(actor: Actor, meeting: Meeting) -> Meeting:
    """The meeting's row, held until the transaction ends, for those who hold it. Raises `CaseProblem` when it is over."""
    require(actor, "meeting.hold")
    require_area(actor, meeting.area_id)
    if actor.level != _host_level(meeting):
        raise PermissionDenied(_("这次会议由召集的单位办理。"))
    return open_row(meeting)


def _host_level(meeting: Meeting) -> str:
    return str(meeting.called_by.organisation.level)


def open_row(meeting: Meeting) -> Meeting:
    """The row of an open meeting, held until the transaction ends."""
    found = Meeting.objects.select_for_update(of=("self",)).select_related("called_by__organisation").get(pk=meeting.pk)
    if found.state == MeetingState.CLOSED:
        raise CaseProblem(_("会议已经办结，不能再改。"))
    if found.state == MeetingState.CANCELLED:
        raise CaseProblem(_("会议已经取消。"))
    return found


@transaction.atomic
def cancel(*, actor: Actor, meeting: Meeting, on: datetime.date, reason: str) -> Meeting:
    """Call a meeting off: its cases wait for another one."""
    meeting = held(actor, meeting)
    not_after_today(on, _("取消日期"), CaseProblem)
    check_reason(reason, _("取消会议要写明理由。"))
    for item in meeting.items.filter(is_open=True):
        item.is_open = False
        item.save(update_fields=["is_open"])
    meeting.state, meeting.ended_on, meeting.ended_by = MeetingState.CANCELLED, on, actor.membership
    meeting.reason = reason
    meeting.save()
    audit.record(actor=actor, verb="meeting.cancelled", subject=meeting, area=meeting.area_id, reason=reason)
    return meeting
