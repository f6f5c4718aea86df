"""Where a page stands in the book, and the way from it to every other: relative, so that it works from a file."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

LANGUAGES = ("zh", "en")
_FOLDER = {"zh": "", "en": "en"}

HOME, RESULTS, GLOSSARY, FEATURES, SEARCH = (
    "index.html",
    "results.html",
    "glossary.html",
    "features.html",
    "search.html",
)


def of_policy(name: str, page: str = "index") -> str:
    """A page of a policy: index, parameters, readings, procedures, cases or flow."""
    return f"policies/{name}/{page}.html"


def of_result(name: str) -> str:
    return f"results/{name}.html"


@dataclass(frozen=True, slots=True)
class Place:
    """A page's `path` among those of its language."""

    path: str
    lang: str

    @property
    def file(self) -> str:
        """The page's path from the top of the book."""
        return posixpath.join(_FOLDER[self.lang], self.path)

    @property
    def other(self) -> Place:
        """The same page in the other language."""
        return Place(self.path, LANGUAGES[1 - LANGUAGES.index(self.lang)])

    def href(self, path: str, anchor: str = "") -> str:
        """The address of a page of the same language, as this page writes it."""
        return self._relative(Place(path, self.lang).file) + (f"#{anchor}" if anchor else "")

    def asset(self, name: str) -> str:
        """The address of a style sheet or script."""
        return self._relative(f"assets/{name}")

    def switch(self) -> str:
        """The address of the same page in the other language."""
        return self._relative(self.other.file)

    def _relative(self, file: str) -> str:
        return posixpath.relpath(file, posixpath.dirname(self.file) or ".")
