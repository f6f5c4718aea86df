"""A long audit log for a big office: who opened which file, with every hash as the office itself would make it."""

from __future__ import annotations

import datetime

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.office import county, families
from doudi.audit.chain import algorithm_now, digest
from doudi.audit.models import Entry, Head
from doudi.registry.models import Household

EACH = 3
"""Entries for each person of the registry."""
_FIELDS = [field.column for field in Entry._meta.local_concrete_fields]
_PORTION = 50_000


def lengthen(people: int) -> None:
    """Add entries at the end of the chain, which stays whole."""
    actor = county.holder("township.clerk", "", county.village(0))
    homes = list(Household.objects.values_list("pk", "area_id"))
    picked = families.some(1, len(homes))
    head, algorithm, now = Head.objects.get(pk=1), algorithm_now(), timezone.now()
    more, count = datetime.timedelta(seconds=1), people * EACH
    for first in range(0, count, _PORTION):
        with transaction.atomic(), connection.cursor() as cursor:
            with cursor.copy(f"COPY audit_entry ({', '.join(_FIELDS)}) FROM STDIN") as out:
                for place in range(first, min(first + _PORTION, count)):
                    home, area = homes[next(picked)]
                    entry = Entry(
                        sequence=head.sequence + 1,
                        at=now - more * (count - place),
                        user_id=actor.user.pk,
                        membership_id=actor.membership.pk,
                        verb="household.opened",
                        subject_type="registry.Household",
                        subject_id=str(home),
                        area=area,
                        details={},
                        previous=head.hash,
                    )
                    entry.hash = digest(entry, algorithm)
                    row = [getattr(entry, field.attname) for field in Entry._meta.local_concrete_fields]
                    out.write_row(["{}" if value == {} else value for value in row])
                    head.sequence, head.hash = entry.sequence, entry.hash
            head.save()
