"""`doudi diff`: says in words what differs between two policies or releases."""

from __future__ import annotations

import click

from doudi.command.chosen import policy_folder
from doudi.command.language import current, say
from doudi.command.verb import argument, verb
from doudi.policy.building.build import load
from doudi.policy.words.diff import changes, in_words

_WORDS = ("政策的名称或文件夹", "a policy's name or folder")


@verb(
    "diff",
    words=(
        "用文字说明两个政策（或同一政策的两份）有什么不同：条款、参数、读法、表、规则、待遇、程序。",
        "Says in words what differs between two policies, or two copies of one: rows, parameters, readings, tables,\n"
        "rules, benefits, procedures.",
    ),
    example="doudi diff guzhang-2021 drafts/guzhang-2021",
)
@argument("old", metavar="A", words=_WORDS)
@argument("new", metavar="B", words=_WORDS)
def command(old: str, new: str) -> None:
    """Print the differences."""
    for word in (old, new):
        policy_folder(word)
    left, right = load(old), load(new)
    found = changes(left, right, current())
    click.echo(f"A  {left.name}  {left.release}\nB  {right.name}  {right.release}\n")
    if found:
        click.echo(in_words(found, current()))
    elif left.release == right.release:
        click.echo(
            say(("没有不同：同一个版本，怎么算都一样。", "No difference: it is the same release and decides alike."))
        )
    else:
        click.echo(
            say(("条款和规则没有不同，只是版本号不同。", "Rows and rules are the same; only the release differs."))
        )
