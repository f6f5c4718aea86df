"""The guide for policy authors builds the county that it describes, and its commands do what it says."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

GUIDE = (Path(__file__).parents[2] / "docs" / "adopt-a-county.md").read_text(encoding="utf-8")
DOUDI = Path(sys.executable).parent / "doudi"
COMMANDS = [
    line[2:] for block in re.findall(r"^```console\n(.*?)^```$", GUIDE, re.S | re.M) for line in block.splitlines()
]


def written(name: str, fence: str) -> str:
    """The text of a file that the guide builds, from all its blocks."""
    found = re.findall(rf"^{fence}\w+ {re.escape(name)}\n(.*?)^{fence}$", GUIDE, re.S | re.M)
    assert found, f"the guide has no block for {name}"
    return "".join(found)


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command of the guide in a folder; `> FILE` is the shell's."""
    line, _, target = command.partition(" > ")
    words = shlex.split(line)
    done = subprocess.run(
        [str(DOUDI), *words[1:]], cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )
    if target:
        (folder / target).write_text(done.stdout, encoding="utf-8")
    return done


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the reader has followed the guide to its end."""
    folder = tmp_path_factory.mktemp("desk")
    county = folder / "yunling-2024"
    county.mkdir()
    (county / "policy.md").write_text(written("policy.md", "`{4}"), encoding="utf-8")
    (county / "cases.yaml").write_text(written("cases.yaml", "`{4}"), encoding="utf-8")
    (folder / "place.yaml").write_text(written("place.yaml", "`{3}"), encoding="utf-8")
    home = {"id": "H1", "property_within_limits": True, "incident": "none", "members": [{"wage_income": 800}]}
    (folder / "household.json").write_text(json.dumps(home), encoding="utf-8")
    return folder


def test_the_policy_that_the_guide_builds_has_no_error_and_no_warning(desk: Path) -> None:
    done = run("doudi check ./yunling-2024", desk)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 个错误，0 个警告，条款落实 22/22" in done.stdout


def test_the_cases_that_the_guide_works_out_agree(desk: Path) -> None:
    done = run("doudi test ./yunling-2024", desk)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "8 个实例，全部一致" in done.stdout


def test_a_row_taken_away_from_its_rule_is_missed(desk: Path, tmp_path: Path) -> None:
    county = tmp_path / "yunling-2024"
    county.mkdir()
    text = (desk / "yunling-2024" / "policy.md").read_text(encoding="utf-8")
    (county / "policy.md").write_text(text.replace("cites: [YL-2-2]", "cites: [YL-2-3]"), encoding="utf-8")
    done = run(f"doudi check {county}", tmp_path)
    assert done.returncode == 1
    assert "要点 YL-2-2 没有着落" in done.stdout + done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_the_guide_works(desk: Path, command: str) -> None:
    if " run " in command and not (desk / "people").exists():
        run("doudi people 10000 people", desk)
    done = run(command, desk)
    # `diff` has news to tell, so it may end with 1; nothing ends with 2, which is wrong use
    assert done.returncode in ((0, 1) if " diff " in command else (0,)), done.stderr


def test_the_place_file_of_the_guide_gives_the_standard(desk: Path) -> None:
    done = run("doudi decide ./yunling-2024 household.json --date 2025-02-01 --place place.yaml --json", desk)
    assert json.loads(done.stdout)["parameters"] == {"dibao_standard": "640.00"}
