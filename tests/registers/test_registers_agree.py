"""A run says of every household what `decide` says of it, whatever the files look like."""

from __future__ import annotations

import datetime
import json
import random
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from registering import (
    Row,
    as_csv,
    as_text,
    files,
    households,
    rejects,
    results,
    rows_of,
    run_local,
    setting,
    typed,
    write_register,
)

from doudi.policy.deciding.findings import interpreted
from doudi.policy.deciding.plan import plan
from doudi.policy.inputs import facts

WRITERS = {"typed": typed, "text": as_text, "csv": as_csv}


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    count=st.integers(1, 12),
    writer=st.sampled_from(sorted(WRITERS)),
    shuffled=st.booleans(),
)
def test_every_household_gets_what_decide_gives_it(seed: int, count: int, writer: str, shuffled: bool) -> None:
    found = households(seed, count)
    top, people = rows_of(found)
    if shuffled:
        random.Random(seed).shuffle(top)
        random.Random(seed + 1).shuffle(people)
    with tempfile.TemporaryDirectory() as folder:
        source = write_register(Path(folder) / "in", top, people, WRITERS[writer])
        run_local(source, Path(folder) / "out")
        assert rejects(Path(folder) / "out") == []
        _check(found, Path(folder) / "out")


def _check(found: list[Row], out: Path) -> None:
    of_household = {row["id"]: row for row in results(out, "household")}
    of_person = {(row["household"], row["id"]): row for row in results(out, "person")}
    policy = setting().policy
    solve = interpreted(setting(), plan(policy))
    assert len(of_household) == len(found)
    assert len(of_person) == sum(len(household["members"]) for household in found)
    for household in facts.read(json.dumps(found).encode(), policy, "test").households:
        findings = solve(household)
        row = of_household[household.id]
        assert {name: _said(row[name]) for name in findings.results} == _exact(findings.results)
        for person, wanted in zip(household.members, findings.members, strict=True):
            row = of_person[household.id, person.id]
            assert {name: _said(row[name]) for name in wanted} == _exact(wanted)


def _said(value: Any) -> Any:
    """A value of a file as the JSON says it."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, datetime.date) else value


def _exact(wanted: Any) -> Any:
    return dict(wanted)


def test_shuffled_files_give_the_same_results_as_ordered_ones(tmp_path: Path) -> None:
    found = sorted(households(7, 30), key=lambda household: household["id"])
    top, people = rows_of(found)
    write_register(tmp_path / "ordered", top, people, typed)
    random.Random(1).shuffle(top)
    people.sort(key=lambda person: person["id"])  # the members of a household keep their order
    write_register(tmp_path / "shuffled", top, people, typed)
    for name in ("ordered", "shuffled"):
        run_local(tmp_path / name, tmp_path / f"{name}-out")
    ordered, shuffled = files(tmp_path / "ordered-out"), files(tmp_path / "shuffled-out")
    for name in ("household", "person"):
        assert results(tmp_path / "ordered-out", name) == results(tmp_path / "shuffled-out", name)
    assert ordered.keys() == shuffled.keys()


def test_results_stand_in_the_order_of_household_ids(tmp_path: Path) -> None:
    top, people = rows_of(households(3, 25))
    run_local(write_register(tmp_path / "in", top, people, as_csv), tmp_path / "out", format="parquet")
    ids = [row["id"] for row in results(tmp_path / "out", "household")]
    assert ids == sorted(ids)
    assert [row["household"] for row in results(tmp_path / "out", "person")] == sorted(
        row["household"] for row in people
    )


@pytest.mark.parametrize("threads", [1, 3])
def test_the_number_of_threads_changes_no_byte(tmp_path: Path, threads: int) -> None:
    source = write_register(tmp_path / "in", *rows_of(households(5, 30)), typed)
    run_local(source, tmp_path / "one", threads=1)
    run_local(source, tmp_path / "many", threads=threads)
    assert files(tmp_path / "one") == files(tmp_path / "many")


def test_whole_numbers_may_be_ids(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    source = tmp_path / "in"
    source.mkdir()
    pq.write_table(pa.table({"id": [10, 9]}), source / "household.parquet")
    pq.write_table(pa.table({"household": [9, 10, 9], "wage_income": [1.5, 2.0, None]}), source / "person.parquet")
    run_local(source, tmp_path / "out")
    assert [row["id"] for row in results(tmp_path / "out", "household")] == ["10", "9"]
    assert [(r["household"], r["id"]) for r in results(tmp_path / "out", "person")] == [
        ("10", "P1"),
        ("9", "P1"),
        ("9", "P2"),
    ]
