"""Rows of a policy as letters cite them: by the headings of the clause in which they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from doudi.rulebook.models import Release

_HEADING = re.compile(r"(#{2,6}) +(.+?)(?: *\{#(\S+)\})? *")


def clauses(release: Release, rows: Iterable[str]) -> str:
    """The clauses of rows, each once: `四 帮扶措施（一）基本生活；《社会救助暂行办法》第九条 谁能得低保`.

    A clause of the base below the policy is named with its law; a row that no clause has, by its id.
    """
    found = _of_release(release.pk)
    return "；".join(dict.fromkeys(found.get(row.rpartition("-")[0], row) for row in rows))


@lru_cache(maxsize=16)
def _of_release(release: str) -> dict[str, str]:
    """Every clause of a release and of the layers below, by its id."""
    kept = Release.objects.get(pk=release)
    found: dict[str, str] = {}
    for layer in kept.layers:
        found |= _headings(layer["text"], is_own=layer["policy"] == kept.policy)
    return found


def _headings(text: str, *, is_own: bool) -> dict[str, str]:
    """Each clause's heading after those above it. In the base the highest is the title of a law."""
    found: dict[str, str] = {}
    above: dict[int, str] = {}
    for line in text.splitlines():
        match = _HEADING.fullmatch(line)
        if match is None:
            continue
        level = len(match[1])
        above = {each: words for each, words in above.items() if each < level} | {level: match[2]}
        if match[3]:
            first, *more = above.values()
            found[match[3]] = _joined([first, *more]) if is_own or not more else f"《{first}》{_joined(more)}"
    return found


def _joined(headings: list[str]) -> str:
    """`四 帮扶措施（一）基本生活`: a heading that begins with a bracket needs no space before it."""
    first, *more = headings
    return first + "".join(each if each.startswith("（") else f" {each}" for each in more)
