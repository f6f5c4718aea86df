"""Questions about policies: which is in force where, with which values."""

from __future__ import annotations

import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import in_area, require
from doudi.areas import codes
from doudi.areas.models import Area
from doudi.policy.meaning.setting import Setting
from doudi.rulebook.kept import policy_of
from doudi.rulebook.models import Adoption, Release, StandardValue
from doudi.rulebook.standards import given

APPROVED = Q(approved_by__isnull=False, withdrawn=False)


class NothingAdopted(LookupError):
    """No policy is in force in a place on a day."""


def adoption_for(area: str, date: datetime.date) -> Adoption:
    """The adoption in force: of the nearest area, the latest that has begun. Raises `NothingAdopted`."""
    current = Q(from_date__lte=date) & (Q(until_date=None) | Q(until_date__gte=date))
    found = Adoption.objects.filter(APPROVED, current, area_id__in=_above(area))
    found = found.select_related("release").defer("release__layers")  # the text is read once, where the policy is
    nearest = max(found, key=lambda a: (codes.prefix(a.area_id), a.from_date), default=None)
    if nearest is None:
        name = Area.objects.filter(pk=area).values_list("name", flat=True).first() or area
        raise NothingAdopted(_("%(area)s在 %(date)s 没有采用任何政策。") % {"area": name, "date": date.isoformat()})
    return nearest


def release_for(area: str, date: datetime.date) -> Release:
    """The release in force in a place on a day. Raises `NothingAdopted`."""
    return adoption_for(area, date).release


def setting_for(area: str, date: datetime.date, release: Release | None = None) -> Setting:
    """All that a decision in a place on a day rests on besides the household.

    `release`: that one instead of the one in force (the procedure of a case begun under an older one).
    Raises `NothingAdopted`.
    """
    policy = policy_of(release or release_for(area, date))
    rows = StandardValue.objects.filter(APPROVED, area_id__in=_above(area), policy=policy.name)
    return Setting(policy, date, given(policy, sorted(rows, key=lambda r: (codes.prefix(r.area_id), r.from_date))))


def _above(area: str) -> list[str]:
    """The codes of an area and of all above it."""
    found, code = [], codes.full(area)
    above: str | None = code
    while above is not None:
        found.append(above)
        above = codes.parent(above)
    return found


def releases(actor: Actor) -> QuerySet[Release]:
    """The kept releases."""
    require(actor, "policy.read")
    return Release.objects.all()


def adoptions(actor: Actor) -> QuerySet[Adoption]:
    """The adoptions that concern the actor's area: of it, of what lies in it and of what lies above."""
    require(actor, "policy.read")
    found = Adoption.objects.select_related("area", "release", "entered_by", "approved_by").defer("release__layers")
    return found.filter(_concerns(actor))


def standards(actor: Actor) -> QuerySet[StandardValue]:
    """The values given in the actor's area, in what lies in it and above."""
    require(actor, "policy.read")
    found = StandardValue.objects.select_related("area", "entered_by", "approved_by")
    return found.filter(_concerns(actor))


def _concerns(actor: Actor) -> Q:
    return in_area(actor) | Q(area_id__in=_above(actor.area.code))
