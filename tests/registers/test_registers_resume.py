"""A run that was stopped anywhere goes on and ends with the same bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from registering import as_csv, files, households, rows_of, run_local, typed, write_register

from doudi.registers import work as works
from doudi.registers.portion import PortionDecider
from doudi.registers.refused import RunRefused

KILLED = """
import os, signal, sys
sys.path.insert(0, {here!r})
from contextlib import contextmanager
from pathlib import Path
from registering import run_local
left = {steps}
@contextmanager
def stage(name, total, done):
    def advance(rows):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
    yield advance
run_local(Path({source!r}), Path({out!r}), stage=stage)
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A register of which every part has a few rows, in no order."""
    return write_register(tmp_path / "in", *rows_of(households(11, 24)), typed)


class Stopped(BaseException):
    """What stops a run in these tests."""


def test_a_run_may_stop_before_any_file_is_in_place(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_local(source, tmp_path / "whole", part_rows=40)
    replace = Path.replace
    for stop in range(100):
        out, left = tmp_path / f"out{stop}", stop

        def failing(self: Path, target: Path) -> Path:
            nonlocal left
            left -= 1
            if left < 0:
                raise Stopped
            return replace(self, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", failing)
            try:
                run_local(source, out, threads=1, part_rows=40)
                stopped = False
            except Stopped:
                stopped = True
        assert (out / "summary.json").exists() is not stopped
        run_local(source, out, part_rows=40)
        assert files(out) == files(tmp_path / "whole")
        if not stopped:
            break
    assert stop > 10  # it was stopped before every file of every stage


@pytest.mark.parametrize("steps", [1, 4, 9, 14])
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_a_killed_run_goes_on(source: Path, tmp_path: Path, steps: int) -> None:
    run_local(source, tmp_path / "whole")
    here, out = str(Path(__file__).parent), tmp_path / "out"
    program = KILLED.format(here=here, steps=steps, source=str(source), out=str(out))
    ended = subprocess.run([sys.executable, "-c", program], env=dict(os.environ), timeout=300, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert not (out / "summary.json").exists()
    run_local(source, out)
    assert files(out) == files(tmp_path / "whole")


def test_finished_parts_are_not_done_twice(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decided: list[int] = []
    decide = PortionDecider.decide

    def counted(self: PortionDecider, *args: object) -> object:
        if len(decided) == 3:
            raise Stopped
        decided.append(1)
        return decide(self, *args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(PortionDecider, "decide", counted)
        with pytest.raises(Stopped):
            run_local(source, tmp_path / "out", threads=1)
    done = sorted((tmp_path / "out" / works.NAME / "parts").glob("*.json"))
    assert len(done) == 3
    again: list[str] = []
    keep = works.Work.keep
    monkeypatch.setattr(
        works.Work, "keep", lambda self, part, outcome: (again.append(f"{part:05d}.json"), keep(self, part, outcome))
    )
    run_local(source, tmp_path / "out")
    assert not {path.name for path in done} & set(again)
    assert again


def test_a_finished_run_is_not_done_again(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run_local(source, tmp_path / "out")
    monkeypatch.setattr(PortionDecider, "decide", None)
    second = run_local(source, tmp_path / "out")
    assert (first.before, second.before) == (False, True)
    assert first.summary == second.summary


def test_other_conditions_are_refused_unless_again(source: Path, tmp_path: Path) -> None:
    run_local(source, tmp_path / "out")
    with pytest.raises(RunRefused) as refused:
        run_local(source, tmp_path / "out", lang="en")
    assert refused.value.zh == (
        f"{tmp_path / 'out'} 里有算完的结果，与这一次的条件不同：语言（zh → en）。加 --again 从头再算并取代它，或换一个文件夹。"
    )
    assert not run_local(source, tmp_path / "out", lang="en", again=True).before


def test_a_changed_input_is_another_run(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(PortionDecider, "decide", None)
        with pytest.raises(TypeError):
            run_local(source, tmp_path / "out")
    write_register(source, *rows_of(households(12, 24)), typed)
    with pytest.raises(RunRefused, match="unfinished run under other conditions: input"):
        run_local(source, tmp_path / "out")
    run_local(source, tmp_path / "out", again=True)
    run_local(source, tmp_path / "whole")
    assert files(tmp_path / "out") == files(tmp_path / "whole")


def test_results_in_the_other_format_do_not_stay_behind(source: Path, tmp_path: Path) -> None:
    run_local(source, tmp_path / "out")
    run_local(source, tmp_path / "out", format="csv", again=True)
    assert sorted(files(tmp_path / "out")) == ["household.csv", "person.csv", "rejects.csv", "summary.json"]


def test_files_of_others_are_left_alone(source: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "person.csv").write_text("mine", encoding="utf-8")
    for again in (False, True):
        with pytest.raises(RunRefused, match="was not written by doudi run"):
            run_local(source, tmp_path / "out", again=again)
    assert files(tmp_path / "out") == {"person.csv": b"mine"}


def test_the_register_itself_is_never_written_over(source: Path) -> None:
    before = files(source)
    with pytest.raises(RunRefused, match="own folder"):
        run_local(source, source, again=True)
    assert files(source) == before


def test_two_runs_do_not_write_one_folder(source: Path, tmp_path: Path) -> None:
    with works.Work(tmp_path / "out", {}).alone(), pytest.raises(RunRefused, match="Another doudi run"):
        run_local(source, tmp_path / "out")


def test_a_csv_register_goes_on_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_register(tmp_path / "in", *rows_of(households(11, 24)), as_csv)
    run_local(source, tmp_path / "whole")
    with monkeypatch.context() as patch:
        patch.setattr(PortionDecider, "decide", None)
        with pytest.raises(TypeError):
            run_local(source, tmp_path / "out")
    run_local(source, tmp_path / "out")
    assert files(tmp_path / "out") == files(tmp_path / "whole")
