"""`doudi audit`: proves the audit log, and fixes its end for the day."""

from __future__ import annotations

import re
from pathlib import Path

import click

from doudi.command.failures import Failure, unreadable, unwritable
from doudi.command.family import Family
from doudi.command.language import say
from doudi.command.site import ready
from doudi.command.verb import BAD_NEWS, option, verb

_LINE = re.compile(r"^(\d{4}-\d{2}-\d{2}) (\d+) ((?:sm3|sha256):[0-9a-f]{64})$")


@verb(
    "verify",
    words=(
        "核验审计日志：有没有被改动、删除、插入，或截去末尾。有问题时退出码为 1。",
        "Proves the audit log: nothing changed, removed, inserted or cut off. Exits 1 when something is.",
    ),
    example="doudi audit verify --outside /media/usb/checkpoints.txt",
)
@option(
    "--outside",
    type=click.Path(path_type=Path),
    metavar="FILE",
    words=(
        "另存在外面的锚点（doudi audit checkpoint 输出的行）",
        "checkpoints kept elsewhere: lines that doudi audit checkpoint printed",
    ),
)
def verify(outside: Path | None) -> int:
    """Print the findings, or that there are none."""
    ready()
    from doudi.audit import selectors
    from doudi.audit.models import Head

    found = selectors.verify(read_checkpoints(outside) if outside else ())
    for each in found:
        click.echo(say((f"第 {each.sequence} 条：{each.what}", f"entry {each.sequence}: {each.what}")))
    count = Head.objects.get(pk=1).sequence
    if found:
        click.echo(say((f"审计日志有 {len(found)} 处问题。", f"The audit log has {len(found)} findings.")))
        return BAD_NEWS
    click.echo(say((f"审计日志共 {count} 条，完整。", f"The audit log is whole: {count} entries.")))
    return 0


@verb(
    "checkpoint",
    words=(
        "记下今天审计日志的末尾，输出一行：日期 序号 摘要。\n打印出来或送到别处保存，以后末尾被截去就能发现。",
        "Fixes the end of the audit log for today and prints it as a line: date, number, hash.\n"
        "Printed or sent elsewhere, it shows later whether the end was cut off.",
    ),
    example="doudi audit checkpoint --append /media/usb/checkpoints.txt",
)
@option(
    "--append",
    type=click.Path(path_type=Path),
    metavar="FILE",
    words=("同时把这一行加到文件末尾", "also add the line to this file"),
)
def checkpoint(append: Path | None) -> None:
    """Make and print the checkpoint of today."""
    ready()
    from django.utils import timezone

    from doudi.audit import services
    from doudi.audit.models import Checkpoint

    today = timezone.localdate()
    services.checkpoint(date=today)
    made = Checkpoint.objects.filter(pk=today).first()
    if made is None:
        raise Failure(say(("审计日志还没有内容。", "The audit log is empty so far.")), BAD_NEWS)
    line = f"{made.date} {made.sequence} {made.hash}"
    if append is not None:
        _append(append, line)
    click.echo(line)


def read_checkpoints(path: Path) -> list[tuple[int, str]]:
    """The checkpoints of a file. Raises `Failure` at a line that is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise unreadable(path, error) from None
    except UnicodeDecodeError:
        raise Failure(
            say((f"读不了 {path}：不是 UTF-8 的文字。", f"{path} cannot be read: it is not UTF-8."))
        ) from None
    found = []
    for number, line in enumerate(lines, 1):
        match = _LINE.match(line.strip())
        if match:
            found.append((int(match[2]), match[3]))
        elif line.strip():
            raise Failure(
                say(
                    (
                        f"{path} 第 {number} 行不是锚点，应为“日期 序号 摘要”。",
                        f"{path} line {number} is no checkpoint; it should be “date number hash”.",
                    )
                )
            )
    return found


def _append(path: Path, line: str) -> None:
    """Add a line that the file does not have yet."""
    try:
        known = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        if line not in known:
            with path.open("a", encoding="utf-8") as out:
                out.write(line + "\n")
    except OSError as error:
        raise unwritable(path, error) from None


command = Family(
    "audit",
    words=("审计日志：核验与锚点。", "The audit log: proof and checkpoints."),
    verbs=[verify, checkpoint],
)
