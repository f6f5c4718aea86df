"""A family comes into the registry: names, numbers, and everything else that is usual and that a policy may ask."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass
from typing import Any

from doudi.accounts.actor import Actor
from doudi.areas.models import Area
from doudi.office.demo import names
from doudi.office.demo.families import Family, Member
from doudi.office.demo.places import Place
from doudi.registry.models import Household, Person
from doudi.registry.services import Who, record_facts, register_household
from doudi.rulebook.assessment import Facts
from doudi.vocabulary import Vocabulary
from doudi.vocabulary.id_number import parse

_NO_MONEY = (
    "wage_income business_income property_income transfer_income basic_pension exempt_income employment_cost "
    "illness_spending disability_spending education_spending inpatient_cost outpatient_cost pension_paid"
)
_NO = (
    "hard_to_employ wants_job wants_training wants_business hardship_worker serious_illness in_hospital_unable orphan "
    "unattended_child supported_by_family wants_institution community_correction has_other_child veteran_preference "
    "boarding new_university_student cannot_attend_school residence_permit in_receipt_of_support causes_poverty"
)
_PERSON: dict[str, Any] = {
    **dict.fromkeys(_NO_MONEY.split(), "0.00"),
    **dict.fromkeys(_NO.split(), False),
    "hukou": "urban",
    "months_resident": 240,
    "labour": "full",
    "employment": "employed",
    "disability_kind": "none",
    "self_care": "able",
    "able_supporter": True,
    "care_place": "home",
    "only_child": "none",
    "school": "none",
    "resident_medical_insured": True,
    "medical_premium": "380.00",
    "resident_pension_insured": True,
    "outpatient_kind": "none",
    "region_hukou": True,
}
_HOUSEHOLD: dict[str, Any] = {
    "lives_in": "urban",
    "property_within_limits": True,
    "deposits": "4500.00",
    "housing_area": 62,
    "vehicles": 0,
    "housing": "own",
    "monthly_rent": "0.00",
    "prefers_home_care": False,
    "months_below_standard": 0,
    "other_rigid_spending": "0.00",
    "in_receipt_of_dibao": False,
    "became_employed": False,
    "formerly_poor": False,
    "irregular_income": False,
    "incident": "none",
    "urgent": False,
    "covered_by_other_scheme": False,
    "hardship_remains": False,
    "aid_needed": "0.00",
    "aid_this_year": "0.00",
    "aid_same_cause_12m": 0,
    "guarantees_met": False,
    "poverty_risk": False,
    "income_dropped": False,
    "self_monitored": False,
}
_STREETS = ("解放路", "和平巷", "工农路", "新村路", "河街", "桥头巷", "学堂路", "菜园巷")
_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Cast:
    """A family with names, numbers and all its facts, in the family's order."""

    family: Family
    whos: tuple[Who, ...]
    household: dict[str, Any]
    people: tuple[dict[str, Any], ...]
    address: str
    formed_on: datetime.date

    def as_facts(self, area: Area) -> Facts:
        """The family as the engine reads it, before it is in the registry."""
        members = [
            {
                "id": f"M{position}",
                "name": who.name,
                "relation": member.relation,
                "sex": member.sex,
                "birth_date": parse(who.id_number).birth_date.isoformat(),
                **known,
            }
            for position, (who, member, known) in enumerate(
                zip(self.whos, self.family.members, self.people, strict=True), 1
            )
        ]
        return {"id": "H", "division": area.code[:6], **self.household, "members": members}


@dataclass(frozen=True, slots=True)
class Home:
    """A family in the registry. `people` are in the family's order."""

    household: Household
    people: tuple[Person, ...]


def cast(
    place: Place, family: Family, number: int, chance: random.Random, on: datetime.date, words: Vocabulary
) -> Cast:
    """Names, numbers and facts for a family. `number` is the family's own in the place, below 1000."""
    surname = names.family_name(chance)
    known = {name for _entity, name in words.facts}
    household = {**_HOUSEHOLD, **family.facts}
    whos = [_who(place, number, n, member, surname, chance, on) for n, member in enumerate(family.members, 1)]
    people = ({**_PERSON, "hukou_division": place.code, **_at_age(m.age), **m.facts} for m in family.members)
    return Cast(
        family,
        tuple(whos),
        {name: value for name, value in household.items() if name in known and value is not None},
        tuple({n: value for n, value in facts.items() if n in known and value is not None} for facts in people),
        f"{chance.choice(_STREETS)}{chance.randint(1, 180)}号（虚构）",
        on - datetime.timedelta(chance.randint(400, 1500)),
    )


def settle(actor: Actor, area: Area, found: Cast, words: Vocabulary) -> Home:
    """Register a family that has lived in an area for some years, with all that is known of it."""
    members = [(who, member.relation) for who, member in zip(found.whos, found.family.members, strict=True)]
    since = found.formed_on
    home = register_household(actor=actor, area=area, formed_on=since, members=members, address=found.address)
    people = tuple(member.person for member in home.members.select_related("person").order_by("pk"))
    record_facts(actor=actor, subject=home, values=found.household, true_from=since, words=words)
    for person, facts in zip(people, found.people, strict=True):
        record_facts(actor=actor, subject=person, values=facts, true_from=since, words=words)
    return Home(home, people)


def _who(
    place: Place, number: int, position: int, member: Member, surname: str, chance: random.Random, on: datetime.date
) -> Who:
    birth = on - datetime.timedelta(int(member.age * _YEAR) + chance.randint(20, 340))
    own = surname if member.relation != "spouse" else names.family_name(chance)
    return Who(
        name=own + names.given_name(chance, member.sex, member.age),
        id_number=names.id_number(place.number, number, position, birth, member.sex),
        telephone=names.telephone(place.number, number) if position == 1 else "",
        bank_card=names.bank_card(place.number, number, position) if position == 1 else "",
    )


def _at_age(age: int) -> dict[str, Any]:
    """What is usual at an age."""
    if age < 16:
        school = "compulsory" if 6 <= age < 15 else "senior" if age >= 15 else "preschool" if age >= 3 else "none"
        return {"school": school, "employment": "student", "labour": "none", "resident_pension_insured": False}
    return {"employment": "inactive", "labour": "partial"} if age >= 60 else {}
