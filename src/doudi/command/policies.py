"""`doudi policies`: lists the policies that Doudi ships."""

from __future__ import annotations

import click

from doudi.command.language import current, say
from doudi.command.verb import BAD_NEWS, verb
from doudi.policy import library
from doudi.policy.build import Report, check
from doudi.policy.model import Policy


@verb(
    "policies",
    words=("列出政策：名称、标题、地方、日期、版本、条款落实了多少。", "Lists the policies: name, title, place, dates, release, rows answered."),
    example="doudi policies",
)
def command() -> int:
    """Print each policy; those that cannot be read are bad news."""
    broken = False
    for name in library.names():
        report = check(name)
        broken |= report.policy is None
        click.echo(_lines(name, report))
    return BAD_NEWS if broken else 0
