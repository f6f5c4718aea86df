"""Importing a workbook: everything that is wrong is said first, and all of it is saved or nothing."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require
from doudi.audit import services as audit
from doudi.registry import identity
from doudi.registry.models import FactVersion, Household, HouseholdMember, Person, SearchKey, Source
from doudi.registry.registering import next_numbers, own_facts
from doudi.registry.sheets.drafting import HouseholdDraft, draft
from doudi.registry.sheets.reading import Problems, read
from doudi.vocabulary import Vocabulary, load

_BATCH = 500


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
    found = _draft(actor, data, words or load())
    _save(actor, found)
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
    now = timezone.now()
    households = Household.objects.bulk_create(_households(actor, found, now), batch_size=_BATCH)
    members = [(home, each, member) for home, each in zip(households, found, strict=True) for member in each.members]
    people = Person.objects.bulk_create(
        (
            Person(
                area_id=each.area,
                source=Source.IMPORTED,
                learned_at=now,
                recorded_by=actor.membership,
                **identity.fields(member.who),
            )
            for _, each, member in members
        ),
        batch_size=_BATCH,
    )
    SearchKey.objects.bulk_create(identity.search_keys(people), batch_size=_BATCH)
    HouseholdMember.objects.bulk_create(
        (
            HouseholdMember(
                household=home,
                person=person,
                relation=member.relation,
                from_date=each.formed_on,
                learned_at=now,
                recorded_by=actor.membership,
            )
            for person, (home, each, member) in zip(people, members, strict=True)
        ),
        batch_size=_BATCH,
    )
    facts = [fact for home, each in zip(households, found, strict=True) for fact in _facts(actor, home, each, now)]
    for person, (_, each, member) in zip(people, members, strict=True):
        facts += [_fact(actor, name, value, each.formed_on, now, person=person) for name, value in member.facts.items()]
    FactVersion.objects.bulk_create(facts, batch_size=_BATCH)


def _households(actor: Actor, found: list[HouseholdDraft], now: datetime.datetime) -> list[Household]:
    """The rows of the households, each with the next number of its county."""
    wanted: dict[str, int] = defaultdict(int)
    for each in found:
        wanted[each.area[:6]] += 1
    numbers = {place: iter(next_numbers(place, count)) for place, count in sorted(wanted.items())}
    return [
        Household(
            number=next(numbers[each.area[:6]]),
            area_id=each.area,
            address=each.address,
            formed_on=each.formed_on,
            registered_by=actor.membership,
            registered_at=now,
        )
        for each in found
    ]


def _facts(actor: Actor, home: Household, each: HouseholdDraft, now: datetime.datetime) -> list[FactVersion]:
    own = own_facts(home, actor, each.formed_on, Source.IMPORTED, now)
    return own + [_fact(actor, name, value, each.formed_on, now, household=home) for name, value in each.facts.items()]


def _fact(
    actor: Actor,
    name: str,
    value: object,
    on: datetime.date,
    now: datetime.datetime,
    **of: Person | Household,
) -> FactVersion:
    return FactVersion(
        name=name,
        value=value,
        true_from=on,
        learned_at=now,
        source=Source.IMPORTED,
        recorded_by=actor.membership,
        **of,
    )
