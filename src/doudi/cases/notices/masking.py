"""Masking of names on notices, as the place chooses."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.areas import codes
from doudi.areas.models import Area
from doudi.audit import services as audit
from doudi.cases.notices.models import Masking, NoticeMasking
from doudi.cases.problems import CaseProblem
from doudi.office_day import office_now


def masked(name: str, masking: str) -> str:
    """The name as the public reads it: 张*明, 张**, or whole. A name of one sign is hidden unless names are whole."""
    name = name.strip()
    if masking == Masking.FULL:
        return name
    if len(name) < 2:
        return "*"
    if masking == Masking.MIDDLE and len(name) > 2:
        return name[0] + "*" * (len(name) - 2) + name[-1]
    return name[0] + "*" * (len(name) - 1)


def masking_in(area: str) -> str:
    """How names are masked in a place: by its own choice, or that of the nearest place above; else the middle."""
    found = NoticeMasking.objects.filter(area_id__in=_upwards(area))
    nearest = max(found, key=lambda row: codes.prefix(row.area_id), default=None)
    return nearest.masking if nearest is not None else Masking.MIDDLE


def _upwards(area: str) -> list[str]:
    above: str | None = area
    found = []
    while above is not None:
        found.append(above)
        above = codes.parent(above)
    return found


@transaction.atomic
def choose_masking(*, actor: Actor, area: Area, masking: str) -> NoticeMasking:
    """Choose how a place masks names from now on; what hangs stays as it is."""
    require(actor, "notice.mask")
    require_area(actor, area.code)
    if masking not in Masking.values:
        raise CaseProblem(_("没有这种姓名显示方式。"))
    values = {"masking": masking, "set_by": actor.membership, "set_at": office_now()}
    made, _new = NoticeMasking.objects.update_or_create(area=area, defaults=values)
    audit.record(actor=actor, verb="notice.masking", subject=made, area=area.code, details={"masking": masking})
    return made
