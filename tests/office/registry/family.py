"""Invented people, with ID numbers that are never assigned."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from county import County

from doudi.accounts.actor import Actor
from doudi.registry.models import Household, Person
from doudi.registry.services import Who, register_household
from doudi.vocabulary.id_number import invented_number

FATHER_BORN = datetime.date(1975, 3, 2)
MOTHER_BORN = datetime.date(1978, 11, 20)
DAUGHTER_BORN = datetime.date(2010, 6, 1)
FATHER = Who(
    "张建国", invented_number(1, FATHER_BORN, "male"), telephone="13900000001", bank_card="6222000000000000017"
)
MOTHER = Who("李秀英", invented_number(2, MOTHER_BORN, "female"), telephone="0990-1234567")
DAUGHTER = Who("张小梅", invented_number(3, DAUGHTER_BORN, "female"))


@dataclass
class Family:
    """A household, its members, and the clerk who entered it."""

    county: County
    clerk: Actor
    household: Household
    father: Person
    mother: Person
    daughter: Person


def found(county: County, on: datetime.date) -> Family:
    """Enter the family from a day."""
    clerk = county.actor("township.clerk")
    household = register_household(
        actor=clerk,
        area=county.village,
        formed_on=on,
        address="清溪东镇河村 3 号",
        members=[(FATHER, "head"), (MOTHER, "spouse"), (DAUGHTER, "child")],
    )
    people = [member.person for member in household.members.order_by("pk")]
    return Family(county, clerk, household, *people)


def person_of(number: int, name: str = "王大明") -> Who:
    """Somebody else, by a number from 10."""
    return Who(name, invented_number(number, datetime.date(1980, 1, number % 28 + 1), "male"))
