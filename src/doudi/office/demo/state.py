"""What a demonstration's folder says of itself: from which day it was made, and whether it is whole."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass
from pathlib import Path

_FILE = "demo.json"
DATABASE = "doudi.sqlite3"
"""The database of a demonstration, in its folder."""


class NotADemo(Exception):
    """The folder holds a database that is no demonstration's. The message is the folder."""


@dataclass(frozen=True, slots=True)
class State:
    """The day on which the demonstration was begun, its seed, and whether all of it was made."""

    made_on: str
    seed: str
    whole: bool = False

    @property
    def day(self) -> datetime.date:
        return datetime.date.fromisoformat(self.made_on)


def read(folder: Path) -> State | None:
    """The state of a demonstration; None for a folder without a database. Raises `NotADemo`."""
    if not (folder / DATABASE).is_file():
        return None
    try:
        return State(**json.loads((folder / _FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise NotADemo(str(folder)) from None


def write(folder: Path, state: State) -> None:
    """Keep the state; the file is whole or the old one."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{_FILE}.part"
    part.write_text(json.dumps(asdict(state), ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(folder / _FILE)
