"""Two records of one person become one, and two again when that was wrong. Nothing is lost either way.

The record that is kept answers for both: what it does not know, the other fills. Memberships pass to it; those of the
other are retired, as a correction is.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.office_day import office_now
from doudi.registry import identity, living
from doudi.registry.correcting import change_identity
from doudi.registry.living import DAY, Span
from doudi.registry.models import SECRETS, HouseholdMember, Merge, Person, Source
from doudi.registry.problems import RegistryProblem, check_reason

_BLANKS = ("id_number", "sex", "birth_date", "telephone", "bank_card", "died_on")
_FOREVER = datetime.date.max


@transaction.atomic
def merge(*, actor: Actor, kept: Person, merged: Person, reason: str) -> Merge:
    """Make one of two records of a person: `kept` goes on, `merged` is found through it. Raises `RegistryProblem`."""
    require(actor, "person.merge")
    require_area(actor, kept.area_id)
    require_area(actor, merged.area_id)
    if kept.pk == merged.pk:
        raise RegistryProblem(_("这是同一份档案。"))
    check_reason(reason, _("合并要写明理由。"))
    kept, merged = _both(kept, merged)
    _check_households(kept, merged)
    now = office_now()
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    filled = _fill(actor, kept, merged, reason)
    members = [_pass_on(actor, member, kept, now) for member in _living(merged)]
    made = Merge.objects.create(
        kept=kept,
        merged=merged,
        reason=reason,
        moved={"members": members, "filled": filled},
        at=now,
        by=actor.membership,
    )
    _repoint(merged, kept)
    audit.record(
        actor=actor,
        verb="person.merged",
        subject=kept,
        area=kept.area_id,
        reason=reason,
        details={"merged": merged.pk, "filled": filled},
    )
    return made


@transaction.atomic
def unmerge(*, actor: Actor, merge: Merge, reason: str) -> list[HouseholdMember]:
    """Make two records of one again. What was recorded of the kept one since stays with it.

    Memberships that passed over go back, unless they were changed since: those are returned, for an official to settle.
    """
    require(actor, "person.merge")
    require_area(actor, merge.kept.area_id)
    require_area(actor, merge.merged.area_id)
    check_reason(reason, _("拆分要写明理由。"))
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        raise RegistryProblem(_("这次合并已于 %s 拆分。") % timezone.localtime(merge.undone_at).date().isoformat())
    kept = living.locked(merge.kept)
    merged = Person.objects.select_for_update().get(pk=merge.merged_id)
    _empty(actor, kept, merged, merge.moved["filled"], reason)
    merged.merged_into = None
    identity.save(merged)
    _repoint(merged, merged)
    merge.undone_at, merge.undone_by, merge.undone_reason = office_now(), actor.membership, reason
    merge.save()
    left = [member for moved in merge.moved["members"] for member in _give_back(actor, moved, merged)]
    audit.record(
        actor=actor,
        verb="person.unmerged",
        subject=kept,
        area=kept.area_id,
        reason=reason,
        details={"merged": merged.pk, "left": [member.pk for member in left]},
    )
    return left


def _both(kept: Person, merged: Person) -> tuple[Person, Person]:
    """Both records, locked in one order, neither merged already."""
    found = {person.pk: living.locked(person) for person in sorted((kept, merged), key=lambda each: each.pk)}
    return found[kept.pk], found[merged.pk]


def _living(person: Person) -> QuerySet[HouseholdMember]:
    return person.memberships.filter(retired_at=None).select_related("household").order_by("from_date")


def _check_households(kept: Person, merged: Person) -> None:
    """One person cannot have been in two households on one day: which of them is wrong, an official must say."""
    for one in _living(kept):
        for other in _living(merged):
            meet = max(one.from_date, other.from_date)
            if one.household_id != other.household_id and meet <= min(_end(one), _end(other)):
                raise RegistryProblem(
                    _("两份档案在 %(date)s 分别在 %(one)s 户和 %(other)s 户。请先撤销其中登记错的一条，再合并。")
                    % {"date": meet.isoformat(), "one": one.household.number, "other": other.household.number}
                )


def _fill(actor: Actor, kept: Person, merged: Person, reason: str) -> list[str]:
    """Fill the blanks of the kept record from the other; the names of what was filled."""
    blanks = [name for name in _BLANKS if not getattr(kept, name) and getattr(merged, name)]
    if not blanks:
        return []
    changes = {name: getattr(merged, name) for name in blanks}
    changes |= {f"{name}_index": getattr(merged, f"{name}_index") for name in blanks if hasattr(kept, f"{name}_index")}
    both = {name: getattr(merged if name in blanks else kept, name) for name in ("sex", "birth_date", *SECRETS)}
    identity.checked(identity.opened(Person(name=kept.name, **both)))  # a number may contradict the birth date
    change_identity(actor, kept, changes, Source.CORRECTED, reason)
    return blanks


def _empty(actor: Actor, kept: Person, merged: Person, filled: Iterable[str], reason: str) -> None:
    """Take back what the other record filled, where it is still that."""
    changes: dict[str, Any] = {}
    for name in filled:
        key = f"{name}_index" if hasattr(kept, f"{name}_index") else name
        if getattr(kept, key) == getattr(merged, key):
            empty = None if name in ("birth_date", "died_on") else ""
            changes |= {name: empty} | ({key: ""} if key != name else {})
    if changes:
        change_identity(actor, kept, changes, Source.CORRECTED, reason)


def _pass_on(actor: Actor, member: HouseholdMember, kept: Person, now: datetime.datetime) -> dict[str, Any]:
    """Retire a membership of the other record and enter for the kept one what it does not have of it already."""
    gaps = [(member.from_date, _end(member))]
    for own in _living(kept):
        gaps = [gap for each in gaps for gap in _without(each, (own.from_date, _end(own)))]
    member.retired_at = now
    member.save(update_fields=["retired_at"])
    made = [
        living.enter(
            actor,
            member.household,
            kept,
            Span(member.relation, start, None if end == _FOREVER else end, member.left if end == _end(member) else ""),
            now,
        )
        for start, end in gaps
    ]
    return {"old": member.pk, "new": [each.pk for each in made]}


def _give_back(actor: Actor, moved: dict[str, Any], merged: Person) -> list[HouseholdMember]:
    """Let a membership go back to the other record; those of the kept one that changed since, if any did."""
    passed = list(HouseholdMember.objects.filter(pk__in=moved["new"]).select_related("household"))
    if any(member.retired_at is not None for member in passed):
        return [member for member in passed if member.retired_at is None]
    for member in passed:
        living.replace(actor, member, [])
    old = HouseholdMember.objects.select_related("household").get(pk=moved["old"])
    living.enter(
        actor, old.household, merged, Span(old.relation, old.from_date, old.until_date, old.left), office_now()
    )
    return []


def _repoint(top: Person, to: Person) -> None:
    """Let every record merged into `top`, and into those, name the record that now answers for it."""
    for each in Merge.objects.filter(kept=top, undone_at=None).select_related("merged"):
        Person.objects.filter(pk=each.merged_id).update(merged_into=to)
        _repoint(each.merged, to)


def _end(member: HouseholdMember) -> datetime.date:
    return member.until_date or _FOREVER


def _without(
    span: tuple[datetime.date, datetime.date], other: tuple[datetime.date, datetime.date]
) -> list[tuple[datetime.date, datetime.date]]:
    """What is left of a span of days without another."""
    if other[1] < span[0] or span[1] < other[0]:
        return [span]
    found = []
    if span[0] < other[0]:
        found.append((span[0], other[0] - DAY))
    if other[1] < span[1]:
        found.append((other[1] + DAY, span[1]))
    return found
