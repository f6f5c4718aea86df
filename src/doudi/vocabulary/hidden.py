"""Characters that steer or hide text: policies and facts have none, so that what is read is what is there."""

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


_BREAKS = re.compile(r"[\t\n\r\x1c-\x1f\x85]")
_LONGEST = 60


def is_on_one_line(text: str) -> bool:
    """Whether nothing in the text steers or hides what is shown: no hidden character, no line end, no tab."""
    return hidden_place(text) is None and not _BREAKS.search(text)


def shown(text: str) -> str:
    """The text as a message may show it: on one line, printable, of bounded length."""
    clean = "".join(sign if is_on_one_line(sign) else "?" for sign in text[: _LONGEST * 10])
    return clean if len(clean) <= _LONGEST * 5 else clean[: _LONGEST * 5] + "…"


def quoted(text: str) -> str:
    """A value that somebody wrote, shortened, in quotation marks."""
    clean = shown(text)
    return '"' + (clean if len(clean) <= _LONGEST else clean[:_LONGEST] + "…") + '"'
