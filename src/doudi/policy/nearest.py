"""The name that somebody most likely meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 100


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like `name`, or an empty text when none is near."""
    # difflib is quadratic: a hostile name of a million letters is cut before it is compared.
    found = get_close_matches(name[:_LONGEST], list(known), n=1, cutoff=0.6)
    return found[0] if found else ""
