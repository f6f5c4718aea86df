"""`doudi restore`: fills an empty site from a backup."""

from __future__ import annotations

from pathlib import Path

import click

from doudi.command.failures import Failure
from doudi.command.language import say
from doudi.command.site import start
from doudi.command.verb import BAD_NEWS, argument, verb


@verb(
    "restore",
    words=(
        "把备份恢复到一个空站点，升级到这一版的结构，并核验审计日志。已有内容的站点不会被改动。",
        "Restores a backup into an empty site, brings it to the schema of this version, and proves its audit log.\n"
        "A site that holds anything is left alone.",
    ),
    example="doudi restore /backup/doudi-2026-11-22.tar.gz",
)
@argument(
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    words=("doudi backup 写的文件", "a file that doudi backup wrote"),
)
def command(file: Path) -> int:
    """Restore and verify."""
    start()
    from doudi.office.backup.manifest import BackupProblem
    from doudi.office.backup.restoring import restore

    try:
        manifest, found = restore(file)
    except BackupProblem as error:
        raise Failure(say(error.words)) from None
    for each in found:
        click.echo(say((f"第 {each.sequence} 条：{each.what}", f"entry {each.sequence}: {each.what}")))
    if found:
        click.echo(
            say(
                (
                    f"已恢复 {manifest.made_at} 的备份，但审计日志有 {len(found)} 处问题，不要启用这个站点。",
                    f"The backup of {manifest.made_at} is restored, but its audit log has {len(found)} findings: "
                    "do not put this site to use.",
                )
            )
        )
        return BAD_NEWS
    click.echo(
        say(
            (
                f"已恢复 {manifest.made_at} 的备份，审计日志完整（到第 {manifest.head} 条）。所有人需要重新登录。",
                f"The backup of {manifest.made_at} is restored and its audit log is whole (up to {manifest.head}). "
                "Everybody signs in again.",
            )
        )
    )
    return 0
