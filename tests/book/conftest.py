"""What the tests of the book share: the whole book as files, and on disk."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from browser import browser, new_page
from doudi.book.publish import publish
from doudi.book.shelf import Shelf, read_shelf
from doudi.book.site import site
from doudi.policy.reading import library

__all__ = ["browser", "new_page"]

DAY = datetime.date(2025, 11, 1)


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    """All policies that Doudi ships."""
    return read_shelf(library.names(), DAY)


@pytest.fixture(scope="session")
def files(shelf: Shelf) -> dict[str, str]:
    """The files of the book by path."""
    return dict(site(shelf))


@pytest.fixture(scope="session")
def book(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book on disk."""
    out = tmp_path_factory.mktemp("book")
    publish(files.items(), out)
    return out
