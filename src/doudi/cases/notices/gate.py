"""What a notice step waits for besides its days: that the notice hangs, and that every objection is answered."""

from __future__ import annotations

from django.utils.translation import gettext as _

from doudi.cases.course import Course
from doudi.cases.models import StepRun
from doudi.cases.notices.models import Notice
from doudi.cases.notices.whitelist import Said, decided, is_childs
from doudi.cases.problems import CaseProblem
from doudi.cases.procedure import OBJECTED


def is_waived(course: Course) -> bool:
    """Whether the case is a child's, which has no notice and waits for none."""
    return is_childs(course, Said(course, decided(course.case)))


def check(course: Course, run: StepRun) -> None:
    """Refuse to go on from a notice that was not posted or not answered for. Raises `CaseProblem`."""
    notice = Notice.objects.filter(run=run).first()
    if notice is None:
        raise CaseProblem(_("还没有张贴公示：先填好张贴日期和地点，保存后开始计期。"))
    if notice.until_date is not None and course.on <= notice.until_date:
        raise CaseProblem(_("公示要到 %s 满期，之后才能办下一步。") % notice.until_date.isoformat())
    if notice.objections.filter(upheld=None).exists():
        raise CaseProblem(_("公示的异议还没有书面答复。"))
    if notice.objections.filter(upheld=True).exists() and OBJECTED in course.process.steps[run.step].outcomes:
        raise CaseProblem(_("公示的异议成立，要按“有异议”办理。"))
