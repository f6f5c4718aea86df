"""`doudi backup`: the whole site in one file."""

from __future__ import annotations

from pathlib import Path

import click

from doudi.command.failures import Failure
from doudi.command.language import say
from doudi.command.site import ready
from doudi.command.verb import argument, option, verb


@verb(
    "backup",
    words=(
        "把数据库和文件备份到一个文件里。密钥不在其中，要另外保管。可以在办公时运行。",
        "Copies the database and the files into one file. The keys are not in it; keep them elsewhere. It may run while\n"
        "the office works.",
    ),
    example="doudi backup /backup/doudi-2026-11-22.tar.gz",
)
@argument(
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    words=("写到哪个文件，还不能存在", "the file to write, which must not exist"),
)
@option(
    "--any",
    "any_database",
    is_flag=True,
    words=("写成任何数据库都能恢复的样子（较慢）", "in a form that any database can restore (slower)"),
)
def command(file: Path, any_database: bool) -> None:
    """Write the backup."""
    ready(behind_too=True)
    from doudi.office.backup.manifest import BackupProblem
    from doudi.office.backup.writing import write

    try:
        made = write(file, any_database=any_database)
    except BackupProblem as error:
        raise Failure(say(error.words)) from None
    size = f"{file.stat().st_size:,}"
    click.echo(
        say(
            (
                f"已备份到 {file}（{size} 字节，审计日志到第 {made.head} 条）。恢复时需要密钥：{'、'.join(made.key_ids)}。",
                f"Backed up to {file} ({size} bytes, audit log up to {made.head}). To restore it takes the keys: "
                f"{', '.join(made.key_ids)}.",
            )
        )
    )
