"""Whole policies over whole registers, file to file, and one household explained: `python -m benchmarks.registers`.

Writes `registers.json`, the picture `docs/images/growth.svg` and the tables of `docs/benchmarks.md` between two marks.
Every measure runs in a process of its own; the registers of invented people are made once and kept.
"""

from __future__ import annotations

import datetime
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import growth_picture, measure, population
from benchmarks.running import measured

HERE = Path(__file__).parent
DOCUMENT = HERE.parent / "docs" / "benchmarks.md"
PICTURE = HERE.parent / "docs" / "images" / "growth.svg"
BEGIN, END = "<!-- registers: begin -->", "<!-- registers: end -->"
MILLION = 1_000_000
DAY = "2021-12-01"
GROWTH = "guzhang-2021"
RUNS = [(GROWTH, people) for people in (10_000, 100_000, MILLION, 10 * MILLION)]
RUNS += [("xiufeng-2020", MILLION), ("xiufeng-2020", 10 * MILLION)]
POLICIES = ("guzhang-2021", "xiufeng-2020", "wuzhou-2023", "bengbu-2019", "mangshi-2021")
LONGEST = 420  # seconds a measure may take
SEED, ASKED = 5, 200
ROUNDS = 3  # of runs that do not take long; the best counts


def main() -> None:
    """Measure all, or, given words, the one measure that they name."""
    if len(sys.argv) > 1:
        print(json.dumps(MEASURES[sys.argv[1]](*sys.argv[2:])))
    else:
        measure_all()


def measure_all() -> None:
    """Measure all, and write what was found."""
    runs = []
    for policy, people in RUNS:
        _measured("compile", policy)  # the kernel is in the cache, as it is from the second run on
        rounds = [_measured("run", policy, str(people)) for _ in range(ROUNDS if people <= MILLION else 1)]
        best = min((each for each in rounds if each), key=lambda each: each["seconds"], default={})
        runs.append({"policy": policy, "people": people, **best})
    one = [{"policy": policy, **_measured("one", policy)} for policy in POLICIES]
    found = {"runs": runs, "one": one}
    (HERE / "registers.json").write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
    write(found)


def write(found: dict[str, Any]) -> None:
    """The tables and the picture of what was measured."""
    points = [(run["people"], run["seconds"]) for run in found["runs"] if run["policy"] == GROWTH and "seconds" in run]
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(growth_picture.draw(points), "utf-8")
    text = "\n".join(
        [_runs(found["runs"]), "", f"![{growth_picture.TITLE}](images/{PICTURE.name})", "", _one(found["one"])]
    )
    head, rest = DOCUMENT.read_text("utf-8").split(BEGIN)
    DOCUMENT.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{rest.partition(END)[2]}", "utf-8")
    print(text)


def _measured(*words: str) -> dict[str, Any]:
    return measured("benchmarks.registers", *words, longest=LONGEST)


# -- the measures


def compiled(policy: str) -> dict[str, Any]:
    """Puts the kernel into the cache."""
    from doudi.policy.running.batch import compile_batch

    compile_batch(_setting(policy)).compile()
    return {}


def run(policy: str, people: str) -> dict[str, Any]:
    """Seconds and peak of memory of `doudi run` over a register in Parquet files."""
    from doudi.registers.run import Job
    from doudi.registers.run import run as run_register

    source = _register(int(people))
    with tempfile.TemporaryDirectory(dir=population.FOLDER) as folder:
        start = time.perf_counter()
        ended = run_register(Job(_setting(policy), source, Path(folder) / "out", threads=_cores()))
        seconds = time.perf_counter() - start
    data = ended.summary.data
    assert data["people"] + data["rejected"]["person"] == int(people)
    return {"seconds": seconds, "peak_bytes": measure.peak(), "households": data["households"]}


def one(policy: str) -> dict[str, Any]:
    """Microseconds for one household of the register: its decision, with what explains it, with every entry written out."""
    from doudi.policy.running.explained import ExplainedFunction
    from doudi.policy.running.function import HouseholdFunction

    setting = _setting(policy)
    function, explained = HouseholdFunction(setting), ExplainedFunction(setting)
    asked = {(fact.entity, fact.name) for fact in function.program.facts}
    requests = _requests(_register(MILLION), asked)
    return {
        "one_us": measure.microseconds(function, requests),
        "explained_us": measure.microseconds(function.findings_of, requests),
        "entries_us": measure.microseconds(explained, requests),
    }


MEASURES = {"compile": compiled, "run": run, "one": one}


def _setting(policy: str) -> Any:
    from doudi.policy.building.build import load
    from doudi.policy.inputs.outside import read_given
    from doudi.policy.meaning.setting import Setting

    found = load(policy)
    return Setting(found, datetime.date.fromisoformat(DAY), read_given(found, ["dibao_standard=550"]))


def _register(people: int) -> Path:
    """The folder of a register of so many invented people; made the first time."""
    from doudi.people.registry import Order, write

    folder = population.FOLDER / f"register-{people}"
    if not (folder / "person.parquet").exists():
        shutil.rmtree(folder, ignore_errors=True)
        write(Order(people, SEED), folder)
    return folder


def _requests(folder: Path, asked: set[tuple[str, str]]) -> list[dict[str, Any]]:
    """The first households of a register as requests, with the facts that the policy asks for."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(folder / "household.parquet") as file:
        households = next(file.iter_batches(ASKED)).to_pylist()
    with pq.ParquetFile(folder / "person.parquet") as file:
        people = next(file.iter_batches(ASKED * 10)).to_pylist()
    members: dict[str, list[Any]] = {}
    for person in people:
        members.setdefault(person["household"], []).append({"id": person["id"], **_facts(person, "person", asked)})
    return [{"id": h["id"], **_facts(h, "household", asked), "members": members[h["id"]]} for h in households]


def _facts(row: dict[str, Any], entity: str, asked: set[tuple[str, str]]) -> dict[str, Any]:
    """The facts of a row as a request gives them."""
    found = {name: value for name, value in row.items() if (entity, name) in asked}
    return {name: value.isoformat() if isinstance(value, datetime.date) else value for name, value in found.items()}


def _cores() -> int:
    import os

    return os.cpu_count() or 1


# -- the tables


def _runs(runs: list[dict[str, Any]]) -> str:
    rows = [
        [
            run["policy"],
            f"{run['people']:,}",
            f"{run['seconds']:.1f}",
            f"{run['people'] / run['seconds']:,.0f}",
            f"{run['peak_bytes'] / 2**20:,.0f}",
        ]
        if "seconds" in run
        else [run["policy"], f"{run['people']:,}", "–", "–", "–"]
        for run in runs
    ]
    return _table(["policy", "people", "file to file, s", "people a second", "peak, MiB"], rows)


def _one(one: list[dict[str, Any]]) -> str:
    rows = [
        [each["policy"], f"{each['one_us']:.0f}", f"{each['explained_us']:.0f}", f"{each['entries_us']:.0f}"]
        for each in sorted(one, key=lambda each: -each.get("explained_us", 0))
        if "one_us" in each
    ]
    return _table(["policy, slowest first", "one household, µs", "explained, µs", "with every entry as JSON, µs"], rows)


def _table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *rows])


if __name__ == "__main__":
    main()
