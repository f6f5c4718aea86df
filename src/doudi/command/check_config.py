"""`doudi check-config`: says what is unsafe about the settings of this site."""

from __future__ import annotations

import os

import click

from doudi.command.language import current, say
from doudi.command.verb import BAD_NEWS, verb


@verb(
    "check-config",
    words=(
        "检查正式站点的设置（环境变量 DOUDI_…），逐项写出不安全之处和改法。有一项不安全，退出码为 1，站点也不会启动。",
        "Checks the settings of a production site (environment variables DOUDI_…): each unsafe one with its remedy.\n"
        "Exits 1 when there is one; the site would not start either.",
    ),
    example="DOUDI_MODE=production doudi check-config",
)
def command() -> int:
    """Print the findings."""
    from doudi.office.checks import findings

    found = findings(os.environ)
    for each in found:
        click.echo(each.text(current()))
    if found:
        return BAD_NEWS
    mode = os.environ.get("DOUDI_MODE", "demo")
    if mode == "production":
        click.echo(say(("设置没有发现不安全之处。", "Nothing unsafe was found in the settings.")))
    else:
        click.echo(
            say(
                (
                    f"DOUDI_MODE 是 {mode}：不是正式站点，没有检查，也不要录入真实信息。",
                    f"DOUDI_MODE is {mode}: not a production site; nothing was checked, and no real data belong in it.",
                )
            )
        )
    return 0
