"""The release id changes with everything that can change a decision, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from drafting import checked, document, policy_of, save

TEXT = document(
    """
codes:
  level: {rich: 富裕, poor: 困难}
facts:
  household:
    wealth: {type: level, label: 贫富, cites: [T-1-1]}
parameters:
  cap: {label: 上限, unit: yuan/month, values: {2021-01-01: 500, 2022-01-01: 600}, cites: [T-1-1], source: 某处, confidence: low}
  dibao_standard: {required: true, example: 550, cites: [T-1-1]}
readings:
  which: {of: AMB-01, label: 怎么读, options: {wide: 从宽, strict: 从严}, values: {2021-01-01: wide}, because: 方便, cites: [T-1-1]}
tables:
  rates:
    label: 比例表
    by: [wealth, vehicles]
    columns:
      rate: {unit: ratio, label: 比例}
    rows:
      "poor, 0 | 1": {rate: 50%}
      "poor, 2..": {rate: 40%}
    otherwise: {rate: 0%}
    cites: [T-1-1]
rules:
  share: {of: household, label: 应得份额, is: 'min(monthly_rent * rates.rate, cap)', cites: [T-1-1]}
  poor: {of: household, label: 困难户, is: "wealth == 'poor' and vehicles < 2", cites: [T-1-1]}
benefits:
  rent: {label: 租金补贴, to: household, amount: share, kind: cash, agency: housing, cites: [T-1-1]}
processes:
  poor_first: {label: 困难优先, when: poor, start: accept, steps: {accept: {kind: accept, label: 受理, by: township.clerk, next: approved, cites: [T-1-1]}}, ends: {approved: 批准}}
  urgent_first: {label: 急难优先, when: urgent, start: accept, steps: {accept: {kind: accept, label: 受理, by: township.clerk, next: approved, cites: [T-1-1]}}, ends: {approved: 批准}}
  general: {label: 一般程序, start: accept, steps: {accept: {kind: accept, label: 受理, by: township.clerk, within: {workdays: 5, from: applied}, next: approved, cites: [T-1-1]}}, ends: {approved: 批准}}
""",
    extra="extends: lower\nrows: 1\nsummary: 摘要\n",
)
LOWER = document(
    "parameters: {floor: {label: 下限, unit: yuan/month, values: {2021-01-01: 5}, cites: [B-1-1]}}",
    policy="lower",
    clause="B-1",
    rows="- B-1-1 下层\n",
)


def release(folder: Path, text: str = TEXT, lower: str = LOWER) -> str:
    save(folder, lower, "lower")
    found = policy_of(checked(folder, text)).release
    assert found.startswith("sha256:") and len(found) == 71
    return found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("示例办法", "另一个办法"),
        ("## 一 示例 {#T-1}", "一些说明。\n\n## 一 别的标题 {#T-1}\n\n又一段说明。"),
        ("示例要点", "换一种说法"),
        ("rows: 1\n", ""),
        ("summary: 摘要", "summary: 别的摘要"),
        ("富裕", "有钱"),
        ("从宽", "宽一点"),
        ("because: 方便", "because: 省事"),
        ("of: AMB-01", "of: AMB-02"),
        ("label: 应得份额", "label: 份额"),
        ("label: 困难优先", "label: 优先"),
        ("approved: 批准", "approved: 同意"),
        ("source: 某处, confidence: low", "source: 别处, confidence: high"),
        ("example: 550", "example: 560"),
        ("min(monthly_rent * rates.rate, cap)", "min( 月租金 * 比例表.比例 , 上限 )"),
        ("min(monthly_rent * rates.rate, cap)", "min（monthly_rent * rates.rate， cap）"),
        ("wealth == 'poor'", "贫富 == '困难'"),
        ("wealth == 'poor'", "((wealth == 'poor'))"),
        ("rules:\n", "# 一句话\nrules:\n"),
        ("2021-01-01: 500, 2022-01-01: 600", "2022-01-01: 600, 2021-01-01: 500"),
        ("{rich: 富裕, poor: 困难}", "{poor: 困难, rich: 富裕}"),
        ("poor, 0 | 1", "困难, 1 | 0"),
        ("500,", "500.00,"),
    ],
)
def test_prose_spelling_and_words_do_not_change_it(tmp_path: Path, old: str, new: str) -> None:
    assert old in TEXT
    assert release(tmp_path, TEXT.replace(old, new)) == release(tmp_path)


def test_the_order_of_definitions_and_rows_does_not_change_it(tmp_path: Path) -> None:
    lines = TEXT.split("\n")
    for one, two in (("  share:", "  poor: {"), ('      "poor, 0', '      "poor, 2'), ("  cap:", "  dibao_standard:")):
        i, j = (next(n for n, line in enumerate(lines) if line.startswith(start)) for start in (one, two))
        swapped = list(lines)
        swapped[i], swapped[j] = swapped[j], swapped[i]
        assert release(tmp_path, "\n".join(swapped)) == release(tmp_path)


def test_cases_do_not_change_it(tmp_path: Path) -> None:
    before = release(tmp_path)
    (tmp_path / "sample" / "cases.yaml").write_text("cases: []\n")
    assert release(tmp_path) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2021-01-01: 500", "2021-01-01: 501"),
        ("2021-01-01: 500", "2021-01-02: 500"),
        ("values: {2021-01-01: wide}", "values: {2021-01-01: strict}"),
        ("vehicles < 2", "vehicles <= 2"),
        ("vehicles < 2", "vehicles < 3"),
        (" and vehicles", " or vehicles"),
        ("rate: 50%", "rate: 51%"),
        ("poor, 2..", "poor, 3.."),
        ("otherwise: {rate: 0%}", "otherwise: {rate: 1%}"),
        ("effective: 2021-01-01", "effective: 2021-01-02"),
        ("kind: cash, agency: housing", "kind: cash, agency: finance"),
        ("workdays: 5", "workdays: 6"),
        ("{rich: 富裕, poor: 困难}", "{rich: 富裕, poor: 困难, other: 其他}"),
        ("cites: [T-1-1], source", "until: 2030-12-31, cites: [T-1-1], source"),
    ],
)
def test_one_changed_value_changes_it(tmp_path: Path, old: str, new: str) -> None:
    assert old in TEXT
    assert release(tmp_path, TEXT.replace(old, new, 1)) != release(tmp_path)


def test_the_order_of_processes_changes_it(tmp_path: Path) -> None:
    lines = TEXT.split("\n")
    i, j = (
        next(n for n, line in enumerate(lines) if line.startswith(start))
        for start in ("  poor_first", "  urgent_first")
    )
    lines[i], lines[j] = lines[j], lines[i]
    assert release(tmp_path, "\n".join(lines)) != release(tmp_path)


def test_a_value_of_a_layer_below_changes_it(tmp_path: Path) -> None:
    assert release(tmp_path, lower=LOWER.replace("2021-01-01: 5}", "2021-01-01: 6}")) != release(tmp_path)


def test_a_definition_below_that_nothing_uses_counts_too(tmp_path: Path) -> None:
    more = LOWER.replace(
        "cites: [B-1-1]}}", "cites: [B-1-1]}, other: {label: 别的, values: {2021-01-01: 5}, cites: [B-1-1]}}"
    )
    assert more != LOWER
    assert release(tmp_path, lower=more) != release(tmp_path)
