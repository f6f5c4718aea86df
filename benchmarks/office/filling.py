"""Copies the first set until there are enough people: families, cases and all that hangs on them, in the database itself.

A row's copy in set k has the row's number plus k times `STRIDE`, and so has every reference to another copied row. What
differs between people (names, sealed numbers, what they are found by) is made for each of them here.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from benchmarks.office import county, families
from benchmarks.office.chain import lengthen
from benchmarks.office.seeding import CASES, PEOPLE
from doudi.areas.models import Area
from doudi.registry import identity
from doudi.registry.models import Person, SearchKey
from doudi.vocabulary.id_number import invented_number

STRIDE = 100_000
_PORTION = 40
_SHIFTS = 25
"""Days by which the cases of sets differ."""
_REGISTRY = ("registry.Household", "registry.HouseholdMember", "registry.FactVersion")
_CASES = (
    "cases.Case",
    "cases.StepRun",
    "cases.Signature",
    "cases.Event",
    "cases.Decision",
    "cases.BenefitDue",
    "cases.Notice",
    "cases.SampledCase",
)
_COPIED = {"registry.Person", *_REGISTRY, *_CASES}
_NUMBERED = "{before} || lpad({number}::text, greatest(6, length({number}::text)), '0')"


def fill(people: int) -> dict[str, Any]:
    """Copy the first set until there are so many people. How many rows there are of what, and the seconds it took."""
    start, sets = time.perf_counter(), people // PEOPLE
    known = list(Person.objects.order_by("pk").values())
    assert len(known) == PEOPLE, "the first set has been copied already"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # what is copied refers to what is copied
        cursor.execute("CREATE TEMP TABLE copies (k bigint, area text, shift integer) ON COMMIT DROP")
        for first in range(1, sets, _PORTION):
            portion = range(first, min(sets, first + _PORTION))
            cursor.execute("TRUNCATE copies")
            _copy_in(cursor, "copies", ("k", "area", "shift"), (_set(k) for k in portion))
            _copy_registry(cursor, known, portion)
            for name in _CASES:
                _copy_rows(cursor, apps.get_model(name), shifted=True)
        _count_on(cursor, sets)
    lengthen(people)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    counted = {name: apps.get_model(name).objects.count() for name in sorted(_COPIED | {"audit.Entry"})}
    return {"rows": counted, "seconds": time.perf_counter() - start}


def _set(k: int) -> tuple[int, str, int]:
    """The number of a set, its village, and by how many days its cases lie further back."""
    return k, county.village(k % (county.TOWNSHIPS * county.VILLAGES)), k % _SHIFTS


def _copy_registry(cursor: Any, known: list[dict[str, Any]], portion: Iterable[int]) -> None:
    """Households, people with their own names and numbers, who lives where, and what is known."""
    _copy_rows(cursor, apps.get_model(_REGISTRY[0]))
    people = [_person(row, place, k) for k in portion for place, row in enumerate(known)]
    _copy_in(cursor, Person._meta.db_table, list(people[0]), (row.values() for row in people))
    keys = ((row["id"], key) for row in people for key in identity.keys_of(row["name"]))
    _copy_in(cursor, SearchKey._meta.db_table, ("person_id", "key"), keys)
    for name in _REGISTRY[1:]:
        _copy_rows(cursor, apps.get_model(name))


def _person(row: dict[str, Any], place: int, k: int) -> dict[str, Any]:
    """The copy of a person in set k: born on the same day, with a name, an ID number and a telephone of their own."""
    number = k * PEOPLE + place
    who = identity.Who(
        name=families.name(number),
        id_number=invented_number(number % 4_989_000, row["birth_date"], row["sex"]),
        sex=row["sex"],
        birth_date=row["birth_date"],
        telephone=families.telephone(number),
    )
    place_of = {"id": row["id"] + k * STRIDE, "area_id": _set(k)[1]}
    return row | identity.fields(who) | place_of


def _copy_in(cursor: Any, table: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    listed = ", ".join(f'"{column}"' for column in columns)
    with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as out:
        for row in rows:
            out.write_row(tuple(row))


def _copy_rows(cursor: Any, model: type[models.Model], *, shifted: bool = False) -> None:
    """The copies of a table's first rows for the sets that stand in `copies`, with their references."""
    table = model._meta.db_table
    fields = list(model._meta.local_concrete_fields)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field, shifted=shifted) for field in fields)
    cursor.execute(
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t, copies c WHERE t.id < {STRIDE} ORDER BY c.k, t.id"
    )


def _value(model: type[models.Model], field: models.Field[Any, Any], *, shifted: bool) -> str:
    """What stands in a field of the copy, in SQL."""
    own, own_name = f't."{field.column}"', (model._meta.label, field.name)
    if own_name in _OWN:
        return _OWN[own_name]
    if field.primary_key or _leads(field) in _COPIED:
        return f"{own} + c.k * {STRIDE}"
    if field.related_model is Area:
        return "c.area"
    if shifted and isinstance(field, models.DateTimeField):
        return f"{own} - c.shift * interval '1 day'"
    return f"{own} - c.shift" if shifted and isinstance(field, models.DateField) else own


def _leads(field: models.Field[Any, Any]) -> str:
    return field.related_model._meta.label if field.is_relation else ""


def _number(column: str, each: int) -> str:
    """The number on a copy: what stands before the last dash, and the next free one after it."""
    number = f"(substring(t.{column} from '[0-9]+$')::bigint + c.k * {each})"
    return _NUMBERED.format(before=f"substring(t.{column} from '^.*-')", number=number)


_MOST_HOUSEHOLDS = PEOPLE  # a set has fewer households than people
_OWN = {
    ("registry.Household", "number"): _number("number", _MOST_HOUSEHOLDS),
    ("registry.FactVersion", "value"): "CASE WHEN t.name = 'area' THEN to_jsonb(c.area) ELSE t.value END",
    ("cases.Case", "number"): _number("number", CASES),
    ("cases.Case", "key"): "NULL",
    ("cases.SampledCase", "case_number"): _number("case_number", CASES),
    ("cases.SampledCase", "township"): "rpad(left(c.area, 9), 12, '0')",
    ("cases.Notice", "token"): "gen_random_uuid()",
}


def _count_on(cursor: Any, sets: int) -> None:
    """Let the counters and sequences go on after the last copy."""
    cursor.execute(f"UPDATE registry_counter SET last = last + {sets * _MOST_HOUSEHOLDS}")
    cursor.execute(f"UPDATE cases_counter SET last = last + {sets * CASES}")
    for label in _COPIED:
        table = apps.get_model(label)._meta.db_table
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
