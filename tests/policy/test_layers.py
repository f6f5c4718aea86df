"""Policies that lie on others: what they inherit, replace and may not change."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from drafting import checked, codes, document, policy_of, save

from doudi.policy.building.build import Report

LOWER = """
parameters:
  dibao_standard: {required: true, cites: [B-1-1]}
  cap: {label: 上限, unit: yuan/month, values: {2021-01-01: 500}, cites: [B-1-1]}
readings:
  which: {of: AMB-01, label: 怎么读, options: {wide: 从宽, strict: 从严}, values: {2021-01-01: wide}, cites: [B-1-1]}
codes:
  class: {rich: 富裕, poor: 困难}
rules:
  share: {of: household, label: 应得份额, is: 'min(monthly_rent, cap)', cites: [B-1-1]}
  rent_amount: {of: household, is: share * 2, cites: [B-1-1]}
"""


def over(folder: Path, yaml: str, lower: str = LOWER) -> Report:
    """What is said of a policy on top of the lower one."""
    lowest = document(lower, policy="lower", clause="B-1", rows="- B-1-1 下层\n")
    save(folder, lowest, "lower")
    return checked(folder, document(yaml, extra="extends: lower\n", rows="- T-1-1 上层 `declaration`\n"))


def test_everything_below_is_inherited(tmp_path: Path) -> None:
    policy = policy_of(over(tmp_path, ""))
    assert {"share", "rent_amount"} == set(policy.rules)
    assert [front.policy for front in policy.layers] == ["sample", "lower"]
    assert policy.codes["class"] == {"rich": "富裕", "poor": "困难"}


def test_an_override_is_used_by_what_lies_below(tmp_path: Path) -> None:
    replaced = "parameters: {cap: {values: {2021-01-01: 800}, overrides: lower.cap, cites: [T-1-1]}}"
    policy = policy_of(over(tmp_path, replaced))
    cap = policy.parameters["cap"]
    assert (cap.values.values[0][1], cap.label, cap.type.unit) == (Fraction(800), "上限", "yuan/month")
    assert set(policy.overridden) == {"lower.cap"}


def test_a_required_parameter_gets_its_value_from_a_layer_above(tmp_path: Path) -> None:
    given = "parameters: {dibao_standard: {values: {2021-01-01: 600}, overrides: lower.dibao_standard, cites: [T-1-1]}}"
    assert policy_of(over(tmp_path, given)).parameters["dibao_standard"].required is False


def test_a_reading_keeps_its_options_when_its_choice_changes(tmp_path: Path) -> None:
    chosen = "readings: {which: {values: {2021-01-01: strict}, overrides: lower.which, cites: [T-1-1]}}"
    reading = policy_of(over(tmp_path, chosen)).readings["which"]
    assert (reading.of, reading.options["wide"], reading.values.values[0][1]) == ("AMB-01", "从宽", "strict")


def test_an_override_says_the_layer_that_it_replaces(tmp_path: Path) -> None:
    rule = "rules: {share: {is: monthly_rent, cites: [T-1-1]%s}}"
    assert codes(over(tmp_path, rule % ", overrides: lower.share")) == []
    assert codes(over(tmp_path, rule % "")) == ["defined-below"]
    assert codes(over(tmp_path, rule % ", overrides: national.share")) == ["override-of-nothing"]
    assert codes(over(tmp_path, rule % ", overrides: share")) == ["override-of-nothing"]
    assert codes(over(tmp_path, rule % ", overrides: [lower.share]")) == ["not-text"]


def test_an_override_keeps_type_unit_and_entity(tmp_path: Path) -> None:
    rule = "rules: {share: {overrides: lower.share, cites: [T-1-1], %s}}"
    assert codes(over(tmp_path, rule % "is: monthly_rent * 3")) == []
    assert "override-other-type" in codes(over(tmp_path, rule % "is: deposits"))
    assert "override-other-type" in codes(over(tmp_path, rule % "is: urgent"))
    assert "override-other-type" in codes(over(tmp_path, rule % "unit: yuan/year, is: per_year(monthly_rent)"))
    assert codes(over(tmp_path, rule % "of: person, is: wage_income")) == ["wrong-entity"]
    cap = "parameters: {cap: {overrides: lower.cap, unit: yuan, values: {2021-01-01: 5}, cites: [T-1-1]}}"
    assert "override-other-type" in codes(over(tmp_path, cap))


def test_rows_of_a_layer_below_can_be_cited_and_answer(tmp_path: Path) -> None:
    save(tmp_path, document(LOWER, policy="lower", clause="B-1", rows="- B-1-1 下层\n"), "lower")
    rows = "- T-1-1 甲 `by: lower.share`\n- T-1-2 乙\n"
    yaml = "rules: {two: {of: household, label: 二倍, is: share * 2, cites: [T-1-2, B-1-1]}}"
    assert codes(checked(tmp_path, document(yaml, rows=rows, extra="extends: lower\n"))) == []


def test_ids_of_clauses_and_rows_are_unique_over_the_layers(tmp_path: Path) -> None:
    save(tmp_path, document(LOWER, policy="lower", clause="B-1", rows="- B-1-1 下层\n"), "lower")
    again = document(rows="- B-1-1 上层 `declaration`\n", clause="B-1", extra="extends: lower\n")
    assert codes(checked(tmp_path, again)) == ["duplicate-clause", "duplicate-row"]


def test_mistakes_of_a_layer_below_are_told_at_their_place(tmp_path: Path) -> None:
    report = over(tmp_path, "", LOWER.replace("share * 2", "shares * 2"))
    assert [(problem.code, problem.origin.file) for problem in report.problems] == [
        ("unknown-name", str(tmp_path / "lower" / "policy.md"))
    ]
