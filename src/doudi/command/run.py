"""`doudi run`: decides a whole register of households."""

from __future__ import annotations

import contextlib
import datetime
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from doudi.command.failures import Failure
from doudi.command.given import policy_argument, setting_of, setting_options, without_value
from doudi.command.language import Words, current, say
from doudi.command.verb import BAD_NEWS, argument, option, verb

if TYPE_CHECKING:
    from doudi.registers.run import Ended, Job

ENGINES, FORMATS = ("local", "spark"), ("parquet", "csv")
_MOST_THREADS = 256
_STAGES: dict[str, Words] = {
    "survey": ("查看", "looking"),
    "sort": ("排序", "sorting"),
    "decide": ("认定", "deciding"),
    "write": ("写出", "writing"),
}


@verb(
    "run",
    words=(
        "认定整个登记库。IN 里有 household 和 person 两个文件（.parquet 或 UTF-8 的 .csv），人的 household 列对应户的 id 列；\n"
        "其余各列是事实，空着就是不知道。OUT 里写出同名的两个结果文件，以及 rejects.csv（没有认定的行和原因）、summary.json。\n"
        "中途停下，照原样再运行一次就接着做。户的次序不限，没有排好的先在磁盘上排序。",
        "Decides a whole register. IN holds two files, household and person (.parquet, or .csv in UTF-8); column household of\n"
        "people is column id of households, the other columns are facts, and an empty cell is not known. OUT gets two files\n"
        "of results with the same names, rejects.csv (rows left out, and why) and summary.json. A run that was stopped goes\n"
        "on when it is started again. Rows may stand in any order; if need be they are sorted on the disk first.",
    ),
    example="doudi people 100000 registry/ --seed 7\n"
    "doudi run guzhang-2021 registry/ decided/ --date 2021-12-01 --set dibao_standard=550",
)
@policy_argument
@argument(
    "source",
    metavar="IN",
    type=click.Path(path_type=Path),
    words=("登记库的文件夹", "the register's folder"),
)
@argument("out", metavar="OUT", type=click.Path(path_type=Path), words=("结果的文件夹", "the folder for the results"))
@setting_options
@option(
    "--format",
    "out_format",
    type=click.Choice(FORMATS),
    metavar="parquet|csv",
    words=("结果的格式，默认同登记库", "the format of results, the register's unless given"),
)
@option("--strict", is_flag=True, words=("有一行不对就不写结果", "write no results if a single row is wrong"))
@option(
    "--again",
    is_flag=True,
    words=("从头再算，取代 OUT 里以前的结果", "start afresh, and replace what another run left in OUT"),
)
@option(
    "--threads",
    type=click.IntRange(1, _MOST_THREADS),
    metavar="N",
    words=("同时用几个处理器，默认全部", "how many processors to use, all unless given"),
)
@option(
    "--engine",
    type=click.Choice(ENGINES),
    default="local",
    metavar="local|spark",
    words=("本机（默认），或 Spark（需装 doudi[spark]）", "this machine, or Spark (needs doudi[spark])"),
)
def command(
    policy: str,
    source: Path,
    out: Path,
    date: datetime.date | None,
    pairs: tuple[str, ...],
    place: Path | None,
    out_format: str | None,
    strict: bool,
    again: bool,
    threads: int | None,
    engine: str,
) -> int:
    """Run and print the summary."""
    from doudi.registers.refused import RunRefused
    from doudi.registers.run import Job, run

    setting = setting_of(policy, date, pairs, place)
    if warning := without_value(setting):
        click.echo(say(warning), err=True)
    job = Job(
        setting,
        source,
        out,
        lang=current(),
        threads=threads or os.cpu_count() or 1,
        format=out_format or "",
        strict=strict,
        again=again,
        engine=engine,
        stage=_stage,
    )
    try:
        ended = run(job)
    except RunRefused as error:
        raise Failure(error.text(current())) from None
    return _report(job, ended)


def _report(job: Job, ended: Ended) -> int:
    """Print the summary; the exit code."""
    from doudi.registers.summary import text

    if ended.before:
        words = (
            f"{job.out} 里已有这次运行的结果，没有再算。",
            f"{job.out} already holds these results; nothing was done.",
        )
        click.echo(say(words))
    if not ended.published:
        count = ended.summary.rejected
        words = (
            f"有 {count:,} 行没有认定（--strict），没有写结果；原因见 {job.out / 'rejects.csv'}。",
            f"{count:,} rows were left out (--strict), so no results were written; see {job.out / 'rejects.csv'} for why.",
        )
        click.echo(say(words), err=True)
        return BAD_NEWS
    click.echo(text(ended.summary, job.setting, current()), nl=False)
    return 0


@contextlib.contextmanager
def _stage(name: str, total: int, done: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal; nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield lambda rows: None
        return
    from tqdm import tqdm

    unit = say(("人" if name in ("decide", "write") else "行", " rows"))
    with tqdm(
        total=total or None, initial=done, desc=say(_STAGES[name]), unit=unit, unit_scale=True, file=sys.stderr
    ) as bar:
        yield bar.update
