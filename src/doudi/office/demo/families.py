"""Families that tell what each policy is about: who lives there, what is so of them, and what they ask for."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a family: relation to the head, sex, age, and what is not as usual at that age."""

    relation: str
    sex: str
    age: int
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Family:
    """A family and its request. `standard` in the functions below is the place's assistance standard in yuan."""

    members: tuple[Member, ...]
    request: str
    facts: Facts = field(default_factory=dict)
    applicant: int = 0
    guardian: bool = False


Told = Callable[[random.Random, int], Family]


def near(chance: random.Random, yuan: int) -> str:
    """An amount about so large."""
    return f"{yuan * chance.randint(80, 110) // 100}.00"


def widow(chance: random.Random, standard: int) -> Family:
    """An old woman alone, with a little pension and a daughter far away who can help."""
    facts = {"basic_pension": "180.00", "transfer_income": near(chance, 100), "labour": "none", "self_care": "partial"}
    return Family((Member("head", "female", chance.randint(70, 84), facts),), "丧偶独居，养老金不够生活，申请低保")


def small_wages(chance: random.Random, standard: int) -> Family:
    """Parents with a child at school, one wage between them."""
    father = Member("head", "male", chance.randint(34, 48), {"wage_income": near(chance, standard * 2)})
    mother = Member("spouse", "female", chance.randint(32, 46), {"employment": "unemployed"})
    child = Member("child", chance.choice(("male", "female")), chance.randint(7, 14), {})
    return Family((father, mother, child), "一人打零工养三口人，申请低保", {"irregular_income": True})


def couple(chance: random.Random, standard: int) -> Family:
    """A couple whose children have left, with one small wage."""
    husband = Member("head", "male", chance.randint(50, 57), {"wage_income": near(chance, standard)})
    wife = Member("spouse", "female", chance.randint(49, 56), {"employment": "unemployed"})
    return Family((husband, wife), "夫妻一人打零工，一人没有工作，申请低保", {"irregular_income": True})


def laid_off(chance: random.Random, standard: int) -> Family:
    """A laid-off worker whom the union has recognised; the family lies above the line."""
    facts = {"employment": "unemployed", "hardship_worker": True, "wants_job": True, "hard_to_employ": True}
    worker = Member("head", "male", chance.randint(45, 56), facts)
    wife = Member("spouse", "female", chance.randint(44, 54), {"wage_income": near(chance, standard * 5)})
    return Family((worker, wife), "下岗后没有找到工作，申请困难职工帮扶")


def disabled_only_child(chance: random.Random, standard: int) -> Family:
    """Ageing parents of a grown-up only child who is severely disabled."""
    father = Member("head", "male", chance.randint(55, 59), {"wage_income": near(chance, standard)})
    mother = Member("spouse", "female", chance.randint(52, 58), {"employment": "inactive", "labour": "partial"})
    facts = {
        "disability_kind": chance.choice(("intellectual", "physical", "multiple")),
        "disability_grade": chance.choice((1, 2)),
        "labour": "none",
        "self_care": "unable",
        "employment": "inactive",
        "supported_by_family": True,
        "disability_spending": "450.00",
    }
    child = Member("child", chance.choice(("male", "female")), chance.randint(22, 30), facts)
    return Family((father, mother, child), "独生子女重度残疾，申请低保和护理补贴")


def lost_only_child(chance: random.Random, standard: int) -> Family:
    """A couple whose only child died."""
    facts = {"only_child": "died", "has_other_child": False, "wage_income": near(chance, standard * 2)}
    wife = Member("spouse", "female", chance.randint(50, 58), facts)
    return Family((Member("head", "male", chance.randint(52, 58), facts), wife), "独生子女亡故，申请特别扶助")


def orphan(chance: random.Random, standard: int) -> Family:
    """A child without parents, brought up by a grandmother who has her own pension."""
    grandmother = Member("head", "female", chance.randint(63, 70), {"basic_pension": near(chance, standard * 4)})
    child = Member("grandchild", chance.choice(("male", "female")), chance.randint(6, 15), {"orphan": True})
    return Family((grandmother, child), "父母双亡，祖母代为申请孤儿基本生活费", applicant=1, guardian=True)


def father_in_prison(chance: random.Random, standard: int) -> Family:
    """The child of a man in prison whose mother has been missing for years."""
    grandfather = Member("head", "male", chance.randint(62, 68), {"basic_pension": near(chance, standard * 4)})
    child = Member("grandchild", chance.choice(("male", "female")), chance.randint(5, 14), {"unattended_child": True})
    request = "父亲服刑、母亲失联，祖父代为申请事实无人抚养儿童保障"
    return Family((grandfather, child), request, applicant=1, guardian=True)


def alone(chance: random.Random, standard: int) -> Family:
    """An old man without children, work or income."""
    facts = {
        "labour": "none",
        "able_supporter": False,
        "self_care": chance.choice(("able", "partial", "unable")),
        "basic_pension": "130.00",
        "wants_institution": chance.random() < 0.3,
    }
    return Family((Member("head", "male", chance.randint(66, 82), facts),), "无儿无女，没有劳动能力，申请特困供养")


def dear_illness(chance: random.Random, standard: int) -> Family:
    """A family above the line whose illness eats the income."""
    facts = {
        "serious_illness": True,
        "illness_spending": f"{standard * 6}.00",
        "inpatient_cost": "86000.00",
        "labour": "partial",
        "employment": "inactive",
        "causes_poverty": True,
    }
    ill = Member("head", "male", chance.randint(40, 55), facts)
    wife = Member("spouse", "female", chance.randint(38, 53), {"wage_income": near(chance, standard * 4)})
    child = Member("child", "female", chance.randint(8, 14), {})
    facts = {"hardship_remains": True, "deposits": "2000.00", "main_cause": "illness"}
    return Family((ill, wife, child), "尿毒症长期透析，收入不抵医药费，申请支出型救助", facts)


def student(chance: random.Random, standard: int) -> Family:
    """A mother alone with a daughter who has just been admitted to a university."""
    mother = Member("head", "female", chance.randint(43, 50), {"wage_income": near(chance, standard)})
    facts = {
        "school": "university",
        "employment": "student",
        "new_university_student": True,
        "education_spending": "1200.00",
    }
    return Family((mother, Member("child", "female", 19, facts)), "单亲家庭，女儿考上大学，申请低保和助学")


def fire(chance: random.Random, standard: int) -> Family:
    """A family whose house burned down: help first, papers after."""
    members = small_wages(chance, standard).members
    return Family(members, "住房失火，急需救助", _struck("fire", 800, urgent=True))


def accident(chance: random.Random, standard: int) -> Family:
    """A traffic accident whose bill nobody else pays, and much more than a township may give."""
    members = small_wages(chance, standard).members
    return Family(members, "交通事故重伤，无人赔付，急需救助", _struck("accident", standard * 40, urgent=True))


def heavy_blow(chance: random.Random, standard: int) -> Family:
    """A blow for which only a case meeting may give enough."""
    members = small_wages(chance, standard).members
    return Family(members, "多人受伤，费用巨大，急需救助", _struck("accident", standard * 200, urgent=True))


def sudden_illness(chance: random.Random, standard: int) -> Family:
    """A family in receipt that a sudden illness has hit."""
    members = small_wages(chance, standard).members
    facts = _struck("illness", 900) | {"in_receipt_of_dibao": True, "hardship_remains": True}
    return Family(members, "突发疾病，申请临时救助", facts)


def large_aid(chance: random.Random, standard: int) -> Family:
    """The same, with a larger bill."""
    members = small_wages(chance, standard).members
    facts = _struck("illness", standard * 40) | {"in_receipt_of_dibao": True, "hardship_remains": True}
    return Family(members, "大病手术费用高，申请临时救助", facts)


def huge_aid(chance: random.Random, standard: int) -> Family:
    """The same, with a bill that goes to the case meeting."""
    members = small_wages(chance, standard).members
    facts = _struck("illness", standard * 200) | {"in_receipt_of_dibao": True, "hardship_remains": True}
    return Family(members, "器官移植费用巨大，申请临时救助", facts)


def case_for_meeting(chance: random.Random, standard: int) -> Family:
    """A family in receipt with spending so large that the place talks it over: 一事一议."""
    found = dear_illness(chance, standard)
    facts = found.facts | _struck("illness", 30000) | {"other_rigid_spending": f"{standard * 4}.00"}
    return Family(found.members, "重病之后仍有重大困难，申请一事一议", facts)


def in_receipt(chance: random.Random, standard: int) -> Family:
    """A family that receives assistance already and is taken over."""
    return Family(small_wages(chance, standard).members, "在享低保，申请直接纳入", {"in_receipt_of_dibao": True})


def may_fall_back(chance: random.Random, standard: int) -> Family:
    """A family in the country that came out of poverty and may fall back."""
    father = Member("head", "male", chance.randint(38, 55), {"business_income": near(chance, standard * 8), **_RURAL})
    mother = Member("spouse", "female", chance.randint(36, 52), {"labour": "partial", **_RURAL})
    facts = {"lives_in": "rural", "formerly_poor": True, "poverty_risk": True}
    return Family((father, mother), "茶叶歉收，收入下降，申请监测帮扶", facts)


def income_dropped(chance: random.Random, standard: int) -> Family:
    """A family just above the lines whose income has dropped with the illness of its earner."""
    facts = {"illness_spending": f"{standard * 5}.00", "serious_illness": True, "wage_income": near(chance, standard)}
    head = Member("head", "male", chance.randint(40, 55), facts)
    wife = Member("spouse", "female", chance.randint(38, 52), {"wage_income": near(chance, standard * 8)})
    return Family(
        (head, wife), "重病花费大，申请刚性支出困难家庭认定", {"hardship_remains": True, "income_dropped": True}
    )


def disabled_boy(chance: random.Random, standard: int) -> Family:
    """A severely disabled child of a family that lies above the line for itself."""
    facts = {
        "disability_kind": "mental",
        "disability_grade": 1,
        "self_care": "unable",
        "school": "none",
        "supported_by_family": True,
    }
    father = Member("head", "male", chance.randint(36, 46), {"wage_income": near(chance, standard * 4)})
    mother = Member("spouse", "female", chance.randint(34, 44), {"employment": "inactive"})
    child = Member("child", "male", chance.randint(8, 14), facts)
    return Family((father, mother, child), "孩子重度残疾，按单人户申请低保", applicant=2, guardian=True)


def papers_missing(chance: random.Random, standard: int) -> Family:
    """A couple that has told only half: what is missing is asked for once."""
    unknown = dict.fromkeys(("wage_income", "transfer_income", "disability_kind"))
    husband = Member("head", "male", chance.randint(50, 58), unknown)
    wife = Member("spouse", "female", chance.randint(48, 57), {"employment": "unemployed"})
    return Family((husband, wife), "生活困难，申请低保，材料没有带齐", {"property_within_limits": None})


_RURAL = {"hukou": "rural"}


def _struck(incident: str, needed: int, *, urgent: bool = False) -> Facts:
    return {"incident": incident, "urgent": urgent, "aid_needed": f"{needed}.00"}
