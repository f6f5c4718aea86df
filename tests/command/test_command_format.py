"""`doudi format`: expressions are spelled anew where they stand, all else is kept, and nothing changes its meaning."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from commandline import POLICY, Run, write_policy
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.policy.building.build import load
from doudi.policy.expressions.lexer import ExpressionError
from doudi.policy.expressions.spelling import Spelling, spelling
from doudi.policy.expressions.syntax import parse
from doudi.policy.reading import library

OTHER_SPACES = POLICY.replace("income / size", "(income)/  size").replace("count(members)", "count( members )")


def text(folder: Path) -> str:
    return (folder / "policy.md").read_text(encoding="utf-8")


def test_spaces_are_set_in_one_way(run: Run, policy: Path) -> None:
    result = run("format", policy)
    assert (result.exit_code, result.stdout) == (0, f"{policy / 'policy.md'}：已改写\n")
    assert text(policy) == POLICY.replace(
        "property_within_limits   and (income_per_capita<dibao_standard",
        "property_within_limits and (income_per_capita < dibao_standard",
    )


def test_names_are_written_by_label(run: Run, policy: Path) -> None:
    run("format", policy, "--names", "zh")
    for line in (
        "# 标准由地方公布",
        "  income_per_capita: {of: household, is: 家庭月收入 / 共同生活人数, cites: [SX-1-1]}",
        '  income: {of: household, is: "sum(members, 工资性收入)", cites: [SX-1-1]}',
        "      家庭财产符合规定 and (家庭人均月收入 < 城市低保标准",
        "      or (恰好等于低保线 == 'inside' and 家庭月收入 == 城市低保标准 * 共同生活人数))",
        "  dibao: {label: 低保金, to: household, amount: 家庭低保金, kind: cash, agency: civil_affairs, cites: [SX-1-2]}",
        "- SX-1-4 口号 `declaration`",
    ):
        assert line in text(policy).splitlines()


def test_there_and_back_again_loses_nothing(run: Run, policy: Path) -> None:
    run("format", policy)
    before, release = text(policy), load(str(policy)).release
    run("format", policy, "--names", "zh")
    assert text(policy) != before
    assert load(str(policy)).release == release
    run("format", policy, "--names", "en")
    assert text(policy) == before


@pytest.mark.parametrize("name", library.names())
def test_every_policy_that_ships_goes_there_and_back(tmp_path: Path, run: Run, name: str) -> None:
    for each in library.names():
        (tmp_path / each).mkdir()
        (tmp_path / each / "policy.md").write_text(text(library.home() / each), encoding="utf-8")
    folder = tmp_path / name
    run("format", folder)
    before, release = text(folder), load(str(folder)).release
    assert run("format", folder, "--names", "zh").exit_code == 0
    assert load(str(folder)).release == release
    assert run("format", folder, "--names", "zh", "--check").exit_code == 0
    run("format", folder, "--names", "en")
    assert text(folder) == before


def test_formatting_twice_is_formatting_once(run: Run, policy: Path) -> None:
    run("format", policy)
    once = text(policy)
    result = run("format", policy)
    assert result.stdout == "都已规范，没有改动。\n"
    assert text(policy) == once


def test_check_changes_nothing_and_says_what_would_change(run: Run, policy: Path) -> None:
    result = run("format", policy, "--check")
    assert (result.exit_code, result.stdout) == (1, f"{policy / 'policy.md'}：不规范\n")
    assert text(policy) == POLICY
    run("format", policy)
    assert run("format", policy, "--check").exit_code == 0


def test_line_ends_and_byte_order_marks_are_made_plain(run: Run, policy: Path) -> None:
    path = policy / "policy.md"
    path.write_bytes(b"\xef\xbb\xbf" + POLICY.replace("\n", "\r\n").encode() + b"\r\n\r\n")
    run("format", policy)
    assert b"\r" not in path.read_bytes()
    assert path.read_bytes().startswith(b"---\n")
    assert path.read_bytes().endswith(b"```\n")


def test_prose_with_trailing_spaces_is_kept(run: Run, tmp_path: Path) -> None:
    folder = write_policy(
        tmp_path / "sample-2020", POLICY.replace("# 示例县救助办法\n", "# 示例县救助办法\n\n换行  \n在此 a<b\n")
    )
    run("format", folder)
    assert "换行  \n在此 a<b\n" in text(folder)


def test_a_fence_inside_a_list_keeps_its_indentation(run: Run, tmp_path: Path) -> None:
    block = "1. 另有一条\n\n   ```yaml policy\n   # 说明\n   rules:\n     twice: {of: household, label: 两倍, is: income+income, cites: [SX-1-1]}\n   ```\n"
    folder = write_policy(tmp_path / "sample-2020", POLICY + "\n" + block)
    run("format", folder, "--names", "zh")
    assert (
        "   # 说明\n   rules:\n     twice: {of: household, label: 两倍, is: 家庭月收入 + 家庭月收入, cites: [SX-1-1]}\n"
        in text(folder)
    )


def test_layout_alone_needs_no_policy_that_is_right(run: Run, tmp_path: Path) -> None:
    folder = write_policy(tmp_path / "sample-2020", POLICY.replace("income / size", "incme/size"))
    assert run("format", folder).exit_code == 0
    assert "is: incme / size" in text(folder)
    refused = run("format", folder, "--names", "zh")
    assert refused.exit_code == 2
    assert "unknown-name" in refused.stderr


def test_what_is_no_expression_is_left_as_it_is(run: Run, tmp_path: Path) -> None:
    folder = write_policy(tmp_path / "sample-2020", POLICY.replace("income / size", "income ?? size"))
    run("format", folder)
    assert "is: income ?? size" in text(folder)


def test_a_document_that_cannot_be_read_is_refused_and_kept(run: Run, tmp_path: Path) -> None:
    folder = write_policy(tmp_path / "sample-2020", POLICY.replace("rules:\n", "rules: [\n"))
    before = text(folder)
    result = run("format", folder)
    assert result.exit_code == 2
    assert "bad-yaml" in result.stderr
    assert text(folder) == before


# Expressions


NAMES = {"income": "家庭月收入", "size": "共同生活人数", "owner": "户主", "rate": "比例"}
ATOMS = st.sampled_from(
    [
        *NAMES,
        "household.income",
        "tab.rate",
        "0",
        "12.5",
        "50 %",
        "'农村'",
        '"a - b"',
        "true",
        'd"2021-01-02"',
        "household . size",
    ]
)


def _combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    gap = st.sampled_from(["", " ", "  "])
    binary = st.sampled_from(["+", "-", "*", "/", "<", "<=", "==", "!=", " and ", " or ", " in "])
    return st.one_of(
        st.builds(lambda a, g, op, h, b: f"{a}{g}{op}{h}{b}", inner, gap, binary, gap, inner),
        st.builds(lambda g, a: f"({g}{a}{g})", gap, inner),
        st.builds(lambda g, a: f"-{g}{a}", gap, inner),
        st.builds(lambda a: f"not ({a})", inner),
        st.builds(lambda g, a, b: f"min({a}{g},{b}{g})", gap, inner, inner),
        st.builds(lambda a, b, c: f"({a} if {b} else {c})", inner, inner, inner),
        st.builds(lambda a: f"any(members,{a})", inner),
    )


EXPRESSIONS = st.recursive(ATOMS, _combined, max_leaves=12)
TO_LABELS = Spelling(NAMES, {"tab": {"rate": "比例"}})
TO_KEYS = Spelling({label: key for key, label in NAMES.items()}, {"tab": {"比例": "rate"}})


def meaning(text: str) -> tuple[str, list[str]] | None:
    import ast

    try:
        parsed = parse(text)
    except ExpressionError:
        return None
    return ast.dump(parsed.tree), [
        "".join(token.text.split()) if token.kind == "number" else token.text for token in parsed.literals
    ]


@given(EXPRESSIONS)
@settings(max_examples=300)
def test_an_expression_keeps_its_meaning(text: str) -> None:
    assert meaning(Spelling().spelled(text)) == meaning(text)


@given(EXPRESSIONS)
@settings(max_examples=300)
def test_an_expression_in_layout_stays_as_it_is(text: str) -> None:
    once = Spelling().spelled(text)
    assert Spelling().spelled(once) == once


@given(EXPRESSIONS)
@settings(max_examples=300)
def test_labels_and_back_are_the_same_expression(text: str) -> None:
    once = Spelling().spelled(text)
    assert TO_KEYS.spelled(TO_LABELS.spelled(once)) == once
    assert not any(f" {name} " in f" {TO_LABELS.spelled(once)} " for name in NAMES if once == name)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("a<b", "a < b"),
        ("min( a,b )", "min(a, b)"),
        ("not(a)", "not (a)"),
        ("a-b", "a - b"),
        ("- a", "-a"),
        ("a*-b", "a * -b"),
        ("(- a)", "(-a)"),
        ("a if-b else c", "a if -b else c"),
        ("x in('a','b')", "x in ('a', 'b')"),
        ("household . income", "household.income"),
        ("50 %*x", "50% * x"),
        ("（a）＜b", "(a) < b"),
    ],
)
def test_the_layout_of_an_expression(written: str, canonical: str) -> None:
    assert Spelling().spelled(written) == canonical


def test_a_label_that_two_things_share_is_not_written(policy: Path) -> None:
    model = load(str(policy))
    twin = dataclasses.replace(model.rules["income"], label="共同生活人数")
    found = spelling(dataclasses.replace(model, rules={**model.rules, "income": twin}), "zh")
    assert found.spelled("income / size") == "income / size"
