"""Entering households and people."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.areas import codes, numbering
from doudi.areas.models import Area
from doudi.audit import services as audit
from doudi.office_day import not_after_today, office_now
from doudi.registry import identity
from doudi.registry.identity import Who
from doudi.registry.living import join
from doudi.registry.models import Counter, FactVersion, Household, HouseholdMember, Person, Source
from doudi.registry.problems import RegistryProblem
from doudi.vocabulary.hidden import is_on_one_line

_MOST_ADDRESS = 200


@transaction.atomic
def register_household(
    *,
    actor: Actor,
    area: Area,
    formed_on: datetime.date,
    members: Sequence[tuple[Person | Who, str]] = (),
    address: str = "",
    source: str = Source.DECLARED,
) -> Household:
    """Enter a household with its members (each with the relation to the head), all living there from the day it forms.

    Who is not in the registry yet is entered. Raises `RegistryProblem`.
    """
    require(actor, "household.change")
    require_area(actor, area.code)
    not_after_today(formed_on, _("登记日期"), partial(RegistryProblem, field="formed_on"))
    address = clean_address(address)
    now = office_now()
    made = Household.objects.create(
        number=next_numbers(area.code, 1)[0],
        area=area,
        address=address,
        formed_on=formed_on,
        registered_by=actor.membership,
        registered_at=now,
    )
    FactVersion.objects.bulk_create(own_facts(made, actor, formed_on, source, now))
    audit.record(actor=actor, verb="household.registered", subject=made, area=area.code)
    for someone, relation in members:
        person = someone if isinstance(someone, Person) else _enter(actor, area, someone, source)
        add_member(actor=actor, household=made, person=person, relation=relation, from_date=formed_on)
    return made


@transaction.atomic
def register_person(*, actor: Actor, area: Area, who: Who, source: str = Source.DECLARED) -> Person:
    """Enter somebody. Raises `RegistryProblem`, also when the ID number is somebody's already."""
    require(actor, "household.change")
    require_area(actor, area.code)
    return _enter(actor, area, who, source)


def _enter(actor: Actor, area: Area, who: Who, source: str) -> Person:
    who = identity.checked(who)
    identity.refuse_taken(who.id_number)
    made = identity.save(
        Person(
            area=area,
            source=source,
            learned_at=office_now(),
            recorded_by=actor.membership,
            **identity.fields(who),
        )
    )
    audit.record(actor=actor, verb="person.registered", subject=made, area=area.code)
    return made


@transaction.atomic
def add_member(
    *, actor: Actor, household: Household, person: Person, relation: str, from_date: datetime.date
) -> HouseholdMember:
    """Enter that a person lives in a household from a day. Raises `RegistryProblem` when they live in another."""
    require(actor, "household.change")
    require_area(actor, household.area_id)
    require_area(actor, person.area_id)
    made = join(actor, household, person, relation, from_date, None)
    audit.record(
        actor=actor,
        verb="member.added",
        subject=household,
        area=household.area_id,
        details={"person": person.pk, "relation": relation, "from": from_date.isoformat()},
    )
    return made


def next_numbers(area: str, count: int) -> list[str]:
    """The next household numbers of a county: `H990101-000001`. Two clerks never get the same."""
    place = codes.full(area)[:6]
    return [f"H{place}-{number:06}" for number in numbering.next_numbers(Counter, count, place=place)]


def own_facts(
    household: Household, actor: Actor, on: datetime.date, source: str, now: datetime.datetime
) -> list[FactVersion]:
    """Where a household is from a day, as facts, so that earlier places stay known."""
    return [
        FactVersion(
            household=household,
            name=name,
            value=value,
            true_from=on,
            learned_at=now,
            source=source,
            recorded_by=actor.membership,
        )
        for name, value in whereabouts(household.area_id, household.address).items()
    ]


def whereabouts(area: str, address: str) -> dict[str, str]:
    """The facts that say where a household is; no address is no fact."""
    return {"area": area} | ({"address": address} if address else {})


def clean_address(text: str) -> str:
    """An address on one line, of signs that can be seen. Raises `RegistryProblem`."""
    found = " ".join(text.split())
    if len(found) > _MOST_ADDRESS:
        raise RegistryProblem(_("住址最多 %d 个字。") % _MOST_ADDRESS, "address")
    if not is_on_one_line(found):
        raise RegistryProblem(_("住址里有看不见的字符，请删去重新填写。"), "address")
    return found
