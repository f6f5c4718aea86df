"""`doudi demo`: what a newcomer sees first."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from commandline import Run

from doudi.policy import library
from doudi.vocabulary.id_number import parse


def test_three_example_households_are_decided_and_explained(run: Run) -> None:
    result = run("demo")
    assert result.exit_code == 0
    assert len(re.findall("^示例[一二三]　", result.stdout, re.MULTILINE)) == 3
    for part in ("应享待遇", "不予享受", "待定待遇", "还需补充（一次性告知）", "依据", "低于"):
        assert part in result.stdout


def test_the_end_says_what_to_try_next_and_it_works(run: Run) -> None:
    lines = run("demo").stdout.splitlines()
    (line,) = [line for line in lines if line.startswith("  doudi decide")]
    result = run(*line.split()[1:])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["household"] == "示例一"


def test_the_demo_speaks_english_where_asked(run: Run) -> None:
    assert "Now try:\n" in run("demo", "--lang", "en").stdout


def test_the_people_in_the_examples_are_invented() -> None:
    paths = list(library.home().glob("*/examples/*.json"))
    assert len(paths) >= 3
    for path in paths:
        for member in json.loads(path.read_text(encoding="utf-8"))["members"]:
            assert parse(member["id_number"]).is_test


def test_a_library_without_examples_says_so(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr("doudi.policy.library.home", lambda: tmp_path)
    result = run("demo")
    assert (result.exit_code, result.stderr) == (2, f"{tmp_path} 里没有带示例家庭的政策。\n")
