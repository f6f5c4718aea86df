"""The application and approval form (申请审核审批表): every field of the county form, filled in as far as is known.

ID numbers and telephones stand there masked, as on every screen: the kept paper holds no secret of a person.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from doudi.areas import codes
from doudi.areas.models import Area
from doudi.cases import facts
from doudi.cases.deciding import grounds, in_force
from doudi.cases.models import Case, Decision, Outcome
from doudi.language import in_chinese
from doudi.papers.capitals import capitals
from doudi.papers.content import Content, day
from doudi.registry import selectors as registry
from doudi.registry.models import HouseholdMember, Person
from doudi.rulebook.assessment import RECOGNITIONS
from doudi.rulebook.kept import policy_of
from doudi.rulebook.selectors import NothingAdopted

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
PLEDGE = "本人承诺以上情况属实，若有虚假，本人愿意放弃申请困难群众家庭的认定，并承担相应责任。"
PERSON = ["姓名", "性别", "与申请人的关系", "身份证号码"]
_RIGID = ("illness_spending", "disability_spending", "education_spending")
_BLANK_DAY = "    年  月  日"


@dataclass(frozen=True, slots=True)
class Ticked:
    """What the maker of the form ticks: causes and needs by their words, the members who chiefly cause the hardship
    by their keys, and which other hardship it is."""

    causes: Collection[str] = ()
    needs: Collection[str] = ()
    main: Collection[str] = ()
    other: str = ""


@in_chinese()
def form(case: Case, on: datetime.date, ticked: Ticked | None = None) -> Content:
    """The form on a day."""
    ticked, known, decision = ticked or Ticked(), facts.of_case(case, on), in_force(case)
    assessment = _assessment(case, on, decision)
    said = Content(f"{_county(case)}困难群众申请审核审批表")
    said.table(["项目", "内容", "项目", "内容"], _who(case, known, decision))
    said.table(["项目", "内容"], _living(case, known, assessment, ticked))
    said.say("家庭成员").table([*PERSON, "是否为主要致贫人", "是否就业"], _members(case, known, on, ticked.main))
    said.table(["项目", "内容"], _opinions(case, ticked, decision))
    said.say("受助对象如下：").table(PERSON, _recipients(case, known, decision, on))
    said.say("参会人员签字：").table(["单位", "签字", "单位", "签字"], _signers())
    return said.say(
        f"领导小组办公室（盖章）      分管领导：        {_BLANK_DAY}",
        "注：本表一式两份，县级领导小组办公室、街道办事处（乡镇人民政府）各存一份；"
        "经救助联席会议讨论通过后，参会人员在审批意见处签字。",
    )


def _county(case: Case) -> str:
    """The county's name, which heads the form."""
    found = Area.objects.filter(pk=codes.full(case.area_id[:6])).first()
    return found.name if found else ""


def _assessment(case: Case, on: datetime.date, decision: Decision | None) -> dict[str, Any]:
    """What the policy worked out: as decided, or as of now."""
    if decision is not None:
        return dict(decision.assessment)
    try:
        return grounds(case, on).assessment
    except NothingAdopted:
        return {"results": {}, "members": {}}


def _who(case: Case, known: dict[str, Any], decision: Decision | None) -> list[list[str]]:
    who = case.applicant
    own = next((m for m in known["members"] if m["id"] == str(who.pk)), {})
    receiving = len(_receiving(known, decision))
    return [
        ["申请人姓名", who.name, "性别", str(who.get_sex_display())],
        ["身份证号码", who.id_number_masked, "联系电话", who.telephone_masked],
        ["家庭人口", f"{len(known['members'])} 人", "受助人口", f"{receiving} 人" if receiving else ""],
        ["户籍地址", _place(str(own.get("hukou_division", ""))), "家庭住址", case.household.address],
    ]


def _place(code: str) -> str:
    """The name of a division, or its code where nobody knows the name."""
    found = Area.objects.filter(pk=codes.full(code)).first() if code.isascii() and code.isdigit() else None
    return found.full_name() if found else code


def _living(case: Case, known: dict[str, Any], assessment: dict[str, Any], ticked: Ticked) -> list[list[str]]:
    results = assessment["results"]
    return [
        ["救助对象类别", _classes(case, assessment)],
        ["前三月刚性支出", _money(_rigid(known), "月均 ")],
        ["前三月家庭人均可支配收入", _money(results.get("income_per_capita"), "月均 ")],
        ["家庭财产", _property(known)],
        ["家庭主要致贫原因", f"{_ticked(CAUSES, ticked.causes)}（{ticked.other or '            '}）"],
    ]


def _rigid(known: dict[str, Any]) -> Decimal | None:
    """The household's rigid spending a month; None where a part of it is not known."""
    parts = [member.get(name) for member in known["members"] for name in _RIGID]
    parts.append(known.get("other_rigid_spending"))
    return None if None in parts else sum((Decimal(str(part)) for part in parts), Decimal(0))


def _property(known: dict[str, Any]) -> str:
    """Deposits and rooms are divided among the members."""
    size = max(1, len(known["members"]))
    deposits = [m["deposits"] for m in known["members"] if m.get("deposits") is not None]
    saved = known.get("deposits") or (str(sum(map(Decimal, deposits))) if deposits else None)
    each = f"{Decimal(saved) / size:.2f}" if saved is not None else "    "
    area = known.get("housing_area")
    room = f"{Decimal(str(area)) / size:.2f}" if area is not None else "    "
    vehicles = known.get("vehicles")
    return f"人均存款 {each} 元  人均住房面积 {room} 平方米  机动车辆 {'    ' if vehicles is None else vehicles} 辆"


def _members(case: Case, known: dict[str, Any], on: datetime.date, main: Collection[str]) -> list[list[str]]:
    employed = {m["id"]: m.get("employment") for m in known["members"]}
    members = list(registry.members_on(case.household, on))
    if foreign := set(main) - {str(member.person_id) for member in members}:
        raise ValueError(f"不是这户的成员：{'、'.join(sorted(foreign))}")
    found, head = [], _head(members)
    for member in members:
        key = str(member.person_id)
        working = employed.get(key)
        works = "" if working is None else "是" if working == "employed" else "否"
        causes = "" if not main else "是" if key in main else "否"
        found.append([*_person(member.person, _to_applicant(case, member, head)), causes, works])
    return found


def _to_applicant(case: Case, member: HouseholdMember, head: int | None) -> str:
    """The relation as the registry has it, which is to the head; where somebody else applies, it says so."""
    if member.person_id == case.applicant_id:
        return "申请人"
    relation = str(member.get_relation_display())
    return relation if head in (None, case.applicant_id) or member.person_id == head else f"{relation}（与户主关系）"


def _head(members: list[HouseholdMember]) -> int | None:
    return next((member.person_id for member in members if member.relation == "head"), None)


def _person(person: Person, relation: str) -> list[str]:
    return [person.name, str(person.get_sex_display()), relation, person.id_number_masked]


def _opinions(case: Case, ticked: Ticked, decision: Decision | None) -> list[list[str]]:
    pledge = f"{PLEDGE}\n申请人：        {_BLANK_DAY}"
    return [
        ["帮扶需求", _ticked(NEEDS, ticked.needs)],
        ["申请人申明承诺", pledge],
        ["社区入户情况", _told(case, "visit", f"社区（盖章）      调查员：        {_BLANK_DAY}")],
        [
            "街道办事处（乡镇）审核意见",
            _told(case, "opinion", f"经办人：      分管领导：      街道办事处（盖章）{_BLANK_DAY}"),
        ],
        ["领导小组办公室审批意见", _approved(decision)],
    ]


def _receiving(known: dict[str, Any], decision: Decision | None) -> set[str]:
    """Who is given something: everybody where the household is."""
    found = {str(entry["for"]) for entry in decision.granted} if decision else set()
    members = {str(member["id"]) for member in known["members"]}
    return members if str(known["id"]) in found else found & members


def _recipients(case: Case, known: dict[str, Any], decision: Decision | None, on: datetime.date) -> list[list[str]]:
    chosen = _receiving(known, decision)
    members = list(registry.members_on(case.household, on))
    head = _head(members)
    rows = [_person(m.person, _to_applicant(case, m, head)) for m in members if str(m.person_id) in chosen]
    return rows or [["", "", "", ""]]


def _signers() -> list[list[str]]:
    return [[SIGNERS[n], "", SIGNERS[n + 1], ""] for n in range(0, len(SIGNERS), 2)]


def _classes(case: Case, assessment: dict[str, Any]) -> str:
    """The classes for which the policy recognises the household or one of its members."""
    rules = policy_of(case.release).rules
    found = [assessment["results"], *assessment["members"].values()]
    return "、".join(rules[name].label for name in RECOGNITIONS if any(each.get(name) is True for each in found))


def _money(value: Any, before: str = "") -> str:
    """An amount in figures and capitals; empty where it is not known."""
    if value is None:
        return ""
    amount = round(Decimal(str(value)), 2)
    return f"{before}{amount:.2f} 元（大写：{capitals(amount)}）" if amount >= 0 else f"{before}{amount:.2f} 元"


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
    return f"{said}\n签字：{names}  {day(run.done_on)}（盖章）".strip()


def _approved(decision: Decision | None) -> str:
    grounds_ = "根据各地调查和委托核对单位反馈的家庭经济状况核对结果，该家庭年收入和家庭财产"
    if decision is None:
        return f"{grounds_}（□没有 □有）明显不符合相应规定的情形，（□同意 □不同意）纳入困难群众帮扶范围。"
    yes = decision.outcome == Outcome.APPROVED
    nothing = "☑没有 □有" if yes else "□没有 □有"
    agreed = "☑同意 □不同意" if yes else "□同意 ☑不同意"
    reason = f"理由：{decision.reason.rstrip('。')}。" if decision.reason else ""
    return f"{grounds_}（{nothing}）明显不符合相应规定的情形，（{agreed}）纳入困难群众帮扶范围。{reason}\n{day(decision.date)}"
