"""`doudi policies`: lists the policies that Doudi ships."""

from __future__ import annotations

import click

from doudi.command.chosen import policy_words
from doudi.command.language import say
from doudi.command.verb import BAD_NEWS, verb
from doudi.policy.building.build import check
from doudi.policy.checks.rows import answers
from doudi.policy.definitions.model import Policy


@verb(
    "policies",
    words=(
        "列出政策：名称、标题、地方、日期、版本、条款落实了多少。",
        "Lists the policies: name, title, place, dates, release, rows answered.",
    ),
    example="doudi policies",
)
def command() -> int:
    """Print each policy; one that cannot be used is bad news."""
    broken = False
    for place, name in enumerate(policy_words(())):
        policy = check(name).policy
        broken |= policy is None
        click.echo(("\n" if place else "") + (describe(policy) if policy else _unusable(name)))
    return BAD_NEWS if broken else 0


def describe(policy: Policy) -> str:
    """A policy in a few lines."""
    front = policy.front
    until = say((f"至 {front.until}", f" until {front.until}")) if front.until else say(("起", ""))
    lines = [
        f"{policy.name}  {front.title}",
        *([say((f"  地方：{front.place}", f"  place: {front.place}"))] if front.place else []),
        say(
            (
                f"  发布 {front.issued}，施行 {front.effective} {until}",
                f"  issued {front.issued}, in force from {front.effective}{until}",
            )
        ),
        *([say((f"  在其上：{front.extends}", f"  extends: {front.extends}"))] if front.extends else []),
        say(("  条款：", "  rows answered: ")) + rows_answered(policy),
        say(("  版本：", "  release: ")) + policy.release,
    ]
    return "\n".join(lines)


def rows_answered(policy: Policy) -> str:
    """`117/117`: rows of the document that are answered, and all."""
    return f"{len(answers(policy))}/{len(policy.rows())}"


def _unusable(name: str) -> str:
    return say(
        (
            f"{name}  有错误，不能使用；请看 doudi check {name}",
            f"{name}  has errors and cannot be used; see doudi check {name}",
        )
    )
