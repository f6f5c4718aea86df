"""Runs the office's verbs in this process, on the database of the test."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from doudi.command.main import main

Run = Callable[..., Result]


@pytest.fixture
def run(db: None, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `doudi` with these words; standard output and standard error are kept apart."""
    monkeypatch.delenv("DOUDI_LANG", raising=False)

    def run(*words: object) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words])
        assert "Traceback" not in result.output
        return result

    return run
