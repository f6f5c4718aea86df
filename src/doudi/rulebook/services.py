"""Verbs of the rulebook: keep a release, adopt it in a place, give its standards. One enters, another approves."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.areas.models import Area
from doudi.audit import services as audit
from doudi.office_day import office_now
from doudi.policy.inputs.outside import read_place
from doudi.policy.messages.problems import PolicyError
from doudi.policy.messages.refusal import Refused
from doudi.rulebook import kept
from doudi.rulebook.models import Adoption, Approved, Release, StandardValue
from doudi.rulebook.selectors import release_for
from doudi.rulebook.standards import StandardProblem, read_value, written

A = TypeVar("A", bound=Approved)


class AdoptionProblem(ValueError):
    """A policy cannot be adopted like this; the message says why."""


@transaction.atomic
def keep_release(*, actor: Actor, word: str) -> Release:
    """Keep the policy of that name or folder, whole. Raises `ReleaseProblem`."""
    require(actor, "policy.adopt")
    release = kept.keep(word)
    audit.record(actor=actor, verb="release.kept", details={"release": release.pk, "policy": release.policy})
    return release


@transaction.atomic
def adopt(
    *,
    actor: Actor,
    area: Area,
    release: Release,
    from_date: datetime.date,
    until_date: datetime.date | None = None,
) -> Adoption:
    """Enter that a place applies a release from a day until a day; in force when another person approves it."""
    require(actor, "policy.adopt")
    require_area(actor, area.code)
    if until_date is not None and until_date < from_date:
        raise AdoptionProblem(_("截止日期早于起始日期。"))
    if Adoption.objects.filter(area=area, from_date=from_date, withdrawn=False).exists():
        raise AdoptionProblem(_("%s 起已有一项采用；先撤回它，或另选日期。") % from_date.isoformat())
    made = Adoption.objects.create(
        area=area, release=release, from_date=from_date, until_date=until_date, entered_by=actor.user
    )
    audit.record(actor=actor, verb="adoption.entered", subject=made, area=area.code, details={"release": release.pk})
    return made


@transaction.atomic
def approve_adoption(*, actor: Actor, adoption: Adoption) -> Adoption:
    """Put an adoption in force. Never by who entered it."""
    return _approve(actor, adoption, adoption.area_id, "adoption.approved")


@transaction.atomic
def set_standard(
    *,
    actor: Actor,
    area: Area,
    name: str,
    value: str,
    from_date: datetime.date,
    release: Release | None = None,
    source: str = "",
) -> StandardValue:
    """Enter the value of a parameter or reading of the place's policy, from a day. Raises `StandardProblem`."""
    require(actor, "policy.adopt")
    require_area(actor, area.code)
    policy = kept.policy_of(release or release_for(area.code, from_date))
    read_value(policy, name, value)
    if StandardValue.objects.filter(
        area=area, policy=policy.name, name=name, from_date=from_date, withdrawn=False
    ).exists():
        raise StandardProblem(_("%(name)s 自 %(date)s 起已有一个值。") % {"name": name, "date": from_date.isoformat()})
    made = StandardValue.objects.create(
        area=area,
        policy=policy.name,
        name=name,
        value=value,
        from_date=from_date,
        source=source,
        entered_by=actor.user,
    )
    details = {"name": name, "value": value, "from": from_date.isoformat()}
    audit.record(actor=actor, verb="standard.entered", subject=made, area=area.code, details=details)
    return made


@transaction.atomic
def approve_standard(*, actor: Actor, standard: StandardValue) -> StandardValue:
    """Put a value in force. Never by who entered it."""
    return _approve(actor, standard, standard.area_id, "standard.approved")


@transaction.atomic
def withdraw(*, actor: Actor, row: A, reason: str) -> A:
    """Take back an adoption or a value that was entered in error; the row and the reason stay."""
    require(actor, "policy.approve" if row.approved_by_id else "policy.adopt")
    area: str = row.area_id  # type: ignore[attr-defined]
    require_area(actor, area)
    if not reason.strip():
        raise AdoptionProblem(_("撤回要写明理由。"))
    row.withdrawn = True
    row.save(update_fields=["withdrawn"])
    audit.record(actor=actor, verb="rulebook.withdrawn", subject=row, area=area, reason=reason)
    return row


@transaction.atomic
def read_place_file(*, actor: Actor, area: Area, release: Release, path: Path) -> list[StandardValue]:
    """Enter all values of a place file (YAML of dated values), all or none. Raises `StandardProblem`."""
    require(actor, "policy.adopt")
    require_area(actor, area.code)
    try:
        found = read_place(kept.policy_of(release), path)
    except (Refused, PolicyError) as error:
        raise StandardProblem(error.text("zh") if isinstance(error, Refused) else str(error)) from None
    return [
        set_standard(actor=actor, area=area, name=name, value=written(value), from_date=start, release=release)
        for name, dated in found.items()
        for start, value in dated.values
    ]


def _approve(actor: Actor, row: A, area: str, verb: str) -> A:
    require(actor, "policy.approve")
    require_area(actor, area)
    row = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if row.entered_by_id == actor.user.pk:
        raise PermissionDenied(_("录入人不能批准自己录入的内容。"))
    if row.withdrawn:
        raise AdoptionProblem(_("已撤回，不能批准。"))
    if not row.is_approved:
        row.approved_by, row.approved_at = actor.user, office_now()
        row.save(update_fields=["approved_by", "approved_at"])
        audit.record(actor=actor, verb=verb, subject=row, area=area)
    return row
