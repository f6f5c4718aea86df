"""The population of rule set W: households of one to six, drawn once from a seed and kept beside this file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Arrays = dict[str, npt.NDArray[Any]]

KINDS = ("physical", "intellectual", "mental", "visual", "hearing")
CAUSES = ("none", "fire", "accident", "illness", "other")
PERSON = ("income", "grade", "kind", "ill", "tekun", "orphan", "cost")
DATE = "2021-06-01"
FOLDER = Path(os.environ.get("BENCH_DATA") or Path(__file__).parent / ".data")
_SIZES, _SHARES = np.arange(1, 7), [0.18, 0.27, 0.24, 0.17, 0.09, 0.05]


def draw(people: int, seed: int = 0) -> Arrays:
    """`people` persons. Money in yuan with two decimals; `household` numbers the persons' households from 0."""
    random = np.random.default_rng(seed)
    sizes = random.choice(_SIZES, p=_SHARES, size=int(people / 2.6))
    ends = np.cumsum(sizes)
    last = int(np.searchsorted(ends, people))
    sizes = sizes[: last + 1].copy()
    sizes[-1] -= ends[last] - people
    households = len(sizes)
    household = np.repeat(np.arange(households), sizes).astype(np.int64)
    scale = random.lognormal(0, 0.6, households)[household]
    idle = random.random(people) < 0.42
    income = np.where(idle, 0.0, np.round(random.lognormal(np.log(2300), 0.8, people) * scale, 2))
    grade = np.where(random.random(people) < 0.07, random.integers(1, 5, people), 0).astype(np.int8)
    kind = np.where(grade > 0, random.integers(0, 5, people), 0).astype(np.int8)
    ill, tekun, orphan = (random.random(people) < share for share in (0.015, 0.004, 0.0003))
    cost = np.where(random.random(people) < 0.12, np.round(random.lognormal(np.log(6000), 1.0, people), 2), 0.0)
    proper = random.random(households) < 0.93
    cause = np.where(random.random(households) < 0.01, random.integers(1, 5, households), 0).astype(np.int8)
    of_person = {
        "income": income,
        "grade": grade,
        "kind": kind,
        "ill": ill,
        "tekun": tekun,
        "orphan": orphan,
        "cost": cost,
    }
    return {"household": household, **of_person, "proper": proper, "cause": cause}


def load(people: int) -> Arrays:
    """The population of so many people; drawn and kept the first time."""
    folder = FOLDER / str(people)
    if not (folder / "cause.npy").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name, values in draw(people).items():
            np.save(folder / f"{name}.npy", values)
    return {path.stem: np.load(path) for path in sorted(folder.glob("*.npy"))}


def fen(yuan: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Yuan as whole fen."""
    return np.rint(yuan * 100).astype(np.int64)


def starts(arrays: Arrays) -> npt.NDArray[np.int64]:
    """Where each household's members begin, and the number of people."""
    return np.searchsorted(arrays["household"], np.arange(len(arrays["proper"]) + 1)).astype(np.int64)


def households(arrays: Arrays, count: int, seed: int = 1) -> list[dict[str, Any]]:
    """Some households as plain records: `proper`, `cause` and `members`, codes by name."""
    begin = starts(arrays)
    picked = np.random.default_rng(seed).choice(len(arrays["proper"]), count, replace=False)
    return [record(arrays, int(h), int(begin[h]), int(begin[h + 1])) for h in picked]


def record(arrays: Arrays, household: int, first: int, last: int) -> dict[str, Any]:
    """One household as a plain record."""
    members = [{name: arrays[name][i].item() for name in PERSON} for i in range(first, last)]
    for member in members:
        member["kind"] = KINDS[member["kind"]]
    cause = CAUSES[int(arrays["cause"][household])]
    return {"proper": bool(arrays["proper"][household]), "cause": cause, "members": members}
