"""Asking the configured sources, and making the report of their answers."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doudi import secrets
from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.office_day import office_now
from doudi.verification.models import Batch, CheckRequest, Report
from doudi.verification.problems import VerificationProblem
from doudi.verification.reporting import Found, Sheet, enter_report
from doudi.verification.requesting import open_numbers
from doudi.verification.sources import Asked, Query, Source, configured, match
from doudi.vocabulary import load


@transaction.atomic
def send(*, actor: Actor, request: CheckRequest) -> list[Batch]:
    """Hand an open request to every configured source that knows one of its facts and has not been asked yet."""
    require(actor, "check.answer")
    require_area(actor, request.area_id)
    request = CheckRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    asked_before = set(request.batches.values_list("source", flat=True))
    sources = [
        source for source in configured().values() if source.name not in asked_before and _facts(source, request)
    ]
    if not sources:
        raise VerificationProblem(_("没有可以发往的数据源，或者都已经发出。"))
    numbers = open_numbers(actor=actor, request=request)
    people = [*((f"p{p.pk}", p.name) for p in request.people.all())]
    people += [(f"s{s.pk}", s.name) for s in request.supporters.all()]
    asked = tuple(Asked(name, numbers[key]) for key, name in people if numbers[key])
    made = []
    for source in sources:
        key = source.ask(Query(request.case, asked, _facts(source, request)))
        made.append(
            Batch.objects.create(
                request=request, source=source.name, key=key, sent_at=office_now(), sent_by=actor.membership
            )
        )
    details = {"sources": [source.name for source in sources]}
    audit.record(actor=actor, verb="check.sent", subject=request, area=request.area_id, details=details)
    return made


@transaction.atomic
def collect(
    *, actor: Actor, request: CheckRequest, reference: str, checked_on: datetime.date, valid_days: int
) -> Report:
    """Fetch what all asked sources answer, and make the report of it. Raises `VerificationProblem` while one has not.

    Where two sources answer for one fact, the one that was asked first counts.
    """
    require(actor, "check.answer")
    require_area(actor, request.area_id)
    request = CheckRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    sources, batches = configured(), list(request.batches.all())
    if not batches:
        raise VerificationProblem(_("这次核对还没有发往任何数据源。"))
    people = [(person, secrets.unseal("id_number", person.id_number)) for person in request.people.all()]
    found: dict[tuple[str, int | None], Found] = {}
    doubts: list[str] = []
    for batch in batches:
        source = sources.get(batch.source)
        answers = source.answers(batch.key) if source is not None else None
        if answers is None:
            raise VerificationProblem(_("数据源 %s 还没有答复。") % (source.label if source else batch.source))
        asked = _facts(source, request) if source else ()
        wanted = [answer for answer in answers if (_entity(answer.id_number, answer.name), answer.fact) in asked]
        matched = match(people, batch.source, wanted)
        for each in matched.found:
            first = found.setdefault((each.fact, each.person and each.person.pk), each)
            if first.value != each.value:
                doubts.append(_other(first, each))
        doubts += matched.doubts
        batch.answered_at = office_now()
        batch.save(update_fields=["answered_at"])
    note = "\n".join(["由数据源答复生成。", *doubts])[:2000]  # kept
    sheet = Sheet(reference, checked_on, valid_days, note=note)
    return enter_report(actor=actor, request=request, sheet=sheet, found=found.values())


def _other(first: Found, other: Found) -> str:
    """A line about a second source that says something else than the first."""
    entity = "person" if other.person else "household"
    of, fact = other.person.name if other.person else "全户", load().facts[entity, other.fact].label  # kept
    used = first.source
    return f"{of}的{fact}：{other.source} 答复为 {other.value}，与 {used} 不同，按 {used} 计。"  # kept


def _entity(id_number: str, name: str) -> str:
    return "person" if id_number or name else "household"


def _facts(source: Source, request: CheckRequest) -> tuple[tuple[str, str], ...]:
    """The facts of a request that a source knows."""
    asked = [(entity, name) for entity, names in request.facts.items() for name in names]
    return tuple(fact for fact in asked if fact in source.facts)
