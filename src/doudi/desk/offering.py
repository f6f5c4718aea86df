"""The papers that a page offers: which are still missing, and those that were made, with the way to each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from doudi.accounts import rights
from doudi.cases.models import Case
from doudi.cases.paperwork.due import Due, due
from doudi.papers.models import Paper


@dataclass(frozen=True, slots=True)
class Offer:
    """A paper that is due, as somebody sees it: `paper` is the one that was served, else the last that was made, if they
    may read it."""

    due: Due
    paper: Paper | None
    may_make: bool


def offers(request: HttpRequest, case: Case, wanted: Callable[[Due], bool]) -> list[Offer]:
    """The papers that belong on a page."""
    actor = request.actor
    may_make = rights.may(actor, "paper.make")
    return [Offer(each, _readable(request, each), may_make) for each in due(case) if wanted(each)]


def at_step(request: HttpRequest, case: Case, run: int) -> list[Offer]:
    """Those that belong to a step."""
    return offers(request, case, lambda each: run in each.steps)


def of_kinds(request: HttpRequest, case: Case, *kinds: str, key: int | None = None) -> list[Offer]:
    """Those of some kinds; with `key`, of one decision or notice."""
    return offers(request, case, lambda each: each.kind in kinds and key in (None, each.key))


def _readable(request: HttpRequest, each: Due) -> Paper | None:
    """The one that was served, else the last, for whoever may read it; a department reads what it made itself."""
    actor = request.actor
    if not rights.may(actor, "paper.read"):
        return None
    own = actor.level == "department"
    found = [paper for paper in each.made if not own or paper.made_by.organisation_id == actor.organisation.pk]
    return next((paper for paper in found if paper.number == each.served), found[-1] if found else None)
