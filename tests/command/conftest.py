"""Runs the command line in this process, on a small policy of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from commandline import HOUSEHOLD, Run, write_policy

from doudi.command.main import main


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `doudi` with these words; standard output and standard error are kept apart."""
    monkeypatch.delenv("DOUDI_LANG", raising=False)

    def run(*words: object, stdin: bytes | str | None = None) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words], input=stdin)
        assert "Traceback" not in result.output
        return result

    return run


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """The folder of a small policy that is right."""
    return write_policy(tmp_path / "sample-2020")


@pytest.fixture
def household(tmp_path: Path) -> Path:
    """A file with one household that is poor enough."""
    path = tmp_path / "household.json"
    path.write_text(json.dumps(HOUSEHOLD), encoding="utf-8")
    return path
