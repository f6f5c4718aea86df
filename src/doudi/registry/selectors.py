"""Questions about people and households: true on a day, as known now or at an instant."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, When

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area, scope
from doudi.registry.models import FactVersion, Household, HouseholdMember, Merge, Person, PersonVersion
from doudi.registry.values import IDENTITY, OWN

_OWN_NAMES = {name for _, name in OWN}
_HEAD_FIRST = Case(When(relation="head", then=0), default=1, output_field=IntegerField())


def households(actor: Actor) -> QuerySet[Household]:
    """The households of the actor's area."""
    require(actor, "household.read")
    return scope(Household.objects.select_related("area"), actor)


def people(actor: Actor) -> QuerySet[Person]:
    """The people of the actor's area; of two records of one person, the one that is kept."""
    require(actor, "household.read")
    return scope(Person.objects.filter(merged_into=None).select_related("area"), actor)


def as_known(known_on: datetime.datetime | None) -> Q:
    """The condition on rows with `learned_at` and `retired_at` that were believed at an instant; None is now."""
    if known_on is None:
        return Q(retired_at=None)
    return Q(learned_at__lte=known_on) & (Q(retired_at=None) | Q(retired_at__gt=known_on))


def covers(on: datetime.date, start: str, end: str) -> Q:
    """The condition that a day lies between two fields, an empty end being open."""
    return Q(**{f"{start}__lte": on}) & (Q(**{f"{end}": None}) | Q(**{f"{end}__gte": on}))


def members_on(
    household: Household, on: datetime.date, known_on: datetime.datetime | None = None
) -> QuerySet[HouseholdMember]:
    """Who lives in a household on a day, the head first."""
    found = HouseholdMember.objects.filter(as_known(known_on), covers(on, "from_date", "until_date"))
    return found.filter(household=household).select_related("person").order_by(_HEAD_FIRST, "person_id")


def membership_on(person: Person, on: datetime.date) -> HouseholdMember | None:
    """Where a person lives on a day, as known now."""
    found = HouseholdMember.objects.filter(covers(on, "from_date", "until_date"), person=person, retired_at=None)
    return found.select_related("household__area").first()


def memberships_of(person: Person) -> QuerySet[HouseholdMember]:
    """All households that a person has lived in, as known now, the earliest first."""
    return person.memberships.filter(retired_at=None).select_related("household__area").order_by("from_date")


def facts_of(
    household: Household, *, true_on: datetime.date, known_on: datetime.datetime | None = None
) -> dict[str, Any]:
    """The facts of a household that were true on a day, as known now or at an instant, in the engine's JSON.

    `id` is the household's number, a member's `id` the person's key as text. Absent facts are unknown. ID numbers are
    left out: what follows from them (sex, birth date) is there, and nothing that keeps the facts keeps the number.
    """
    return next(iter(snapshot([household], true_on=true_on, known_on=known_on)))


def snapshot(
    chosen: Iterable[Household], *, true_on: datetime.date, known_on: datetime.datetime | None = None
) -> list[dict[str, Any]]:
    """`facts_of` for many households, in their order, with the same few queries for any number."""
    wanted = {household.pk: household for household in chosen}
    found = HouseholdMember.objects.filter(as_known(known_on), covers(true_on, "from_date", "until_date"))
    members = defaultdict(list)
    for member in found.filter(household__in=wanted).select_related("person").order_by(_HEAD_FIRST, "person_id"):
        members[member.household_id].append(member)
    persons = {member.person_id: member.person for each in members.values() for member in each}
    identities = _identities(persons, known_on)
    of_person = person_facts(persons, true_on=true_on, known_on=known_on)
    of_household = _latest(FactVersion.objects.filter(household__in=wanted), "household_id", true_on, known_on)
    return [
        _household_json(household, of_household[pk])
        | {"members": [_member_json(m, identities[m.person_id], of_person[m.person_id]) for m in members[pk]]}
        for pk, household in wanted.items()
    ]


def person_facts(
    persons: Iterable[int], *, true_on: datetime.date, known_on: datetime.datetime | None = None
) -> dict[int, dict[str, Any]]:
    """The facts of people by key and name. What another record of the same person knows fills what is unknown."""
    owner = records(persons, known_on)
    found = _latest(FactVersion.objects.filter(person__in=owner), "person_id", true_on, known_on)
    merged: dict[int, dict[str, Any]] = defaultdict(dict)
    for record, kept in owner.items():  # a kept record stands before those merged into it
        for name, value in found[record].items():
            if merged[kept].get(name) is None:
                merged[kept][name] = value
    return merged


def history(actor: Actor, subject: Person | Household, name: str = "") -> QuerySet[FactVersion]:
    """All versions of the facts of a person or household, the last learned first."""
    require(actor, "household.read")
    require_area(actor, subject.area_id)
    if isinstance(subject, Person):
        found = FactVersion.objects.filter(person__in=records([subject.pk], None))
    else:
        found = FactVersion.objects.filter(household=subject)
    if name:
        found = found.filter(name=name)
    return found.select_related("recorded_by__user", "recorded_by__organisation").order_by("-learned_at", "-pk")


def _household_json(household: Household, facts: dict[str, Any]) -> dict[str, Any]:
    area = facts.get("area") or household.area_id
    known = {name: value for name, value in facts.items() if name not in _OWN_NAMES and value is not None}
    return {"id": household.number, "division": area[:6], **known}


def _member_json(member: HouseholdMember, who: Person | PersonVersion, facts: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"id": str(member.person_id), "name": who.name, "relation": member.relation}
    if who.sex:
        found["sex"] = who.sex
    if who.birth_date:
        found["birth_date"] = who.birth_date.isoformat()
    return found | {name: value for name, value in facts.items() if value is not None and name not in IDENTITY}


def _identities(persons: dict[int, Person], known_on: datetime.datetime | None) -> dict[int, Person | PersonVersion]:
    """Who people were taken to be at an instant; before the first version, the first."""
    found: dict[int, Person | PersonVersion] = dict(persons)
    if known_on is None:
        return found
    corrected = [pk for pk, person in persons.items() if person.learned_at > known_on]
    for version in PersonVersion.objects.filter(person__in=corrected).order_by("-replaced_at", "-pk"):
        if version.replaced_at > known_on:
            found[version.person_id] = version
    return found


def records(persons: Iterable[int], known_on: datetime.datetime | None) -> dict[int, int]:
    """The records that are the same people at an instant, each with the one that was asked for, which comes first."""
    owner = {pk: pk for pk in persons}
    if known_on is None:
        believed = Q(undone_at=None)
    else:
        believed = Q(at__lte=known_on) & (Q(undone_at=None) | Q(undone_at__gt=known_on))
    fresh = list(owner)
    while fresh:
        merges = Merge.objects.filter(believed, kept__in=fresh).order_by("-at").values_list("merged_id", "kept_id")
        added = {merged: owner[kept] for merged, kept in merges if merged not in owner}
        owner |= added
        fresh = list(added)
    return owner


def _latest(
    versions: QuerySet[FactVersion], key: str, true_on: datetime.date, known_on: datetime.datetime | None
) -> dict[int, dict[str, Any]]:
    """The facts that hold on a day, by subject and name: of the versions that cover it, the one learned last."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    versions = versions.filter(covers(true_on, "true_from", "true_until"))
    if known_on is not None:
        versions = versions.filter(learned_at__lte=known_on)
    for subject, name, value in versions.order_by("learned_at", "pk").values_list(key, "name", "value"):
        found[subject][name] = value
    return found
