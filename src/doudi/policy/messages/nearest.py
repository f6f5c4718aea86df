"""The name that somebody most likely meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from heapq import nlargest
from itertools import pairwise

_LONGEST = 40
_CANDIDATES = 20


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like `name`, or an empty text when none is near."""
    # difflib is quadratic: names are cut, and only those that share most signs and pairs of signs are compared.
    name = name[:_LONGEST]
    signs = _signs(name)
    likely = nlargest(_CANDIDATES, (word for word in known if word), key=lambda word: _shared(signs, word[:_LONGEST]))
    found = get_close_matches(name, likely, n=1, cutoff=0.6)
    return found[0] if found else ""


def _signs(word: str) -> set[str]:
    return {*word, *map("".join, pairwise(word))}


def _shared(signs: set[str], word: str) -> float:
    other = _signs(word)
    return len(signs & other) / (len(signs | other) or 1)


class Near:
    """The nearest known name, looked for only when a message is going to be shown."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.name, self.known = name, known

    def found(self) -> str:
        """The known name most like it, or an empty text."""
        return nearest(self.name, self.known)
