"""`doudi diff`: what changed, in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from commandline import POLICY, Run, write_policy

PROCESS = """processes:
  general:
    label: 一般程序
    when: otherwise
    limit: {workdays: 30, from: accepted, cites: [SX-1-1]}
    start: accept
    steps:
      accept: {kind: accept, label: 受理, by: township.clerk, within: {workdays: 5, from: applied}, next: decide, cites: [SX-1-1]}
      decide: {kind: decide, label: 审批, by: county.officer, next: approved, cites: [SX-1-1]}
    ends: {approved: 批准}
tables:
  stalls:
    label: 摊位费
    by: housing
    columns: {fee: {label: 费用, unit: yuan/month}}
    rows:
      own: {fee: 10}
    otherwise: {fee: 20}
    cites: [SX-1-3]
```
"""


def differences(run: Run, tmp_path: Path, *changes: tuple[str, str], lang: str = "zh") -> list[str]:
    text = POLICY.rstrip().removesuffix("```") + PROCESS
    old = write_policy(tmp_path / "a" / "sample-2020", text)
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    new = write_policy(tmp_path / "b" / "sample-2020", text)
    result = run("diff", old, new, "--lang", lang)
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()[3:]


def test_the_same_policy_does_not_differ(run: Run, tmp_path: Path) -> None:
    assert differences(run, tmp_path) == ["没有不同：同一个版本，怎么算都一样。"]


def test_prose_and_spelling_do_not_differ(run: Run, tmp_path: Path) -> None:
    found = differences(run, tmp_path, ("# 标准由地方公布", "# 另说"), ("income / size", "家庭月收入/size"))
    assert found == ["没有不同：同一个版本，怎么算都一样。"]


@pytest.mark.parametrize(
    ("before", "after", "section", "lines"),
    [
        (
            "2021-01-01: 40",
            "2021-01-01: 45",
            "参数",
            ["- 改变 stall_amount（摊位补贴标准）", "    2021-01-01 起：40.00 元/月 → 45.00 元/月"],
        ),
        (
            "2020-01-01: 30, ",
            "",
            "参数",
            ["- 改变 stall_amount（摊位补贴标准）", "    2020-01-01 起：30.00 元/月 → （无）"],
        ),
        (
            "2020-01-01: outside",
            "2020-01-01: inside",
            "读法",
            ["- 改变 line_itself（恰好等于低保线）", "    2020-01-01 起：不算 → 算低保"],
        ),
        (
            "own: {fee: 10}",
            "own: {fee: 12}",
            "表",
            ["- 改变 stalls（摊位费）", "    own · 费用：10.00 元/月 → 12.00 元/月"],
        ),
        ("income_per_capita<dibao", "income_per_capita<=dibao", "规则", None),
        (
            "agency: commerce_federation",
            "agency: trade_union",
            "待遇",
            ["- 改变 stall_benefit（摊位补贴发放）", "    部门：工商联 → 工会"],
        ),
        (
            "{workdays: 5, from: applied}",
            "{workdays: 7, from: applied}",
            "程序",
            ["- 改变 general（一般程序）", "    受理 · 时限：applied + 5 workdays → applied + 7 workdays"],
        ),
        (
            "人均收入低于",
            "人均收入不到",
            "条款",
            [
                "- 改变 SX-1-1",
                "    文字：人均收入低于低保标准、财产合规的，给低保 → 人均收入不到低保标准、财产合规的，给低保",
            ],
        ),
        (
            "place: 示例县",
            "place: 样本县",
            "文件",
            ["- 改变 sample-2020", "    地方：示例县 → 样本县"],
        ),
        (
            "label: 在街头经营",
            "label: 街头摆摊",
            "事实",
            ["- 改变 street_trader（街头摆摊）", "    名称：在街头经营 → 街头摆摊"],
        ),
        ("{type: boolean, label: 在街头经营", "{type: boolean, label: 在街头经营, note: 新", None, None),
    ],
)
def test_a_change_is_said_under_its_section(
    run: Run, tmp_path: Path, before: str, after: str, section: str | None, lines: list[str] | None
) -> None:
    found = differences(run, tmp_path, (before, after))
    if section is None:
        assert found[0].startswith(("没有不同", "条款和规则没有不同"))
        return
    assert found[0] == section
    if lines is not None:
        assert found[1:] == lines


def test_a_rule_that_changed_is_told_in_words_before_and_after(run: Run, tmp_path: Path) -> None:
    found = differences(run, tmp_path, ("is: income / size", "is: income / size * 2"))
    assert found[:2] == ["规则", "- 改变 income_per_capita（家庭人均月收入）"]
    assert "家庭月收入" in found[2]
    assert " → " in found[2]
    assert "× 2" in found[2].partition(" → ")[2]


def test_what_is_new_and_what_is_gone_is_told(run: Run, tmp_path: Path) -> None:
    line = "  stall: {of: person, label: 摊位补贴, is: stall_amount if street_trader else 0, cites: [SX-1-3]}\n"
    benefit = "  stall_benefit: {label: 摊位补贴发放, to: person, amount: stall, kind: cash, agency: commerce_federation, cites: [SX-1-3]}\n"
    new = "  hawker: {of: person, label: 小贩补贴, is: stall_amount if street_trader else 0, cites: [SX-1-3]}\n"
    found = differences(run, tmp_path, (line, new), (benefit, ""))
    assert "- 取消 stall（摊位补贴）" in found
    assert "- 新增 hawker（小贩补贴）" in found
    assert "- 取消 stall_benefit（摊位补贴发放）" in found


def test_english_says_the_same(run: Run, tmp_path: Path) -> None:
    found = differences(run, tmp_path, ("2021-01-01: 40", "2021-01-01: 45"), lang="en")
    assert found[0] == "Parameters"
    assert found[1] == "- changed stall_amount (摊位补贴标准)"
    assert found[2].startswith("    from 2021-01-01: ")


def test_a_policy_that_does_not_exist_is_wrong_use(run: Run, policy: Path) -> None:
    assert run("diff", policy, "no-such").exit_code == 2
