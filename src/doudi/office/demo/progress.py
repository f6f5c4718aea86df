"""How much of a demonstration has been made, for the terminal and the banner of the pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Progress:
    """How much of the demonstration is there; `total` 0 when nothing is being made."""

    done: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100


PROGRESS = Progress()
"""Of the demonstration that this process is making."""
