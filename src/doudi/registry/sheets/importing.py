"""Importing a workbook: everything that is wrong is said first, and all of it is saved or nothing."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import IntegrityError, transaction

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require
from doudi.audit import services as audit
from doudi.office_day import office_now
from doudi.registry import identity
from doudi.registry.inserting import insert, keys
from doudi.registry.models import FactVersion, Household, HouseholdMember, Person, SearchKey, Source
from doudi.registry.registering import next_numbers, whereabouts
from doudi.registry.sheets.drafting import HouseholdDraft, MemberDraft, draft
from doudi.registry.sheets.reading import Problems, read
from doudi.vocabulary import Vocabulary, load

_Member = tuple[int, HouseholdDraft, MemberDraft]
"""A member with the household's key and draft."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How much a file holds, or what was saved of it."""

    households: int
    people: int
    facts: int


def check(*, actor: Actor, data: bytes, words: Vocabulary | None = None) -> Imported:
    """What a workbook would bring. Raises `SheetRefused` with every problem; saves nothing."""
    require(actor, "household.import")
    return _count(_draft(actor, data, words or load()))


@transaction.atomic
def import_workbook(*, actor: Actor, data: bytes, words: Vocabulary | None = None) -> Imported:
    """Save the households of a workbook, all or none. Raises `SheetRefused` with every problem."""
    require(actor, "household.import")
    words = words or load()
    found = _draft(actor, data, words)
    try:
        with transaction.atomic():
            _save(actor, found)
    except IntegrityError:
        _draft(actor, data, words)  # somebody was first: the rows are named
        raise
    counted = _count(found)
    audit.record(
        actor=actor,
        verb="registry.imported",
        details={"households": counted.households, "people": counted.people, "facts": counted.facts},
    )
    return counted


def _draft(actor: Actor, data: bytes, words: Vocabulary) -> list[HouseholdDraft]:
    problems = Problems()
    found = draft(read(data, words, problems), actor, words, problems)
    problems.check()
    return found


def _count(found: list[HouseholdDraft]) -> Imported:
    people = [member for each in found for member in each.members]
    facts = sum(len(each.facts) for each in found) + sum(len(member.facts) for member in people)
    return Imported(len(found), len(people), facts)


def _save(actor: Actor, found: list[HouseholdDraft]) -> None:
    """All rows, table by table; the keys are taken first, so that rows can name each other."""
    by = {"recorded_by_id": actor.membership.pk, "learned_at": office_now()}
    homes = list(zip(keys(Household, len(found)), found, strict=True))
    _save_households(actor, homes, by["learned_at"])
    members = [(home, each, member) for home, each in homes for member in each.members]
    people = list(zip(keys(Person, len(members)), members, strict=True))
    _save_people(people, by)
    rows = ((home, person, member.relation, each.formed_on) for person, (home, each, member) in people)
    insert(HouseholdMember, ("household_id", "person_id", "relation", "from_date"), rows, **by)
    facts = chain(_facts_of_households(homes), _facts_of_people(people))
    insert(
        FactVersion, ("household_id", "person_id", "name", "value", "true_from"), facts, source=Source.IMPORTED, **by
    )


def _save_households(actor: Actor, homes: list[tuple[int, HouseholdDraft]], now: datetime.datetime) -> None:
    """The rows of the households, each with the next number of its county."""
    wanted = Counter(each.area[:6] for _, each in homes)
    numbers = {place: iter(next_numbers(place, count)) for place, count in sorted(wanted.items())}
    rows = ((key, next(numbers[each.area[:6]]), each.area, each.address, each.formed_on) for key, each in homes)
    names = ("id", "number", "area_id", "address", "formed_on")
    insert(Household, names, rows, registered_by_id=actor.membership.pk, registered_at=now)


def _save_people(people: list[tuple[int, _Member]], by: dict[str, Any]) -> None:
    """The rows of the people, secrets sealed, and what they are found by."""
    known = [{"id": key, "area_id": each.area, **identity.fields(member.who)} for key, (_, each, member) in people]
    insert(Person, tuple(known[0]), (tuple(row.values()) for row in known), source=Source.IMPORTED, **by)
    words = ((key, word) for key, (_, _, member) in people for word in sorted(identity.keys_of(member.who.name)))
    insert(SearchKey, ("person_id", "key"), words)


def _facts_of_households(homes: list[tuple[int, HouseholdDraft]]) -> Iterator[tuple[object, ...]]:
    for key, each in homes:
        for name, value in (each.facts | whereabouts(each.area, each.address)).items():
            yield key, None, name, value, each.formed_on


def _facts_of_people(people: list[tuple[int, _Member]]) -> Iterator[tuple[object, ...]]:
    for key, (_, each, member) in people:
        for name, value in member.facts.items():
            yield None, key, name, value, each.formed_on
