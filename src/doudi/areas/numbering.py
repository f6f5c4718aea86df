"""Numbers that a place gives, one after the other and without a gap."""

from __future__ import annotations

from typing import Any

from django.db import models


def next_numbers(counters: type[models.Model], count: int = 1, **of: Any) -> range:
    """The next `count` numbers of the series that `of` names, from 1 on; `counters` keeps the `last` of each series.

    The series is locked until the transaction ends, so that two clerks never get the same; a number that is given in a
    transaction that fails is given again.
    """
    rows = counters._default_manager
    rows.get_or_create(**of)
    counter: Any = rows.select_for_update().get(**of)
    first, counter.last = counter.last + 1, counter.last + count
    counter.save(update_fields=["last"])
    return range(first, counter.last + 1)
