"""Reading and proving the audit log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require
from doudi.audit.chain import algorithm_of, digest
from doudi.audit.models import Checkpoint, Entry, Head


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the chain, at an entry's number."""

    sequence: int
    what: str


def entries(actor: Actor) -> QuerySet[Entry]:
    """The entries of the actor's area, newest first."""
    require(actor, "audit.read")
    return Entry.objects.filter(area__startswith=actor.area.prefix).order_by("-sequence")


def verify(outside: Iterable[tuple[int, str]] = ()) -> list[Finding]:
    """What is wrong with the chain: nothing, when every entry is as it was written and none is missing.

    `outside` are checkpoints (sequence, hash) that were kept elsewhere; a tail cut off together with its own
    checkpoints is found only by them.
    """
    found: list[Finding] = []
    expected, previous = 1, ""
    hashes: dict[int, str] = {}
    fixed = {c.sequence: c.hash for c in Checkpoint.objects.all()} | dict(outside)
    for entry in Entry.objects.order_by("sequence").iterator(chunk_size=2000):
        if entry.sequence != expected:
            found.append(
                Finding(
                    expected, _("第 %(first)s 至 %(last)s 条不见了") % {"first": expected, "last": entry.sequence - 1}
                )
            )
        elif entry.previous != previous:
            found.append(Finding(entry.sequence, _("与上一条接不上：此处有条目被删除、插入或改动")))
        if digest(entry, algorithm_of(entry)) != entry.hash:
            found.append(Finding(entry.sequence, _("内容与摘要不符：此条被改动")))
        if entry.sequence in fixed:
            hashes[entry.sequence] = entry.hash
        expected, previous = entry.sequence + 1, entry.hash
    found += [
        Finding(sequence, _("与锚点不符：此条之前的日志被改写或截断"))
        for sequence, hash in sorted(fixed.items())
        if hashes.get(sequence) != hash
    ]
    head = Head.objects.filter(pk=1).first() or Head()
    if (head.sequence, head.hash) != (expected - 1, previous):
        found.append(Finding(expected, _("日志的末尾被截断或追加")))
    return found
