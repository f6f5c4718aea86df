"""Writing the audit log."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone

from doudi.audit.chain import algorithm_now, digest
from doudi.audit.models import Checkpoint, Entry, Head

if TYPE_CHECKING:
    from doudi.accounts.actor import Actor


@transaction.atomic
def record(
    *,
    actor: Actor | None,
    verb: str,
    subject: models.Model | None = None,
    area: str = "",
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> Entry:
    """Add an entry inside the caller's transaction: what fails leaves no trace of having been done.

    `details` hold keys and codes, never names or numbers of residents: texts, whole numbers, truth values, lists and
    mappings of them, which every database gives back as they were. `actor` None is the system or the public.
    """
    details = _plain(details or {})
    head = Head.objects.select_for_update().get(pk=1)
    entry = Entry(
        sequence=head.sequence + 1,
        at=timezone.now(),
        user_id=actor.user.pk if actor else None,
        membership_id=actor.membership.pk if actor else None,
        verb=verb,
        subject_type=subject._meta.label if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        area=area or (actor.area.code if actor else ""),
        reason=reason,
        details=details,
        previous=head.hash,
    )
    entry.hash = digest(entry, algorithm_now())
    entry.save(force_insert=True)
    head.sequence, head.hash = entry.sequence, entry.hash
    head.save(update_fields=["sequence", "hash"])
    return entry


def _plain(value: Any) -> Any:
    """The value as JSON gives it back. A fraction may come back written otherwise and is refused: the hash would differ."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    raise TypeError(f"audit details hold {type(value).__name__}; write it as text")


def checkpoint(*, date: datetime.date) -> Checkpoint | None:
    """Fix the end of the chain for a day; None when the day has one or nothing was ever written."""
    head = Head.objects.get(pk=1)
    if not head.sequence or Checkpoint.objects.filter(pk=date).exists():
        return None
    made = Checkpoint(date=date, sequence=head.sequence, hash=head.hash)
    made.save(force_insert=True)
    return made
