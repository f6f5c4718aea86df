"""The guide for policy authors builds the county that it describes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from doudi.policy.build import check
from doudi.policy.casefile import read_cases
from doudi.policy.cases import run_cases

GUIDE = Path(__file__).parents[2] / "docs" / "adopt-a-county.md"


def blocks(name: str) -> str:
    """All fenced blocks of the guide that belong to a file, joined."""
    return "".join(re.findall(rf"^(?:`{{4}})\w+ {re.escape(name)}\n(.*?)^`{{4}}$", GUIDE.read_text("utf-8"), re.S | re.M))


@pytest.fixture
def county(tmp_path: Path) -> Path:
    folder = tmp_path / "yunling-2024"
    folder.mkdir()
    for name in ("policy.md", "cases.yaml"):
        (folder / name).write_text(blocks(name), encoding="utf-8")
    return folder
