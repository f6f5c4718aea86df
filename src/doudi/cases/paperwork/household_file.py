"""The household's file (家庭档案) on paper: who lives there, what is known of them and from where, and all that was
done for them. Personal numbers stand there masked, as on every screen."""

from __future__ import annotations

import datetime

from doudi.accounts.actor import Actor
from doudi.cases.leaving import end_label
from doudi.cases.models import BenefitDue, Case, Decision
from doudi.cases.notices.selectors import notices
from doudi.cases.selectors import benefits_due, cases_of, process_of
from doudi.language import in_chinese
from doudi.papers.capitals import capitals
from doudi.papers.content import Content, day
from doudi.papers.models import Paper
from doudi.papers.selectors import papers
from doudi.registry import selectors as registry
from doudi.registry.models import Household, HouseholdMember
from doudi.registry.standing import facts_on
from doudi.vocabulary import load


@in_chinese()
def household_file(actor: Actor, household: Household, on: datetime.date) -> Content:
    """The file as it stands on a day, of what the actor may see."""
    members = list(registry.members_on(household, on))
    cases = list(cases_of(actor, household).select_related("release"))
    said = Content("家庭档案").table(["项目", "内容"], _cover(actor, household, members, on))
    said.say("一、家庭成员")
    said.table(["姓名", "与户主关系", "性别", "出生日期", "身份证号码", "联系电话", "入户日期"], _members(members))
    said.say("二、登记的事实").table(["对象", "事实", "内容", "来源", "自"], _facts(household, members, on))
    said.say("三、办件")
    _or_none(said, ["办件编号", "申请人", "程序", "申请日期", "结果"], [_case(case) for case in cases])
    said.say("四、决定")
    decided = Decision.objects.filter(case__in=cases).select_related("case", "made_by__user").order_by("date", "pk")
    _or_none(said, ["日期", "办件编号", "决定", "决定人", "与核算不同的理由"], [_decision(each) for each in decided])
    said.say("五、现享待遇")
    given = benefits_due(household, on)
    _or_none(said, ["待遇", "对象", "金额", "大写", "自"], [_benefit(each) for each in given])
    said.say("六、公示")
    posted = notices(actor).filter(case__in=cases).order_by("from_date", "pk")
    rows = [[str(n.get_kind_display()), n.case.number, n.place, _span(n.from_date, n.until_date)] for n in posted]
    _or_none(said, ["种类", "办件编号", "张贴地点", "时间"], rows)
    said.say("七、文书")
    _or_none(said, ["编号", "名称", "日期", "制作人"], [_paper(each) for each in papers_of(actor, household, cases)])
    return said.say("身份证号码和电话已作遮盖；需要完整号码的，按规定说明理由后在系统里查看。")


def papers_of(actor: Actor, household: Household, cases: list[Case]) -> list[Paper]:
    """The papers of a household and of its cases, in order."""
    subjects = [household.number, *(case.number for case in cases)]
    return list(papers(actor).filter(subject__in=subjects).order_by("made_on", "pk"))


def _or_none(said: Content, head: list[str], rows: list[list[str]]) -> None:
    said.table(head, rows) if rows else said.say("无。")


def _cover(actor: Actor, household: Household, members: list[HouseholdMember], on: datetime.date) -> list[list[str]]:
    head = next((m.person.name for m in members if m.relation == "head"), members[0].person.name if members else "")
    made_by = f"{actor.organisation.name} {actor.membership.get_role_display()} {actor.user.name}"
    ended = [["注销", f"{day(household.ended_on)}（{household.get_end_display()}）"]] if household.ended_on else []
    return [
        ["户编号", household.number],
        ["户主", head],
        ["家庭人口", f"{len(members)} 人"],
        ["所在地", household.area.full_name()],
        ["家庭住址", household.address],
        ["登记日期", day(household.formed_on)],
        *ended,
        ["反映日期", f"{day(on)}的情况"],
        ["制作人", made_by],
    ]


def _members(members: list[HouseholdMember]) -> list[list[str]]:
    return [
        [
            m.person.name,
            str(m.get_relation_display()),
            str(m.person.get_sex_display()),
            m.person.birth_date.isoformat() if m.person.birth_date else "",
            m.person.id_number_masked,
            m.person.telephone_masked,
            m.from_date.isoformat(),
        ]
        for m in members
    ]


def _facts(household: Household, members: list[HouseholdMember], on: datetime.date) -> list[list[str]]:
    return [
        [group.label, fact.label, fact.text, str(fact.version.get_source_display()), fact.version.true_from.isoformat()]
        for group in facts_on(household, members, on, None)
        for fact in group.facts
    ]


def _case(case: Case) -> list[str]:
    process = process_of(case)
    result = "在办" if case.is_open else end_label(case, dict(process.ends))
    return [case.number, case.applicant.name, process.label, case.applied_on.isoformat(), result]


def _decision(decision: Decision) -> list[str]:
    what = f"{decision.get_kind_display()}：{decision.get_outcome_display()}"
    return [decision.date.isoformat(), decision.case.number, what, decision.made_by.user.name, decision.reason]


def _benefit(due: BenefitDue) -> list[str]:
    amount = due.amount
    unit = load().units.get(due.unit, "")
    return [
        due.label,
        due.person.name if due.person else "全户",
        f"{amount:.2f} {unit}" if amount is not None else "—",
        capitals(amount) if amount is not None else "—",
        due.from_date.isoformat(),
    ]


def _span(start: datetime.date, end: datetime.date | None) -> str:
    return f"{start.isoformat()} 至 {end.isoformat()}" if end else f"{start.isoformat()} 起"


def _paper(paper: Paper) -> list[str]:
    return [paper.number, paper.content["title"], paper.made_on.isoformat(), paper.made_by.user.name]
