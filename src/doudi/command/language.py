"""The language in which the command line speaks: Chinese, or English where it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar

LANGUAGES = ("zh", "en")
VARIABLE = "DOUDI_LANG"
_language: ContextVar[str] = ContextVar("language", default="zh")

Words = tuple[str, str]
"""The same in Chinese and in English."""


def current() -> str:
    """`zh` or `en`."""
    return _language.get()


def say(words: Words) -> str:
    """The words in the current language."""
    return words[LANGUAGES.index(current())]


def choose(args: Sequence[str], environ: Mapping[str, str]) -> None:
    """Take the language from `--lang`, wherever it stands, or from `DOUDI_LANG`.

    It is looked for before anything is parsed, so that help and mistakes are told in it too. What is not a language
    is left to the parser to refuse.
    """
    found = environ.get(VARIABLE, "")
    for place, word in enumerate(args):
        if word == "--":
            break
        if word == "--lang" and place + 1 < len(args):
            found = args[place + 1]
        elif word.startswith("--lang="):
            found = word.partition("=")[2]
    _language.set(found if found in LANGUAGES else "zh")
