from __future__ import annotations

from pathlib import Path

from doudi.book.coverage import coverage

FILE = Path(__file__).resolve().parents[2] / "docs" / "coverage.md"


def test_the_table_of_coverage_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == coverage(), "run `make coverage`"
