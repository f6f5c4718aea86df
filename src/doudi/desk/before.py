"""What a step waits for before it can be signed, as its own page says it: first this, then that."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.cases.course import Course
from doudi.cases.gates import notice_until
from doudi.cases.models import RunState, StepRun
from doudi.cases.notices import gate
from doudi.cases.notices.models import Notice
from doudi.cases.paperwork.gate import missing
from doudi.cases.procedure import NEXT
from doudi.cases.refusing import Refusing, refusing
from doudi.rulebook.processes import whole


@dataclass(frozen=True, slots=True)
class Hanging:
    """A notice step on the desk: whether it is waived (a child's case), posted and over; how many days it hangs, until
    when, and from which day the step can be signed."""

    is_waived: bool
    is_posted: bool
    is_over: bool
    days: int | None
    until: datetime.date | None

    @property
    def signs_from(self) -> datetime.date | None:
        return self.until + datetime.timedelta(1) if self.until else None

    @property
    def may_sign(self) -> bool:
        """Whether the ordinary way on is open by now."""
        return self.is_waived or (self.is_posted and self.is_over)


def hanging(course: Course, run: StepRun) -> Hanging | None:
    """Where a notice step stands on the course's day; None for other steps."""
    if run.kind != "notice":
        return None
    posted = Notice.objects.filter(run=run).exists()
    until = notice_until(course, run) if posted else None
    days = whole(course.setting, course.process.steps[run.step].days)
    return Hanging(gate.is_waived(course), posted, until is None or course.on > until, days, until)


def refused_by(course: Course, run: StepRun) -> Refusing | None:
    """Why the ordinary way on from a step in hand would only refuse the family; None where it would not."""
    is_next = run.state == RunState.OPEN or (run.state == RunState.SIGNED and run.outcome == NEXT)
    if not is_next or run.kind == "decide":
        return None
    return refusing(course, run, "en" if (get_language() or "zh").startswith("en") else "zh")


def vote(run: StepRun) -> str:
    """How an appraisal voted, in words; empty before its numbers are written down."""
    data = run.data
    if run.kind != "appraisal" or not data.get("present"):
        return ""
    said = {name: data.get(name) or "0" for name in ("present", "agree", "against")}
    return _("到会 %(present)s，同意 %(agree)s，不同意 %(against)s") % said


def voted(run: StepRun) -> dict[str, Any] | None:
    """The vote of the last appraisal before a step, for whoever signs the step: the procedure goes on whichever way it
    went. `is_majority`: more than half of those who came agreed."""
    if run.kind == "appraisal":
        return None
    done = run.case.runs.filter(kind="appraisal", state=RunState.DONE, pk__lt=run.pk).order_by("pk").last()
    if done is None or not vote(done):
        return None
    present, agree = _count(done, "present"), _count(done, "agree")
    return {"text": vote(done), "is_majority": 2 * agree > present, "run": done}


def _count(run: StepRun, name: str) -> int:
    text = str(run.data.get(name) or "")
    return int(text) if text.isascii() and text.isdigit() else 0


def telling(actor: Actor, run: StepRun) -> dict[str, str] | None:
    """What a step that tells the family still waits for, and where that is done."""
    if run.kind != "inform" or not run.is_active:
        return None
    still = missing(run)
    if not still:
        return None
    text = _("还不能办结告知：%s。") % _("；").join(still)
    return {"text": text, "address": reverse("case-decisions", args=[run.case.number])}
