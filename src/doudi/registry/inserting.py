"""Many rows of a table at once: by COPY on PostgreSQL, by one prepared statement on SQLite.

The database's constraints and triggers act on each row as on any other. What Django does for each row does not happen:
no instance is made, no `save` is called.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.db.models import DateField, Field, JSONField, Model

_KEPT = 4096
_Prepare = Callable[[Any], Any]


def keys(model: type[Model], count: int) -> list[int]:
    """So many primary keys of a table that no other row has or will get."""
    if not count:
        return []
    table = model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            place = [connection.ops.quote_name(table), model._meta.pk.column, count]
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", place)
            return [key for (key,) in cursor.fetchall()]
        cursor.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT %s, 0"
            " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)",
            [table, table],
        )
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, table])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()[0]
        return list(range(last - count + 1, last + 1))


def insert(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]], **same: Any) -> None:
    """Insert rows, each with the values of `names` (as attributes are named: `person_id`); `same` is alike in all.

    The rest has its default. Raises `IntegrityError` where a constraint refuses a row; a foreign key that leads nowhere
    is refused at the latest when the transaction ends.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    rest = {name: field.get_default() for name, field in fields.items() if name not in names and not field.primary_key}
    alike = {name: value for name, value in (rest | same).items() if value is not None}
    columns = [fields[name].column for name in (*names, *alike)]
    prepare = [_preparing(fields[name]) for name in names]
    end = tuple(value if (done := _preparing(fields[name])) is None else done(value) for name, value in alike.items())
    _send(model._meta.db_table, columns, _prepared(rows, prepare, end))


def _prepared(
    rows: Iterable[Sequence[Any]], prepare: Sequence[_Prepare | None], end: tuple[Any, ...]
) -> Iterable[tuple[Any, ...]]:
    """The rows as the driver takes them."""
    todo = [(at, each) for at, each in enumerate(prepare) if each is not None]
    for row in rows:
        values = [*row]
        for at, each in todo:
            values[at] = each(values[at])
        yield (*values, *end)


def _preparing(field: Field[Any, Any]) -> _Prepare | None:
    """What makes a value of a field one of the driver's; None where it is one already."""
    if isinstance(field, JSONField):
        return lambda value: None if value is None else json.dumps(value, cls=field.encoder)
    if isinstance(field, DateField):  # instants too
        return lru_cache(_KEPT)(lambda value: field.get_db_prep_save(value, connection))
    return None


def _send(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    quoted = connection.ops.quote_name
    into = f"{quoted(table)} ({', '.join(quoted(column) for column in columns)})"
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {into} VALUES ({places})", rows)
