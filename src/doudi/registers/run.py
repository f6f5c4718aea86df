"""Decides a register: looks it over, sorts it if need be, decides its parts and puts them together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from doudi import __version__
from doudi.policy.deciding.decision import given_parameters
from doudi.policy.meaning.setting import Setting
from doudi.registers import tally as tallies
from doudi.registers.merge import merge, publish, publish_rejects
from doudi.registers.parts import Part, parts_to_do
from doudi.registers.portion import PortionDecider
from doudi.registers.refused import RunRefused
from doudi.registers.sorting import sort_register
from doudi.registers.source import ENTITIES, Register, near_misses, open_register
from doudi.registers.summary import Summary, summarise
from doudi.registers.survey import PART_ROWS, Survey, survey
from doudi.registers.work import Work, read_json

MOST_THREADS = 16
_FEW_HOUSEHOLDS = 20_000  # in all: below, compiling takes longer than it saves
_ASKED, _LEAST_ASKED = 400, 12

Advance = Callable[[int], None]
Stage = Callable[[str, int, int], AbstractContextManager[Advance]]
"""`stage(name, total, done)`: tells of a stage (`survey`, `sort`, `decide` or `write`) of so many rows, and gives what
tells of progress."""


def _silent(name: str, total: int, done: int) -> AbstractContextManager[Advance]:
    return nullcontext(lambda rows: None)


@dataclass(frozen=True, slots=True)
class Job:
    """What to run: the register in `source` to files in `out`. `format` is `parquet`, `csv` or, empty, the register's.

    `strict`: a single bad row and there are no results. `again`: replace what is in `out` from another run.
    `engine`: `local`, or `spark`.
    """

    setting: Setting
    source: Path
    out: Path
    lang: str = "zh"
    threads: int = 1
    format: str = ""
    strict: bool = False
    again: bool = False
    engine: str = "local"
    stage: Stage = _silent
    part_rows: int = PART_ROWS
    spark: Any = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended. `published`: the results are in their places. `before`: they were already there."""

    summary: Summary
    published: bool
    before: bool = False


def run(job: Job) -> Ended:
    """Run a job. Raises `RunRefused`, `OSError`."""
    if job.out.resolve() == job.source.resolve():
        raise RunRefused(
            f"结果不能写在登记库自己的文件夹 {job.source} 里。请换一个文件夹。",
            f"The results cannot be written into the register's own folder {job.source}. Give another.",
        )
    decider = PortionDecider(job.setting, job.lang)
    register = open_register(job.source, decider.facts, job.lang)
    work = Work(job.out, identity(job, register))
    with work.alone():
        if work.is_finished() and not job.again:
            return Ended(_previous(work), True, before=True)
        work.begin(job.again)
        return _finish(job, register, decider, work)


def identity(job: Job, register: Register) -> dict[str, Any]:
    """All that the results rest on."""
    files = {register.names[e]: register.of(e).path.stat() for e in ENTITIES}
    return {
        "policy": job.setting.policy.name,
        "release": job.setting.policy.release,
        "date": job.setting.date.isoformat(),
        "parameters": given_parameters(job.setting),
        "language": job.lang,
        "format": job.format or register.format,
        "strict": job.strict,
        "version": __version__,
        "input": {name: [stat.st_size, stat.st_mtime_ns] for name, stat in files.items()},
        "part_rows": job.part_rows,
    }


def _finish(job: Job, register: Register, decider: PortionDecider, work: Work) -> Ended:
    found = _surveyed(job, register, work)
    _prepare(decider, found)
    if job.engine == "spark":
        from doudi.registers.spark import decide_on_spark

        decide_on_spark(job, register, found, decider, work)
    else:
        _decide(job, register, found, decider, work)
    total = tallies.empty(job.setting)
    for part in range(found.parts):
        tallies.add(total, work.tally(part) or {})
    summary = summarise(job.setting, total, work.identity, near_misses(register, decider.facts), job.lang)
    format = job.format or register.format
    with job.stage("write", total["people"], 0) as advance:
        merge(work, found.parts, decider.schemas, format, advance)
    if job.strict and summary.rejected:
        publish_rejects(work)
        return Ended(summary, False)
    publish(work, summary, [f"household.{format}", f"person.{format}", "rejects.csv"])
    return Ended(summary, True)


def _surveyed(job: Job, register: Register, work: Work) -> Survey:
    """The survey, and sorted rows where the files are not in order."""
    found = work.survey()
    if found is None:
        with job.stage("survey", 0, 0) as advance:
            found = survey(register, job.part_rows, advance)
        work.keep_survey(found)
    if found.ordered and found.even and register.is_parquet:
        return found
    if not work.is_sorted() and job.engine == "local":
        with job.stage("sort", sum(found.rows.values()), 0) as advance:
            sort_register(register, found, work.sorted, advance)
        work.keep_sorted()
    return found


def _prepare(decider: PortionDecider, found: Survey) -> None:
    """Compile before there are threads, where it is worth it."""
    households = found.rows["household"]
    decider.few = households if households <= _FEW_HOUSEHOLDS else 0
    decider.counter.most = max(_LEAST_ASKED, _ASKED // found.parts)
    if not decider.few:
        decider.batch.compile()


def _decide(job: Job, register: Register, found: Survey, decider: PortionDecider, work: Work) -> None:
    """Decide all parts that are not done, several at a time."""
    threads = max(1, min(job.threads, MOST_THREADS))
    done = sum((work.tally(part) or {}).get("people", 0) for part in range(found.parts))

    def one(part: Part) -> int:
        number, households, people = part
        work.keep(number, decider.decide(households, people, register.names))
        return len(people)

    with job.stage("decide", found.rows["person"], done) as advance, ThreadPoolExecutor(threads) as pool:
        for rows in _spread(pool, threads, one, parts_to_do(register, found, work)):
            advance(rows)


def _spread(pool: ThreadPoolExecutor, threads: int, one: Callable[[Part], int], parts: Iterator[Part]) -> Iterator[int]:
    """Give parts to the threads, never more than one that waits: parts are large."""
    running: set[Future[int]] = set()
    for part in parts:
        running.add(pool.submit(one, part))
        if len(running) > threads:
            ended, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in ended)
    yield from (future.result() for future in running)


def _previous(work: Work) -> Summary:
    return Summary(read_json(work.out / "summary.json"))
