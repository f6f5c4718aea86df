"""Writes small policy documents, for tests of the checker."""

from __future__ import annotations

import textwrap
from pathlib import Path

from doudi.policy.building.build import Report, check
from doudi.policy.definitions.model import Policy
from doudi.policy.messages.problems import Problem

ROW = "- T-1-1 示例要点\n"
ANSWERED = "- T-1-1 示例要点 `declaration`\n"
BASE = """
rules:
  share: {of: household, label: 应得份额, is: monthly_rent, cites: [B-1-1]}
"""


def front(policy: str = "sample", extra: str = "") -> str:
    return f"---\npolicy: {policy}\ntitle: 示例办法\nissued: 2021-01-01\neffective: 2021-01-01\n{extra}---\n"


def document(yaml: str = "", *, rows: str = ROW, policy: str = "sample", extra: str = "", clause: str = "T-1") -> str:
    """A document with one clause, its rows and one block of rules."""
    block = f"\n```yaml policy\n{textwrap.dedent(yaml).strip()}\n```\n" if yaml.strip() else ""
    return f"{front(policy, extra)}\n## 一 示例 {{#{clause}}}\n\n{rows}{block}"


def rule(expression: str, of: str = "household", more: str = "", name: str = "sample", label: str = "示例结果") -> str:
    """A block with one rule, whose expression may have several lines, and more sections after it."""
    lines = textwrap.indent(expression, "      ")
    return f"rules:\n  {name}:\n    of: {of}\n    label: {label}\n    is: >-\n{lines}\n    cites: [T-1-1]\n{textwrap.dedent(more)}"


def save(folder: Path, text: str | bytes, policy: str = "sample") -> Path:
    """The folder of a policy with this document."""
    place = folder / policy
    place.mkdir(parents=True, exist_ok=True)
    data = text.encode() if isinstance(text, str) else text
    (place / "policy.md").write_bytes(data)
    return place


def checked(folder: Path, text: str | bytes, policy: str = "sample") -> Report:
    """What the checker says of a document."""
    return check(str(save(folder, text, policy)))


def codes(report: Report) -> list[str]:
    """The kinds of problems found, in order of place."""
    return [problem.code for problem in report.problems]


def policy_of(report: Report) -> Policy:
    """The policy, which must have no error."""
    assert report.policy is not None, words(report.problems)
    return report.policy


def words(problems: list[Problem]) -> str:
    return "\n".join(problem.text() for problem in problems)


MOST_PROBLEMS = 102
"""At most so many errors, or warnings, are told, with the word that there are more."""


def refused(report: Report) -> list[str]:
    """The kinds of problems of a policy that must be refused, in messages that are short and on one line."""
    assert report.policy is None
    assert 0 < len(report.problems) <= MOST_PROBLEMS
    for problem in report.problems:
        for lang in ("zh", "en"):
            text = problem.text(lang)
            assert len(text) < 1_500
            assert "\n" not in text
    return codes(report)
