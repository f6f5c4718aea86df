"""A bad row is left out with its reason, and its household with it; nothing else is touched, and no row gets lost."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from registering import Row, as_csv, as_text, households, rejects, results, rows_of, run_local, typed, write_register

from doudi.registers import sorting, survey
from doudi.vocabulary.id_number import invented_number

COMPANION = "同一户有别的行有错，整户没有认定；这一行本身没有发现错误。"
GOOD = invented_number(1, __import__("datetime").date(1980, 5, 1), "female")


def person(household: str, id: str | None = "P1", **facts: Any) -> Row:
    return {"household": household, "id": id, "wage_income": "100.00", **facts}


def run_rows(folder: Path, top: list[Row], people: list[Row], **options: Any) -> dict[tuple[str, str], str]:
    """Run CSV files of these rows: the reasons of what was left out, by file and row."""
    source = write_register(folder / "in", top, people, as_csv)
    run_local(source, folder / "out", **options)
    return {(row["file"].partition(".")[0], row["row"]): row["reason"] for row in rejects(folder / "out")}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ({"wage_income": "-5"}, "wage_income（工资性收入）：-5 超出范围，应在 0 至 100,000,000 之间。请核对。"),
        ({"wage_income": "1.234"}, "wage_income（工资性收入）：1.234 的小数超过两位。请写到分（两位小数）。"),
        (
            {"wage_income": "3千"},
            'wage_income（工资性收入）：应是以元计的金额，如 412.50，这里是文字 "3千"。请只写数字，不带单位和逗号。',
        ),
        ({"birth_date": "2001-02-29"}, "birth_date（出生日期）：没有 2001-02-29 这一天。请核对。"),
        ({"months_resident": "x"}, 'months_resident（本地居住月数）：应是数字，这里是文字 "x"。请写数字，不加引号。'),
        ({"id_number": GOOD[:-1] + "5"}, None),
        (
            {"id_number": GOOD, "birth_date": "1980-05-02"},
            "id_number（公民身份号码）：身份证上的出生日期是 1980-05-01，与 birth_date（出生日期）1980-05-02 不一致。请核对。",
        ),
        (
            {"id_number": GOOD, "sex": "male"},
            "id_number（公民身份号码）：身份证上的性别是 female，与 sex（性别）male 不一致。请核对。",
        ),
        ({"orphan": "maybe"}, None),
        ({"id": "P\u200b1"}, "编号应是 1 至 100 个字、能显示的文字。请改正。"),
    ],
)
def test_a_bad_person_leaves_the_household_out(tmp_path: Path, bad: Row, reason: str | None) -> None:
    found = run_rows(tmp_path, [{"id": "A"}, {"id": "B"}], [person("A"), person("A", "P2") | bad, person("B")])
    if reason is None:
        reason = found["person", "3"]
        assert next(iter(bad)) in reason
    assert found == {("household", "2"): COMPANION, ("person", "2"): COMPANION, ("person", "3"): reason}
    assert [row["id"] for row in results(tmp_path / "out", "household")] == ["B"]
    assert [row["household"] for row in results(tmp_path / "out", "person")] == ["B"]


def test_an_unknown_code_is_told_with_the_codes_there_are(tmp_path: Path) -> None:
    found = run_rows(tmp_path, [{"id": "A", "lives_in": "urbn"}], [person("A")])
    assert found["household", "2"].startswith('lives_in（居住地性质）：没有 "urbn" 这个代码。最接近的是 urban；可写：')


def test_households_that_are_no_households_are_left_out(tmp_path: Path) -> None:
    top = [{"id": name} for name in ("one", "twice", "twice", "empty", "crowd", "", "fine")]
    people = [person("one", "a"), person("one", "a"), person("twice"), person("gone"), person("", "x"), person("fine")]
    people += [person("crowd", f"P{n}") for n in range(51)]
    found = run_rows(tmp_path, [row | {"urgent": True} for row in top], people)
    twice = "这个户编号在户的文件里出现了 2 次，不知道以哪一行为准。请只留一行。"
    crowd = "这一户有 51 名成员；一户至多 50 人。请核对谁共同生活。"
    assert {key: value for key, value in found.items() if value != COMPANION} == {
        ("person", "2"): "这个成员编号在本户出现了两次以上。请改成不同的编号。",
        ("person", "3"): "这个成员编号在本户出现了两次以上。请改成不同的编号。",
        ("household", "3"): twice,
        ("household", "4"): twice,
        ("household", "5"): "这一户在人的文件里没有成员。请补上成员，每户至少一人。",
        ("household", "6"): crowd,
        ("household", "7"): "没有写户编号（id）。请补上。",
        ("person", "5"): "户的文件里没有 gone 这一户。请补上这一户，或改正编号。",
        ("person", "6"): "没有写户编号（household），不知道是哪一户的人。请补上。",
    }
    assert [row["id"] for row in results(tmp_path / "out", "household")] == ["fine"]
    assert len(found) == len(top) + len(people) - 2


def test_one_number_belongs_to_one_person_of_a_household(tmp_path: Path) -> None:
    people = [person("A", "x", id_number=GOOD), person("A", "y", id_number=GOOD), person("B", id_number=GOOD)]
    found = run_rows(tmp_path, [{"id": "A"}, {"id": "B"}], people)
    shared = "id_number（公民身份号码）：本户另有成员是同一个号码，一个号码只属于一个人。请核对。"
    assert found == {("household", "2"): COMPANION, ("person", "2"): shared, ("person", "3"): shared}


def test_everything_wrong_with_a_row_is_said(tmp_path: Path) -> None:
    found = run_rows(tmp_path, [{"id": "A"}], [person("A", wage_income="-1", orphan="x")])
    assert found["person", "2"].count("；") == 1
    assert "orphan" in found["person", "2"]
    assert "wage_income" in found["person", "2"]


def test_a_member_without_an_id_gets_a_number(tmp_path: Path) -> None:
    people = [person("A", None), person("B", None), person("A", None), person("A", "P9")]
    assert run_rows(tmp_path, [{"id": "A"}, {"id": "B"}], people) == {}
    assert [(row["household"], row["id"]) for row in results(tmp_path / "out", "person")] == [
        ("A", "P1"),
        ("A", "P2"),
        ("A", "P9"),
        ("B", "P1"),
    ]


def test_a_strict_run_writes_no_results(tmp_path: Path) -> None:
    source = write_register(tmp_path / "in", [{"id": "A"}, {"id": "B"}], [person("A"), person("B", id="")], as_csv)
    people = [person("A"), person("B", wage_income="x")]
    write_register(source, [{"id": "A"}, {"id": "B"}], people, as_csv)
    for _ in range(2):  # nothing that it leaves behind stands in the way of another try
        assert not run_local(source, tmp_path / "out", strict=True).published
        assert [path.name for path in (tmp_path / "out").iterdir()] == ["rejects.csv"]
        assert len(rejects(tmp_path / "out")) == 2
    write_register(source, [{"id": "A"}, {"id": "B"}], [person("A"), person("B")], as_csv)
    assert run_local(source, tmp_path / "out", strict=True).published


_SPOIL = {
    "household": ("", "missing", "H1", "\u200b"),
    "id": ("P1", "\u202e"),
    "wage_income": ("-1", "1e3", "99999999999999999999"),
    "birth_date": ("1899-12-31", "2021-13-01"),
    "sex": ("x",),
    "id_number": ("123", GOOD),
    "disability_kind": ("none ", "visul"),
}


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6), bad=st.integers(1, 12), writer=st.sampled_from([as_csv, as_text]))
def test_every_row_is_decided_or_left_out_with_a_reason(seed: int, bad: int, writer: Any) -> None:
    chance = random.Random(seed)
    top, people = rows_of(households(seed, 10))
    for _ in range(bad):
        row = chance.choice(people)
        key = chance.choice(sorted(_SPOIL))
        row[key] = chance.choice(_SPOIL[key])
    top.append(dict(chance.choice(top)))
    chance.shuffle(people)
    with tempfile.TemporaryDirectory() as folder:
        run_local(write_register(Path(folder) / "in", top, people, writer), Path(folder) / "out")
        left, first = rejects(Path(folder) / "out"), 2 if writer is as_csv else 1
        assert all(row["reason"] for row in left)
        for entity, rows in (("household", top), ("person", people)):
            numbers = [int(row["row"]) for row in left if row["file"].startswith(entity)]
            assert len(numbers) == len(set(numbers))
            whole = [row for place, row in enumerate(rows) if place + first not in numbers]
            decided = results(Path(folder) / "out", entity)
            key = "id" if entity == "household" else "household"
            assert sorted(row[key] for row in whole) == sorted(row[key] for row in decided)


def test_a_number_that_stands_on_too_many_rows_fills_no_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "PART_ROWS", 20)
    monkeypatch.setattr(survey, "PART_ROWS", 20)
    people = [person("B"), *(person("crowd", f"P{n}", wage_income="x") for n in range(300)), person("A")]
    top = [{"id": name} for name in ("A", "B", "crowd")]
    source = write_register(tmp_path / "in", top, people, as_text)
    run_local(source, tmp_path / "out", part_rows=1000)
    left = rejects(tmp_path / "out")
    assert {row["household"] for row in left} == {"crowd"}
    assert len(left) == 301
    assert [row["id"] for row in results(tmp_path / "out", "household")] == ["A", "B"]


def test_columns_of_the_wrong_type_leave_rows_out_and_stop_nothing(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    pq.write_table(pa.table({"id": ["A", "B"], "urgent": pa.array([1, None])}), tmp_path / "in" / "household.parquet")
    people = pa.table({"household": ["A", "B"], "wage_income": [1.0, 2.0], "id_number": pa.array([None, 123])})
    pq.write_table(people, tmp_path / "in" / "person.parquet")
    run_local(tmp_path / "in", tmp_path / "out")
    found = {(row["file"], row["row"]): row["reason"] for row in rejects(tmp_path / "out")}
    assert found["household.parquet", "1"].startswith("urgent（急难型）：应是 true 或 false，这里是数字 1。")
    assert found["person.parquet", "2"] == "id_number（公民身份号码）：号码应为 18 位，这里有 3 位。"


def test_floats_are_read_as_the_fen_they_stand_for(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    pq.write_table(pa.table({"id": ["A"]}), tmp_path / "in" / "household.parquet")
    people = pa.table({"household": ["A", "A"], "wage_income": [0.1, 0.2], "business_income": [0.0, 1.15]})
    pq.write_table(people, tmp_path / "in" / "person.parquet")
    run_local(tmp_path / "in", tmp_path / "out")
    assert rejects(tmp_path / "out") == []
    pq.write_table(people.set_column(1, "wage_income", pa.array([0.1 + 0.2, 0.0])), tmp_path / "in" / "person.parquet")
    run_local(tmp_path / "in", tmp_path / "out", again=True)
    assert "0.30000000000000004 的小数超过两位" in rejects(tmp_path / "out")[1]["reason"]


def test_typed_files_are_numbered_from_their_first_row(tmp_path: Path) -> None:
    found = households(4, 6)
    top, people = rows_of(found)
    people[3]["wage_income"] = None
    people[3]["id_number"] = "123"
    run_local(write_register(tmp_path / "in", top, people, typed), tmp_path / "out")
    row = next(row for row in rejects(tmp_path / "out") if "18 位" in row["reason"])
    assert (row["file"], row["row"], row["household"]) == ("person.parquet", "4", people[3]["household"])
