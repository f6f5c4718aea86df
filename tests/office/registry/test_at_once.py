"""Two clerks at once, on PostgreSQL: one of them is first, and nothing is in two places."""

from __future__ import annotations

import datetime
from functools import partial

import pytest
from at_once import together
from county import build
from django.db import connection
from family import FATHER, Family, found, person_of

from doudi.audit.selectors import verify
from doudi.registry import selectors
from doudi.registry.models import HouseholdMember, Person
from doudi.registry.services import (
    RegistryProblem,
    Who,
    move_member,
    record_facts,
    register_household,
    register_person,
)

SINCE = datetime.date(2021, 1, 1)
MAY = datetime.date(2022, 5, 1)
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


@pytest.fixture
def family(transactional_db: None) -> Family:
    return found(build("990101", "清溪"), SINCE)


at_once = partial(together, told=RegistryProblem)


def problems(answers: list[object]) -> int:
    return sum(isinstance(answer, RegistryProblem) for answer in answers)


def test_the_same_number_entered_twice_at_once_is_one_person(family: Family) -> None:
    who = person_of(60)
    answers = at_once(
        *[lambda: register_person(actor=family.clerk, area=family.county.village, who=who) for _ in range(4)]
    )
    assert problems(answers) == 3
    assert Person.objects.filter(name=who.name).count() == 1
    assert verify() == []


def test_a_person_moved_to_two_households_at_once_is_in_one(family: Family) -> None:
    homes = [
        register_household(
            actor=family.clerk, area=family.county.village, formed_on=SINCE, members=[(person_of(70 + n), "head")]
        )
        for n in range(2)
    ]
    at_once(
        *[
            lambda home=home: move_member(
                actor=family.clerk, person=family.daughter, household=home, relation="other", on=MAY
            )
            for home in homes
        ]
    )
    now = HouseholdMember.objects.filter(person=family.daughter, retired_at=None)
    assert now.filter(until_date=None).count() == 1
    assert selectors.membership_on(family.daughter, SINCE).household == family.household
    assert verify() == []


def test_households_entered_at_once_have_different_numbers(family: Family) -> None:
    answers = at_once(
        *[
            lambda n=n: register_household(
                actor=family.clerk, area=family.county.village, formed_on=SINCE, members=[(Who(f"王{n}"), "head")]
            )
            for n in range(6)
        ]
    )
    assert len({home.number for home in answers}) == 6
    assert verify() == []


def test_facts_recorded_at_once_are_all_kept(family: Family) -> None:
    at_once(
        *[
            lambda n=n: record_facts(
                actor=family.clerk, subject=family.father, values={"wage_income": str(n)}, true_from=MAY
            )
            for n in range(6)
        ]
    )
    assert family.father.facts.filter(name="wage_income").count() == 6
    last = family.father.facts.filter(name="wage_income").latest("learned_at", "pk")
    facts = selectors.facts_of(family.household, true_on=MAY)
    assert facts["members"][0]["wage_income"] == last.value
    assert FATHER.id_number not in str(facts)
    assert verify() == []
