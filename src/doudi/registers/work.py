"""The folder in which a run keeps what it has done, so that a run that was stopped goes on where it was.

It lies in the folder of results, is there only while a run is unfinished, and nothing in it counts before a file says
that it is whole: data first, then, renamed into place, the file that vouches for it.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pyarrow import ipc

from doudi.registers.portion import REJECTS, Outcome
from doudi.registers.refused import RunRefused
from doudi.registers.sorting import OPTIONS
from doudi.registers.survey import Survey
from doudi.registers.tally import Tally

NAME = ".doudi-run"
TABLES = ("household", "person", "rejects")
RESULTS = ("household.parquet", "person.parquet", "household.csv", "person.csv", "rejects.csv", "summary.json")
_MANIFEST = "run.json"


class Work:
    """The work on one run; `identity` is all that its results rest on."""

    def __init__(self, out: Path, identity: Mapping[str, Any]) -> None:
        self.out, self.folder = out, out / NAME
        self.identity = json.loads(json.dumps(identity))
        self.parts, self.sorted, self.final = self.folder / "parts", self.folder / "sorted", self.folder / "final"

    def begin(self, again: bool) -> None:
        """Make the folder, or take up the work that is in it. Raises `RunRefused` when it is another run's."""
        manifest = self.folder / _MANIFEST
        if manifest.exists():
            if read_json(manifest) == self.identity:
                return
            if not again:
                raise _other_run(self.out, read_json(manifest), self.identity, finished=False)
        elif self.previous() is not None and self.previous() != self.identity and not again:
            raise _other_run(self.out, self.previous() or {}, self.identity, finished=True)
        elif self.previous() is None and not manifest.exists():
            self._check_free()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.parts.mkdir(parents=True)
        write_json(manifest, self.identity)

    def previous(self) -> dict[str, Any] | None:
        """What the results that are there rest on; None when there are none of ours."""
        found = read_json(self.out / "summary.json") if (self.out / "summary.json").is_file() else {}
        run = found.get("run") if isinstance(found, dict) else None
        return run if isinstance(run, dict) else None

    def is_finished(self) -> bool:
        """Whether the results of this very run are there."""
        return not self.folder.exists() and self.previous() == self.identity

    def _check_free(self) -> None:
        for name in RESULTS:
            path = self.out / name
            if path.exists() and not (name == "rejects.csv" and _are_our_rejects(path)):
                raise RunRefused(
                    f"{path} 已经存在，而且不是 doudi run 写的；没有覆盖它。请换一个文件夹。",
                    f"{path} exists and was not written by doudi run; it was left alone. Give another folder.",
                )

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other runs out of the folder. A lock of the operating system: it ends with the process."""
        self.out.mkdir(parents=True, exist_ok=True)
        try:
            with (self.out / f"{NAME}.lock").open("w") as file:
                if not _lock(file):
                    raise RunRefused(
                        f"另一个 doudi run 正在写 {self.out}。请等它结束，或换一个文件夹。",
                        f"Another doudi run is writing {self.out}. Wait for it, or give another folder.",
                    )
                yield
        finally:
            with contextlib.suppress(OSError):  # another run may have it
                (self.out / f"{NAME}.lock").unlink()

    # -- the survey and the sorted rows

    def survey(self) -> Survey | None:
        """The survey made before, if there is one."""
        path = self.folder / "survey.json"
        if not path.exists():
            return None
        found = read_json(path)
        offsets = {entity: tuple(places) for entity, places in found["offsets"].items()}
        return Survey(found["rows"], found["ordered"], tuple(found["cuts"]), offsets)

    def keep_survey(self, survey: Survey) -> None:
        found = {"rows": dict(survey.rows), "ordered": survey.ordered, "cuts": survey.cuts}
        write_json(self.folder / "survey.json", {**found, "offsets": dict(survey.offsets)})

    def is_sorted(self) -> bool:
        return (self.sorted / "done").exists()

    def keep_sorted(self) -> None:
        write_json(self.sorted / "done", True)

    # -- parts

    def tally(self, part: int) -> Tally | None:
        """The tally of a part that is done."""
        path = self.parts / f"{part:05d}.json"
        return read_json(path) if path.exists() else None

    def table_file(self, part: int, table: str) -> Path:
        return self.parts / f"{part:05d}.{table}.arrow"

    def keep(self, part: int, outcome: Outcome) -> None:
        """Write down what came of a part; its tally last, which says that it is done."""
        for name, table in zip(TABLES, (outcome.household, outcome.person, outcome.rejects), strict=True):
            with ipc.new_file(str(self.table_file(part, name)), table.schema, options=OPTIONS) as writer:
                writer.write_table(table)
        write_json(self.parts / f"{part:05d}.json", outcome.tally)

    def drop(self) -> None:
        """The work is over, or not wanted."""
        shutil.rmtree(self.folder, ignore_errors=True)


def write_json(path: Path, data: object) -> None:
    """All of it or nothing, under this name."""
    waiting = path.with_name(path.name + ".part")
    with waiting.open("w", encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)


def read_json(path: Path) -> Any:
    """The JSON in a file; an empty object when it is none."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (ValueError, OSError):
        return {}


def _are_our_rejects(path: Path) -> bool:
    """Whether a strict run wrote the file, which leaves nothing else."""
    heading = ",".join(f'"{name}"' for name in REJECTS.names)
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return file.readline().rstrip() == heading


def _lock(file: Any) -> bool:
    """Whether the lock is ours. Where the system has no such locks nobody is kept out."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _other_run(out: Path, there: Mapping[str, Any], here: Mapping[str, Any], finished: bool) -> RunRefused:
    differing = sorted(key for key in {*there, *here} if there.get(key) != here.get(key))
    labels = [
        f"{_LABELS.get(key, (key, key))[0]}（{_short(there.get(key))} → {_short(here.get(key))}）" for key in differing
    ]
    english = [
        f"{_LABELS.get(key, (key, key))[1]} ({_short(there.get(key))} → {_short(here.get(key))})" for key in differing
    ]
    state, state_en = ("算完的结果", "the results") if finished else ("没有算完的一次", "an unfinished run")
    return RunRefused(
        f"{out} 里有{state}，与这一次的条件不同：{'；'.join(labels)}。加 --again 从头再算并取代它，或换一个文件夹。",
        f"{out} holds {state_en} under other conditions: {'; '.join(english)}. "
        "Add --again to start afresh and replace it, or give another folder.",
    )


_LABELS = {
    "policy": ("政策", "policy"),
    "release": ("政策版本", "release"),
    "date": ("日期", "date"),
    "parameters": ("给出的参数", "values given"),
    "language": ("语言", "language"),
    "format": ("输出格式", "format"),
    "input": ("输入文件", "input"),
    "strict": ("--strict", "--strict"),
    "part_rows": ("每部分的行数", "rows of a part"),
    "version": ("doudi 版本", "version of doudi"),
}


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:60] + "…"
