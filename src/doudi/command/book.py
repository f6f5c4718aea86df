"""`doudi book`: writes the policy book."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from doudi.command.chosen import policy_words
from doudi.command.dates import DATE
from doudi.command.failures import Failure, unwritable
from doudi.command.language import Words, say
from doudi.command.verb import argument, option, verb


@verb(
    "book",
    words=(
        "把政策写成一本可以翻看的书（静态网站）：条款与规则并排、参数与历年变化、读法、办理流程、算例、各地对照、查找。\n"
        "不联网也能看：打开 OUT/index.html，或把整个文件夹放到内网上。中文，另有英文版。",
        "Writes the policies as a static site: clauses beside their rules, parameters with their history, readings,\n"
        "procedures, worked cases, comparisons, search. It needs no network: open OUT/index.html. Chinese, with English.",
    ),
    example="doudi book book/\ndoudi book book/ guzhang-2021 --date 2022-01-01",
)
@argument("out", metavar="OUT", type=click.Path(path_type=Path), words=("写到哪个文件夹", "the folder to write"))
@argument(
    "policies",
    nargs=-1,
    metavar="[POLICY]…",
    words=(
        "政策的名称或文件夹，默认全部；它们的底座会一并写入",
        "names or folders of policies, all unless given; the layers below come with them",
    ),
)
@option(
    "--date",
    type=DATE,
    metavar="DATE",
    words=("按哪一天说明现行数值，默认今天", "the day on which values are in force, today unless given"),
)
@option(
    "--force",
    is_flag=True,
    words=("OUT 里有别的东西也写进去（不删别的东西）", "write even where OUT holds other things, which are left alone"),
)
def command(out: Path, policies: tuple[str, ...], date: datetime.date | None, force: bool) -> None:
    """Write the book and say where it is."""
    from doudi.book.publish import NotABook, publish, refuse_other
    from doudi.book.shelf import SameName, read_shelf
    from doudi.book.site import site

    words = policy_words(policies)
    try:
        refuse_other(out, force=force)
        shelf = read_shelf(words, date or datetime.date.today())
        count = publish(site(shelf), out, force=force)
    except NotABook as error:
        raise Failure(say(_in_the_way(str(error)))) from None
    except SameName as error:
        raise Failure(say(_same_name(str(error)))) from None
    except OSError as error:
        raise unwritable(out, error) from None
    click.echo(
        say(
            (
                f"已写 {len(shelf.volumes)} 份政策、{count} 个文件，请打开 {out / 'index.html'}",
                f"Wrote {len(shelf.volumes)} policies in {count} files; open {out / 'en' / 'index.html'}",
            )
        )
    )


def _in_the_way(path: str) -> Words:
    return (
        f"{path} 已经存在，里面不是政策书；没有动它。请换一个文件夹，或加 --force 写进去（不删别的文件，同名的会被换掉）。",
        f"{path} exists and is not a policy book; it was left alone. Give another folder, or --force to write into it "
        "(other files stay, those of the same name are replaced).",
    )


def _same_name(folders: str) -> Words:
    one, other = folders.split("\n")
    return (
        f"{one} 和 {other} 是同名的政策，放不进同一本书。请只给其中一个。",
        f"{one} and {other} are policies of the same name and cannot be in one book. Give one of them.",
    )
