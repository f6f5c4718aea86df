"""Synthetic people: nobody real, plausible, reproducible, and in the shape that a run reads."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.people import registry
from doudi.people.draw import Draw
from doudi.people.numbers import id_numbers
from doudi.people.registry import NotOurs, Order, batches, write
from doudi.people.structure import BASE, draw_structure
from doudi.policy.definitions.model import Front, Policy
from doudi.policy.inputs.facts import known_facts, read
from doudi.vocabulary import load
from doudi.vocabulary.id_number import check_character, parse


@pytest.fixture(scope="module")
def tables() -> tuple[Any, Any]:
    (found,) = batches(Order(20_000, seed=3))
    return found


def rows(tables: tuple[Any, Any], count: int) -> list[dict[str, Any]]:
    """The first households with their members, as facts."""
    households, people = (table.to_pylist() for table in tables)
    members: dict[str, list[dict[str, Any]]] = {}
    for person in people:
        members.setdefault(person.pop("household"), []).append(person)
    return [{**h, "members": members[h["household"]]} for h in households[:count]]


def test_there_are_exactly_as_many_people_as_asked(tables: tuple[Any, Any]) -> None:
    households, people = tables
    assert people.num_rows == 20_000
    assert set(people["household"].to_pylist()) == set(households["household"].to_pylist())
    assert households["id"].equals(households["household"])


@given(st.integers(1, 400), st.integers(0, 2**63 - 1))
@settings(max_examples=50, deadline=None)
def test_any_number_of_people_fits_into_households(people: int, seed: int) -> None:
    structure = draw_structure(Draw(seed), people)
    assert structure.people == structure.size.sum() == people
    assert structure.size.min() >= 1
    assert (structure.relation[structure.position == 0] == 0).all()


def test_there_is_a_column_for_every_fact_of_the_vocabulary(tables: tuple[Any, Any]) -> None:
    for table, entity in zip(tables, ("household", "person"), strict=True):
        facts = {name for (owner, name) in load().facts if owner == entity}
        assert set(table.column_names) == facts | {"household"}


def test_columns_have_the_types_that_a_run_reads(tables: tuple[Any, Any]) -> None:
    wanted = {
        "money": pa.decimal128(12, 2),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "text": pa.string(),
        "number": pa.int64(),
    }
    for table, entity in zip(tables, ("household", "person"), strict=True):
        for (owner, name), term in load().facts.items():
            if owner == entity and name != "housing_area":
                assert table.schema.field(name).type == wanted.get(term.type, pa.string()), name
    assert tables[0].schema.field("housing_area").type == pa.decimal128(12, 2)


def test_codes_are_those_of_the_vocabulary(tables: tuple[Any, Any]) -> None:
    vocabulary = load()
    for table, entity in zip(tables, ("household", "person"), strict=True):
        for (owner, name), term in vocabulary.facts.items():
            if owner == entity and term.type in vocabulary.codes:
                assert set(table[name].unique().to_pylist()) - {None} <= set(vocabulary.codes[term.type]), name


def test_the_fact_reader_accepts_every_household(tables: tuple[Any, Any]) -> None:
    import json

    front = Front("x", "x", datetime.date(2020, 1, 1), datetime.date(2020, 1, 1))
    policy = Policy(front, (front,), (), {}, {}, {}, {}, {}, {}, {}, {})
    documents = rows(tables, 400)
    money = {name for facts in known_facts(policy).values() for name, (type, _) in facts.items() if type.is_money}
    for document in documents:
        del document["household"]
        for holder in (document, *document["members"]):
            for name, value in holder.items():
                if isinstance(value, Decimal):
                    holder[name] = str(value) if name in money else float(value)
                elif isinstance(value, datetime.date):
                    holder[name] = value.isoformat()
    found = read(json.dumps(documents).encode(), policy, "people")
    assert len(found.households) == 400


def test_every_id_number_is_valid_in_the_test_range_and_agrees(tables: tuple[Any, Any]) -> None:
    people = tables[1].select(["id_number", "sex", "birth_date"]).to_pylist()
    for person in people[::7]:
        number = parse(person["id_number"])
        assert number.is_test
        assert number.sex == person["sex"]
        assert person["birth_date"] in (None, number.birth_date)


def test_no_id_number_is_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "BATCH", 5_000)
    numbers = [n for _, people in batches(Order(30_000, seed=1)) for n in people["id_number"].to_pylist()]
    assert len(set(numbers)) == len(numbers) == 30_000


def test_people_of_one_day_get_different_sequences() -> None:
    count = 499
    day = np.full(count, np.datetime64("1980-01-01", "D"))
    found = id_numbers(np.zeros(count, dtype=np.int64), day, np.ones(count, dtype=bool))
    texts = {bytes(row).decode() for row in found}
    assert len(texts) == count
    assert all(text[17] == check_character(text[:17]) for text in texts)
    with pytest.raises(OverflowError):
        id_numbers(np.zeros(500, dtype=np.int64), np.full(500, day[0]), np.ones(500, dtype=bool))


def test_the_same_seed_makes_the_same_people_and_another_makes_others(tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        write(Order(3_000, seed), tmp_path / name)
    a, b, c = ((tmp_path / name / "person.parquet").read_bytes() for name in "abc")
    assert a == b
    assert a != c


def test_ages_are_what_birth_dates_say_on_the_base_day() -> None:
    structure = draw_structure(Draw(9), 20_000)
    base = BASE.astype(datetime.date)
    for birth, age in zip(structure.birth_date[::11].tolist(), structure.age[::11].tolist(), strict=True):
        assert base.year - birth.year - ((base.month, base.day) < (birth.month, birth.day)) == age


def test_spouses_are_of_two_sexes_and_parents_are_older() -> None:
    structure = draw_structure(Draw(2), 20_000)
    first = np.concatenate(([0], np.cumsum(structure.size)[:-1]))
    head = first[structure.household]
    spouse = structure.relation == 1
    assert (structure.male[spouse] != structure.male[head[spouse]]).all()
    parent, child = structure.relation == 4, structure.relation == 2
    assert (structure.age[parent] > structure.age[head[parent]]).all()
    assert (structure.age[child] < structure.age[head[child]]).all()


def test_many_households_lie_at_a_line_or_a_fen_beside_it(tables: tuple[Any, Any]) -> None:
    near = 0
    for household in rows(tables, 2_000):
        wages = [m["wage_income"] for m in household["members"] if m["wage_income"] is not None]
        size, income = len(household["members"]), sum(wages, Decimal(0))
        near += any(
            abs(income - Decimal(600) * share * size) <= Decimal("0.01")
            for share in map(Decimal, ("1", "1.3", "1.5", "1.6", "2"))
        )
    assert near > 250


def test_some_facts_are_unknown_and_most_are_known(tables: tuple[Any, Any]) -> None:
    wages = tables[1]["wage_income"]
    assert 0 < wages.null_count < 200


def test_there_are_the_people_that_policies_are_about(tables: tuple[Any, Any]) -> None:
    people = tables[1].to_pylist()
    for name, value in (
        ("orphan", True),
        ("serious_illness", True),
        ("self_care", "unable"),
        ("disability_kind", "mental"),
        ("school", "university"),
        ("only_child", "died"),
        ("residence_permit", True),
        ("employment", "unemployed"),
        ("relation", "grandchild"),
        ("outpatient_kind", "serious"),
    ):
        assert any(person[name] == value for person in people), name


def test_a_file_of_other_people_is_never_written_over(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": ["real"]}), tmp_path / "person.parquet")
    with pytest.raises(NotOurs):
        write(Order(10), tmp_path)
    assert pq.read_table(tmp_path / "person.parquet").to_pylist() == [{"id": "real"}]
    assert [path.name for path in tmp_path.iterdir()] == ["person.parquet"]


def test_an_interrupted_writing_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(people: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(Order(10), tmp_path, interrupt)
    assert list(tmp_path.iterdir()) == []
