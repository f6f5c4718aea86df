"""Questions about notices: what the public may read, and what officials see of them."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from doudi.accounts.actor import Actor
from doudi.accounts.rights import in_area, require, scope
from doudi.areas import codes
from doudi.cases.models import BenefitDue, RunState
from doudi.cases.notices.models import Notice, NoticeKind, Objection
from doudi.cases.notices.whitelist import FIELDS


@dataclass(frozen=True, slots=True)
class Posted:
    """A notice as anybody reads it. `rows` are the label and the words of each field; no number of the case. `telephone`
    is the one among them that a phone can call."""

    token: uuid.UUID
    kind: str
    place: str
    from_date: datetime.date
    until_date: datetime.date | None
    rows: tuple[tuple[str, str], ...]
    telephone: str = ""


def hanging(on: datetime.date, *, area: str = "", kind: str = "") -> QuerySet[Notice]:
    """The notices that hang on a day, in an area. A hearing comes down with its last day and with its step; a result
    with its decision and with the last benefit that it gives."""
    still = BenefitDue.objects.filter(decision=OuterRef("decision")).exclude(until_date__lt=on)
    some = BenefitDue.objects.filter(decision=OuterRef("decision"))
    hearing = Q(kind=NoticeKind.HEARING, until_date__gte=on, run__state__in=(RunState.OPEN, RunState.SIGNED))
    result = Q(kind=NoticeKind.RESULT, decision__replaced_by=None) & (Q(until_date=None) | Q(until_date__gte=on))
    found = Notice.objects.filter(hearing | result & (Exists(still) | ~Exists(some)), from_date__lte=on)
    if area:
        found = found.filter(area__code__startswith=codes.prefix(area))
    if kind:
        found = found.filter(kind=kind)
    return found.select_related("area").order_by("-from_date", "-pk")


def board(on: datetime.date, *, area: str = "", kind: str = "") -> QuerySet[Notice]:
    """`hanging` for the public notice board; show each by `posted`."""
    return hanging(on, area=area, kind=kind)


def posted(notice: Notice) -> Posted:
    """A notice as the public reads it: the fields of the whitelist and nothing else."""
    rows = tuple((str(FIELDS[name]), str(notice.shown[name])) for name in FIELDS if name in notice.shown)
    until, telephone = notice.until_date, str(notice.shown.get("telephone", ""))
    return Posted(notice.token, notice.get_kind_display(), notice.area.name, notice.from_date, until, rows, telephone)


def public_notice(token: uuid.UUID, on: datetime.date) -> Posted:
    """One notice by its public address. Raises `Notice.DoesNotExist` for one that does not hang."""
    return posted(hanging(on).get(token=token))


def notices(actor: Actor) -> QuerySet[Notice]:
    """The notices of the actor's area, those that have come down too."""
    require(actor, "case.read")
    return scope(Notice.objects.select_related("case", "run", "area"), actor)


def objections(actor: Actor) -> QuerySet[Objection]:
    """The objections of the actor's area, what waits for an answer first."""
    require(actor, "case.read")
    found = Objection.objects.filter(in_area(actor, "notice__area")).select_related("notice__case", "notice__run")
    return found.order_by("answered_on", "received_on", "pk")
