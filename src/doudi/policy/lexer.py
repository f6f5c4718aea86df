"""Splits an expression into tokens, before Python's parser sees it.

Numbers, percentages, dates and quoted text become placeholders, so that their exact text is kept and nothing in a
document is ever read as a float, an escape or a format string.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MOST_CHARACTERS = 10_000
MOST_TOKENS = 4_000

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<date>\bd(?:"[^"]*"|'[^']*'))
      | (?P<text>"[^"]*"|'[^']*')
      | (?P<number>\d+(?:\.\d+)?(?:\s*%)?)
      | (?P<name>[^\W\d]\w*)
      | (?P<sign><=|>=|==|!=|[-+*/<>(),.])""",
    re.VERBOSE,
)
_QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an expression: `kind` is space, date, text, number, name or sign; `text` is as written."""

    kind: str
    text: str
    start: int


class LexError(Exception):
    """`code` and `particulars` of the problem."""

    def __init__(self, code: str, **particulars: object) -> None:
        super().__init__(code)
        self.code, self.particulars = code, particulars


def normal(text: str) -> str:
    """The text in NFKC outside quotes: full-width brackets and letters become the plain ones."""
    parts = _QUOTED.split(text)
    return "".join(part if i % 2 else unicodedata.normalize("NFKC", part) for i, part in enumerate(parts))


def tokens(text: str) -> list[Token]:
    """The tokens of a normalised expression, spaces included; raises `LexError`."""
    if len(text) > MOST_CHARACTERS:
        raise LexError("expression-too-long", most=MOST_CHARACTERS)
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if not match or match.lastgroup is None:
            raise LexError("bad-character", sign=text[place], before=text[max(0, place - 12) : place])
        if match.lastgroup == "name" and found and found[-1].kind == "number":
            raise LexError("bad-number", number=found[-1].text + match.group())
        found.append(Token(match.lastgroup, match.group(), place))
        place = match.end()
    if len(found) > MOST_TOKENS:
        raise LexError("expression-too-large", most=MOST_TOKENS)
    return found
