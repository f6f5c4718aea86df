"""Changes in who lives where: moving, leaving, dying, another head, a household that ends or goes elsewhere."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.areas.models import Area
from doudi.audit import services as audit
from doudi.office_day import not_after_today
from doudi.registry import living
from doudi.registry.correcting import change_identity
from doudi.registry.living import DAY, Span
from doudi.registry.models import Household, HouseholdEnd, HouseholdMember, Leaving, Person, Source
from doudi.registry.problems import RegistryProblem, check_reason
from doudi.registry.recording import write
from doudi.registry.registering import clean_address


@transaction.atomic
def move_member(
    *, actor: Actor, person: Person, household: Household, relation: str, on: datetime.date
) -> HouseholdMember:
    """Move a person into another household: the last day in the old one is the day before. Raises `RegistryProblem`."""
    _may(actor, person.area_id, household.area_id)
    not_after_today(on, _("迁入日期"), partial(RegistryProblem, field="on"))
    person = living.locked(person)
    found = living.from_day(person, on)
    if any(member.from_date > on for member in found):
        raise RegistryProblem(_("此人在 %s 之后还有登记的住户变动，请先更正。") % on.isoformat(), "on")
    for member in found:
        _may(actor, member.household.area_id)
        if member.household_id == household.pk:
            raise RegistryProblem(_("此人在这段时间已是本户成员。"))
        living.end(actor, member, on - DAY, Leaving.MOVED)
    made = living.join(actor, household, person, relation, on, None)
    _tell(actor, "member.moved", household, person, on)
    return made


@transaction.atomic
def leave_household(*, actor: Actor, person: Person, last_day: datetime.date, reason: str = "") -> HouseholdMember:
    """Let a person leave their household without entering another; the household goes on."""
    not_after_today(last_day, _("离开日期"), partial(RegistryProblem, field="last_day"))
    person = living.locked(person)
    member = _member(person, last_day)
    _may(actor, person.area_id, member.household.area_id)
    ended = living.end(actor, member, last_day, Leaving.LEFT)
    _tell(actor, "member.left", member.household, person, last_day, reason)
    return ended or member


@transaction.atomic
def remove_member(*, actor: Actor, member: HouseholdMember, reason: str) -> None:
    """Take back a membership that was entered in error: the person never lived there. The row and the reason stay."""
    _may(actor, member.person.area_id, member.household.area_id)
    check_reason(reason, _("撤销成员登记要写明理由。"))
    living.locked(member.person)
    member = _current(member)
    living.replace(actor, member, [])
    _tell(actor, "member.removed", member.household, member.person, member.from_date, reason)


@transaction.atomic
def set_relation(*, actor: Actor, person: Person, relation: str, on: datetime.date) -> HouseholdMember:
    """Change a member's relation to the head from a day. For another head use `change_head`."""
    return change_relations(actor=actor, relations={person: relation}, on=on)[0]


@transaction.atomic
def change_relations(*, actor: Actor, relations: Mapping[Person, str], on: datetime.date) -> list[HouseholdMember]:
    """Change the relations of members of one household from a day, all at once: so another becomes the head."""
    not_after_today(on, _("变更日期"), partial(RegistryProblem, field="on"))
    people = [living.locked(person) for person in sorted(relations, key=lambda each: each.pk)]
    members = [_member(person, on) for person in people]
    if len({member.household_id for member in members}) != 1:
        raise RegistryProblem(_("这些人不在同一户。"))
    _may(actor, members[0].household.area_id)
    asked = {person.pk: relation for person, relation in relations.items()}
    # The old head gives way before the new one takes over, whatever the order in which they were named.
    members.sort(key=lambda member: asked[member.person_id] == "head")
    made = [_relate(actor, member, asked[member.person_id], on) for member in members]
    _tell(actor, "member.related", members[0].household, None, on)
    by_person = {member.person_id: member for member in made}
    return [by_person[person.pk] for person in relations]


@transaction.atomic
def record_death(*, actor: Actor, person: Person, died_on: datetime.date, source: str = Source.DECLARED) -> Person:
    """Record that somebody died; they belong to their household up to and including that day."""
    _may(actor, person.area_id)
    person = living.locked(person)
    if person.died_on is not None:
        raise RegistryProblem(_("此人已登记于 %s 死亡，有误请更正。") % person.died_on.isoformat(), "died_on")
    not_after_today(died_on, _("死亡日期"), partial(RegistryProblem, field="died_on"))
    if person.birth_date is not None and died_on < person.birth_date:
        raise RegistryProblem(_("死亡日期早于出生日期。"), "died_on")
    for member in living.from_day(person, died_on):
        living.end(actor, member, died_on, Leaving.DIED)
    person = change_identity(actor, person, {"died_on": died_on}, source, _("登记死亡"))
    audit.record(
        actor=actor,
        verb="person.died",
        subject=person,
        area=person.area_id,
        details={"on": died_on.isoformat(), "source": source},
    )
    return person


@transaction.atomic
def end_household(
    *, actor: Actor, household: Household, last_day: datetime.date, why: str, reason: str = ""
) -> Household:
    """End a household on a day, with all who live in it. Raises `RegistryProblem`."""
    _may(actor, household.area_id)
    household = Household.objects.select_for_update().get(pk=household.pk)
    if household.ended_on is not None:
        raise RegistryProblem(_("这户已于 %s 注销。") % household.ended_on.isoformat())
    if why not in HouseholdEnd.values:
        raise RegistryProblem(_("没有这种注销原因。"), "why")
    not_after_today(last_day, _("注销日期"), partial(RegistryProblem, field="last_day"))
    if last_day < household.formed_on:
        raise RegistryProblem(_("注销日期早于登记日期 %s。") % household.formed_on.isoformat(), "last_day")
    still = HouseholdMember.objects.filter(household=household, retired_at=None).select_related("person", "household")
    for member in still:
        if member.until_date is None or member.until_date > last_day:
            living.end(actor, member, last_day, Leaving.HOUSEHOLD_ENDED)
    household.ended_on, household.end = last_day, why
    household.save(update_fields=["ended_on", "end"])
    audit.record(
        actor=actor,
        verb="household.ended",
        subject=household,
        area=household.area_id,
        reason=reason,
        details={"on": last_day.isoformat(), "why": why},
    )
    return household


@transaction.atomic
def relocate_household(
    *,
    actor: Actor,
    household: Household,
    on: datetime.date,
    area: Area | None = None,
    address: str | None = None,
    source: str = Source.DECLARED,
) -> Household:
    """Give a household another area or address from a day; earlier ones stay known. Both areas must be the actor's."""
    _may(actor, household.area_id, *([area.code] if area else []))
    household = Household.objects.select_for_update().get(pk=household.pk)
    if household.ended_on is not None:
        raise RegistryProblem(_("这户已于 %s 注销。") % household.ended_on.isoformat())
    not_after_today(on, _("迁址日期"), partial(RegistryProblem, field="on"))
    changed: dict[str, str | None] = {}
    if area is not None and area.pk != household.area_id:
        changed["area"] = household.area_id = area.pk
    if address is not None and clean_address(address) != household.address:
        household.address = clean_address(address)
        changed["address"] = household.address or None
    if not changed:
        return household
    household.save(update_fields=["area", "address"])
    if "area" in changed:
        living_there = HouseholdMember.objects.filter(household=household, retired_at=None, until_date=None)
        Person.objects.filter(pk__in=living_there.values("person_id")).update(area=household.area_id)
    write(actor, household, changed, on, None, source)
    audit.record(
        actor=actor,
        verb="household.relocated",
        subject=household,
        area=household.area_id,
        details={"facts": sorted(changed), "from": on.isoformat()},
    )
    return household


def _relate(actor: Actor, member: HouseholdMember, relation: str, on: datetime.date) -> HouseholdMember:
    after = Span(relation, max(on, member.from_date), member.until_date, member.left)
    if on <= member.from_date:
        return living.replace(actor, member, [after])[0]
    before = Span(member.relation, member.from_date, on - DAY, Leaving.RELATION)
    return living.replace(actor, member, [before, after])[1]


def _member(person: Person, on: datetime.date) -> HouseholdMember:
    """Where a person lives on a day. Raises `RegistryProblem` when nowhere."""
    found = next((member for member in living.from_day(person, on) if member.from_date <= on), None)
    if found is None:
        raise RegistryProblem(_("此人在 %s 不是任何一户的成员。") % on.isoformat())
    return found


def _current(member: HouseholdMember) -> HouseholdMember:
    """The row as it is now. Raises `RegistryProblem` when it was corrected meanwhile."""
    found = HouseholdMember.objects.filter(pk=member.pk, retired_at=None).select_related("household", "person").first()
    if found is None:
        raise RegistryProblem(_("这条成员登记刚被别人更正过，请刷新后再办。"))
    return found


def _may(actor: Actor, *areas: str) -> None:
    require(actor, "household.change")
    for code in areas:
        require_area(actor, code)


def _tell(
    actor: Actor, verb: str, household: Household, person: Person | None, on: datetime.date, reason: str = ""
) -> None:
    details = {"on": on.isoformat()} | ({"person": person.pk} if person else {})
    audit.record(actor=actor, verb=verb, subject=household, area=household.area_id, reason=reason, details=details)
