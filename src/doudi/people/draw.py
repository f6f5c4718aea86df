"""Random columns: values as arrays, with what is not known marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Column:
    """The values of a fact. `kind`: money (whole fen), number, boolean, date, text (`words`), code (places in
    `options`), area (hundredths). `known` None: all of them."""

    kind: str
    values: NDArray[np.generic]
    known: Bools | None = None
    options: tuple[str, ...] = ()


class Draw:
    """A source of random arrays; the same seed draws the same."""

    def __init__(self, *seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def share(self, share: float, count: int) -> Bools:
        """True for about that share."""
        return self.rng.random(count, dtype=np.float32) < share

    def between(self, low: int, high: int, count: int) -> Ints:
        """Whole numbers from low to high, both included."""
        return self.rng.integers(low, high + 1, count)

    def pick(self, options: Sequence[int], shares: Sequence[float], count: int) -> Ints:
        """One of the options for each, by their shares (which sum to 1)."""
        places = np.searchsorted(np.cumsum(shares)[:-1], self.rng.random(count), side="right")
        return np.asarray(options, dtype=np.int64)[places]

    def fen(self, low: int, high: int, count: int) -> Ints:
        """Amounts in fen between two in yuan; most are whole yuan, as people tell them."""
        fen = self.rng.integers(low * 100, high * 100 + 1, count)
        return np.where(self.share(0.7, count), fen // 100 * 100, fen)
