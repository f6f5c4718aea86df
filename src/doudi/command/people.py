"""`doudi people`: makes synthetic people, to measure with and to test with."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from doudi.command.failures import Failure, unwritable
from doudi.command.language import Words, say
from doudi.command.verb import argument, option, verb

_MOST = 100_000_000
_MOST_SEED = 2**63 - 1


class Division(click.ParamType):
    """Six digits of GB/T 2260, or of the test range."""

    name = "division"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code; fails with a message in the current language."""
        if not (len(value) == 6 and value.isascii() and value.isdigit()):
            self.fail(
                say((f"{value} 不是六位行政区划代码", f"{value} is not a division code of six digits")), param, ctx
            )
        return value


@verb(
    "people",
    words=(
        "生成 N 个虚构的人，组成家庭，写成 doudi run 读的两个文件：household.parquet 和 person.parquet。\n"
        "身份证号码都在 99 开头的测试区段，绝不会是真人的；同一个 --seed 每次生成的都一样。",
        "Makes N synthetic people in households, in the two files that doudi run reads: household.parquet and\n"
        "person.parquet. Every ID number lies in the test range 99…, so it is nobody's; the same --seed makes the same people.",
    ),
    example="doudi people 100000 registry/ --seed 7\ndoudi run guzhang-2021 registry/ decided/ --date 2021-12-01 --set dibao_standard=550",
)
@argument(
    "count",
    metavar="N",
    type=click.IntRange(1, _MOST),
    words=("人数，1 至 100,000,000", "how many people, 1 to 100,000,000"),
)
@argument("out", metavar="OUT", type=click.Path(path_type=Path), words=("写到哪个文件夹", "the folder to write"))
@option(
    "--seed",
    type=click.IntRange(0, _MOST_SEED),
    default=0,
    metavar="S",
    words=("随机种子，默认 0", "seed of the random numbers, 0 unless given"),
)
@option(
    "--division",
    type=Division(),
    default="990100",
    metavar="CODE",
    words=("多数人的户籍地区划代码，默认 990100", "the division where most are registered, 990100 unless given"),
)
def command(count: int, out: Path, seed: int, division: str) -> None:
    """Write the registry and say what was written."""
    from doudi.people.registry import NotOurs, Order, write

    try:
        with _progress(count) as advance:
            households, people = write(Order(count, seed, division), out, advance)
    except NotOurs as error:
        raise Failure(say(_in_the_way(out, str(error)))) from None
    except OSError as error:
        raise unwritable(out, error) from None
    click.echo(
        say(
            (
                f"已生成 {households:,} 户、{people:,} 人（种子 {seed}），写在 {out}。都是虚构的人。",
                f"Made {households:,} households of {people:,} people (seed {seed}) in {out}. None of them exists.",
            )
        )
    )


@contextlib.contextmanager
def _progress(count: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal; nothing where nobody watches."""
    stream = sys.stderr
    if not stream.isatty():
        yield lambda people: None
        return
    with click.progressbar(length=count, file=stream, label=say(("生成", "making"))) as bar:
        yield bar.update


def _in_the_way(out: Path, path: str) -> Words:
    return (
        f"{out} 里有别的东西（{path}），不是 doudi people 生成的；什么也没有写。请换一个空的或还没有的文件夹。",
        f"{out} holds something that doudi people did not make ({path}); nothing was written. Give a folder that is "
        "empty or not there yet.",
    )
