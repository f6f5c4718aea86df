"""The facts of a case's household, from the registry: the only place where cases asks for them."""

from __future__ import annotations

import datetime

from doudi.cases.models import Case
from doudi.registry import selectors as registry
from doudi.registry.models import Household, Person
from doudi.rulebook.assessment import Facts


def of_household(household: Household, on: datetime.date, known_at: datetime.datetime | None = None) -> Facts:
    """The facts true on a day, as known now or at an instant, as the engine reads them."""
    return registry.facts_of(household, true_on=on, known_on=known_at)


def of_case(case: Case, on: datetime.date, known_at: datetime.datetime | None = None) -> Facts:
    """The facts of a case's household."""
    return of_household(case.household, on, known_at)


def is_member(household: Household, person: Person, on: datetime.date) -> bool:
    """Whether a person belongs to a household on a day."""
    return registry.members_on(household, on).filter(person=person).exists()


def people(household: Household, on: datetime.date) -> dict[str, Person]:
    """The members of a household on a day, by the id that the facts give them."""
    return {str(member.person_id): member.person for member in registry.members_on(household, on)}
