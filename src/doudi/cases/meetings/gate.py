"""A case on the agenda of an open meeting is resolved on there, not on its step's own form."""

from __future__ import annotations

from django.utils.translation import gettext as _

from doudi.cases.meetings.models import AgendaItem
from doudi.cases.models import StepRun
from doudi.cases.problems import CaseProblem


def check(run: StepRun) -> None:
    """Refuse to sign a meeting step while its case waits for a meeting. Raises `CaseProblem`."""
    item = AgendaItem.objects.filter(run=run, is_open=True).select_related("meeting").first()
    if item is not None:
        raise CaseProblem(_("本件已列入“%s”的议程，在会议里形成决议，不在这里单独签字。") % item.meeting.title)
