"""What the book is made from: the policies with their documents and worked cases, on a day."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from doudi.book.outline import Section, read_outline
from doudi.policy.building.build import load
from doudi.policy.cases.casefile import read_cases
from doudi.policy.cases.worked import Case
from doudi.policy.definitions.model import Policy
from doudi.policy.reading import library


class SameName(Exception):
    """Two folders hold a policy of the same name; its pages would overwrite each other."""


@dataclass(frozen=True, slots=True)
class Volume:
    """One policy of the book. `sections` is its document in order; `is_base`: another policy of the book extends it."""

    policy: Policy
    folder: Path
    sections: tuple[Section, ...]
    cases: tuple[Case, ...]
    is_base: bool

    @property
    def name(self) -> str:
        return self.policy.name


@dataclass(frozen=True, slots=True)
class Shelf:
    """The policies of one book, local ones first, and the day on which it says what is in force."""

    volumes: tuple[Volume, ...]
    date: datetime.date

    def volume(self, name: str) -> Volume:
        """The volume of the policy of that name; raises `KeyError` when the book does not hold it."""
        return {volume.name: volume for volume in self.volumes}[name]

    @property
    def policies(self) -> list[Policy]:
        return [volume.policy for volume in self.volumes]

    def results(self) -> list[str]:
        """The names of all results of all policies, in order of first appearance in the lowest layers."""
        names: dict[str, None] = {}
        for volume in reversed(self.volumes):
            names |= dict.fromkeys(volume.policy.rules)
        return list(names)


def read_shelf(words: Sequence[str], date: datetime.date) -> Shelf:
    """The policies of those names or folders, and all that they extend. Raises `PolicyError` when one cannot be used."""
    found = _with_bases([_folder(word) for word in words])
    extended = {policy.front.extends for policy, _ in found.values()}
    volumes = [
        Volume(
            policy,
            folder,
            tuple(read_outline(folder, policy)),
            tuple(read_cases(policy, folder)),
            name in extended,
        )
        for name, (policy, folder) in found.items()
    ]
    return Shelf(tuple(sorted(volumes, key=lambda volume: (volume.is_base, volume.name))), date)


def _folder(word: str) -> Path:
    folder = library.find(word)
    if folder is None:
        raise FileNotFoundError(word)
    return folder.resolve()


def _with_bases(folders: list[Path]) -> dict[str, tuple[Policy, Path]]:
    """The policies by name, with their folders, followed by those of the layers below that are not among them."""
    found: dict[str, tuple[Policy, Path]] = {}
    waiting = list(folders)
    while waiting:
        folder = waiting.pop(0)
        if folder.name in found:
            if found[folder.name][1] != folder:
                raise SameName(f"{found[folder.name][1]}\n{folder}")
            continue
        policy = load(str(folder))
        found[folder.name] = policy, folder
        base = library.find_base(policy.front.extends, folder)
        if base is not None:
            waiting.append(base.resolve())
    return found
