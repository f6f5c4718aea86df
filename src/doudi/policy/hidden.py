"""Characters that steer or hide text: a policy has none, so that what is read is what is there."""

from __future__ import annotations

import re

# Control characters (line ends and tabs apart), zero-width and bidirectional ones, line separators, tags.
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)


def hidden_place(text: str) -> int | None:
    """Where the first hidden character stands, or None."""
    match = _HIDDEN.search(text)
    return match.start() if match else None


def hidden_sign(text: str) -> str:
    """The first hidden character as `U+200B`, or an empty text."""
    place = hidden_place(text)
    return "" if place is None else f"U+{ord(text[place]):04X}"
