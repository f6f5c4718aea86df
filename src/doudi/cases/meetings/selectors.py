"""Questions about meetings: what waits for one, when the next should be, and what it may resolve."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet

from doudi.accounts.actor import Actor
from doudi.accounts.models import Membership
from doudi.accounts.rights import RIGHTS, in_area, require, scope
from doudi.cases.meetings.models import AgendaItem, Attendee, Meeting, MeetingState, Resolved
from doudi.cases.models import RunState, StepRun
from doudi.cases.procedure import NEXT, REFUSED, RETURNED
from doudi.rulebook.kept import policy_of
from doudi.workdays.selectors import Calendar

_DAY = datetime.timedelta(1)
_LONGEST_REST = 15
"""More days than any run of holidays: within so many there is a workday."""


@dataclass(frozen=True, slots=True)
class Next:
    """What waits for a meeting and when it should be: `on` is the last workday by which nothing is late, today or the
    next workday where something already is, or where the procedure sets no time."""

    count: int
    late: int
    due_on: datetime.date | None
    on: datetime.date
    last_held: datetime.date | None

    @property
    def is_late(self) -> bool:
        """Whether no workday is left on which the meeting would be in time for every case."""
        return self.due_on is not None and self.on > self.due_on


def candidates(actor: Actor) -> QuerySet[StepRun]:
    """The passages that wait for a meeting of the actor's level in their area and stand on no agenda, by their day."""
    require(actor, "meeting.hold")
    on_agenda = AgendaItem.objects.filter(run=OuterRef("pk"), is_open=True)
    found = StepRun.objects.filter(~Exists(on_agenda), kind="meeting", state=RunState.OPEN)
    found = found.filter(by__startswith=f"{actor.level}.").select_related("case__household", "case__applicant")
    found = found.select_related("case__area", "case__release").defer("case__release__layers")
    return scope(found, actor, "case__area").order_by(F("due_on").asc(nulls_last=True), "case__area", "pk")


def next_meeting(actor: Actor, today: datetime.date) -> Next:
    """When the next meeting should be, by the clocks of the cases that wait for it."""
    told = (
        candidates(actor)
        .order_by()
        .aggregate(count=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)), due=Min("due_on"))
    )
    last = meetings(actor).filter(state=MeetingState.CLOSED, area=actor.area).aggregate(last=Max("held_on"))["last"]
    return Next(told["count"], told["late"], told["due"], _workday(told["due"], today), last)


def _workday(due: datetime.date | None, today: datetime.date) -> datetime.date:
    """The last workday up to a day; the first from today where that has gone by or there is no such day."""
    back = [due - _DAY * n for n in range(_LONGEST_REST) if due - _DAY * n >= today] if due else []
    days = back + [today + _DAY * n for n in range(_LONGEST_REST)]
    calendar = Calendar(min(days), max(days))
    return next((day for day in days if calendar.is_workday(day)), today)


def meetings(actor: Actor) -> QuerySet[Meeting]:
    """The meetings of the actor's area, and those to which they are asked; of a department's people, only the latter."""
    require(actor, "meeting.read")
    asked = Q(pk__in=Attendee.objects.filter(membership=actor.membership).values("meeting"))
    mine = asked if actor.level == "department" else asked | in_area(actor)
    found = Meeting.objects.filter(mine).select_related("area", "called_by__user", "called_by__organisation")
    return found.annotate(cases=Count("items", distinct=True)).order_by("-held_on", "-pk")


def items(meeting: Meeting) -> QuerySet[AgendaItem]:
    """The agenda in its order, with the cases."""
    found = meeting.items.select_related("run__case__household", "run__case__applicant", "run__case__area")
    found = found.select_related("run__case__release").defer("run__case__release__layers")
    return found.order_by("position")


def allowed(item: AgendaItem) -> list[str]:
    """What a meeting may resolve on a case: what its procedure allows at the step, or to put it off."""
    case = item.run.case
    step = policy_of(case.release).processes[case.process].steps[item.run.step]
    found = [NEXT, *(name for name in (RETURNED, REFUSED) if name in step.outcomes)]
    return [*found, Resolved.DEFERRED.value]


def people(actor: Actor, on: datetime.date) -> QuerySet[Membership]:
    """Who can be asked to a meeting as a user: the posts that may sign its minutes, in the actor's area."""
    require(actor, "meeting.hold")
    current = Q(from_date__lte=on) & (Q(until_date=None) | Q(until_date__gte=on))
    posts = Q(pk__in=[])
    for post in RIGHTS["meeting.sign"]:
        level, role = post.split(".")
        posts |= Q(organisation__level=level, role=role)
    found = Membership.objects.filter(current & posts, user__is_active=True).select_related("user", "organisation")
    found = scope(found, actor, "organisation__area")
    return found.order_by("organisation__area", "organisation__level", "organisation__name", "role", "pk")
