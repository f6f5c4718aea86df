"""Who speaks in a letter, and where one goes against it: the organ that decided, and the government above it."""

from __future__ import annotations

from doudi.accounts.models import Level, Organisation
from doudi.areas.models import Area
from doudi.cases.models import Decision

COURT = "有管辖权的人民法院"  # kept
"""Which court that is follows from law, not from the organ: the claimant may have a choice."""


def organ(decision: Decision) -> Organisation:
    """The organisation that decided. A village's service point decides nothing of its own: it acts for its township."""
    found = decision.made_by.organisation
    if found.level != Level.VILLAGE or found.area.parent_id is None:
        return found
    above = Organisation.objects.filter(area=found.area.parent_id, level=Level.TOWNSHIP).order_by("pk").first()
    return above or found


def reviewer(organisation: Organisation) -> str:
    """The people's government to which one applies for reconsideration: the county's, for its departments as for its
    townships (Administrative Reconsideration Law (2023), article 24; open also under that of 2017, articles 12 and 13)."""
    return f"{_governed(organisation.area).name}人民政府"  # kept


def _governed(area: Area) -> Area:
    """The county, or what stands in its place, in which a township or village lies."""
    while area.level in ("township", "village") and area.parent is not None:
        area = area.parent
    return area
