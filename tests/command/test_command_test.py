"""`doudi test`: worked cases, read strictly and compared exactly."""

from __future__ import annotations

from pathlib import Path

import pytest
from commandline import CASES, POLICY, Run, write_policy


def cases(run: Run, tmp_path: Path, old: str, new: str) -> tuple[int, str, str]:
    assert old in CASES
    folder = write_policy(tmp_path / "sample-2020", POLICY, CASES.replace(old, new, 1))
    result = run("test", folder)
    return result.exit_code, result.stdout.replace(str(folder), "sample"), result.stderr


def test_cases_that_agree_are_counted(run: Run, policy: Path) -> None:
    result = run("test", policy)
    assert (result.exit_code, result.stdout) == (0, f"{policy}：2 个实例，全部一致\n")


def test_a_policy_without_cases_says_so(run: Run, policy: Path) -> None:
    (policy / "cases.yaml").unlink()
    assert run("test", policy).stdout == f"{policy}：没有实例\n"


def test_a_case_that_differs_shows_expected_actual_and_the_clause(run: Run, tmp_path: Path) -> None:
    code, stdout, _ = cases(run, tmp_path, "dibao_amount: 500.00", "dibao_amount: 500.01")
    assert code == 1
    assert stdout == (
        "sample：2 个实例，1 个不一致\n"
        "- 两口之家人均三百，差多少补多少（sample/cases.yaml:7，2020-06-01，SX-1-1、SX-1-2）\n"
        "    dibao_amount（家庭低保金）：应为 500.01，算得 500.00（规则依据 SX-1-2）\n"
    )


def test_a_member_s_result_that_differs_names_the_member(run: Run, tmp_path: Path) -> None:
    _, stdout, _ = cases(run, tmp_path, "p1: {stall: 40}", "p1: {stall: unknown}")
    assert "    p1 的 stall（摊位补贴）：应为 unknown，算得 40.00（规则依据 SX-1-3）\n" in stdout


def test_an_unknown_expected_where_it_is_known_differs_and_the_reverse(run: Run, tmp_path: Path) -> None:
    _, stdout, _ = cases(run, tmp_path, "dibao_amount: unknown", "dibao_amount: 0")
    assert "dibao_amount（家庭低保金）：应为 0.00，算得 unknown" in stdout


def test_other_needs_than_expected_differ(run: Run, tmp_path: Path) -> None:
    code, stdout, _ = cases(run, tmp_path, "needs: [property_within_limits]", "needs: [wage_income]")
    assert code == 1
    assert "    要问的：应为 wage_income，算得 property_within_limits\n" in stdout


def test_needs_of_none_are_compared_too(run: Run, tmp_path: Path) -> None:
    _, stdout, _ = cases(run, tmp_path, "needs: [property_within_limits]", "needs: []")
    assert "    要问的：应为 —，算得 property_within_limits\n" in stdout


def test_a_default_is_taken_away_by_unknown(run: Run, tmp_path: Path) -> None:
    _, stdout, _ = cases(run, tmp_path, "{id: a, wage_income: 600}", "{id: a, wage_income: unknown}")
    assert "income_per_capita（家庭人均月收入）：应为 300.00，算得 unknown" in stdout


def test_a_value_set_for_one_case_wins_over_the_default(run: Run, tmp_path: Path) -> None:
    _, stdout, _ = cases(run, tmp_path, "  date: 2020-06-01\n", "  date: 2020-06-01\n  set: {dibao_standard: 560}\n")
    assert "dibao_amount（家庭低保金）：应为 500.00，算得 520.00" in stdout


@pytest.mark.parametrize(
    ("old", "new", "zh"),
    [
        (
            "wage_income: 600",
            "wage_incme: 600",
            "sample-2020/cases.yaml:9 错误 case-fact：实例 “两口之家人均三百，差多少补多少”：成员 a，wage_incme：没有这个事实。最接近的是 wage_income（工资性收入），请改正。",
        ),
        (
            "wage_income: 600",
            "wage_income: 6e2",
            '成员 a，wage_income（工资性收入）：应是以元计的金额，如 412.50，这里是文字 "6e2"。请只写数字，不带单位和逗号。',
        ),
        (
            "street_trader: true",
            "street_trader: yes",
            '成员 p1，street_trader（在街头经营）：应是 true 或 false，这里是文字 "yes"。请不加引号写 true 或 false，不知道写 null。',
        ),
        (
            "{wage_income: 0, street",
            "{wage_incme: 0, street",
            "cases.yaml:5 错误 case-fact：默认值：成员 P1，wage_incme：没有这个事实。",
        ),
        (
            "set: {dibao_standard: 550}",
            "set: {dibao_standrd: 550}",
            "默认值：dibao_standrd：政策里没有这个参数或读法。最接近的是 dibao_standard（城市低保标准），请改正。",
        ),
        ("dibao_amount: 500.00", "dibao_amont: 500.00", "错误 unknown-result"),
        (
            "dibao_amount: 500.00",
            "stall: 0",
            "：stall 写错了地方。家庭的结果写在 expect 里，成员的结果写在 members 里。",
        ),
        ("a: {stall: 0}", "a: {dibao_amount: 0}", "：dibao_amount 写错了地方。"),
        ("a: {stall: 0}", "b: {stall: 0}", "里没有成员“b”。成员有：a、p2。"),
        ("cites: [SX-1-1, SX-1-2]", "cites: [SX-1-9]", "错误 unknown-row"),
        (
            "needs: [property_within_limits]",
            "needs: [property_within_limit]",
            "：没有叫“property_within_limit”的事实、参数或读法",
        ),
        ("date: 2020-06-01", "date: 2020-06-31", "错误 not-date"),
        ("  date: 2020-06-01\n", "", "错误 missing-key"),
        ("expect: {income_per_capita", "expcet: {income_per_capita", "错误 unknown-key"),
        (
            "  expect: {dibao_eligible: unknown, dibao_amount: unknown}\n  members: {p1: {stall: 40}}\n",
            "",
            "没有写应有的结果。在 expect 或 members 里写明。",
        ),
        ("不知道财产，就不知道低保", "两口之家人均三百，差多少补多少", "与第 7 行的实例同名。给它另起一个名字。"),
        ("dibao_eligible: true", "dibao_eligible: yes", "错误 not-boolean"),
        ("defaults:", "default:", "错误 unknown-key"),
        ("cases:", "cases: 3\nx:", "错误"),
        ("members: [{id: a, wage_income: 600}, {}]", "members: [{id: a}, 3]", "错误 not-mapping"),
        ("members: [{id: a, wage_income: 600}, {}]", "size: 2", "没有写成员"),
    ],
)
def test_a_case_file_that_is_wrong_is_refused_with_its_line(
    run: Run, tmp_path: Path, old: str, new: str, zh: str
) -> None:
    code, stdout, stderr = cases(run, tmp_path, old, new)
    assert code == 2
    assert stdout == ""
    assert zh in stderr


def test_english_shows_the_same(run: Run, tmp_path: Path) -> None:
    folder = write_policy(tmp_path / "sample-2020", POLICY, CASES.replace("stall: 40", "stall: 41"))
    lines = run("test", folder, "--lang", "en").stdout.splitlines()
    assert lines[0] == f"{folder}: 2 cases, 1 differ"
    assert lines[2] == "    p1's stall (摊位补贴): expected 41.00, found 40.00 (rule cites SX-1-3)"
