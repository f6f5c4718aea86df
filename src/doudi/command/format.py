"""`doudi format`: writes a policy in its canonical layout."""

from __future__ import annotations

from pathlib import Path

import click

from doudi.command.chosen import policy_folder
from doudi.command.failures import unwritable
from doudi.command.language import say
from doudi.command.verb import BAD_NEWS, argument, option, verb
from doudi.policy.building.build import load
from doudi.policy.expressions.spelling import Spelling, spelling
from doudi.policy.reading.format import formatted


@verb(
    "format",
    words=(
        "把政策文件写成规范的样子：规则里的空格统一，名称一律写键（en）或一律写标签（zh）。\n"
        "文字、注释和 YAML 的写法都不动；版本号不变。",
        "Writes policy documents in their canonical layout: spaces in rules, and names by key (en) or by label (zh).\n"
        "Prose, comments and the style of the YAML are kept; the release stays the same.",
    ),
    example="doudi format --names zh policies/guzhang-2021/policy.md",
)
@argument(
    "files",
    metavar="FILE…",
    nargs=-1,
    required=True,
    words=("policy.md，或政策文件夹", "a policy.md, or a policy's folder"),
)
@option(
    "--names",
    type=click.Choice(["zh", "en"]),
    metavar="zh|en",
    words=("名称写标签（zh）或写键（en），默认不改", "names by label (zh) or by key (en); kept unless given"),
)
@option(
    "--check",
    is_flag=True,
    words=("只看是否规范，不改文件；不规范时退出码为 1", "change nothing; exit 1 when a file is not in the layout"),
)
def command(files: tuple[str, ...], names: str | None, check: bool) -> int:
    """Rewrite the files that are not yet as they should be, and say which."""
    wanted = [
        (folder, formatted(folder / "policy.md", _spelling(folder, names))) for folder in map(policy_folder, files)
    ]
    changed = [(folder / "policy.md", text) for folder, text in wanted if text != _bytes(folder / "policy.md")]
    for path, text in changed:
        if not check:
            _write(path, text)
        click.echo(f"{path}：{say(('不规范', 'not in the layout')) if check else say(('已改写', 'rewritten'))}")
    if not changed:
        click.echo(say(("都已规范，没有改动。", "All in the canonical layout; nothing was changed.")))
    return BAD_NEWS if check and changed else 0


def _spelling(folder: Path, names: str | None) -> Spelling:
    """How names are to be spelled; without `--names` they stay, and the policy need not be right."""
    return spelling(load(str(folder)), names) if names else Spelling()


def _bytes(path: Path) -> str:
    """The file as it is, so that a byte order mark or other line ends count as a difference."""
    return path.read_bytes().decode("utf-8")


def _write(path: Path, text: str) -> None:
    """All of the file, or nothing."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(text.encode("utf-8"))
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise unwritable(path, error) from None
