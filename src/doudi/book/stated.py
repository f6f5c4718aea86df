"""What a case file itself states, apart from its defaults: a reader wants to see what a case is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from doudi.policy.cases.worked import cases_file
from doudi.policy.definitions.model import Origin, Policy
from doudi.policy.messages.problems import Problems
from doudi.policy.reading.document import read_text
from doudi.policy.reading.yamltree import Mapping as MappingTree
from doudi.policy.reading.yamltree import Scalar, Tree, read
from doudi.policy.reading.yamltree import Sequence as SequenceTree


@dataclass(frozen=True, slots=True)
class Stated:
    """The defaults as written (`given` from outside, `household`, `person`), and for each case the names that it
    states: under `""` those set from outside, `household`, and `member0`, `member1`, …."""

    given: Mapping[str, str]
    household: Mapping[str, str]
    person: Mapping[str, str]
    cases: Sequence[Mapping[str, Sequence[str]]]


def read_stated(folder: Path, policy: Policy) -> Stated:
    """What the cases of a folder state; the file has been read without mistakes before."""
    path, problems = cases_file(folder), Problems()
    origin = Origin(policy.name, path.name, 1)
    tree = read(read_text(path, origin, problems), origin, problems)
    defaults, cases = _at(tree, "defaults"), _at(tree, "cases")
    return Stated(
        _texts(_at(defaults, "set")),
        _texts(_at(defaults, "household")),
        _texts(_at(defaults, "person")),
        [_case(item) for item in cases.items] if isinstance(cases, SequenceTree) else [],
    )


def _case(tree: Tree) -> dict[str, list[str]]:
    household = _at(tree, "household")
    members = _at(household, "members")
    found = {"": _names(_at(tree, "set")), "household": _names(household)}
    for place, member in enumerate(members.items if isinstance(members, SequenceTree) else ()):
        found[f"member{place}"] = _names(member)
    return found


def _at(tree: Tree | None, key: str) -> Tree | None:
    return tree.items.get(key) if isinstance(tree, MappingTree) else None


def _names(tree: Tree | None) -> list[str]:
    return list(tree.items) if isinstance(tree, MappingTree) else []


def _texts(tree: Tree | None) -> dict[str, str]:
    items = tree.items.items() if isinstance(tree, MappingTree) else ()
    return {key: value.text for key, value in items if isinstance(value, Scalar)}
