"""The papers of a meeting: its agenda and its minutes, from what is kept of it."""

from __future__ import annotations

import datetime
from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.cases.meetings import selectors
from doudi.cases.meetings.calling import held
from doudi.cases.meetings.models import AgendaItem, Attendee, Meeting, MeetingState, Resolved
from doudi.cases.problems import CaseProblem
from doudi.language import in_chinese
from doudi.office_day import not_after_today
from doudi.papers.content import Content, day
from doudi.papers.models import Paper, PaperKind
from doudi.papers.services import issue


@transaction.atomic
def make_agenda(*, actor: Actor, meeting: Meeting, on: datetime.date) -> Paper:
    """The agenda, for those who are asked. Raises `CaseProblem` for a meeting that is over."""
    return _issue(actor, held(actor, meeting), PaperKind.MEETING_AGENDA, on)


@transaction.atomic
def make_minutes(*, actor: Actor, meeting: Meeting, on: datetime.date) -> Paper:
    """The minutes: of an open meeting to be signed on paper, of a closed one as they stand.

    Raises `CaseProblem` before everything is resolved.
    """
    if meeting.state == MeetingState.CANCELLED:
        raise CaseProblem("会议已经取消，没有纪要。")
    if meeting.items.filter(outcome="").exists():
        raise CaseProblem("还有议题没有决议，不能制作纪要。")
    return _issue(actor, meeting, PaperKind.MEETING_MINUTES, on)


def _issue(actor: Actor, meeting: Meeting, kind: str, on: datetime.date) -> Paper:
    not_after_today(on, _("文书日期"), CaseProblem)
    content = agenda(meeting) if kind == PaperKind.MEETING_AGENDA else minutes(meeting)
    content.issuer, content.date = meeting.called_by.organisation.name, day(on)
    return issue(actor=actor, kind=kind, area=meeting.area, subject=meeting.number, content=content, on=on)


@in_chinese()
def agenda(meeting: Meeting) -> Content:
    """会议议程: when and where, who is asked, and what each case is about."""
    said = Content(f"{meeting.title}议程")
    said.say(f"时间：{day(meeting.held_on)}", f"地点：{meeting.place}", f"主持人：{meeting.chair}")
    people = [f"{one.organisation}{one.name}" for one in meeting.attendees.all()]
    said.say(f"参会人员：{'、'.join(people)}")
    found = list(selectors.items(meeting))
    said.say(f"审议以下 {len(found)} 件：")
    rows = [[*_case(item), _way(item)] for item in found]
    return said.table(["序号", "家庭", "人口", "核算", "审核意见、评议、公示、抽查"], rows)


@in_chinese()
def minutes(meeting: Meeting) -> Content:
    """会议纪要: who came, what was resolved on each case, and who signed."""
    ended = meeting.state == MeetingState.CLOSED
    said = Content(f"{meeting.title}纪要" + ("" if ended else "（会签稿）"))
    said.say(f"时间：{day(meeting.held_on)}", f"地点：{meeting.place}", f"主持人：{meeting.chair}")
    people = list(meeting.attendees.all())
    said.say(f"应到 {len(people)} 人，实到 {sum(1 for one in people if one.present)} 人。")
    found = list(selectors.items(meeting))
    said.say(f"会议逐件审议 {len(found)} 件：{_tally(found)}。决议如下：")
    rows = [[*_case(item), str(item.get_outcome_display()), item.text or "—"] for item in found]
    said.table(["序号", "家庭", "人口", "核算", "决议", "说明"], rows)
    failed = [f"{item.run.case.number}：{item.failed.rstrip('。')}。" for item in found if item.failed]
    if failed:
        said.say("以下决议没有执行，原因如下：", *failed)
    said.say("参会人员会签：")
    signed = [[one.organisation, one.name, _came(one.present, one.reason), _signed(one, ended)] for one in people]
    return said.table(["单位", "姓名", "到会", "签字"], signed)


def _case(item: AgendaItem) -> list[str]:
    case, told = item.run.case, item.brief
    family = f"{case.household.number} {case.applicant.name}（{case.area.name}）"
    assessed = f"{told.get('classes', '—')}；{told.get('benefits', '—')}"
    return [str(item.position), family, str(told.get("size", "—")), assessed]


def _way(item: AgendaItem) -> str:
    """What went before: opinion, appraisal, notice, sample."""
    told = item.brief
    words = {"opinion": "审核", "appraisal": "评议", "notice": "公示", "sample": "抽查", "relatives": "近亲属备案"}
    return (
        "；".join(f"{word}：{told[key]}" for key, word in words.items() if told.get(key, "—") not in ("", "—")) or "—"
    )


def _tally(found: list[AgendaItem]) -> str:
    counts = Counter(item.outcome for item in found)
    return "，".join(f"{Resolved(key).label} {number} 件" for key, number in counts.items())


def _came(present: bool | None, reason: str) -> str:
    return "到会" if present else f"缺席：{reason}" if present is False else "—"


def _signed(one: Attendee, ended: bool) -> str:
    how = one.get_signed_display() if one.signed else ""
    if how:
        return f"{how} {one.signed_on.isoformat()}"
    return "未签" if ended and one.present else ""
