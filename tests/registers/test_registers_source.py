"""Files that cannot be read are refused before anything is decided, with the remedy; a row that cannot, by itself."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from registering import as_csv, rejects, results, run_local, write_register

from doudi.registers import csv_source, encoding
from doudi.registers.refused import RunRefused

HEADING = "household,id,wage_income\n"


def register(folder: Path, people: bytes | str, households: bytes | str = "id\nA\nB\n") -> Path:
    folder.mkdir()
    for name, data in (("household", households), ("person", people)):
        (folder / f"{name}.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


def refusal(tmp_path: Path, source: Path) -> str:
    with pytest.raises(RunRefused) as refused:
        run_local(source, tmp_path / "out")
    assert not (tmp_path / "out" / "summary.json").exists()
    return refused.value.zh.replace(str(tmp_path), "")


def test_gbk_is_named(tmp_path: Path) -> None:
    source = register(tmp_path / "in", (HEADING + "A,P1,100\nB,张三,100\n").encode("gbk"))
    assert refusal(tmp_path, source) == (
        "/in/person.csv 不是 UTF-8 编码，像是 GBK（第 3 行）。请在 Excel 或 WPS 里另存为“CSV UTF-8（逗号分隔）”。"
    )


def test_utf_16_is_named(tmp_path: Path) -> None:
    source = register(tmp_path / "in", (HEADING + "A,P1,100\n").encode("utf-16"))
    assert "像是 UTF-16（Excel 的“Unicode 文本”）" in refusal(tmp_path, source)


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    assert "空字符" in refusal(tmp_path, register(tmp_path / "in", HEADING + "A,\0,1\n"))


def test_a_mark_at_the_beginning_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    source = register(tmp_path / "in", "\ufeff" + HEADING + "A,P1,1\nB,P1,1\n", "\ufeffid\r\nA\r\nB\r\n")
    run_local(source, tmp_path / "out")
    assert rejects(tmp_path / "out") == []
    assert (tmp_path / "out" / "person.csv").read_bytes().startswith("\ufeff".encode())


def test_a_row_with_a_cell_too_many_leaves_its_household_out(tmp_path: Path) -> None:
    source = register(tmp_path / "in", HEADING + "A,P1,1\nA,P2,1,000\nB,P1\nC,P1,5\n", "id\nA\nB\nC\n")
    run_local(source, tmp_path / "out")
    found = {(row["file"], row["row"], row["household"]): row["reason"] for row in rejects(tmp_path / "out")}
    assert found["person.csv", "3", "A"] == "这一行有 4 格，表头有 3 格。请检查多余或缺少的逗号、引号。"
    assert found["person.csv", "4", "B"] == "这一行有 2 格，表头有 3 格。请检查多余或缺少的逗号、引号。"
    assert [row["id"] for row in results(tmp_path / "out", "household")] == ["C"]


def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_source, "_BLOCK", 64)  # so that rows come in many batches
    lines = ['A,"two\nlines",1', "", ",,", "A,P1", *(f"A,P{n},1" for n in range(10, 30)), "A,P1,x", "A,P2,1,1"]
    source = register(tmp_path / "in", HEADING + "\n".join(lines) + "\n")
    run_local(source, tmp_path / "out")
    found = {row["row"]: row["reason"] for row in rejects(tmp_path / "out") if row["file"] == "person.csv"}
    assert "编号" in found["2"]
    assert "2 格" in found["5"]
    assert "wage_income" in found["26"]
    assert "4 格" in found["27"]
    assert {"3", "4"}.isdisjoint(found)  # empty rows
    assert len(found) == 24


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ('A,"P1,1\nB,P1,1\n', 4),  # never closed: noticed at the end
        ('A,P1,1\nA,"P2,1\nB,P1,1\nB,"P2",1\n', 5),  # closed by a mark that should open
        ('A,P1,1\nA,5"6,1\n', 3),
        ('A,P1,1\nA,"P2"x,1\n', 3),
    ],
)
@pytest.mark.parametrize("piece", [2**24, 5, 1])
def test_a_quotation_mark_without_its_pair_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: str, line: int, piece: int
) -> None:
    monkeypatch.setattr(encoding, "_PIECE", piece)
    assert refusal(tmp_path, register(tmp_path / "in", HEADING + rows)) == (
        f"/in/person.csv 第 {line} 行的引号不成对，后面的行会混在一起。请改正这一行；格子里本来的引号要写两个。"
    )


@pytest.mark.parametrize("piece", [2**24, 5, 1])
def test_quotation_marks_may_be_doubled_inside_a_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr(encoding, "_PIECE", piece)
    people = '\ufeff"household","id",备注\r\n"A","P1","说""好"",\r\n两行"""\r\nA,P2,""\r\nB,"P""1","x"'
    run_local(register(tmp_path / "in", people), tmp_path / "out")
    assert [row["id"] for row in results(tmp_path / "out", "person")] == ["P1", "P2", 'P"1']


@pytest.mark.parametrize(
    ("people", "words"),
    [
        ("", "/in/person.csv 的第一行是空的。第一行应是列名，从第二行起一行一人。请重新导出。"),
        ("户号,id\nA,1\n", "/in/person.csv 没有 household 这一列（户编号）。有：户号、id。第一行应是列名。"),
        ("household,x,x\nA,1,1\n", "/in/person.csv 有两列都叫 x，不知道以哪一列为准。请只留一列。"),
    ],
)
def test_a_wrong_heading_is_refused(tmp_path: Path, people: str, words: str) -> None:
    assert refusal(tmp_path, register(tmp_path / "in", people)) == words


def test_both_files_have_to_be_there_once(tmp_path: Path) -> None:
    source = register(tmp_path / "in", HEADING + "A,P1,1\n")
    pq.write_table(pa.table({"household": ["A"]}), source / "person.parquet")
    assert refusal(tmp_path, source) == "/in 里同时有 person.parquet 和 person.csv，不知道用哪个。请只留一个。"
    for path in source.glob("person.*"):
        path.unlink()
    assert refusal(tmp_path, source) == (
        "/in 里没有 person.parquet，也没有 person.csv。登记库是一个文件夹，里面有户和人两个文件。"
    )


def test_half_a_parquet_file_is_refused(tmp_path: Path) -> None:
    source = register(tmp_path / "in", HEADING + "A,P1,1\n")
    (source / "person.csv").unlink()
    (source / "person.parquet").write_bytes(b"PAR1 half of it")
    assert refusal(tmp_path, source) == "/in/person.parquet 不是完整的 Parquet 文件。请重新导出。"


def test_ids_that_are_neither_text_nor_whole_numbers_are_refused(tmp_path: Path) -> None:
    source = register(tmp_path / "in", HEADING + "A,P1,1\n")
    (source / "household.csv").unlink()
    pq.write_table(pa.table({"id": [1.0]}), source / "household.parquet")
    assert "household.parquet 的 id 列是 double，应是文字或整数" in refusal(tmp_path, source)


def test_a_column_that_is_no_fact_is_named_with_the_fact_that_may_be_meant(tmp_path: Path) -> None:
    source = write_register(
        tmp_path / "in", [{"id": "A"}], [{"household": "A", "wage_incom": "1", "备注": "x"}], as_csv
    )
    ended = run_local(source, tmp_path / "out")
    assert ended.summary.data["columns_not_read"] == [
        {"file": "person.csv", "column": "wage_incom", "nearest": "wage_income"},
        {"file": "person.csv", "column": "备注", "nearest": ""},
    ]


@pytest.mark.parametrize("text", ["id\n", "id,urgent\n"])
def test_a_register_of_nobody_has_results_of_nobody(tmp_path: Path, text: str) -> None:
    source = register(tmp_path / "in", HEADING, text)
    ended = run_local(source, tmp_path / "out")
    assert (ended.summary.data["households"], ended.summary.data["people"]) == (0, 0)
    assert results(tmp_path / "out", "household") == []


def test_an_empty_parquet_register_has_results_of_nobody(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    pq.write_table(pa.table({"id": pa.array([], pa.string())}), tmp_path / "in" / "household.parquet")
    pq.write_table(pa.table({"household": pa.array([], pa.string())}), tmp_path / "in" / "person.parquet")
    run_local(tmp_path / "in", tmp_path / "out")
    assert results(tmp_path / "out", "person") == []
