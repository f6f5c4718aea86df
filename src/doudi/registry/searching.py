"""Finding people: by name, pinyin or initials, by ID number, telephone, or the household's number."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from doudi import secrets
from doudi.accounts.actor import Actor
from doudi.accounts.rights import in_area
from doudi.audit import services as audit
from doudi.registry import selectors
from doudi.registry.identity import normal
from doudi.registry.models import Household, HouseholdMember, Person, SearchKey

MOST_FOUND = 50
_MOST_KEYS = 12 * (MOST_FOUND + 1)
"""How many keys are looked at: more than one person has, for each of those who are shown."""
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
    """The people of the actor's area that a text finds: who is called exactly that, then who comes next.

    One entry of the audit log, without the text.
    """
    people = selectors.people(actor)  # asks for the right even where nothing is looked for
    kind, wanted, cut = _looked_for(actor, text.strip())
    first = list(dict.fromkeys(wanted))[: MOST_FOUND + 1]
    found = sorted(people.filter(pk__in=first), key=lambda person: first.index(person.pk))
    shown = found[:MOST_FOUND]
    audit.record(actor=actor, verb="registry.searched", details={"by": kind, "found": len(shown)})
    homes = _homes(shown, on)
    return Answer(tuple(Found(person, homes.get(person.pk)) for person in shown), cut or len(found) > MOST_FOUND)


def _looked_for(actor: Actor, text: str) -> tuple[str, list[int], bool]:
    """What kind of text it is, the numbers of the kept records that it finds, and whether there are more.

    Each is asked for by an index and by itself: the database would go through all people to join the answers.
    """
    if _HOUSEHOLD.fullmatch(text):
        members = HouseholdMember.objects.filter(household__number=text.upper(), retired_at=None)
        of_person = Coalesce("person__merged_into_id", "person_id")
        return "household", _kept(members.values_list(of_person).order_by("pk")), False
    if _ID_NUMBER.fullmatch(text):
        known = Person.objects.filter(id_number_index__in=secrets.indexes("id_number", text.upper()))
        return "id_number", _kept(known.values_list(_OF_RECORD).order_by("pk")), False
    if _TELEPHONE.fullmatch(text):
        plain = text.replace(" ", "")
        known = Person.objects.filter(telephone_index__in=secrets.indexes("telephone", plain))
        return "telephone", _kept(known.values_list(_OF_RECORD).order_by("pk")), False
    return "name", *_named(actor, normal(text))


_OF_RECORD = Coalesce("merged_into_id", "pk")
"""Of two records of one person, the one that is kept."""


def _kept(rows: QuerySet[Any, tuple[int]]) -> list[int]:
    return [pk for (pk,) in rows]


def _named(actor: Actor, key: str) -> tuple[list[int], bool]:
    """Those of the actor's area whose name or pinyin is a text, before those with whom it only begins, up to a bound.

    A duplicate's name finds the record that is kept.
    """
    if not key:
        return [], False
    keys = SearchKey.objects.filter(_begins(key)).order_by()
    own = keys.filter(in_area(actor, "person__area"), person__merged_into=None).values_list("person_id")
    merged = keys.filter(in_area(actor, "person__merged_into__area")).values_list("person__merged_into_id")
    exact, begun = _kept(own.filter(key=key)[:_MOST_KEYS]), _kept(own[:_MOST_KEYS])
    found = [*sorted(exact), *sorted([*begun, *_kept(merged[:_MOST_KEYS])])]
    return found, max(len(exact), len(begun)) == _MOST_KEYS


def _begins(key: str) -> Q:
    """The condition on keys that begin with a text, by an index on either database."""
    if connection.vendor == "sqlite":  # LIKE … ESCAPE cannot use an index there
        return Q(key__gte=key, key__lt=key + "\U0010ffff")
    return Q(key__startswith=key)


def _homes(people: list[Person], on: datetime.date) -> dict[int, Household]:
    found = HouseholdMember.objects.filter(selectors.covers(on, "from_date", "until_date"), retired_at=None)
    found = found.filter(person__in=people).select_related("household__area")
    return {member.person_id: member.household for member in found}
