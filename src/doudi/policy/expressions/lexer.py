"""Splits an expression into tokens, before Python's parser sees it.

Numbers, percentages, dates and quoted text become placeholders, so that their exact text is kept and nothing in a
document is ever read as a float, an escape or a format string.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from doudi.policy.expressions.names import WORD

MOST_CHARACTERS = 10_000
MOST_TOKENS = 4_000

_TOKEN = re.compile(
    rf"""(?P<space>\s+)
      | (?P<date>d(?:"[^"]*"|'[^']*'))
      | (?P<text>"[^"]*"|'[^']*')
      | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[ ]*%)?)
      | (?P<name>{WORD})
      | (?P<sign><=|>=|==|!=|[-+*/<>(),.])""",
    re.VERBOSE,
)
_QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")
_MEANT = {
    **dict.fromkeys("“”‘’「」", "'"),
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "=": "==",
    "×": "*",
    "÷": "/",
    "&": "and",
    "|": "or",
    "!": "not",
    "。": ".",
    "、": ",",
}
"""What an author most likely meant by a sign that the language does not have."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an expression: `kind` is space, date, text, number, name or sign; `text` is as written."""

    kind: str
    text: str
    start: int


class ExpressionError(Exception):
    """What is wrong with an expression: the `code` of the message and its `particulars`."""

    def __init__(self, code: str, **particulars: object) -> None:
        super().__init__(code)
        self.code, self.particulars = code, particulars


def normal(text: str) -> str:
    """The text in NFKC outside quotes: full-width brackets and letters become the plain ones."""
    parts = _QUOTED.split(text)
    return "".join(part if i % 2 else unicodedata.normalize("NFKC", part) for i, part in enumerate(parts))


def tokens(text: str) -> list[Token]:
    """The tokens of an expression, normalised, spaces included; raises `ExpressionError`."""
    if len(text) > MOST_CHARACTERS:  # before the text is normalised, which may make it longer
        raise ExpressionError("expression-too-long", most=MOST_CHARACTERS)
    text = normal(text)
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if not match or match.lastgroup is None:
            raise _stranger(text, place)
        if match.lastgroup == "name" and found and found[-1].kind == "number":
            raise ExpressionError("bad-number", number=found[-1].text + match.group())
        found.append(Token(match.lastgroup, match.group(), place))
        place = match.end()
        if len(found) > MOST_TOKENS:
            raise ExpressionError("expression-too-large", most=MOST_TOKENS)
    return found


def _stranger(text: str, place: int) -> ExpressionError:
    sign = text[place]
    if sign in "\"'":
        return ExpressionError("quote-unclosed", near=text[place : place + 12])
    shown = sign if sign.isascii() or sign in _MEANT else f"{sign}（U+{ord(sign):04X}）"
    return ExpressionError(
        "bad-character", sign=shown, before=text[max(0, place - 12) : place], meant=_MEANT.get(sign, "")
    )
