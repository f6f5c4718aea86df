"""Ways out of a case before its end: the family takes it back, somebody died, they moved away."""

from __future__ import annotations

import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.cases.course import Course, locked, tell
from doudi.cases.models import Case
from doudi.cases.problems import CaseProblem, check_reason


class Leaving(models.TextChoices):
    """Ends that every case has, whatever its procedure."""

    WITHDRAWN = "withdrawn", gettext_lazy("申请人撤回")
    DIED = "died", gettext_lazy("申请对象死亡")
    MOVED = "moved", gettext_lazy("迁出本地")


@transaction.atomic
def leave(*, actor: Actor, case: Case, how: str, on: datetime.date, reason: str) -> Case:
    """End a case that will not be decided. What was done stays on record. Raises `CaseProblem`."""
    require(actor, "case.withdraw")
    require_area(actor, case.area_id)
    case = locked(case)
    if not case.is_open:
        raise CaseProblem(_("本件已经办结。"))
    if how not in Leaving.values:
        raise CaseProblem(_("没有这种终止方式。"))
    check_reason(reason, _("终止办理要写明理由。"))
    course = Course(case, on)
    course.check_day()
    course.board.stop(how)
    tell(case, "left", on, actor, text=reason, data={"how": how})
    course.keep(actor)
    audit.record(actor=actor, verb=f"case.{how}", subject=case, area=case.area_id, reason=reason)
    return case


def end_label(case: Case, ends: dict[str, str]) -> str:
    """The words for a case's end: the procedure's own, or those of leaving."""
    return ends.get(case.end) or str(dict(Leaving.choices).get(case.end, case.end))
