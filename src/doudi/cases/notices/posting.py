"""Posting: a notice follows what its step says of the day and the place, and frozen fields follow the case."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.audit import services as audit
from doudi.cases.course import Course, tell
from doudi.cases.models import StepRun
from doudi.cases.notices.masking import masking_in
from doudi.cases.notices.models import Notice, NoticeKind
from doudi.cases.notices.whitelist import Said, decided, filled, is_childs, require_adult
from doudi.cases.problems import CaseProblem
from doudi.office_day import office_day, office_now
from doudi.rulebook.processes import whole

ONCE_PUBLISHED_DAYS = 30
"""How long the publication of aid given once stays, where the procedure sets no time: there is no benefit to end it."""


def follow(actor: Actor, run: StepRun) -> Notice | None:
    """Post or date anew the notice of a notice step once its day and place are both filled in.

    None: not yet, or a child's case, which is never posted. Raises `CaseProblem`.
    """
    posted, place = run.data.get("posted_on"), str(run.data.get("place") or "").strip()
    if run.kind != "notice" or not posted:
        return None
    course = Course(run.case, _day(posted, run))
    if not place:
        return None
    decision = decided(run.case)
    said = Said(course, decision)
    if is_childs(course, said):
        return None
    days = whole(course.setting, course.process.steps[run.step].days)
    if days is None:
        raise CaseProblem(_("程序没有规定公示几天，不能公示。"))
    until = course.on + datetime.timedelta(days - 1)
    return _post(actor, course, run, said, kind=NoticeKind.HEARING, place=place, until_date=until, decision=decision)


def publish(actor: Actor, course: Course, run: StepRun) -> Notice | None:
    """Publish an approval when its publishing step is done. None for a child's case and where nothing was approved."""
    decision = decided(course.case)
    if decision is None:
        return None
    said = Said(course, decision)
    if is_childs(course, said):
        return None
    place = str(run.data.get("place") or "").strip() or course.case.area.name
    until = None if said.lasts or not said.once else course.on + datetime.timedelta(ONCE_PUBLISHED_DAYS - 1)
    return _post(actor, course, run, said, kind=NoticeKind.RESULT, place=place, until_date=until, decision=decision)


def _post(actor: Actor, course: Course, run: StepRun, said: Said, **fields: object) -> Notice:
    require_adult(course)
    case, masking = course.case, masking_in(course.case.area_id)
    old = Notice.objects.filter(run=run).first()
    if old is not None and (old.from_date, old.place) == (course.on, fields["place"]):
        return old
    values = {
        "case": case,
        "area": case.area,
        "shown": filled(course, masking, said),
        "masking": masking,
        "from_date": course.on,
        "posted_by": actor.membership,
        "posted_at": office_now(),
        **fields,
    }
    made, _new = Notice.objects.update_or_create(run=run, defaults=values)
    tell(case, "posted", course.on, actor, run=run, data={"notice": made.pk})
    details = {"kind": made.kind, "from": made.from_date.isoformat()}
    audit.record(actor=actor, verb="notice.posted", subject=made, area=case.area_id, details=details)
    return made


def _day(text: str, run: StepRun) -> datetime.date:
    """The day of the posting: a day between the step's first and today, for each day put back would be taken from the
    time that the public has. Raises `CaseProblem`."""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise CaseProblem(_("张贴日期写得不对。")) from None
    if day > office_day():
        raise CaseProblem(_("张贴日期 %s 还没有到；实际张贴之后再登记。") % text)
    if run.opened_on is not None and day < run.opened_on:
        raise CaseProblem(
            _("张贴日期 %(day)s 早于公示这一步开始的日期 %(opened)s；公示期从实际张贴之日起算，不能提前。")
            % {"day": text, "opened": run.opened_on.isoformat()}
        )
    return day
