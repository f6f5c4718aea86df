"""Reading `policy.md`: front matter, clauses, rows and blocks."""

from __future__ import annotations

from pathlib import Path

from drafting import ANSWERED, checked, codes, document, front, policy_of, rule
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.policy.definitions.model import Clause
from doudi.policy.messages.problems import Problems
from doudi.policy.reading.document import Document, read_document


def read(folder: Path, text: str) -> tuple[Document, Problems]:
    path = folder / "policy.md"
    path.write_text(text, encoding="utf-8")
    problems = Problems()
    return read_document(path, "sample", "sample/policy.md", problems), problems


def clauses(folder: Path, body: str) -> tuple[Clause, ...]:
    found, problems = read(folder, front() + body)
    assert problems.found == []
    return tuple(found.clauses)


def test_a_heading_with_an_id_opens_a_clause_up_to_the_next(tmp_path: Path) -> None:
    body = "# 办法\n\n## 一 对象 {#T-1}\n\n- T-1-1 甲\n\n### 没有编号\n\n- T-1-2 乙\n\n##### （二） {#T-4.3}\n\n- T-4.3-1 丙\n"
    first, second = clauses(tmp_path, body)
    assert (first.id, first.heading, first.level) == ("T-1", "一 对象", 2)
    assert [row.id for row in first.rows] == ["T-1-1", "T-1-2"]
    assert (second.id, second.heading, second.level) == ("T-4.3", "（二）", 5)


def test_lines_are_counted_from_the_top_of_the_file(tmp_path: Path) -> None:
    (clause,) = clauses(tmp_path, "\n## 一 {#T-1}\n\n说明。\n\n- T-1-1 甲\n- T-1-2 乙\n")
    lines = (tmp_path / "policy.md").read_text(encoding="utf-8").split("\n")
    assert [lines[row.origin.line - 1] for row in clause.rows] == ["- T-1-1 甲", "- T-1-2 乙"]
    assert lines[clause.origin.line - 1] == "## 一 {#T-1}"


def test_a_row_may_run_over_several_lines_and_keeps_its_markdown(tmp_path: Path) -> None:
    (clause,) = clauses(tmp_path, "## 一 {#T-1}\n\n- T-1-1 **甲**乙\n  丙 <b>丁</b>\n")
    assert clause.rows[0].text == "**甲**乙 丙 <b>丁</b>"


def test_a_row_says_at_its_end_how_it_is_answered(tmp_path: Path) -> None:
    rows = (
        "- T-1-1 甲 `by: national.income, national.size`\n- T-1-2 乙 `feature: cases.materials`\n"
        "- T-1-3 丙 `declaration`\n- T-1-4 丁 `declaration` 戊\n- T-1-5 己 `别的`\n"
    )
    (clause,) = clauses(tmp_path, "## 一 {#T-1}\n\n" + rows)
    assert [(row.text, row.answer, row.targets) for row in clause.rows] == [
        ("甲", "by", ("national.income", "national.size")),
        ("乙", "feature", ("cases.materials",)),
        ("丙", "declaration", ()),
        ("丁 `declaration` 戊", "", ()),
        ("己 `别的`", "", ()),
    ]


def test_list_items_that_do_not_begin_with_an_id_are_prose(tmp_path: Path) -> None:
    (clause,) = clauses(tmp_path, "## 一 {#T-1}\n\n- 见第二条\n- 60 岁以上\n\n正文一。\n\n正文二。\n")
    assert clause.rows == ()
    assert clause.prose == "正文一。\n\n正文二。"


def test_an_item_that_looks_like_a_row_is_not_lost_in_silence(tmp_path: Path) -> None:
    for start in ("T-1-1甲", "t-1-1 甲", "Ｔ－１－１ 甲", "T-1-1、甲", "T-1-1：甲"):
        _, problems = read(tmp_path, document(rows=f"- {start}\n"))
        assert [problem.code for problem in problems.found] == ["row-spelling"]


def test_only_blocks_marked_as_policy_are_read(tmp_path: Path) -> None:
    found, problems = read(
        tmp_path, front() + "## 一 {#T-1}\n\n```yaml\nrules: &a\n```\n\n```\nx\n```\n\n```yaml policy\nrules: {}\n```\n"
    )
    assert problems.found == []
    assert [block.tree.line for block in found.blocks] == [18]
    assert found.blocks[0].origin.clause == "T-1"


def test_an_empty_block_holds_nothing(tmp_path: Path) -> None:
    for inside in ("", "# 留待以后\n", "rules: {}\n"):
        assert codes(checked(tmp_path, document(rows=ANSWERED) + f"\n```yaml policy\n{inside}```\n")) == []


def test_what_is_empty_counts_as_missing(tmp_path: Path) -> None:
    assert codes(checked(tmp_path, front().replace("示例办法", ""))) == ["missing-key"]
    assert codes(checked(tmp_path, document(rule("vehicles > 1").replace("示例结果", "''")))) == ["label-missing"]


def test_one_mistake_does_not_hide_the_next(tmp_path: Path) -> None:
    text = document(
        "parameters:\n  one: {label: 其一, values: {2021-01-01: x}, cites: [T-1-1]}\n  two: {cites: [T-1-1]}\n"
    )
    text += "\n```yaml policy\nrules: [\n```\n\n```yaml policy\nrule: {}\n```\n"
    assert codes(checked(tmp_path, text)) == ["not-number", "label-missing", "bad-yaml", "unknown-section"]


def test_what_rests_on_something_wrong_is_not_blamed(tmp_path: Path) -> None:
    block = (
        "facts: {household: {stall: {type: bolean, label: 摊位, cites: [T-1-1]}}}\n"
        "parameters: {cap: {label: 上限, values: {2021-01-01: x}, cites: [T-1-1]}}\n"
        "rules:\n"
        "  one: {of: household, label: 其一, unit: yuan/month, is: monthly_rent + vehicle, cites: [T-1-1]}\n"
        "  two: {of: household, label: 其二, is: one + monthly_rent * cap, cites: [T-1-1]}\n"
        "  three: {of: household, label: 其三, is: two if stall else 0, cites: [T-1-1]}\n"
        "benefits: {aid: {label: 待遇, to: household, amount: two, kind: cash, agency: housing, cites: [T-1-1]}}\n"
    )
    assert codes(checked(tmp_path, document(block))) == ["unknown-word", "not-number", "unknown-name"]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn")), min_size=1, max_size=40))
def test_any_sentence_can_be_a_row(tmp_path_factory: object, words: str) -> None:
    folder = tmp_path_factory.mktemp("row")  # type: ignore[attr-defined]
    report = checked(folder, document(rows=f"- T-1-1 甲{words}乙 `declaration`\n"))
    (row,) = policy_of(report).rows()
    assert row.text == " ".join(f"甲{words}乙".split())
