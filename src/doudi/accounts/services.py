"""Verbs of users, organisations and roles."""

from __future__ import annotations

import datetime

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from doudi.accounts.actor import Actor
from doudi.accounts.models import Membership, Organisation, User
from doudi.accounts.rights import require, require_area
from doudi.areas.models import Area
from doudi.audit import services as audit


@transaction.atomic
def add_organisation(
    *, actor: Actor, name: str, level: str, area: Area, agency: str = "civil_affairs", telephone: str = ""
) -> Organisation:
    """Enter an organisation in the actor's area."""
    require(actor, "accounts.change")
    require_area(actor, area.code)
    made = Organisation(name=name, level=level, area=area, agency=agency, telephone=telephone)
    made.full_clean()
    made.save()
    audit.record(actor=actor, verb="organisation.added", subject=made, area=area.code)
    return made


@transaction.atomic
def add_user(*, actor: Actor, username: str, name: str, password: str) -> User:
    """Enter a user, who must choose another password at the first sign-in."""
    require(actor, "accounts.change")
    user = User(username=username, name=name, must_change_password=True)
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    audit.record(actor=actor, verb="user.added", subject=user, area=actor.area.code)
    return user


@transaction.atomic
def give_role(
    *,
    actor: Actor,
    user: User,
    organisation: Organisation,
    role: str,
    from_date: datetime.date,
    until_date: datetime.date | None = None,
    deputy_for: User | None = None,
) -> Membership:
    """Give a user a role in an organisation of the actor's area, from a day until a day."""
    require(actor, "accounts.change")
    require_area(actor, organisation.area_id)
    made = Membership(
        user=user,
        organisation=organisation,
        role=role,
        from_date=from_date,
        until_date=until_date,
        deputy_for=deputy_for,
    )
    made.full_clean()
    made.save()
    audit.record(actor=actor, verb="role.given", subject=made, area=organisation.area_id, details={"role": role})
    return made


@transaction.atomic
def end_role(*, actor: Actor, membership: Membership, until_date: datetime.date) -> Membership:
    """End a role on a day."""
    require(actor, "accounts.change")
    require_area(actor, membership.organisation.area_id)
    membership.until_date = until_date
    membership.save(update_fields=["until_date"])
    audit.record(actor=actor, verb="role.ended", subject=membership, area=membership.organisation.area_id)
    return membership
