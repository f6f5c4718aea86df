"""Cases that stand at a meeting step, and meetings held on them, for the tests of meetings."""

from __future__ import annotations

import datetime
from typing import Any

from county import County
from families import APPLIED, apply, days, family, run_of, sign

from doudi.cases.meetings.models import Attendee, Meeting
from doudi.cases.meetings.services import (
    Call,
    Guest,
    Mark,
    Resolution,
    call_meeting,
    note_attendance,
    resolve,
    sign_minutes,
)
from doudi.cases.models import Case

HELD = days(70)


def to_meeting(county: County, **more: Any) -> Case:
    """A case of the general procedure of the joint meeting's county that stands at its meeting step."""
    case, day = apply(county, family(county, {"wage_income": "300.00"}, {}), **more), APPLIED
    for _n in range(20):
        run = case.runs.filter(state__in=("open", "signed")).order_by("pk").first()
        assert run is not None
        if run.kind == "meeting":
            return case
        day += datetime.timedelta(20 if run.kind == "notice" else 1)
        sign(county.actor(run.second if run.state == "signed" else run.by), run, day)
    raise AssertionError("the case never comes to a meeting")


def call(county: County, *cases: Case, by: str = "county.officer", **more: Any) -> Meeting:
    """A meeting on these cases, chaired by the county's leader, with a department's contact and a guest by name."""
    given: dict[str, Any] = {
        "kind": "joint",
        "title": "2022年2月联席会议",
        "held_on": HELD,
        "place": "三楼会议室",
        "chair": Guest(membership=county.actor("county.leader").membership),
        "runs": tuple(run_of(case, "meeting").pk for case in cases),
        "guests": (
            Guest(membership=county.actor("county.officer").membership),
            Guest(membership=county.actor("department.contact").membership),
            Guest("王主席", "清溪县总工会"),
        ),
    }
    return call_meeting(actor=county.actor(by), call=Call(**{**given, **more}), on=HELD)


def everybody_came(county: County, meeting: Meeting) -> None:
    marks = {one.pk: Mark(True) for one in meeting.attendees.all()}
    note_attendance(actor=county.actor("county.officer"), meeting=meeting, marks=marks)


def agree(county: County, meeting: Meeting, **others: tuple[str, str]) -> int:
    """Agree on every case but those for which something else is said, by their position: `_2=("refused", "…")`."""
    said = {item.pk: Resolution(*others.get(f"_{item.position}", ("next", ""))) for item in meeting.items.all()}
    return resolve(actor=county.actor("county.officer"), meeting=meeting, resolutions=said)


def signed_by(county: County, meeting: Meeting, *posts: str) -> None:
    for post in posts:
        sign_minutes(actor=county.actor(post), meeting=meeting, on=HELD)


def ready(county: County, meeting: Meeting, **others: tuple[str, str]) -> Meeting:
    """A meeting that everybody attended, on which all is resolved, and which three of four have signed."""
    everybody_came(county, meeting)
    agree(county, meeting, **others)
    signed_by(county, meeting, "county.officer", "county.leader", "department.contact")
    return meeting


def guest(meeting: Meeting) -> Attendee:
    """The one without an account."""
    return meeting.attendees.get(membership=None)
