"""Many rows at once."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from county import County
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from family import Family

from doudi.registry.inserting import insert, keys
from doudi.registry.models import FactVersion, Household, HouseholdMember, Person, SearchKey, Source

SINCE = datetime.date(2021, 1, 1)
NOW = datetime.datetime(2021, 3, 4, 5, 6, 7, 891011, datetime.UTC)
FACT = ("person_id", "name", "value", "true_from", "true_until")
VALUES = (None, True, False, 0, 1, 12, 85.5, "900.50", "", "own", "甲\t乙\n丙\\N\\.\r\"'%s;--", "\\N", "🙂")
TEXTS = ("", "河村 3 号", "\\N", "\\.", "a\tb\\tc\nd\re", "'\"%s%%;--{}", "NULL", "🙂")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no such constraint")


def by(family: Family) -> dict[str, Any]:
    """Who learned it when."""
    return {"recorded_by_id": family.clerk.membership.pk, "learned_at": NOW}


def all_but_key(model: type, **chosen: Any) -> list[dict[str, Any]]:
    rows = model.objects.filter(**chosen).order_by("pk").values()
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


def raw(table: str, columns: str, where: str) -> list[tuple[Any, ...]]:
    """Rows as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table} WHERE {where} ORDER BY id")
        return list(cursor.fetchall())


def test_facts_come_back_as_those_that_were_saved_one_by_one(family: Family) -> None:
    person, until = family.father, datetime.date(2199, 12, 31)
    for number, value in enumerate(VALUES):
        FactVersion(
            person=person,
            name=f"old_{number:02}",
            value=value,
            true_from=SINCE,
            true_until=until if number % 2 else None,
            source=Source.IMPORTED,
            **by(family),
        ).save()
    rows = [
        (person.pk, f"new_{number:02}", value, SINCE, until if number % 2 else None)
        for number, value in enumerate(VALUES)
    ]
    insert(FactVersion, FACT, rows, source=Source.IMPORTED, **by(family))
    old, new = (all_but_key(FactVersion, name__startswith=prefix) for prefix in ("old_", "new_"))
    assert [row | {"name": row["name"].replace("new", "old")} for row in new] == old
    assert [repr(row["value"]) for row in new] == [repr(value) for value in VALUES]  # 1 is not True
    columns = "household_id, value, true_from, true_until, learned_at, source, recorded_by_id"
    case = ', "case"'
    assert raw("registry_factversion", columns + case, "name LIKE 'new%'") == raw(
        "registry_factversion", columns + case, "name LIKE 'old%'"
    )


def test_any_text_comes_back_as_it_was(family: Family) -> None:
    made = keys(Household, len(TEXTS))
    rows = [(key, f"H-{key}", family.county.village.pk, text, SINCE) for key, text in zip(made, TEXTS, strict=True)]
    names = ("id", "number", "area_id", "address", "formed_on")
    insert(Household, names, rows, registered_by_id=family.clerk.membership.pk, registered_at=NOW)
    found = Household.objects.in_bulk(made)
    assert [found[key].address for key in made] == list(TEXTS)
    assert {(home.registered_at, home.formed_on, home.ended_on, home.end) for home in found.values()} == {
        (NOW, SINCE, None, "")
    }


def test_nobody_gets_a_key_twice(family: Family) -> None:
    first, second = keys(Household, 3), keys(Household, 2)
    assert len({family.household.pk, *first, *second}) == 6
    next_one = Household.objects.create(
        number="H-next",
        area=family.county.village,
        formed_on=SINCE,
        registered_by=family.clerk.membership,
        registered_at=NOW,
    )
    assert next_one.pk not in {family.household.pk, *first, *second}


def test_the_first_row_of_an_empty_table_can_have_such_a_key(county: County) -> None:
    (key,) = keys(Household, 1)
    rows = [(key, "H-1", county.village.pk, SINCE)]
    by_clerk = {"registered_by_id": county.actor("township.clerk").membership.pk, "registered_at": NOW}
    insert(Household, ("id", "number", "area_id", "formed_on"), rows, **by_clerk)
    assert Household.objects.get().pk == key
    assert keys(Household, 1) != [key]


def test_no_rows_are_nothing(family: Family) -> None:
    before = SearchKey.objects.count()
    assert keys(SearchKey, 0) == []
    insert(SearchKey, ("person_id", "key"), [])
    assert SearchKey.objects.count() == before


def refused(*words: str) -> Any:
    """One of the words is in what the database says: SQLite names columns where PostgreSQL names the constraint."""
    return pytest.raises(IntegrityError, match="|".join(words))


def test_what_a_check_refuses_is_refused_and_nothing_of_it_stays(family: Family) -> None:
    before = FactVersion.objects.count()
    day_before = SINCE - datetime.timedelta(1)
    rows = [(family.father.pk, "housing", "own", SINCE, None), (family.father.pk, "housing", "own", SINCE, day_before)]
    with refused("fact_ends_after_it_begins"), transaction.atomic():
        insert(FactVersion, FACT, rows, source=Source.IMPORTED, **by(family))
    with refused("fact_of_a_person_or_a_household"), transaction.atomic():
        insert(FactVersion, FACT, [(None, "housing", "own", SINCE, None)], source=Source.IMPORTED, **by(family))
    assert FactVersion.objects.count() == before


def test_one_id_number_is_one_person_s_here_too(family: Family) -> None:
    row = ("张三", "sealed", family.father.id_number_index, family.county.village.pk)
    names = ("name", "id_number", "id_number_index", "area_id")
    with refused("one_person_of_an_id_number", "id_number_index"), transaction.atomic():
        insert(Person, names, [row], source=Source.IMPORTED, **by(family))
    assert not Person.objects.filter(name="张三").exists()


def test_a_row_that_belongs_to_nobody_is_refused(family: Family) -> None:
    with refused("foreign key", "FOREIGN KEY"), transaction.atomic():
        insert(SearchKey, ("person_id", "key"), [(10**6, "nobody")])
        connection.check_constraints()


def test_a_value_that_must_be_there_is_missed(family: Family) -> None:
    with refused("true_from"), transaction.atomic():
        insert(FactVersion, ("person_id", "name"), [(family.father.pk, "housing")], source="imported", **by(family))


@on_postgresql
def test_nobody_lives_in_two_households_here_either(family: Family) -> None:
    names = ("household_id", "person_id", "relation", "from_date")
    with refused("one_household_at_a_time"), transaction.atomic():
        insert(HouseholdMember, names, [(family.household.pk, family.father.pk, "other", SINCE)], **by(family))


def test_triggers_see_every_row(family: Family) -> None:
    """As the database's own guards would: one of the test's, that refuses a key."""
    says = "nobody is called so"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE FUNCTION refuse_so() RETURNS trigger LANGUAGE plpgsql AS $$"
                f" BEGIN IF NEW.key = 'so' THEN RAISE EXCEPTION '{says}'; END IF; RETURN NEW; END $$"
            )
            act = "EXECUTE FUNCTION refuse_so()"
            cursor.execute(f"CREATE TRIGGER so BEFORE INSERT ON registry_searchkey FOR EACH ROW {act}")
        else:
            act = f"BEGIN SELECT RAISE(ABORT, '{says}') WHERE NEW.key = 'so'; END"
            cursor.execute(f"CREATE TRIGGER so BEFORE INSERT ON registry_searchkey FOR EACH ROW {act}")
    before = SearchKey.objects.count()
    rows = [(family.father.pk, word) for word in ("one", "two")]
    insert(SearchKey, ("person_id", "key"), rows)
    with pytest.raises(Exception, match=says), transaction.atomic():
        insert(SearchKey, ("person_id", "key"), [(family.father.pk, word) for word in ("three", "so")])
    assert SearchKey.objects.count() == before + 2


def test_a_table_is_sent_at_once(family: Family) -> None:
    rows = ((family.father.pk, f"word{number}") for number in range(1000))
    with CaptureQueriesContext(connection) as queries:
        insert(SearchKey, ("person_id", "key"), rows)
    assert len(queries) == 1
    assert SearchKey.objects.filter(key__startswith="word").count() == 1000


def test_when_reading_the_rows_fails_none_is_kept(family: Family) -> None:
    def rows() -> Any:
        yield family.father.pk, "first"
        raise ValueError("the file ends here")

    before = SearchKey.objects.count()
    with pytest.raises(ValueError, match="the file ends here"), transaction.atomic():
        insert(SearchKey, ("person_id", "key"), rows())
    assert SearchKey.objects.count() == before
