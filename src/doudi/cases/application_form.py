"""The application and approval form (申请审核审批表): every field of the county form, filled in as far as is known.

ID numbers and telephones stand there masked, as on every screen: the kept paper holds no secret of a person.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from doudi.cases import facts
from doudi.cases.models import Case
from doudi.papers.content import Content, day
from doudi.registry import selectors as registry
from doudi.registry.models import Person

CAUSES = ("重大疾病", "重度残疾", "意外伤害", "子女上学", "无住房", "年老体弱", "孤儿", "失业", "其它特殊困难")
NEEDS = (
    "基本生活保障",
    "基本医疗保障",
    "教育救助保障",
    "基本住房保障",
    "就业创业保障",
    "社会保险政策待遇保障",
    "其他",
)
SIGNERS = ("民政局", "总工会", "住建局", "教育局", "卫健局", "人社局", "财政局", "其他有关部门")
PLEDGE = "本人承诺以上所填属实；如有虚假，愿意放弃本次认定申请，并承担相应责任。"


def form(case: Case, on: datetime.date, *, causes: Collection[str] = (), needs: Collection[str] = ()) -> Content:
    """The form on a day."""
    known = facts.of_case(case, on)
    decision = case.decisions.filter(replaced_by=None).last()
    results = decision.assessment["results"] if decision else {}
    said = Content("困难群众申请审核审批表")
    said.table(["项目", "内容"], _family(case, known, results, causes))
    said.table(
        ["姓名", "性别", "与申请人的关系", "身份证号码", "是否为主要致贫人", "是否就业"], _members(case, known, on)
    )
    said.table(
        ["项目", "内容"],
        [
            ["帮扶需求", _ticked(NEEDS, needs)],
            ["申请人声明承诺", f"{PLEDGE} 申请人（签字）：        年  月  日"],
            ["社区入户情况", _told(case, "visit", "调查员：        （盖章）        年  月  日")],
            [
                "街道（乡镇）审核意见",
                _told(case, "opinion", "经办人：      分管领导：      （盖章）      年  月  日"),
            ],
            ["县级审批意见", _approved(decision)],
        ],
    )
    said.table(["受助对象", "性别", "与申请人的关系", "身份证号码"], _recipients(case, decision, on))
    said.table(["参会人员", "签字"], [[name, ""] for name in SIGNERS])
    return said.say("分管领导：        （盖章）        年  月  日", "本表一式两份，县级和街道（乡镇）各存一份。")


def _family(case: Case, known: dict[str, Any], results: dict[str, Any], causes: Collection[str]) -> list[list[str]]:
    who, size = case.applicant, max(1, len(known["members"]))
    head = next((m for m in known["members"] if m["id"] == str(who.pk)), {})
    deposits = [m["deposits"] for m in known["members"] if m.get("deposits") is not None]
    saved = known.get("deposits") or (str(sum(map(Decimal, deposits))) if deposits else None)
    each = f"{Decimal(saved) / size:.2f}" if saved is not None else "    "
    area = known.get("housing_area")
    room = f"{Decimal(str(area)) / size:.2f}" if area is not None else "    "
    vehicles = known.get("vehicles")
    return [
        ["申请人姓名", who.name],
        ["性别", who.get_sex_display()],
        ["身份证号码", who.id_number_masked],
        ["家庭人口", str(len(known["members"]))],
        ["受助人口", str(len(_receiving(case, known)) or "")],
        ["联系电话", who.telephone_masked],
        ["户籍地址", str(head.get("hukou_division", ""))],
        ["救助对象类别", _process(case)],
        ["家庭住址", case.household.address],
        ["前三月刚性支出", _amount(results.get("rigid_spending"))],
        ["前三月家庭人均可支配收入", _amount(results.get("income_per_capita"))],
        [
            "家庭财产",
            f"人均存款 {each} 元  人均住房面积 {room} 平方米  机动车辆 {vehicles if vehicles is not None else '  '} 辆",
        ],
        ["家庭主要致贫原因", _ticked(CAUSES, causes)],
    ]


def _members(case: Case, known: dict[str, Any], on: datetime.date) -> list[list[str]]:
    employed = {m["id"]: m.get("employment") for m in known["members"]}
    found = []
    for member in registry.members_on(case.household, on):
        working = employed.get(str(member.person_id))
        works = "" if working is None else "是" if working == "employed" else "否"
        found.append([*_person(member.person, member.get_relation_display()), "", works])
    return found


def _person(person: Person, relation: str) -> list[str]:
    return [person.name, str(person.get_sex_display()), str(relation), person.id_number_masked]


def _receiving(case: Case, known: dict[str, Any]) -> set[str]:
    """Who is given something: everybody where the household is."""
    decision = case.decisions.filter(replaced_by=None).last()
    found = {str(entry["for"]) for entry in decision.granted} if decision else set()
    members = {str(member["id"]) for member in known["members"]}
    return members if str(known["id"]) in found else found & members


def _recipients(case: Case, decision: Any, on: datetime.date) -> list[list[str]]:
    if decision is None:
        return [["", "", "", ""]]
    chosen = _receiving(case, facts.of_case(case, on))
    members = registry.members_on(case.household, on)
    return [_person(m.person, m.get_relation_display()) for m in members if str(m.person_id) in chosen]


def _process(case: Case) -> str:
    from_decision = case.decisions.filter(replaced_by=None).last()
    labels = [due.label for due in from_decision.benefits.all()] if from_decision else []
    return "、".join(dict.fromkeys(labels))


def _amount(value: Any) -> str:
    return f"{value} 元" if value is not None else ""


def _ticked(words: tuple[str, ...], chosen: Collection[str]) -> str:
    """`☑重大疾病 □重度残疾 …`. Raises `ValueError` for a word that the form does not have."""
    if foreign := set(chosen) - set(words):
        raise ValueError(f"表上没有：{'、'.join(sorted(foreign))}")
    return " ".join(f"{'☑' if word in chosen else '□'}{word}" for word in words)


def _told(case: Case, kind: str, blank: str) -> str:
    """What the last done step of a kind found, and who signed; else the blanks to sign on."""
    run = case.runs.filter(kind=kind, state="done").order_by("pk").last()
    if run is None:
        return blank
    said = run.data.get("finding") or run.data.get("note") or run.reason
    names = "、".join(f"{s.user.name}" for s in run.signatures.select_related("user"))
    return f"{said} 签字：{names} {day(run.done_on)}".strip()


def _approved(decision: Any) -> str:
    if decision is None:
        return "该家庭年收入和财产（□没有 □有）明显不符合规定的情形，（□同意 □不同意）纳入。"
    yes = decision.outcome == "approved"
    reason = f" 理由：{decision.reason}" if decision.reason else ""
    return f"（{'☑' if yes else '□'}同意 {'□' if yes else '☑'}不同意）纳入。{day(decision.date)}{reason}"
