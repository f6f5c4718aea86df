"""What must be true before a step of a kind can be done."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from doudi.cases import means
from doudi.cases.course import Course
from doudi.cases.meetings import gate as meeting_gate
from doudi.cases.models import StepRun
from doudi.cases.notices import gate
from doudi.cases.paperwork import gate as letter_gate
from doudi.cases.problems import CaseProblem
from doudi.cases.procedure import NEXT, REFUSED
from doudi.cases.samples import gate as sample_gate
from doudi.rulebook.processes import whole


def check(course: Course, run: StepRun, outcome: str, data: dict[str, Any] | None = None) -> None:
    """Refuse an outcome that comes too early. `data` is what is signed with it. Raises `CaseProblem`."""
    if run.kind == "notice" and outcome == NEXT and not gate.is_waived(course):
        last = notice_until(course, run)
        if last is not None and course.on <= last:
            raise CaseProblem(_("公示要到 %s 满期，之后才能办下一步。") % last.isoformat())
        gate.check(course, run)
    if run.kind == "means_check" and outcome == NEXT:
        means.check(course, run, {**run.data, **(data or {})})
    if run.kind == "decide" and outcome in (NEXT, REFUSED):
        means.check_settled(course)
    if run.kind == "sample" and outcome == NEXT:
        sample_gate.check(run, {**run.data, **(data or {})}, course.on)
    if run.kind == "inform" and outcome == NEXT:
        letter_gate.check(run, {**run.data, **(data or {})}, course.on)
    if run.kind == "meeting":
        meeting_gate.check(run)


def notice_until(course: Course, run: StepRun) -> datetime.date | None:
    """The last day on which the notice of a step hangs: natural days from its posting (`posted_on` in the step's
    data), else from the day after the step was opened; None where the procedure sets no time."""
    days = whole(course.setting, course.process.steps[run.step].days)
    if days is None or run.opened_on is None:
        return None
    posted = run.data.get("posted_on")
    start = datetime.date.fromisoformat(posted) if posted else run.opened_on
    return start + datetime.timedelta(days - 1)
