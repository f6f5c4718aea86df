"""Who lives where: the rows behind joining, leaving and moving. A row that turns out otherwise is retired, not changed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.office_day import not_after_today, office_now
from doudi.registry.models import Household, HouseholdMember, Person
from doudi.registry.problems import RegistryProblem
from doudi.vocabulary import load

MOST_MEMBERS = 50
DAY = datetime.timedelta(1)


@dataclass(frozen=True, slots=True)
class Span:
    """Living somewhere as something, from a day until a day (included; None is open)."""

    relation: str
    from_date: datetime.date
    until_date: datetime.date | None = None
    left: str = ""


def join(
    actor: Actor,
    household: Household,
    person: Person,
    relation: str,
    from_date: datetime.date,
    until_date: datetime.date | None,
) -> HouseholdMember:
    """Let a person live in a household. Both rows are locked. Raises `RegistryProblem`."""
    household = Household.objects.select_for_update().get(pk=household.pk)
    person = locked(person)
    span = Span(relation, from_date, until_date)
    _check(household, person, span)
    _check_elsewhere(household, person, span)
    _check_room(household, person, span)
    if person.area_id != household.area_id and until_date is None:
        person.area_id = household.area_id
        person.save(update_fields=["area"])
    return enter(actor, household, person, span, office_now())


def replace(actor: Actor, member: HouseholdMember, spans: list[Span]) -> list[HouseholdMember]:
    """Retire a membership and enter what is believed instead, in the same household."""
    now = office_now()
    member.retired_at = now
    member.save(update_fields=["retired_at"])
    for span in spans:
        _check(member.household, member.person, span)
        _check_room(member.household, member.person, span)
    return [enter(actor, member.household, member.person, span, now) for span in spans]


def enter(actor: Actor, household: Household, person: Person, span: Span, now: datetime.datetime) -> HouseholdMember:
    """Write a membership that was checked."""
    return HouseholdMember.objects.create(
        household=household,
        person=person,
        relation=span.relation,
        from_date=span.from_date,
        until_date=span.until_date,
        left=span.left,
        learned_at=now,
        recorded_by=actor.membership,
    )


def end(actor: Actor, member: HouseholdMember, last_day: datetime.date, left: str) -> HouseholdMember | None:
    """Let a membership end on its last day; one that would begin later never was."""
    if last_day < member.from_date:
        replace(actor, member, [])
        return None
    return replace(actor, member, [Span(member.relation, member.from_date, last_day, left)])[0]


def from_day(person: Person, on: datetime.date) -> list[HouseholdMember]:
    """The memberships of a person, as known now, that reach a day or lie after it; the earliest first."""
    reaching = Q(until_date=None) | Q(until_date__gte=on)
    found = HouseholdMember.objects.filter(reaching, person=person, retired_at=None)
    return list(found.select_related("household", "person").order_by("from_date"))


def locked(person: Person) -> Person:
    """The person, locked. Raises `RegistryProblem` for a record that was merged into another."""
    found = Person.objects.select_for_update().get(pk=person.pk)
    if found.merged_into_id is not None:
        raise RegistryProblem(_("这份档案已并入同一人的另一份，请在那一份上办理。"))
    return found


def _check(household: Household, person: Person, span: Span) -> None:
    """Refuse a span that contradicts the household's or the person's own dates."""
    if span.relation not in load().codes["relation"]:
        raise RegistryProblem(_("与户主关系不在代码表里。"), "relation")
    not_after_today(span.from_date, _("加入日期"), partial(RegistryProblem, field="from_date"))
    not_after_today(span.until_date, _("离开日期"), partial(RegistryProblem, field="until_date"))
    if span.until_date is not None and span.until_date < span.from_date:
        raise RegistryProblem(_("离开日期早于加入日期。"), "until_date")
    if household.ended_on is not None and (span.until_date is None or span.until_date > household.ended_on):
        raise RegistryProblem(_("这户已于 %s 注销，不能再有成员。") % household.ended_on.isoformat())
    if person.birth_date is not None and span.from_date < person.birth_date:
        raise RegistryProblem(_("加入日期早于出生日期 %s。") % person.birth_date.isoformat(), "from_date")
    if person.died_on is not None and (span.until_date is None or span.until_date > person.died_on):
        raise RegistryProblem(_("此人已于 %s 死亡。") % person.died_on.isoformat(), "from_date")


def _overlapping(span: Span) -> Q:
    found = Q(retired_at=None) & (Q(until_date=None) | Q(until_date__gte=span.from_date))
    return found if span.until_date is None else found & Q(from_date__lte=span.until_date)


def _check_elsewhere(household: Household, person: Person, span: Span) -> None:
    """One household at a time."""
    other = HouseholdMember.objects.filter(_overlapping(span), person=person).select_related("household").first()
    if other is None:
        return
    if other.household_id == household.pk:
        raise RegistryProblem(_("此人在这段时间已是本户成员。"))
    raise RegistryProblem(
        _("此人自 %(date)s 起是 %(number)s 户的成员。一个人同一时间只能在一户，请办理迁移。")
        % {"date": other.from_date.isoformat(), "number": other.household.number}
    )


def _check_room(household: Household, person: Person, span: Span) -> None:
    """One head at a time, and no more members than a household can have."""
    others = HouseholdMember.objects.filter(_overlapping(span), household=household).exclude(person=person)
    if span.relation == "head" and others.filter(relation="head").exists():
        raise RegistryProblem(_("这段时间已有户主，一户只有一个户主。"), "relation")
    if others.values("person").distinct().count() >= MOST_MEMBERS:
        raise RegistryProblem(_("一户最多 %d 人。") % MOST_MEMBERS)
