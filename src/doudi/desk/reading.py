"""Says in the audit log that somebody read a case: once for a while of work on it, not for every click."""

from __future__ import annotations

from django.core.cache import cache
from django.db.models import Model
from django.http import HttpRequest

from doudi.audit import services as audit
from doudi.cases.models import Case

_AWHILE = 600


def note_case(request: HttpRequest, case: Case) -> None:
    """Note that the actor reads a case."""
    if cache.add(f"read:{request.actor.membership.pk}:{case.pk}", 1, _AWHILE):
        audit.record(actor=request.actor, verb="case.read", subject=case, area=case.area_id)


def note_file(request: HttpRequest, verb: str, subject: Model, area: str) -> None:
    """Note that the actor reads something else that tells of families: a meeting's agenda, a sample."""
    if cache.add(f"{verb}:{request.actor.membership.pk}:{subject.pk}", 1, _AWHILE):
        audit.record(actor=request.actor, verb=verb, subject=subject, area=area)
