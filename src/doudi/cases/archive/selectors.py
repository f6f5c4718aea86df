"""Questions about the archive, bounded by the actor's area."""

from __future__ import annotations

import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, scope
from doudi.cases.archive.models import DestroyedCase, Destruction, DestructionState
from doudi.cases.archive.periods import measured, over_on
from doudi.cases.models import Case


def ripe(actor: Actor, on: datetime.date) -> QuerySet[Case]:
    """The cases of the area whose time is over on a day, `measured`; `is_proposed`: on a list that waits for approval."""
    require(actor, "archive.read")
    waiting = DestroyedCase.objects.filter(case_key=OuterRef("pk"), destruction__state=DestructionState.PROPOSED)
    found = measured(scope(Case.objects.select_related("applicant", "area"), actor)).filter(over_on(on))
    return found.annotate(is_proposed=Exists(waiting)).order_by("last_on", "number")


def destructions(actor: Actor) -> QuerySet[Destruction]:
    """The destructions of the area, the latest first, each with how many cases it lists."""
    require(actor, "archive.read")
    found = Destruction.objects.select_related("area", "proposed_by", "ended_by").annotate(size=Count("cases"))
    return scope(found, actor).order_by("-pk")


def listed(actor: Actor, destruction: Destruction) -> QuerySet[DestroyedCase]:
    """The list of a destruction."""
    require(actor, "archive.read")
    return scope(DestroyedCase.objects.filter(destruction=destruction), actor, "destruction__area").order_by("pk")
