"""The meetings of the demonstration: some held and closed with signed minutes, and one called on what waits now."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction

from doudi.accounts.actor import Actor
from doudi.cases.meetings import selectors
from doudi.cases.meetings.models import Meeting, MeetingKind, MeetingState
from doudi.cases.meetings.paperwork import make_agenda, make_minutes
from doudi.cases.meetings.services import (
    Call,
    Guest,
    Mark,
    Resolution,
    call_meeting,
    close,
    note_attendance,
    resolve,
    sign_minutes,
)
from doudi.cases.models import RunState, StepRun
from doudi.cases.procedure import NEXT
from doudi.office.demo.scenes import Scene, Together

_ADVISERS = ("medical_security", "housing", "education")
_DAY = datetime.timedelta(1)


@dataclass(frozen=True, slots=True)
class HeldMeeting(Together):
    """A meeting on the cases with these keys, held and closed on a day; one of those asked was away. Where townships hold
    it, each has its own."""

    @property
    def key(self) -> str:
        return f"meeting on {self.keys[0]}"

    @transaction.atomic
    def made(self) -> list[Meeting] | None:
        """The meetings; None when none of the cases waits for one (any more)."""
        by_host: dict[int, list[StepRun]] = {}
        for run in _waiting(self.keys, self.step):
            by_host.setdefault(self._host(run).membership.pk, []).append(run)
        return [self._held(runs) for runs in by_host.values()] or None

    def _host(self, run: StepRun) -> Actor:
        """Who calls the meeting: the post that does the step."""
        return self.scene.crew.actor(run.by, run.case.area_id, run.agency)

    def _held(self, runs: list[StepRun]) -> Meeting:
        host, people = self._host(runs[0]), _people(self.scene, runs[0])
        meeting = _called(host, people, runs, self.on, self.on)
        make_agenda(actor=host, meeting=meeting, on=self.on)
        _hold(host, people, meeting, self.on)
        make_minutes(actor=host, meeting=meeting, on=self.on)
        return meeting


@dataclass(frozen=True, slots=True)
class CalledMeeting:
    """A meeting that the county has called for the next workday, on all but the last of the cases that wait for one."""

    scene: Scene

    @property
    def key(self) -> str:
        return f"meeting of {self.scene.place.key}"

    @transaction.atomic
    def made(self) -> Meeting | None:
        """The meeting; None when there is one already, or too little for one."""
        host = self.scene.crew.actor("county.officer", self.scene.villages[0].code)
        open_ = Meeting.objects.filter(area=host.area, state=MeetingState.OPEN)
        runs = list(selectors.candidates(host))[:-1]
        if open_.exists() or not runs:
            return None
        today, held_on = self.scene.today, self.scene.today + _DAY
        while not self.scene.days.calendar.is_workday(held_on):
            held_on += _DAY
        meeting = _called(host, _people(self.scene, runs[0]), runs, today, held_on)
        make_agenda(actor=host, meeting=meeting, on=today)
        return meeting


def _waiting(keys: tuple[str, ...], step: str) -> list[StepRun]:
    found = StepRun.objects.filter(case__key__in=keys, step=step, kind="meeting", state=RunState.OPEN)
    return list(found.select_related("case__area").order_by("case__number"))


def _people(here: Scene, run: StepRun) -> list[Actor]:
    """Who is asked besides the host: the leader of its level, who takes the chair, and others beside."""
    area, crew = run.case.area_id, here.crew
    if not run.by.startswith("county."):
        return [crew.actor("township.leader", area), crew.actor("township.clerk", area)]
    agencies = [agency for agency in _ADVISERS if agency in here.place.agencies]
    return [crew.actor("county.leader", area), *(crew.actor("department.contact", area, each) for each in agencies)]


def _called(
    host: Actor, people: list[Actor], runs: list[StepRun], on: datetime.date, held_on: datetime.date
) -> Meeting:
    alone = len({run.label for run in runs}) == 1
    label = runs[0].label if alone else "联席会议"
    call = Call(
        kind=MeetingKind.JOINT if "联席" in label else MeetingKind.CONFERENCE,
        title=f"{held_on.year}年{held_on.month}月{held_on.day}日{label}",
        held_on=held_on,
        place=f"{host.organisation.name}会议室",
        chair=Guest(membership=people[0].membership),
        runs=tuple(run.pk for run in runs),
        guests=(
            *(Guest(membership=each.membership) for each in (host, *people[1:])),
            Guest("居民代表", "社区居民委员会"),
        ),
    )
    return call_meeting(actor=host, call=call, on=on)


def _hold(host: Actor, people: list[Actor], meeting: Meeting, on: datetime.date) -> None:
    """Who came is noted, all is agreed to, those with accounts sign, and the meeting is closed."""
    came = {one.pk: Mark(one.membership_id is not None, "因事请假") for one in meeting.attendees.all()}
    note_attendance(actor=host, meeting=meeting, marks=came)
    resolve(actor=host, meeting=meeting, resolutions={item.pk: Resolution(NEXT) for item in meeting.items.all()})
    for each in {one.membership.pk: one for one in (host, *people)}.values():
        sign_minutes(actor=each, meeting=meeting, on=on)
    close(actor=host, meeting=meeting, on=on)
    meeting.refresh_from_db()
