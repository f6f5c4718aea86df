"""Objections to a notice: received from anybody at the desk, answered in writing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.cases.course import locked, tell
from doudi.cases.models import RunState
from doudi.cases.notices.models import Notice, NoticeKind, Objection
from doudi.cases.problems import CaseProblem
from doudi.office_day import not_after_today

LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody says against a notice; `name` is empty for who gives none."""

    text: str
    how: str
    received_on: datetime.date
    name: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The written answer, and whether the objection is upheld."""

    text: str
    upheld: bool
    on: datetime.date


@transaction.atomic
def receive_objection(*, actor: Actor, notice: Notice, words: Words) -> Objection:
    """Take down an objection while the notice's step is still to be done. Raises `CaseProblem`."""
    require(actor, "case.object")
    require_area(actor, notice.area_id)
    case = locked(notice.case)
    notice.run.refresh_from_db()
    if notice.kind != NoticeKind.HEARING or notice.run.state not in (RunState.OPEN, RunState.SIGNED):
        raise CaseProblem(_("这份公示已经结束；可以另行投诉，或者申请行政复议。"))
    not_after_today(words.received_on, _("收到日期"), CaseProblem)
    if words.received_on < notice.from_date:
        raise CaseProblem(_("收到日期早于公示开始的日期。"))
    if words.how not in Objection.How.values:
        raise CaseProblem(_("没有这种提出异议的方式。"))
    made = Objection.objects.create(
        notice=notice,
        received_on=words.received_on,
        how=words.how,
        name=words.name.strip()[:64],
        text=_text(words.text, _("要写明异议的内容。")),
        received_by=actor.membership,
    )
    tell(case, "objection", words.received_on, actor, run=notice.run, data={"objection": made.pk})
    audit.record(actor=actor, verb="objection.received", subject=made, area=case.area_id)
    return made


@transaction.atomic
def answer_objection(*, actor: Actor, objection: Objection, answer: Answer) -> Objection:
    """Answer an objection in writing, once. One that is upheld leads the step to its outcome `objected`."""
    require(actor, "objection.answer")
    notice = objection.notice
    require_area(actor, notice.area_id)
    case = locked(notice.case)
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    if objection.is_answered:
        raise CaseProblem(_("这条异议已经答复过了。"))
    not_after_today(answer.on, _("答复日期"), CaseProblem)
    if answer.on < objection.received_on:
        raise CaseProblem(_("答复日期早于收到异议的日期。"))
    objection.answer = _text(answer.text, _("要写明答复的内容。"))
    objection.upheld, objection.answered_on, objection.answered_by = answer.upheld, answer.on, actor.membership
    objection.save()
    tell(case, "answered", answer.on, actor, run=notice.run, data={"objection": objection.pk})
    details = {"upheld": answer.upheld}
    audit.record(actor=actor, verb="objection.answered", subject=objection, area=case.area_id, details=details)
    return objection


def _text(text: str, missing: str) -> str:
    text = text.strip()
    if not text:
        raise CaseProblem(missing)
    if len(text) > LONGEST:
        raise CaseProblem(_("最多 %s 字。") % LONGEST)
    return text
