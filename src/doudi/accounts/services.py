"""Verbs of users, organisations and roles."""

from __future__ import annotations

import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.models import Membership, Organisation, User
from doudi.accounts.rights import POSTS, require, require_area
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
    """Give a user a role in an organisation of the actor's area, from a day until a day; never oneself.

    A deputy names a colleague who has the same role there. Raises `ValidationError`.
    """
    require(actor, "accounts.change")
    require_area(actor, organisation.area_id)
    if user.pk == actor.user.pk:
        raise PermissionDenied(_("不能给自己分配岗位，请由另一位管理员办理。"))
    _check_role(user, organisation, role, from_date, deputy_for)
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
    """End a role on a day. Raises `ValidationError` for a day before it began."""
    require(actor, "accounts.change")
    require_area(actor, membership.organisation.area_id)
    membership.until_date = until_date
    membership.full_clean()
    membership.save(update_fields=["until_date"])
    audit.record(actor=actor, verb="role.ended", subject=membership, area=membership.organisation.area_id)
    return membership


def _check_role(
    user: User, organisation: Organisation, role: str, from_date: datetime.date, deputy_for: User | None
) -> None:
    """Refuse a role that its organisation does not have, and a deputy of nobody."""
    if f"{organisation.level}.{role}" not in POSTS:
        raise ValidationError({"role": _("%s没有这个岗位。") % organisation.get_level_display()})
    if deputy_for is None:
        return
    theirs = Membership.objects.filter(user=deputy_for, organisation=organisation, role=role, deputy_for=None)
    if deputy_for.pk == user.pk or not theirs.exclude(until_date__lt=from_date).exists():
        raise ValidationError({"deputy_for": _("只能代理同一机构同一岗位的人。")})
