"""What a name in an expression means: one space of keys, one space of labels, each name of one thing."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

# Letters that look like others (Cyrillic, Greek, combining marks) cannot stand in a name, so that two names that look
# alike are the same.
_LETTER = r"A-Za-z_\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
WORD = rf"[{_LETTER}][{_LETTER}0-9]*"
"""A name in an expression, as a regular expression: Chinese characters, plain letters, digits, underscores."""
_WORD = re.compile(WORD)
AGGREGATES = ("any", "all", "count", "sum", "min", "max")
FUNCTIONS = (*AGGREGATES, "round", "per_year", "per_month", "years_between", "months_between")
RESERVED = frozenset(
    # Python's own words too, because Python's parser reads the expressions.
    {*FUNCTIONS, "true", "false", "decision_date", "household", "members", "unlimited", "unknown", *keyword.kwlist}
)
"""Words that no definition can have as its name."""


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that an expression can name. `kind` is fact, rule, parameter, reading or table;
    `entity` is empty for what belongs to no one."""

    kind: str
    name: str
    label: str
    entity: str = ""


@dataclass(slots=True)
class Names:
    """All that can be named, by key and by label."""

    by_key: dict[str, list[Named]] = field(default_factory=dict)
    by_label: dict[str, list[Named]] = field(default_factory=dict)

    def add(self, named: Named) -> None:
        self.by_key.setdefault(named.name, []).append(named)
        self.by_label.setdefault(as_identifier(named.label), []).append(named)

    def find(self, word: str, entity: str = "") -> Named | None:
        """What the word means in the scope of an entity: its own things first, then everybody's, then the others'."""
        found = self.by_key.get(word) or self.by_label.get(as_identifier(word)) or []
        return min(found, key=lambda named: (named.entity != entity, named.entity != ""), default=None)

    def words(self) -> Iterator[str]:
        """Every word that means something."""
        yield from self.by_key
        yield from self.by_label


def as_identifier(label: str) -> str:
    """A label as it is written in an expression."""
    return unicodedata.normalize("NFKC", label)


def is_word(text: str) -> bool:
    """Whether a text can stand as a name in an expression."""
    return bool(_WORD.fullmatch(text)) and not text.startswith("_")
