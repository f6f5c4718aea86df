"""Correcting who somebody is, and opening what is masked: both with a reason that is logged."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doudi import secrets
from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.office_day import not_after_today, office_now
from doudi.registry import identity, living
from doudi.registry.models import SECRETS, Identity, Person, PersonVersion, Source
from doudi.registry.problems import RegistryProblem, check_reason

_KEPT = [field.name for field in Identity._meta.fields]


@transaction.atomic
def correct_person(
    *,
    actor: Actor,
    person: Person,
    changes: Mapping[str, Any],
    reason: str,
    source: str = Source.CORRECTED,
) -> Person:
    """Correct fields of `Who` (name, id_number, sex, birth_date, telephone, bank_card) or `died_on`.

    What was believed before stays as a version. Raises `RegistryProblem`.
    """
    require(actor, "household.change")
    require_area(actor, person.area_id)
    check_reason(reason, _("更正要写明理由。"))
    person = living.locked(person)
    not_after_today(changes.get("died_on"), _("死亡日期"), partial(RegistryProblem, field="died_on"))
    died = {"died_on": changes["died_on"]} if "died_on" in changes else {}
    who = _corrected(person, {name: value for name, value in changes.items() if name != "died_on"})
    identity.refuse_taken(who.id_number, but=person)
    person = change_identity(actor, person, identity.fields(who) | died, source, reason)
    audit.record(
        actor=actor,
        verb="person.corrected",
        subject=person,
        area=person.area_id,
        reason=reason,
        details={"fields": sorted(changes)},
    )
    return person


def _corrected(person: Person, changes: Mapping[str, Any]) -> identity.Who:
    """Who somebody is after a correction. What followed from the old ID number follows from the new one."""
    known = {field.name for field in dataclasses.fields(identity.Who)}
    for name in changes:
        if name not in known:
            raise RegistryProblem(_("没有 %s 这一项。") % name, name)
    before = identity.opened(person)
    if changes.get("id_number") and changes["id_number"] != before.id_number:
        blank = {name: None if name == "birth_date" else "" for name in ("sex", "birth_date") if name not in changes}
        before = dataclasses.replace(before, **blank)
    return identity.checked(dataclasses.replace(before, **changes))


def change_identity(actor: Actor, person: Person, changes: Mapping[str, Any], source: str, why: str) -> Person:
    """Keep what was believed of a locked person as a version, and write what is believed now."""
    now = office_now()
    before = {name: getattr(person, name) for name in _KEPT}
    PersonVersion.objects.create(person=person, replaced_at=now, why=why, **before)
    for name, value in changes.items():
        setattr(person, name, value)
    person.learned_at, person.source, person.recorded_by = now, source, actor.membership
    return identity.save(person)


@transaction.atomic
def open_secret(*, actor: Actor, person: Person, field: str, reason: str) -> str:
    """A secret of a person in full, for somebody who says why; who, what and why are logged, the secret is not."""
    require(actor, "person.open_secret")
    require_area(actor, person.area_id)
    if field not in SECRETS:
        raise RegistryProblem(_("没有 %s 这一项。") % field, "field")
    check_reason(reason, _("查看完整号码要写明理由。"))
    audit.record(
        actor=actor,
        verb="secret.opened",
        subject=person,
        area=person.area_id,
        reason=reason,
        details={"field": field},
    )
    return secrets.unseal(field, getattr(person, field))
