"""Every row is answered, and what it says of its answer is so."""

from __future__ import annotations

import datetime
from pathlib import Path

from drafting import checked, codes, document, policy_of, rule

from doudi.policy.checks import check_on
from doudi.policy.checks.rows import answers
from doudi.policy.messages.problems import Problems

ROWS = "- T-1-1 甲\n- T-1-2 乙 `by: sample.sample`\n- T-1-3 丙 `declaration`\n- T-1-4 丁 `feature: cases.materials`\n"


def test_a_row_is_answered_in_four_ways(tmp_path: Path) -> None:
    policy = policy_of(checked(tmp_path, document(rule("vehicles > 1"), rows=ROWS)))
    found = [(answer.row.id, answer.how, answer.names) for answer in answers(policy)]
    assert found == [
        ("T-1-1", "cites", ("rule sample",)),
        ("T-1-2", "by", ("sample.sample",)),
        ("T-1-3", "declaration", ()),
        ("T-1-4", "feature", ("cases.materials",)),
    ]


def test_facts_table_rows_and_steps_answer_too(tmp_path: Path) -> None:
    text = """
facts: {household: {stall: {type: boolean, label: 摊位, cites: [T-1-1]}}}
tables:
  rates: {label: 表, by: stall, columns: {rate: {unit: ratio, label: 列}}, rows: {true: {rate: 1%, cites: [T-1-2]}, false: {rate: 0%, cites: [T-1-3]}}}
processes:
  general: {label: 程序, start: accept, steps: {accept: {kind: accept, by: township.clerk, next: done, cites: [T-1-4]}}, ends: {done: 办结}}
"""
    report = checked(tmp_path, document(text, rows="".join(f"- T-1-{n} 要点\n" for n in range(1, 5))))
    names = [answer.names for answer in answers(policy_of(report))]
    assert names == [
        ("fact stall",),
        ("table rates row true",),
        ("table rates row false",),
        ("process general step accept",),
    ]


def test_every_wrong_target_of_a_row_is_told(tmp_path: Path) -> None:
    rows = "- T-1-1 甲 `by: sample.sampel, sample.sample, nowhere.x`\n- T-1-2 乙 `declaration`\n"
    assert codes(checked(tmp_path, document(rule("vehicles > 1"), rows=rows))) == ["answer-unknown", "answer-unknown"]


def test_the_count_of_rows_is_checked_where_it_is_said(tmp_path: Path) -> None:
    assert codes(checked(tmp_path, document(rule("vehicles > 1"), rows=ROWS, extra="rows: 4\n"))) == []
    assert codes(checked(tmp_path, document(rule("vehicles > 1"), rows=ROWS, extra="rows: 5\n"))) == ["row-count"]


DATED = """
parameters:
  dibao_standard: {required: true, cites: [T-1-1]}
  cap: {label: 上限, unit: yuan/month, values: {2021-01-01: 500}, until: 2022-12-31, cites: [T-1-1]}
readings:
  which: {of: AMB-01, label: 怎么读, options: {wide: 从宽, strict: 从严}, values: {2021-06-01: wide}, cites: [T-1-1]}
tables:
  rates: {label: 表, by: urgent, columns: {rate: {unit: ratio, label: 列}}, rows: {true: {rate: 1%}, false: {rate: {2021-03-01: 2%}}}, cites: [T-1-1]}
"""


def said_on(folder: Path, day: str) -> list[tuple[str, str]]:
    policy = policy_of(checked(folder, document(DATED, extra="until: 2023-12-31\n")))
    problems = Problems()
    check_on(policy, datetime.date.fromisoformat(day), problems)
    assert not problems.fatal
    return [(problem.code, str(problem.particulars.get("what", ""))) for problem in problems.found]


def test_on_a_date_what_has_no_value_is_warned_of(tmp_path: Path) -> None:
    assert said_on(tmp_path, "2021-02-01") == [
        ("no-value-yet", "reading which"),
        ("no-value-yet", "table rates row false column rate"),
    ]
    assert said_on(tmp_path, "2022-12-31") == []
    assert said_on(tmp_path, "2023-01-01") == [("value-expired", "parameter cap")]


def test_on_a_date_outside_the_policy_that_is_warned_of(tmp_path: Path) -> None:
    assert ("policy-not-yet", "") in said_on(tmp_path, "2020-12-31")
    assert ("policy-ended", "") in said_on(tmp_path, "2024-01-01")


def test_a_parameter_left_to_the_place_is_not_warned_of(tmp_path: Path) -> None:
    for day in ("1990-01-01", "2021-07-01", "2150-01-01"):
        assert all(what != "parameter dibao_standard" for _, what in said_on(tmp_path, day))


def test_a_divisor_kept_from_zero_is_not_warned_of(tmp_path: Path) -> None:
    for text in (
        "round(monthly_rent / vehicles, fen) if vehicles > 0 else 0",
        "0 if vehicles == 0 else round(monthly_rent / vehicles, fen)",
        "0 if not vehicles >= 1 else round(monthly_rent / vehicles, fen)",
        "0 if 1 > vehicles else round(monthly_rent / vehicles, fen)",
        "round(monthly_rent / max(vehicles, 1), fen)",
        "vehicles != 0 and round(monthly_rent / vehicles, fen) > 100",
        "vehicles == 0 or round(monthly_rent / vehicles, fen) > 100",
        "monthly_rent / count(members)",
        "round(monthly_rent / (vehicles + 1), fen)",
    ):
        assert codes(checked(tmp_path, document(rule(text)))) == []


def test_a_divisor_that_can_be_zero_is_warned_of(tmp_path: Path) -> None:
    for text in (
        "round(monthly_rent / vehicles, fen)",
        "round(monthly_rent / vehicles, fen) if vehicles > 1 or urgent else 0",
        "0 if vehicles > 1 else round(monthly_rent / vehicles, fen)",
        "vehicles == 0 and round(monthly_rent / vehicles, fen) > 100",
        "monthly_rent / count(members, orphan)",
        "round(monthly_rent / (vehicles - 1), fen)",
    ):
        assert codes(checked(tmp_path, document(rule(text)))) == ["may-divide-by-zero"]
