"""What the letters to a family say: receipt, the one list of what is missing, approval, refusal."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from doudi.accounts.models import Organisation
from doudi.cases.letters import LAWSUIT_MONTHS, RECONSIDERATION_DAYS
from doudi.cases.models import BenefitDue, Case, Decision, MaterialList, MaterialState, Outcome
from doudi.cases.paperwork.gate import is_at_the_door
from doudi.cases.paperwork.organs import COURT, organ, reviewer
from doudi.cases.problems import CaseProblem
from doudi.language import in_chinese
from doudi.papers.capitals import capitals
from doudi.papers.content import Content, day
from doudi.rulebook.assessment import RECOGNITIONS
from doudi.rulebook.clauses import clauses
from doudi.rulebook.kept import policy_of
from doudi.vocabulary import load

Entry = dict[str, Any]


@in_chinese()
def receipt(case: Case) -> Content:
    """受理通知书: what was received, when, and by when it will be decided; before the acceptance, 收件回执."""
    said = Content("社会救助申请受理通知书" if case.accepted_on else "社会救助申请收件回执", case.applicant.name)
    said.say(f"您于{day(case.applied_on)}提出的社会救助申请已经收到，办件编号{case.number}。")
    if case.request:
        said.say(f"申请事项：{case.request.rstrip(' 。．.')}。")
    if case.accepted_on is None:
        return said.say("本回执只证明收到申请；是否受理，审查后另行告知。")
    said.say(f"经审查，符合受理条件，已于{day(case.accepted_on)}受理。")
    if case.due_on:
        said.say(f"本件应当在{day(case.due_on)}前办结。要了解办到哪一步，请凭办件编号到受理窗口询问。")
    return said


@in_chinese()
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


@in_chinese()
def approval(decision: Decision) -> Content:
    """批准通知书: what is given to whom, from when, in figures and capitals, by which clauses."""
    case = decision.case
    by = organ(decision)
    said = Content("社会救助批准通知书", case.applicant.name, issuer=by.name)
    said.say(
        f"您于{day(case.applied_on)}提出的社会救助申请（办件编号{case.number}），依据{_title(decision)}，"
        f"已于{day(decision.date)}批准，给予以下救助："
    )
    given = list(decision.benefits.select_related("person"))
    said.table(["项目", "对象", "金额", "大写", "自", "依据条款"], [_given(decision, due) for due in given])
    if not given:
        said.say("认定为救助对象。")
    if total := _total(given):
        said.say(total)
    return said.say("家庭人口、收入、财产有变化的，请及时报告。", _remedies(by))


def _remedies(by: Organisation) -> str:
    """Where, and until when, one goes against a decision of an organ."""
    return (
        f"如不服本决定，可以自收到本通知书之日起{RECONSIDERATION_DAYS}日内，向{reviewer(by)}申请行政复议；"
        f"也可以自收到本通知书之日起{LAWSUIT_MONTHS}个月内，直接向{COURT}提起行政诉讼。"
    )


def _given(decision: Decision, due: BenefitDue) -> list[str]:
    unit = load().units.get(due.unit, "")
    amount = f"{due.amount:.2f} {unit}" if due.amount is not None else "—"
    words = capitals(due.amount) if due.amount is not None else "—"
    whom = due.person.name if due.person else "全户"
    return [due.label, whom, amount, words, day(due.from_date), _clauses_of(decision, due) or "—"]


def _clauses_of(decision: Decision, due: BenefitDue) -> str:
    """The clauses of a benefit, from the assessment or, where it was given beside it, from the policy."""
    assessed = (e["cites"] for e in decision.assessment["benefits"] if e["benefit"] == due.benefit)
    benefit = policy_of(decision.release).benefits.get(due.benefit)
    return clauses(decision.release, next(assessed, benefit.cites if benefit else ()))


def _total(given: list[BenefitDue]) -> str:
    """The sum of what is paid every month, where it is paid in several amounts."""
    monthly = [due.amount for due in given if due.amount is not None and due.unit == "yuan/month"]
    if len(monthly) < 2:
        return ""
    total = sum(monthly, Decimal(0))
    return f"以上按月发放的合计每月{total:.2f}元（大写：{capitals(total)}）。"


@in_chinese()
def refusal(decision: Decision) -> Content:
    """不予批准通知书, at the door 不予受理通知书: which conditions failed and by how much, by which clauses, and how to
    object."""
    case = decision.case
    by, what = organ(decision), "不予受理" if is_at_the_door(decision) else "不予批准"
    said = Content(f"社会救助{what}通知书", case.applicant.name, issuer=by.name)
    said.say(
        f"您于{day(case.applied_on)}提出的社会救助申请（办件编号{case.number}），依据{_title(decision)}，"
        f"已于{day(decision.date)}决定{what}。理由如下："
    )
    if decision.reason:
        said.say(f"{decision.reason.rstrip('。')}。")
    failed = failures(decision)
    rows = [[str(n), what, short, clause] for n, (what, short, clause) in enumerate(failed, 1)]
    said.table(["序号", "不符合的条件", "相差", "条款"], rows)
    if not rows and not decision.reason:
        said.say("按登记的情况，没有一项救助的条件得到满足。")
    return said.say(_remedies(by))


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
                found.setdefault(what, (_short(condition, units), clauses(decision.release, entry["cites"])))
    return [(what, short, clause) for what, (short, clause) in found.items()]


def _short(condition: Entry, units: Any) -> str:
    margin = condition.get("margin")
    if margin is None:
        return "—"
    text, unit = str(margin).lstrip("-"), condition.get("unit") or ""
    if not unit.startswith("yuan") and "." in text:  # 19 岁, but 8450.00 元
        text = text.rstrip("0").rstrip(".")
    return f"{text} {units.get(unit, '')}".strip()


def _title(decision: Decision) -> str:
    title = policy_of(decision.release).front.title
    return title if title.startswith("《") else f"《{title}》"
