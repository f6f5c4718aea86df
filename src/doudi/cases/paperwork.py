"""The papers of a case: what its letters say, from the case as it stands, and making them."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.db import transaction

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.cases import application_form
from doudi.cases.course import locked, tell
from doudi.cases.letters import LAWSUIT_MONTHS, RECONSIDERATION_DAYS
from doudi.cases.models import Case, Decision, MaterialList, MaterialState, Outcome
from doudi.cases.problems import CaseProblem
from doudi.papers.capitals import capitals
from doudi.papers.content import Content, day
from doudi.papers.models import Paper, PaperKind
from doudi.papers.services import issue
from doudi.rulebook.assessment import RECOGNITIONS
from doudi.rulebook.kept import policy_of
from doudi.vocabulary import load

APPEAL = (
    f"如不服本决定，可以自收到本通知书之日起{RECONSIDERATION_DAYS}日内，向作出决定机关的本级人民政府申请行政复议；"
    f"也可以自收到本通知书之日起{LAWSUIT_MONTHS}个月内，直接向人民法院提起行政诉讼。"
)
Entry = dict[str, Any]


def make_receipt(*, actor: Actor, case: Case, on: datetime.date) -> Paper:
    """The receipt of an application."""
    return _issue(actor, case, PaperKind.RECEIPT, on, receipt)


def make_missing_list(*, actor: Actor, case: Case, on: datetime.date) -> Paper:
    """The one letter that asks for what is missing. Raises `CaseProblem` before it was put together."""
    return _issue(actor, case, PaperKind.MISSING, on, missing_list)


def make_decision_letter(*, actor: Actor, decision: Decision, on: datetime.date) -> Paper:
    """The letter of a decision in force: approval or refusal."""
    if not decision.is_in_force:
        raise CaseProblem("这份决定已被后来的决定代替，不再制发通知书。")
    if on < decision.date:
        raise CaseProblem("通知书的日期早于决定日期。")
    approved = decision.outcome == Outcome.APPROVED
    kind, write = (PaperKind.APPROVAL, approval) if approved else (PaperKind.REFUSAL, refusal)
    return _issue(actor, decision.case, kind, on, lambda _case: write(decision))


def make_application_form(
    *, actor: Actor, case: Case, on: datetime.date, causes: Collection[str] = (), needs: Collection[str] = ()
) -> Paper:
    """The application and approval form, filled in as far as is known. `causes` and `needs` are ticked by their words."""
    return _issue(
        actor,
        case,
        PaperKind.APPLICATION,
        on,
        lambda found: application_form.form(found, on, causes=causes, needs=needs),
    )


@transaction.atomic
def _issue(actor: Actor, case: Case, kind: str, on: datetime.date, write: Any) -> Paper:
    require(actor, "paper.make")
    require_area(actor, case.area_id)
    case = locked(case)
    content = write(case)
    content.issuer, content.date = content.issuer or actor.organisation.name, day(on)
    made = issue(actor=actor, kind=kind, area=case.area, subject=case.number, content=content, on=on)
    tell(case, "paper", on, actor, data={"paper": made.pk, "kind": str(kind)})
    return made


def receipt(case: Case) -> Content:
    """受理通知书: what was received, when, and by when it will be decided."""
    said = Content("社会救助申请受理通知书", case.applicant.name)
    said.say(f"您于{day(case.applied_on)}提出的社会救助申请已经收到，办件编号{case.number}。")
    if case.request:
        said.say(f"申请事项：{case.request}。")
    if case.accepted_on:
        said.say(f"经审查，符合受理条件，已于{day(case.accepted_on)}受理。")
    if case.due_on:
        said.say(f"本件应当在{day(case.due_on)}前办结；您可以凭办件编号查询进度。")
    return said


def missing_list(case: Case) -> Content:
    """一次性告知书: everything that is missing, named once."""
    letter = MaterialList.objects.filter(case=case).first()
    if letter is None:
        raise CaseProblem("还没有列出缺少的材料。")
    asked = letter.materials.filter(state=MaterialState.ASKED).select_related("person")
    if not asked:
        raise CaseProblem("没有缺少的材料，不用告知。")
    said = Content("一次性告知书", case.applicant.name)
    said.say(f"您于{day(case.applied_on)}提出的社会救助申请（办件编号{case.number}）还缺少下列材料，请一次补齐：")
    rows = [
        [str(number), item.person.name if item.person else "全户" if item.fact else "", item.label]
        for number, item in enumerate(asked, 1)
    ]
    said.table(["序号", "何人", "材料或情况"], rows)
    return said.say("以上材料一次告知，补齐后不再另外要求。")


def approval(decision: Decision) -> Content:
    """批准通知书: what is given to whom, from when, in figures and capitals."""
    case = decision.case
    said = Content("社会救助批准通知书", case.applicant.name)
    said.say(
        f"您于{day(case.applied_on)}提出的社会救助申请（办件编号{case.number}），依据{_title(decision)}，"
        f"已于{day(decision.date)}批准，给予以下救助："
    )
    said.table(["项目", "对象", "金额", "大写", "自"], [_given(due) for due in decision.benefits.all()])
    if not decision.benefits.exists():
        said.say("认定为救助对象。")
    said.say("家庭人口、收入、财产有变化的，请及时报告。", APPEAL)
    return said


def _given(due: Any) -> list[str]:
    unit = load().units.get(due.unit, "")
    amount = f"{due.amount:.2f} {unit}" if due.amount is not None else "—"
    words = capitals(due.amount) if due.amount is not None else "—"
    return [due.label, due.person.name if due.person else "全户", amount, words, day(due.from_date)]


def refusal(decision: Decision) -> Content:
    """不予批准通知书: which conditions failed and by how much, by which clauses, and how to object."""
    case = decision.case
    said = Content("社会救助不予批准通知书", case.applicant.name)
    said.say(
        f"您于{day(case.applied_on)}提出的社会救助申请（办件编号{case.number}），依据{_title(decision)}，"
        f"已于{day(decision.date)}决定不予批准。理由如下："
    )
    if decision.reason:
        said.say(f"{decision.reason.rstrip('。')}。")
    failed = failures(decision)
    rows = [[str(n), what, short, clause] for n, (what, short, clause) in enumerate(failed, 1)]
    said.table(["序号", "不符合的条件", "相差", "条款"], rows)
    if not rows and not decision.reason:
        said.say("按登记的情况，没有一项救助的条件得到满足。")
    return said.say(APPEAL)


def failures(decision: Decision) -> list[tuple[str, str, str]]:
    """The conditions that failed for the classes of the policy: the condition, by how much, the clauses."""
    if decision.suggested != Outcome.REFUSED:
        return []
    names = {str(decision.facts["id"]): "全户"}
    names |= {str(member["id"]): member["name"] for member in decision.facts["members"]}
    units, found = load().units, {}
    for entry in decision.assessment["explanation"]:
        if entry["result"] not in RECOGNITIONS or entry["value"] is not False:
            continue
        for condition in entry["conditions"]:
            if condition["holds"] is False:
                who = names.get(str(entry["of"]), "")
                what = condition["sentence"] if who in ("", "全户") else f"{who}：{condition['sentence']}"
                found.setdefault(what, (_short(condition, units), "、".join(entry["cites"])))
    return [(what, short, clause) for what, (short, clause) in found.items()]


def _short(condition: Entry, units: Any) -> str:
    margin = condition.get("margin")
    if margin is None:
        return "—"
    return f"{str(margin).lstrip('-')} {units.get(condition.get('unit') or '', '')}".strip()


def _title(decision: Decision) -> str:
    title = policy_of(decision.release).front.title
    return title if title.startswith("《") else f"《{title}》"
