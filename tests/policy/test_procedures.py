"""Procedures as data: steps, branches, clocks, and cases that are never stuck."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from drafting import checked, codes, document, policy_of

from doudi.policy.building.build import Report
from doudi.policy.definitions.model import Branch, Process

STEPS = """
      accept: {kind: accept, label: 受理, by: township.clerk, within: {workdays: 5, from: applied}, next: assess, refused: refused, cites: [T-1-1]}
      assess: {kind: classify, label: 核算, by: township.clerk, with: [check], next: visit, cites: [T-1-1]}
      check: {kind: means_check, label: 核对, by: county.checker, next: visit, cites: [T-1-1]}
      visit: {kind: visit, label: 入户, by: township.clerk, after: [assess, check], next: notice, cites: [T-1-1]}
      notice: {kind: notice, label: 公示, by: village.assistant, days: hanging, next: sample, objected: visit, cites: [T-1-1]}
      sample: {kind: sample, label: 抽查, by: county.officer, share: 30%, next: decide, cites: [T-1-1]}
      decide: {kind: decide, label: 审批, by: county.officer, second: county.leader, next: [{when: urgent, to: approved}, {otherwise: publish}], returned: visit, cites: [T-1-1]}
      publish: {kind: publish, label: 公布, by: county.officer, next: approved, optional: true, cites: [T-1-1]}
"""


def report(
    folder: Path,
    steps: str = STEPS,
    more: str = "",
    limit: str = "limit: {workdays: 30, from: accepted, cites: [T-1-2]}",
) -> Report:
    text = f"parameters: {{hanging: {{label: 公示天数, unit: days, values: {{2021-01-01: 7}}, cites: [T-1-1]}}}}\nprocesses:\n{more}  general:\n    label: 一般程序\n    {limit}\n    start: accept\n    steps:\n{steps}    ends: {{approved: 批准, refused: 不予批准}}\n"
    return checked(folder, document(text, rows="- T-1-1 甲\n- T-1-2 乙\n"))


def general(folder: Path) -> Process:
    return policy_of(report(folder)).processes["general"]


def test_a_process_is_read_with_steps_clocks_and_ends(tmp_path: Path) -> None:
    process = general(tmp_path)
    steps = process.steps
    assert list(steps) == ["accept", "assess", "check", "visit", "notice", "sample", "decide", "publish"]
    assert steps["accept"].within is not None and steps["accept"].within.length == 5
    assert (steps["assess"].alongside, steps["visit"].after) == (("check",), ("assess", "check"))
    assert (steps["notice"].days, steps["sample"].share) == ("hanging", Fraction(3, 10))
    assert steps["notice"].outcomes == {"objected": "visit"}
    assert steps["decide"].second == "county.leader"
    assert steps["publish"].optional
    assert process.ends == {"approved": "批准", "refused": "不予批准"}


def test_branches_are_taken_in_order_and_closed_by_otherwise(tmp_path: Path) -> None:
    first, last = general(tmp_path).steps["decide"].next
    assert (first.to, first.source) == ("approved", "urgent") and first.when is not None
    assert last == Branch("publish")


def test_the_rows_of_a_clock_are_rows_of_its_process(tmp_path: Path) -> None:
    assert general(tmp_path).cites == ("T-1-2",)
    assert codes(report(tmp_path, limit="limit: {workdays: 30, from: accepted}")) == ["row-unanswered"]
    assert "unknown-row" in codes(
        report(tmp_path, limit="limit: {workdays: 30, from: accepted, cites: [T-1-2, T-1-9]}")
    )


def test_quantities_are_whole_days_or_shares_or_parameters_in_their_unit(tmp_path: Path) -> None:
    for old, new, code in (
        ("share: 30%", "share: 130%", "bad-quantity"),
        ("share: 30%", "share: hanging", "quantity-unit"),
        ("days: hanging", "days: -1", "bad-quantity"),
        ("days: hanging", "days: 7.5", "bad-quantity"),
        ("days: hanging", "days: hangin", "unknown-parameter"),
        ("workdays: 5", "workdays: hanging", "quantity-unit"),
        ("workdays: 5", "days: hanging", ""),
        ("workdays: 5", "workdays: 5, days: 5", "clock-length"),
        ("from: applied", "from: yesterday", "unknown-word"),
    ):
        assert old in STEPS
        assert codes(report(tmp_path, STEPS.replace(old, new))) == ([code, "row-unanswered"][:1] if code else [])


def test_a_step_of_a_department_may_say_which(tmp_path: Path) -> None:
    told = STEPS.replace("{kind: decide, ", "{kind: decide, agency: trade_union, ")
    assert [step.agency for step in policy_of(report(tmp_path, told)).processes["general"].steps.values()].count(
        "trade_union"
    ) == 1
    assert codes(report(tmp_path, told.replace("agency: trade_union", "agency: union"))) == ["unknown-word"]


def test_an_end_is_no_step_to_start_with_or_wait_for(tmp_path: Path) -> None:
    for old, new in (("with: [check]", "with: [approved]"), ("after: [assess, check]", "after: [refused]")):
        assert "unknown-step" in codes(report(tmp_path, STEPS.replace(old, new)))


def test_a_step_that_waits_for_one_after_it_is_stuck(tmp_path: Path) -> None:
    assert codes(report(tmp_path, STEPS.replace("after: [assess, check]", "after: [assess, decide]"))) == [
        "waits-for-itself"
    ]
    assert codes(report(tmp_path, STEPS.replace("after: [assess, check]", "after: [visit]"))) == ["waits-for-itself"]


def test_a_loop_without_a_way_out_is_told_once(tmp_path: Path) -> None:
    stuck = (
        STEPS.replace("to: approved", "to: publish")
        .replace("next: approved", "next: visit")
        .replace(", refused: refused", "")
    )
    assert codes(report(tmp_path, stuck)) == ["no-way-to-end"]


def test_a_special_process_stands_before_the_general_one(tmp_path: Path) -> None:
    urgent = "  urgent: {label: 急难, when: urgent, start: accept, steps: {accept: {kind: accept, by: township.clerk, next: approved, cites: [T-1-1]}}, ends: {approved: 批准}}\n"
    assert list(policy_of(report(tmp_path, more=urgent)).processes) == ["urgent", "general"]
    assert codes(report(tmp_path, more=urgent.replace("when: urgent", "when: otherwise"))) == ["one-general-process"]
    assert codes(report(tmp_path, more=urgent.replace("when: urgent", "when: vehicles"))) == ["wrong-type"]
    dead = urgent.replace("when: urgent", "when: 1 > 2 if vehicles < 0 else urgent")
    assert codes(report(tmp_path, more=dead)) == ["unreachable-branch"]
