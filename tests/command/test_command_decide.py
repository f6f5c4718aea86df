"""`doudi decide`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commandline import HOUSEHOLD, Run


def decided(run: Run, *words: object, stdin: str | None = None) -> Any:
    result = run("decide", *words, "--json", "--date", "2020-06-01", stdin=stdin)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_one_household_gives_one_object(run: Run, policy: Path, household: Path) -> None:
    found = decided(run, policy, household, "--set", "dibao_standard=550")
    assert found["household"] == "H1"
    assert found["date"] == "2020-06-01"
    assert found["parameters"] == {"dibao_standard": "550.00"}
    assert found["results"]["dibao_amount"] == "500.00"
    assert list(found["members"]) == ["P1", "P2"]


def test_a_list_gives_a_list_in_its_order(run: Run, policy: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(json.dumps([{**HOUSEHOLD, "id": "B"}, {**HOUSEHOLD, "id": "A"}]), encoding="utf-8")
    assert [each["household"] for each in decided(run, policy, path)] == ["B", "A"]


def test_an_empty_list_gives_an_empty_list(run: Run, policy: Path) -> None:
    assert decided(run, policy, "-", stdin="[]") == []


def test_a_household_can_come_from_standard_input(run: Run, policy: Path) -> None:
    assert decided(run, policy, "-", stdin=json.dumps(HOUSEHOLD))["household"] == "H1"


def test_a_parameter_that_nobody_gave_is_asked_for(run: Run, policy: Path, household: Path) -> None:
    found = decided(run, policy, household)
    assert found["results"]["dibao_amount"] is None
    asked = {need["parameter"]: need["reason"] for need in found["needs"] if "parameter" in need}
    assert asked == {"dibao_standard": "not set"}


def test_a_place_file_gives_values_by_date_and_set_wins_over_it(
    run: Run, policy: Path, household: Path, tmp_path: Path
) -> None:
    place = tmp_path / "place.yaml"
    place.write_text("parameters:\n  dibao_standard: {2020-01-01: 500, 2020-07-01: 600}\n", encoding="utf-8")
    assert decided(run, policy, household, "--place", place)["parameters"] == {"dibao_standard": "500.00"}
    given = decided(run, policy, household, "--place", place, "--set", "dibao_standard=700")
    assert given["parameters"] == {"dibao_standard": "700.00"}


def test_a_reading_can_be_given(run: Run, policy: Path, household: Path) -> None:
    words = ("--set", "dibao_standard=300")
    assert decided(run, policy, household, *words)["results"]["dibao_eligible"] is False
    found = decided(run, policy, household, *words, "--set", "line_itself=inside")
    assert found["results"]["dibao_eligible"] is True
    assert found["parameters"] == {"dibao_standard": "300.00", "line_itself": "inside"}


def test_the_text_says_what_is_due_and_why(run: Run, policy: Path, household: Path) -> None:
    result = run("decide", policy, household, "--date", "2020-06-01", "--set", "dibao_standard=550")
    assert result.exit_code == 0
    assert "低保金（全户）：每月 500.00 元" in result.stdout
    assert "家庭人均月收入 300.00 元，低于城市低保标准 550.00 元" in result.stdout


def test_brief_text_leaves_the_reasons_out(run: Run, policy: Path, household: Path) -> None:
    result = run("decide", policy, household, "--date", "2020-06-01", "--set", "dibao_standard=550", "--brief")
    assert "每月 500.00 元" in result.stdout
    assert "低于城市低保标准" not in result.stdout


def test_full_text_gives_the_reasons_of_what_is_refused_besides_money(run: Run) -> None:
    home = Path(__file__).parents[1] / "policy" / "golden" / "households" / "due.json"
    words = ("decide", "guzhang-2021", home, "--date", "2021-12-01", "--set", "dibao_standard=550")
    reason = "  送教上门服务（乙）　依据 GZ-4.4-5\n      · 应：不能到校就读为“是”；实际：否\n"
    assert reason not in run(*words).stdout
    assert reason in run(*words, "--full").stdout


def test_one_mistake_and_nothing_is_decided(run: Run, policy: Path) -> None:
    bad = [HOUSEHOLD, {"id": "H2", "members": [{"wage_incme": 1}]}]
    result = run("decide", policy, "-", "--json", stdin=json.dumps(bad))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        "标准输入：户 H2，成员 P1，wage_incme：没有这个事实。最接近的是 wage_income（工资性收入），请改正。\n"
    )


def test_the_mistake_is_told_in_english_where_asked(run: Run, policy: Path) -> None:
    result = run("decide", policy, "-", "--lang", "en", stdin='{"members": [{"orphan": 1}]}')
    assert result.stderr == (
        "standard input: household H1, member P1, orphan (孤儿): must be true or false, not a number 1. "
        "Write true or false without quotation marks, or null if not known.\n"
    )


@pytest.mark.parametrize(
    ("words", "zh"),
    [
        (
            ("--set", "dibao_standrd=5"),
            "--set：dibao_standrd：政策里没有这个参数或读法。最接近的是 dibao_standard（城市低保标准），请改正。\n",
        ),
        (
            ("--set", "xyz=5"),
            "--set：xyz：政策里没有这个参数或读法，也没有相近的。有：line_itself、dibao_standard、stall_amount。\n",
        ),
        (("--set", "wage_income=5"), "--set：wage_income：这是事实，不是参数。请写在住户的 JSON 里。\n"),
        (("--set", "城市低保标准=5"), "--set：城市低保标准：请写键 dibao_standard，不写标签。\n"),
        (("--set", "dibao_standard"), '--set：应写成 名称=值，这里是 "dibao_standard"。例：--set dibao_standard=550\n'),
        (("--set", "dibao_standard="), "--set：dibao_standard（城市低保标准）：没有写值。例：550\n"),
        (("--set", "dibao_standard=x"), '--set：dibao_standard（城市低保标准）：应是数，这里是 "x"。例：550\n'),
        (
            ("--set", "dibao_standard=-1"),
            "--set：dibao_standard（城市低保标准）：-1 超出范围，应在 0 至 100,000,000 之间。请核对。\n",
        ),
        (
            ("--set", "dibao_standard=1.005"),
            "--set：dibao_standard（城市低保标准）：1.005 的小数超过两位。请写到分（两位小数）。\n",
        ),
        (
            ("--set", "dibao_standard=unlimited"),
            '--set：dibao_standard（城市低保标准）：应是数，这里是 "unlimited"。例：550\n',
        ),
        (
            ("--set", "line_itself=maybe"),
            '--set：line_itself（恰好等于低保线）：没有 "maybe" 这个选项。可选：inside 算低保、outside 不算。\n',
        ),
        (("--set", "line_itself="), "--set：line_itself（恰好等于低保线）：没有写值。例：inside\n"),
        (
            ("--set", "dibao_standard=99999999999999999"),
            "--set：dibao_standard（城市低保标准）：99999999999999999 超出范围，应在 0 至 100,000,000 之间。请核对。\n",
        ),
        (
            ("--set", "dibao_standard=550.1234567"),
            "--set：dibao_standard（城市低保标准）：550.1234567 的小数超过两位。请写到分（两位小数）。\n",
        ),
        (
            ("--set", "dibao_standard=1", "--set", "dibao_standard=2"),
            "--set：dibao_standard 给了 2 次。请只给一次。\n",
        ),
        (
            ("--set", "dibao_standard=1", "--set", "dibao_standard=x", "--set", "dibao_standard=2"),
            "--set：dibao_standard 给了 3 次。请只给一次。\n",
        ),
        (
            ("--date", ""),
            "doudi decide：--date 后面没有写日期，请按 年-月-日 写，如 2021-12-31。用 doudi decide --help 查看说明。\n",
        ),
        (
            ("--date", "2021-02-30"),
            "doudi decide：--date 2021-02-30 不是 1900 至 2199 年间的日期，请按 年-月-日 写，如 2021-12-31。用 doudi decide --help 查看说明。\n",
        ),
    ],
)
def test_a_wrong_value_from_outside_is_told(
    run: Run, policy: Path, household: Path, words: tuple[str, ...], zh: str
) -> None:
    result = run("decide", policy, household, *words)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", zh)


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        (
            "dibao_standard: 550\n",
            '："dibao_standard"的位置或写法不对。整个文件应像这样：parameters: {dibao_standard: {2021-09-27: 550}}\n',
        ),
        (
            "parameters: {dibao_standard: 550}\n",
            '："dibao_standard"的位置或写法不对。整个文件应像这样：parameters: {dibao_standard: {2021-09-27: 550}}\n',
        ),
        (
            "a: 1\nb: 2\nc: 3\nd: [1, 2]\ne: {f: 1}\n",
            '："a"、"b"、"c" 等 5 处的位置或写法不对。整个文件应像这样：parameters: {dibao_standard: {2021-09-27: 550}}\n',
        ),
        (
            "- 550\n",
            "：没有 parameters 这一项。整个文件应像这样：parameters: {dibao_standard: {2021-09-27: 550}}\n",
        ),
        (
            "parameters: 550\n",
            '："parameters"的位置或写法不对。整个文件应像这样：parameters: {dibao_standard: {2021-09-27: 550}}\n',
        ),
        (
            "parameters: {dibao_standard: {yesterday: 550}}\n",
            '：dibao_standard（城市低保标准）："yesterday" 不是日期。请写成 2021-09-27: 值。\n',
        ),
        (
            "parameters: {dibao_standrd: {2021-01-01: 550}}\n",
            "：dibao_standrd：政策里没有这个参数或读法。最接近的是 dibao_standard（城市低保标准），请改正。\n",
        ),
        (
            "parameters: {dibao_standard: {2021-01-01: [1]}}\n",
            '："dibao_standard: 2021-01-01"的位置或写法不对。整个文件应像这样：parameters: {dibao_standard: {2021-09-27: 550}}\n',
        ),
    ],
)
def test_a_wrong_place_file_is_told(
    run: Run, policy: Path, household: Path, tmp_path: Path, text: str, zh: str
) -> None:
    place = tmp_path / "place.yaml"
    place.write_text(text, encoding="utf-8")
    result = run("decide", policy, household, "--place", place)
    assert result.exit_code == 2
    assert result.stderr == f"{place}{zh}"


@pytest.mark.parametrize(
    "text", ["a: &x 1\nb: *x\n", "a: !!python/object:os.system x\n", "{", "a: 1\na: 2\n", "- " * 100]
)
def test_a_place_file_that_is_no_safe_yaml_is_refused(
    run: Run, policy: Path, household: Path, tmp_path: Path, text: str
) -> None:
    place = tmp_path / "place.yaml"
    place.write_text(text, encoding="utf-8")
    result = run("decide", policy, household, "--place", place)
    assert result.exit_code == 2
    assert str(place) in result.stderr


def test_a_missing_file_is_told(run: Run, policy: Path, tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    result = run("decide", policy, path)
    assert (result.exit_code, result.stderr) == (2, f"{path}：没有这个文件。请检查路径。\n")


@pytest.mark.parametrize(
    ("path", "zh"),
    [
        ("none.yaml", "：没有这个文件。请检查路径。\n"),
        ("", "：这是文件夹，不是文件。请给出文件的路径。\n"),
        ("household.json/x", "：读不了这个文件：路径里有一段是文件，不是文件夹。请换一个路径。\n"),
    ],
)
def test_a_place_file_that_cannot_be_read_is_told(
    run: Run, policy: Path, household: Path, tmp_path: Path, path: str, zh: str
) -> None:
    result = run("decide", policy, household, "--place", tmp_path / path)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{tmp_path / path}{zh}")


def test_a_place_file_that_cannot_be_read_is_told_in_english(run: Run, policy: Path, household: Path) -> None:
    result = run("decide", policy, household, "--place", household / "x", "--lang", "en")
    assert result.stderr == f"{household / 'x'}: cannot be read: part of the path is a file. Choose another path.\n"


def test_a_missing_policy_is_told_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    result = run("decide", "no-such", tmp_path / "none.json")
    assert result.exit_code == 2
    assert '没有叫 "no-such" 的政策' in result.stderr


def test_a_policy_with_errors_decides_nothing(run: Run, policy: Path, household: Path) -> None:
    path = policy / "policy.md"
    path.write_text(path.read_text(encoding="utf-8").replace("income / size", "incme / size"), encoding="utf-8")
    result = run("decide", policy, household)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "sample-2020/policy.md" in result.stderr


def test_a_date_before_the_policy_is_decided_with_a_warning(run: Run, policy: Path, household: Path) -> None:
    result = run("decide", policy, household, "--json", "--date", "2019-12-31")
    (warning,) = json.loads(result.stdout)["warnings"]
    assert warning.startswith("政策尚未生效")
