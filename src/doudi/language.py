"""The language of the screen, and the language of what is kept.

A screen is in the language that its reader chose. What is kept or handed out is in Chinese, whoever makes it: letters,
notices, the log of a case, Excel files to be read back. The words of the shared vocabulary are translated like any
other string of the screen; a policy's own words are part of its text and stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext

from doudi.vocabulary import Term, Vocabulary


@contextmanager
def in_chinese() -> Iterator[None]:
    """`with in_chinese():` or `@in_chinese()`: translated words and labels of choices come out in Chinese."""
    with translation.override("zh-hans"):
        yield


def word(label: str) -> str:
    """A word of the shared vocabulary in the reader's language; another as it is."""
    return gettext(label) if label else ""


def spoken(words: Vocabulary) -> Vocabulary:
    """A vocabulary with the labels of its units, codes and facts in the reader's language."""
    return replace(
        words,
        units={key: word(label) for key, label in words.units.items()},
        codes={name: {key: word(label) for key, label in codes.items()} for name, codes in words.codes.items()},
        facts={key: _spoken(term) for key, term in words.facts.items()},
    )


def _spoken(term: Term) -> Term:
    return replace(term, label=word(term.label))
