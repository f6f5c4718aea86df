"""The two spellings of an expression: names by key or by label, and one way to set spaces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from doudi.policy.definitions.model import Policy
from doudi.policy.expressions.lexer import Token, tokens
from doudi.policy.expressions.names import RESERVED, as_identifier, is_word

_WORDS = frozenset({"and", "or", "not", "if", "else", "in"})
_OPENING = ("(", ",")
_TIGHT = (")", ",", ".")


@dataclass(frozen=True, slots=True)
class Spelling:
    """What each name is called in the spelling wanted; `columns` are those of a table, by its key and its label."""

    names: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def spelled(self, text: str, before: Token | None = None) -> str:
        """An expression, or a line of one that goes on after the token `before`, in canonical form.

        Raises `ExpressionError` when the text is no expression.
        """
        found = [token for token in tokens(text) if token.kind != "space"]
        return self.joined(found, before)

    def joined(self, found: list[Token], before: Token | None = None) -> str:
        """The tokens with their names spelled and their spaces set."""
        pieces: list[str] = []
        earlier = before
        for place, token in enumerate(found):
            word = self._word(found, place) if token.kind == "name" else _plain(token)
            gap = " " if pieces and _apart(found[place - 1], token, found[place - 2] if place > 1 else earlier) else ""
            pieces.append(gap + word)
        return "".join(pieces)

    def _word(self, found: list[Token], place: int) -> str:
        """A name in the spelling wanted; after `table.` it is a column."""
        word = found[place].text
        if place > 1 and found[place - 1].text == "." and found[place - 2].text != "household":
            return self.columns.get(found[place - 2].text, {}).get(word, word)
        return word if word in RESERVED else self.names.get(word, word)


def spelling(policy: Policy, names: str) -> Spelling:
    """How to spell the names of a policy: `zh` by label, `en` by key."""
    words = _two_ways((name, label) for name, label in _labels(policy))
    columns: dict[str, dict[str, str]] = {}
    for table in policy.tables.values():
        inside = _two_ways((column.name, column.label) for column in table.columns.values())
        wanted = _wanted(inside, names)
        columns |= {table.name: wanted, as_identifier(table.label): wanted}
    return Spelling(_wanted(words, names), columns)


def _labels(policy: Policy) -> Iterable[tuple[str, str]]:
    facts = [fact for fact in policy.facts.values() if fact.name != "id"]
    others = (policy.rules, policy.parameters, policy.readings, policy.tables)
    yield from ((fact.name, fact.label) for fact in facts)
    yield from ((name, definition.label) for mapping in others for name, definition in mapping.items())


def _two_ways(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Labels by key, of those that lead back to the key: one name, one label, and no label that is another's key."""
    labels = {key: as_identifier(label) for key, label in pairs}
    owners: dict[str, list[str]] = {}
    for key, label in labels.items():
        owners.setdefault(label, []).append(key)
    return {
        key: label
        for key, label in labels.items()
        if len(owners[label]) == 1
        and is_word(label)
        and label not in RESERVED
        and (label == key or label not in labels)
    }


def _wanted(labels: Mapping[str, str], names: str) -> dict[str, str]:
    return dict(labels) if names == "zh" else {label: key for key, label in labels.items()}


def _plain(token: Token) -> str:
    return "".join(token.text.split()) if token.kind == "number" else token.text


def _apart(left: Token, right: Token, before: Token | None) -> bool:
    """Whether a space stands between two tokens; `before` is the one before `left`."""
    if left.text in ("(", ".") or right.text in _TIGHT:
        return False
    if right.text == "(":
        return not (left.kind == "name" and left.text not in _WORDS)
    return not (left.text == "-" and _is_before_a_sign(before))


def _is_before_a_sign(before: Token | None) -> bool:
    """Whether a minus after this token is a sign of what follows, and not a subtraction."""
    if before is None or before.text in _OPENING:
        return True
    return (before.kind == "sign" and before.text != ")") or before.text in _WORDS
