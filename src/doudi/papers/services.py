"""Making a paper: numbered, filled in, kept."""

from __future__ import annotations

import datetime
import hashlib

from django.conf import settings
from django.db import transaction

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.areas.models import Area
from doudi.areas.numbering import next_numbers
from doudi.audit import services as audit
from doudi.office_day import office_now
from doudi.papers.content import Content, digest
from doudi.papers.looks import look, rendered
from doudi.papers.models import Paper, PaperCounter
from doudi.papers.selectors import papers


@transaction.atomic
def issue(
    *, actor: Actor, kind: str, area: Area, subject: str, content: Content, on: datetime.date, about: str = ""
) -> Paper:
    """Make a paper and keep it. `subject` is the number of the case, household or meeting that it belongs to,
    `about` what in it the paper tells of. Raises `PaperProblem` when the office's template cannot be used."""
    require(actor, "paper.make")
    require_area(actor, area.code)
    number = _number(area, on.year)
    said = content.as_json(number)
    word = rendered(look(settings.DOUDI_WORD, str(kind)), said)
    made = Paper.objects.create(
        number=number,
        kind=kind,
        area=area,
        subject=subject,
        about=about,
        made_on=on,
        content=said,
        word=word,
        sha256=hashlib.sha256(word).hexdigest(),
        content_sha256=digest(said),
        made_by=actor.membership,
        made_at=office_now(),
    )
    audit.record(actor=actor, verb="paper.made", subject=made, area=area.code, details={"kind": str(kind)})
    return made


@transaction.atomic
def open_paper(*, actor: Actor, pk: int) -> Paper:
    """A paper to read on the screen or to print; that it was read is noted. Raises `Paper.DoesNotExist`."""
    return _opened(actor, pk, "paper.read")


@transaction.atomic
def download(*, actor: Actor, pk: int) -> Paper:
    """A paper whose Word file is taken away, which is noted. Raises `Paper.DoesNotExist`."""
    return _opened(actor, pk, "paper.downloaded")


def _opened(actor: Actor, pk: int, verb: str) -> Paper:
    found = papers(actor).defer(None).get(pk=pk)
    audit.record(actor=actor, verb=verb, subject=found, area=found.area_id, details={"kind": found.kind})
    return found


def is_whole(paper: Paper) -> bool:
    """Whether the kept file, and what the screen says of it, are still those that were made."""
    return (
        hashlib.sha256(bytes(paper.word)).hexdigest() == paper.sha256 and digest(paper.content) == paper.content_sha256
    )


def _number(area: Area, year: int) -> str:
    """The next number of the county and year: 990101〔2021〕000001号."""
    place = area.code[:6]
    (number,) = next_numbers(PaperCounter, place=place, year=year)
    return f"{place}〔{year}〕{number:06}号"
