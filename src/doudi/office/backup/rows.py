"""A database as lines of JSON, which any other database can read: slower than its own tools, bound to none."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import IO, Any

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Model

_LEFT_OUT = {"sessions.session"}
_TOGETHER = 500


class Exact(DjangoJSONEncoder):
    """Instants to the microsecond: the audit log's hashes are over them."""

    def default(self, o: Any) -> Any:
        """An instant in full; the rest as Django writes it."""
        return o.isoformat() if isinstance(o, datetime.datetime) else super().default(o)


def tables() -> list[type[Model]]:
    """Every table that is kept, those that others refer to first."""
    listed = [(config, None) for config in apps.get_app_configs()]
    ordered = serializers.sort_dependencies(listed, allow_cycles=True)
    return [
        model
        for model in ordered
        if not model._meta.proxy and model._meta.managed and model._meta.label_lower not in _LEFT_OUT
    ]


def write(out: IO[str]) -> int:
    """Write every row as it stands at one moment; the number of rows."""
    count = 0
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for model in tables():
            rows = model._base_manager.order_by("pk").iterator(chunk_size=_TOGETHER)
            for row in rows:
                serializers.serialize("jsonl", [row], stream=out, cls=Exact, ensure_ascii=True)
                count += 1
    return count


def read(lines: Iterable[str]) -> int:
    """Fill an empty database; all rows or none. The number of rows."""
    count = 0
    with transaction.atomic():
        for model in reversed(tables()):
            if model._base_manager.exists():
                model._base_manager.all()._raw_delete(model._base_manager.db)
        for row in serializers.deserialize("jsonl", lines):
            Model.save_base(row.object, raw=True, force_insert=True)
            for name, values in (row.m2m_data or {}).items():
                getattr(row.object, name).set(values)
            count += 1
        _continue_numbers()
    return count


def _continue_numbers() -> None:
    """The next number of each table goes on after the last that was read."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)
