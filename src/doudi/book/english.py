"""The book's own words: written in Chinese where they stand, in English here."""

from __future__ import annotations

_ENGLISH: dict[str, str] = {}


def in_language(words: str, lang: str, **parts: object) -> str:
    """The words in `zh` or `en`, with their parts filled in. Raises `KeyError` for words that have no English."""
    chosen = words if lang == "zh" else _ENGLISH[words]
    return chosen.format(**parts) if parts else chosen
