"""How the rows of all policies are answered, and by which features: the table in `docs/coverage.md`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from doudi.book.publish import write
from doudi.policy.building.build import load
from doudi.policy.checks.rows import Answer, answers
from doudi.policy.definitions.model import Policy
from doudi.policy.reading import library
from doudi.policy.reading.features import Feature, load_features

HOW = ("cites", "by", "feature", "declaration")


def by_feature(policies: Sequence[Policy]) -> dict[str, dict[str, list[str]]]:
    """For every feature of the list, the rows of each policy that it answers."""
    found: dict[str, dict[str, list[str]]] = {name: {p.name: [] for p in policies} for name in load_features()}
    for policy in policies:
        for row in policy.rows():
            if row.answer == "feature":
                for name in (part.strip() for part in row.target.split(",") if part.strip()):
                    found.setdefault(name, {p.name: [] for p in policies})[policy.name].append(row.id)
    return found


def tally(found: Sequence[Answer]) -> dict[str, int]:
    """How many rows are answered in each way."""
    return {how: sum(answer.how == how for answer in found) for how in HOW}


def coverage() -> str:
    """The document, made from the policies that Doudi ships."""
    policies = [load(name) for name in library.names()]
    features, counted = load_features(), by_feature(policies)
    lines = [
        "# Coverage",
        "",
        "Made by `make coverage`; do not edit. Every row of every policy is answered: by something that cites it, by a definition of the",
        "layer below, by a feature of the system, or it is a declaration that asks for nothing.",
        "",
        "## Rows by policy",
        "",
        *_policies(policies),
        "",
        "## Features that answer rows",
        "",
        _sum(features, counted),
        "",
        *_features(policies, features, counted),
        "",
    ]
    return "\n".join(lines)


def _policies(policies: Sequence[Policy]) -> list[str]:
    lines = [
        "| policy | rows | cited by a definition | by the layer below | by a feature | of these built | declaration | unanswered |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    features, total = load_features(), [0] * 7
    for policy in policies:
        found = answers(policy)
        counts = tally(found)
        built = sum(answer.how == "feature" and _is_built(answer.row.target, features) for answer in found)
        rows = len(policy.rows())
        numbers = [
            rows,
            counts["cites"],
            counts["by"],
            counts["feature"],
            built,
            counts["declaration"],
            rows - len(found),
        ]
        total = [a + b for a, b in zip(total, numbers, strict=True)]
        lines.append(_line(policy.name, *numbers))
    return [*lines, _line("**all**", *total)]


def _is_built(target: str, features: Mapping[str, Feature]) -> bool:
    """Whether every feature that a row names is built."""
    names = [part.strip() for part in target.split(",") if part.strip()]
    return all(name in features and features[name].state == "built" for name in names)


def _sum(features: Mapping[str, Feature], counted: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    built = sum(feature.state == "built" for feature in features.values())
    unused = sum(not any(rows.values()) for rows in counted.values())
    return f"{len(features)} features: {built} built, {len(features) - built} planned; {unused} answer no row yet."


def _features(
    policies: Sequence[Policy], features: Mapping[str, Feature], counted: Mapping[str, Mapping[str, Sequence[str]]]
) -> list[str]:
    names = [policy.name for policy in policies]
    lines = [
        f"| feature | label | state | {' | '.join(names)} | all |",
        f"|---|---|---|{'--:|' * (len(names) + 1)}",
    ]
    for name, feature in features.items():
        numbers = [len(counted[name][policy]) for policy in names]
        lines.append(_line(f"`{name}`", feature.label, feature.state, *(n or "" for n in numbers), sum(numbers)))
    return lines


def _line(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    write(Path(sys.argv[1]), coverage())
