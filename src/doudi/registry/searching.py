"""Finding people: by name, pinyin or initials, by ID number, telephone, or the household's number."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from doudi.accounts.actor import Actor
from doudi.audit import services as audit
from doudi.registry import secrets, selectors
from doudi.registry.identity import normal
from doudi.registry.models import Household, HouseholdMember, Person, SearchKey

MOST_FOUND = 50
_HOUSEHOLD = re.compile(r"H\d{6}-\d{1,9}", re.ASCII | re.IGNORECASE)
_ID_NUMBER = re.compile(r"\d{17}[\dXx]", re.ASCII)
_TELEPHONE = re.compile(r"\+?\d[\d -]{5,18}\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who was found, and the household that they live in on the day, if any."""

    person: Person
    household: Household | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The first of those found, and whether there are more."""

    found: tuple[Found, ...]
    more: bool


@transaction.atomic
def search(*, actor: Actor, text: str, on: datetime.date) -> Answer:
    """The people of the actor's area that a text finds. One entry of the audit log, without the text."""
    kind, condition = _condition(text.strip())
    found: list[Person] = []
    if condition is not None:
        found = list(selectors.people(actor).filter(condition).order_by("pk")[: MOST_FOUND + 1])
    else:
        selectors.people(actor)  # asks for the right even where nothing is looked for
    shown = found[:MOST_FOUND]
    audit.record(actor=actor, verb="registry.searched", details={"by": kind, "found": len(shown)})
    homes = _homes(shown, on)
    return Answer(tuple(Found(person, homes.get(person.pk)) for person in shown), len(found) > MOST_FOUND)


def _condition(text: str) -> tuple[str, Q | None]:
    """What kind of text it is, and the condition on people; None when there is nothing to look for."""
    if _HOUSEHOLD.fullmatch(text):
        members = HouseholdMember.objects.filter(household__number=text.upper(), retired_at=None)
        return "household", Q(pk__in=members.values("person_id"))
    if _ID_NUMBER.fullmatch(text):
        return "id_number", _records(
            Person.objects.filter(id_number_index__in=secrets.indexes("id_number", text.upper()))
        )
    if _TELEPHONE.fullmatch(text):
        plain = text.replace(" ", "")
        return "telephone", _records(Person.objects.filter(telephone_index__in=secrets.indexes("telephone", plain)))
    key = normal(text)
    return "name", (Q(pk__in=_kept(_prefix(key))) if key else None)


def _records(records: QuerySet[Person]) -> Q:
    """Those who have one of the records, also as a duplicate that was merged."""
    return Q(pk__in=records.values(kept=Coalesce("merged_into_id", "pk")))


def _kept(keys: QuerySet[SearchKey]) -> QuerySet[SearchKey, dict[str, int]]:
    return keys.values(kept=Coalesce("person__merged_into_id", "person_id"))


def _prefix(key: str) -> QuerySet[SearchKey]:
    """The keys that begin with a text, by an index on either database."""
    if connection.vendor == "sqlite":  # LIKE … ESCAPE cannot use an index there
        return SearchKey.objects.filter(key__gte=key, key__lt=key + "\U0010ffff")
    return SearchKey.objects.filter(key__startswith=key)


def _homes(people: list[Person], on: datetime.date) -> dict[int, Household]:
    found = HouseholdMember.objects.filter(selectors.covers(on, "from_date", "until_date"), retired_at=None)
    found = found.filter(person__in=people).select_related("household__area")
    return {member.person_id: member.household for member in found}
