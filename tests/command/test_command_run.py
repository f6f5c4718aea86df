"""`doudi run`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from commandline import Run

HOUSEHOLDS = "id,property_within_limits\nA,true\nB,true\nC,\n"
PEOPLE = "household,id,wage_income,street_trader\nA,a,600.00,true\nA,b,0,false\nB,a,5000,false\nC,a,0,true\n"
SET = ("--date", "2021-06-01", "--set", "dibao_standard=550")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A register of three households in CSV files."""
    folder = tmp_path / "registry"
    folder.mkdir()
    (folder / "household.csv").write_text(HOUSEHOLDS, encoding="utf-8")
    (folder / "person.csv").write_text(PEOPLE, encoding="utf-8")
    return folder


def test_a_register_is_decided_and_summed_up(run: Run, policy: Path, source: Path, tmp_path: Path) -> None:
    result = run("run", policy, source, tmp_path / "out", *SET)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "示例县救助办法　2021-06-01\n"
        "认定 3 户、4 人。\n"
        "\n"
        "低保金：1 户，500.00 元/月（另有 1 户待定）\n"
        "摊位补贴发放：2 人，80.00 元/月\n"
        "\n"
        "1 户还有未知的结果，缺的最多的是：\n"
        "- property_within_limits（家庭财产符合规定）：约 1 户\n"
    )
    with (tmp_path / "out" / "household.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], row["dibao_eligible"], row["dibao_amount"]) for row in rows] == [
        ("A", "true", "500.00"),
        ("B", "false", "0.00"),
        ("C", "", ""),
    ]
    with (tmp_path / "out" / "person.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["stall"] for row in csv.DictReader(file)] == ["40.00", "0.00", "0.00", "40.00"]
    assert (tmp_path / "out" / "rejects.csv").read_text("utf-8-sig") == '"file","row","household","id","reason"\n'


def test_the_summary_is_data_too(run: Run, policy: Path, source: Path, tmp_path: Path) -> None:
    assert run("run", policy, source, tmp_path / "out", *SET).exit_code == 0
    data = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert (data["policy"], data["date"], data["parameters"]) == (
        "sample-2020",
        "2021-06-01",
        {"dibao_standard": "550.00"},
    )
    assert (data["households"], data["people"], data["rejected"]) == (3, 4, {"household": 0, "person": 0})
    assert data["benefits"][0] == {
        "benefit": "dibao",
        "label": "低保金",
        "to": "household",
        "due": 1,
        "maybe": 1,
        "amount": "500.00",
        "unit": "yuan/month",
        "kind": "cash",
        "agency": "civil_affairs",
    }
    assert data["unknown"]["results"] == [
        {"result": "dibao_eligible", "label": "整户低保", "unknown": 1},
        {"result": "dibao_amount", "label": "家庭低保金", "unknown": 1},
    ]


def test_it_speaks_english(run: Run, policy: Path, source: Path, tmp_path: Path) -> None:
    (source / "person.csv").write_text(PEOPLE + "D,a,1,true\n", encoding="utf-8")
    result = run("run", policy, source, tmp_path / "out", "--date", "2021-06-01", "--lang", "en")
    assert result.exit_code == 0
    assert "Decided 3 households of 4 people.\n" in result.stdout
    assert "Left out: 0 rows of households and 1 of people; see rejects.csv for why.\n" in result.stdout
    assert "- dibao_standard, a parameter not set; give it with --set or --place: about 3 households\n" in result.stdout
    text = (tmp_path / "out" / "rejects.csv").read_text("utf-8-sig")
    assert '"there is no household D in the file of households. Add it, or correct the number."' in text


def test_what_was_left_out_is_counted(run: Run, policy: Path, source: Path, tmp_path: Path) -> None:
    (source / "person.csv").write_text(PEOPLE.replace("5000", "-1"), encoding="utf-8")
    result = run("run", policy, source, tmp_path / "out", *SET)
    assert result.exit_code == 0
    assert "认定 2 户、3 人。\n没有认定的：户 1 行、人 1 行，原因见 rejects.csv。\n" in result.stdout


def test_a_strict_run_with_a_bad_row_is_bad_news(run: Run, policy: Path, source: Path, tmp_path: Path) -> None:
    (source / "person.csv").write_text(PEOPLE.replace("5000", "-1"), encoding="utf-8")
    result = run("run", policy, source, tmp_path / "out", *SET, "--strict")
    assert (result.exit_code, result.stdout) == (1, "")
    rejects = tmp_path / "out" / "rejects.csv"
    assert result.stderr == f"有 2 行没有认定（--strict），没有写结果；原因见 {rejects}。\n"
    assert list((tmp_path / "out").iterdir()) == [rejects]


def test_a_finished_run_says_so_when_it_is_started_again(run: Run, policy: Path, source: Path, tmp_path: Path) -> None:
    first = run("run", policy, source, tmp_path / "out", *SET)
    second = run("run", policy, source, tmp_path / "out", *SET)
    assert second.stdout == f"{tmp_path / 'out'} 里已有这次运行的结果，没有再算。\n" + first.stdout


def test_other_conditions_are_wrong_use_without_again(run: Run, policy: Path, source: Path, tmp_path: Path) -> None:
    assert run("run", policy, source, tmp_path / "out", *SET).exit_code == 0
    other = run("run", policy, source, tmp_path / "out", "--date", "2020-06-01", "--set", "dibao_standard=550")
    assert (other.exit_code, other.stdout) == (2, "")
    assert other.stderr == (
        f"{tmp_path / 'out'} 里有算完的结果，与这一次的条件不同：日期（2021-06-01 → 2020-06-01）。"
        "加 --again 从头再算并取代它，或换一个文件夹。\n"
    )
    again = run(
        "run", policy, source, tmp_path / "out", "--date", "2020-06-01", "--set", "dibao_standard=550", "--again"
    )
    assert "摊位补贴发放：2 人，60.00 元/月\n" in again.stdout


@pytest.mark.parametrize("name", ["household.csv", "person.csv"])
def test_a_file_that_is_not_there_is_told(run: Run, policy: Path, source: Path, tmp_path: Path, name: str) -> None:
    (source / name).unlink()
    result = run("run", policy, source, tmp_path / "out", *SET)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{source} 里没有 {name.replace('csv', 'parquet')}，也没有 {name}。")
    assert not (tmp_path / "out" / "summary.json").exists()


def test_a_wrong_value_decides_nothing(run: Run, policy: Path, source: Path, tmp_path: Path) -> None:
    result = run("run", policy, source, tmp_path / "out", "--set", "dibao_standrd=550")
    assert result.exit_code == 2
    assert "最接近的是 dibao_standard" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_value_that_nobody_gave_is_warned_of_and_the_run_goes_on(
    run: Run, policy: Path, source: Path, tmp_path: Path
) -> None:
    result = run("run", policy, source, tmp_path / "out", "--date", "2020-06-01")
    assert result.exit_code == 0
    assert result.stderr == (
        "注意：dibao_standard（城市低保标准）在 2020-06-01 没有值，靠它算的结果都会是未知。"
        "可用 --set dibao_standard=550 这样给出，或写进 --place 文件。\n"
    )
    english = run("run", policy, source, tmp_path / "en", "--date", "2020-06-01", "--lang", "en")
    assert english.stderr == (
        "Note: dibao_standard: no value on 2020-06-01; results that rest on it will be unknown. "
        "Give it like this: --set dibao_standard=550, or in a --place file.\n"
    )


@pytest.mark.parametrize(("name", "one"), [("household.csv", "户"), ("person.csv", "人")])
def test_an_empty_file_is_told(run: Run, policy: Path, source: Path, tmp_path: Path, name: str, one: str) -> None:
    (source / name).write_bytes(b"")
    result = run("run", policy, source, tmp_path / "out", "--set", "dibao_standard=550")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (f"{source / name} 的第一行是空的。第一行应是列名，从第二行起一行一{one}。请重新导出。\n")


def test_results_that_cannot_be_written_are_told(run: Run, policy: Path, source: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run("run", policy, source, tmp_path / "file", "--set", "dibao_standard=550")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{tmp_path / 'file'} 读写出错：那里已有同名的文件。请换一个名字。\n"


def test_results_may_be_in_the_other_format(run: Run, policy: Path, source: Path, tmp_path: Path) -> None:
    assert run("run", policy, source, tmp_path / "out", *SET, "--format", "parquet").exit_code == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["household.parquet", "person.parquet", "rejects.csv", "summary.json"]


def test_synthetic_people_can_be_run(run: Run, policy: Path, tmp_path: Path) -> None:
    assert run("people", "300", tmp_path / "registry").exit_code == 0
    result = run("run", policy, tmp_path / "registry", tmp_path / "out", *SET, "--threads", "1")
    assert result.exit_code == 0
    assert "、300 人。" in result.stdout
    assert "rejects" not in result.stdout
