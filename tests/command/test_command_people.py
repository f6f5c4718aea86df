"""`doudi people`."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from commandline import Run


def test_people_are_written_where_run_reads_them(run: Run, tmp_path: Path) -> None:
    result = run("people", "50", tmp_path / "out", "--seed", "7", "--division", "433126")
    assert result.exit_code == 0
    people = pq.read_table(tmp_path / "out" / "person.parquet")
    households = pq.read_table(tmp_path / "out" / "household.parquet").num_rows
    assert people.num_rows == 50
    assert "433126" in people["hukou_division"].to_pylist()
    assert result.stdout == f"已生成 {households} 户、50 人（种子 7），写在 {tmp_path / 'out'}。都是虚构的人。\n"
    assert result.stderr == ""


def test_synthetic_people_may_be_written_over(run: Run, tmp_path: Path) -> None:
    assert run("people", "20", tmp_path).exit_code == 0
    assert run("people", "10", tmp_path).exit_code == 0
    assert pq.read_table(tmp_path / "person.parquet").num_rows == 10


@pytest.mark.parametrize("name", ["person.parquet", "household.csv", "notes.txt"])
def test_a_folder_with_somebodys_files_is_left_alone(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"something else")
    result = run("people", "10", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"{tmp_path} 里有别的东西（{tmp_path / name}），不是 doudi people 生成的；什么也没有写。"
        "请换一个空的或还没有的文件夹。\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_what_a_stopped_writing_left_is_no_obstacle(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".person.parquet.part").write_bytes(b"half")
    assert run("people", "10", tmp_path).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["household.parquet", "person.parquet"]


def test_a_folder_that_cannot_be_written_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = run("people", "10", tmp_path / "file")
    assert result.exit_code == 2
    assert result.stderr == f"写不了 {tmp_path / 'file'}：那里已有同名的文件。请换一个名字。\n"


@pytest.mark.parametrize(
    ("words", "zh"),
    [
        (("0",), "doudi people：N 应是 1 至 100,000,000 的整数。"),
        (("1e3",), "doudi people：N 应是 1 至 100,000,000 的整数。"),
        (("5", "--seed", "-1"), "doudi people：--seed 应是 0 至 9,223,372,036,854,775,807 的整数。"),
        (("5", "--division", "43312"), "doudi people：--division 43312 不是六位行政区划代码。"),
    ],
)
def test_wrong_numbers_are_told(run: Run, tmp_path: Path, words: tuple[str, ...], zh: str) -> None:
    result = run("people", words[0], tmp_path / "out", *words[1:])
    assert (result.exit_code, result.stderr) == (2, f"{zh}用 doudi people --help 查看说明。\n")
    assert not (tmp_path / "out").exists()
