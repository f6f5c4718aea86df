"""The facts that hold in a household on a day, each with its source: for the file."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from doudi.language import word
from doudi.registry.models import FactVersion, Household, HouseholdMember
from doudi.registry.selectors import covers, records
from doudi.registry.values import OWN, shown
from doudi.vocabulary import load


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that holds, in words, with the version that says so."""

    label: str
    text: str
    version: FactVersion

    @staticmethod
    def label_of(version: FactVersion) -> str:
        """What a fact is called; a policy's own fact by its key."""
        key = ("person" if version.person_id else "household", version.name)
        term = load().facts.get(key) or OWN.get(key)
        return word(term.label) if term else version.name

    @staticmethod
    def text_of(version: FactVersion) -> str:
        """The value in words, with its unit."""
        key = ("person" if version.person_id else "household", version.name)
        term = load().facts.get(key) or OWN.get(key)
        if version.value is None:
            return _("不清楚")
        if term is None:
            return _("是") if version.value is True else _("否") if version.value is False else str(version.value)
        unit = word(load().units.get(term.unit or "", ""))
        return f"{shown(term, version.value, load().codes)} {unit}".strip()


@dataclass(frozen=True, slots=True)
class Group:
    """The facts of the household or of one member."""

    label: str
    facts: list[Fact]


def facts_on(
    household: Household, members: Sequence[HouseholdMember], on: datetime.date, known: datetime.datetime | None
) -> list[Group]:
    """By subject, of all versions that cover the day the one learned last, in two queries for any number of members."""
    people = {member.person_id: member.person.name for member in members}
    owner = records(people, known)
    about = Q(household=household) | Q(person__in=owner)
    rows = FactVersion.objects.filter(about, covers(on, "true_from", "true_until"))
    if known is not None:
        rows = rows.filter(learned_at__lte=known)
    latest: dict[int, dict[str, FactVersion]] = {0: {}, **{pk: {} for pk in people}}
    for version in rows.select_related("recorded_by__user").order_by("learned_at", "pk"):
        latest[owner.get(version.person_id or 0, 0)][version.name] = version
    order = {name: place for place, (_entity, name) in enumerate(load().facts)}
    return [
        Group(
            people.get(pk) or _("全户"),
            [
                Fact(Fact.label_of(found[name]), Fact.text_of(found[name]), found[name])
                for name in sorted(found, key=lambda name: (order.get(name, len(order)), name))
            ],
        )
        for pk, found in latest.items()
    ]
