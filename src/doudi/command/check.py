"""`doudi check`: everything that can be said against a policy."""

from __future__ import annotations

import dataclasses
import datetime

import click

from doudi.command.chosen import policy_words
from doudi.command.dates import DATE
from doudi.command.language import current, say
from doudi.command.policies import rows_answered
from doudi.command.verb import BAD_NEWS, argument, option, verb
from doudi.policy.building.build import Report, check
from doudi.policy.checks import check_on
from doudi.policy.messages.problems import Problems


@verb(
    "check",
    words=(
        "检查政策：错误、警告，以及每个政策的条款落实了多少。有错误时退出码为 1。",
        "Checks policies: errors, warnings, and how many rows of each are answered. Exits 1 when there is an error.",
    ),
    example="doudi check guzhang-2021 --date 2026-01-01",
)
@argument(
    "policies",
    nargs=-1,
    metavar="[POLICY]…",
    words=("政策的名称或文件夹，默认全部", "names or folders of policies; all unless given"),
)
@option(
    "--date", type=DATE, metavar="DATE", words=("并检查在这一天是否都有效", "also check what is in force on this day")
)
def command(policies: tuple[str, ...], date: datetime.date | None) -> int:
    """Print what is wrong with each policy and a line to sum up."""
    reports = {word: _checked(word, date) for word in policy_words(policies)}
    for word, report in reports.items():
        for problem in report.problems:
            click.echo(problem.text(current()))
        click.echo(_sum(word, report))
    return 0 if all(report.ok for report in reports.values()) else BAD_NEWS


def _checked(word: str, date: datetime.date | None) -> Report:
    report = check(word)
    if report.policy is None or date is None:
        return report
    problems = Problems()
    check_on(report.policy, date, problems)
    return dataclasses.replace(report, problems=[*report.problems, *problems.found])


def _sum(word: str, report: Report) -> str:
    errors = sum(problem.fatal for problem in report.problems)
    warnings = len(report.problems) - errors
    if report.policy is None:
        return say((f"{word}：{errors} 个错误，{warnings} 个警告", f"{word}: {errors} errors, {warnings} warnings"))
    rows = rows_answered(report.policy)
    return say(
        (
            f"{word}：{errors} 个错误，{warnings} 个警告，条款落实 {rows}",
            f"{word}: {errors} errors, {warnings} warnings, rows answered {rows}",
        )
    )
