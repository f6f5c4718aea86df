"""The verbs of notices, in one place for those who call them."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.cases.models import StepRun
from doudi.cases.notices.masking import choose_masking
from doudi.cases.notices.models import Notice
from doudi.cases.notices.objecting import Answer, Words, answer_objection, receive_objection
from doudi.cases.notices.photos import add_photo
from doudi.cases.problems import CaseProblem
from doudi.cases.steps import save_step

__all__ = ["Answer", "Words", "add_photo", "answer_objection", "choose_masking", "post", "receive_objection"]


def post(*, actor: Actor, run: StepRun, version: int, posted_on: datetime.date, place: str) -> Notice:
    """Post the notice of a step from a day at a place. Raises `CaseProblem`, also for a child's case."""
    data = {"posted_on": posted_on.isoformat(), "place": place}
    saved = save_step(actor=actor, run=run, version=version, data=data)
    made = Notice.objects.filter(run=saved).first()
    if made is None:
        raise CaseProblem(_("这一步没有可以公示的内容；儿童的件一律不公示。"))
    return made
