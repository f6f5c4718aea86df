"""Opening a file: each reading of personal data is one entry of the audit log."""

from __future__ import annotations

from django.db import transaction

from doudi.accounts.actor import Actor
from doudi.audit import services as audit
from doudi.registry import selectors
from doudi.registry.models import Household, Person


@transaction.atomic
def open_household(*, actor: Actor, number: str) -> Household:
    """A household's file, by its number. Raises `Household.DoesNotExist` for what is not the actor's to see."""
    found = selectors.households(actor).get(number=number)
    audit.record(actor=actor, verb="household.opened", subject=found, area=found.area_id)
    return found


@transaction.atomic
def open_person(*, actor: Actor, pk: int) -> Person:
    """A person's file. Raises `Person.DoesNotExist` for what is not the actor's to see."""
    found = selectors.people(actor).get(pk=pk)
    audit.record(actor=actor, verb="person.opened", subject=found, area=found.area_id)
    return found
