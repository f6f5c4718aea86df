"""Questions about users and their roles."""

from __future__ import annotations

import datetime

from django.db.models import Q, QuerySet

from doudi.accounts.actor import Actor
from doudi.accounts.models import Membership, Organisation, User
from doudi.accounts.rights import require, scope


def memberships_on(user: User, date: datetime.date) -> QuerySet[Membership]:
    """The roles that a user has on a day, organisations and areas read along."""
    current = Q(from_date__lte=date) & (Q(until_date=None) | Q(until_date__gte=date))
    return user.memberships.filter(current).select_related("user", "organisation__area")


def organisations(actor: Actor) -> QuerySet[Organisation]:
    """The organisations in the actor's area."""
    require(actor, "accounts.read")
    return scope(Organisation.objects.select_related("area"), actor)


def memberships(actor: Actor) -> QuerySet[Membership]:
    """All roles ever given in the actor's area."""
    require(actor, "accounts.read")
    found = Membership.objects.select_related("user", "organisation__area", "deputy_for")
    return scope(found, actor, "organisation__area")


def contact_of(level: str, area: str, agency: str = "civil_affairs") -> Organisation | None:
    """The organisation of a level and agency that serves an area (the nearest above it)."""
    prefixes = [area[:width].ljust(12, "0") for width in (12, 9, 6, 4, 2)]
    found = {o.area_id: o for o in Organisation.objects.filter(level=level, agency=agency, area_id__in=prefixes)}
    return next((found[code] for code in prefixes if code in found), None)
