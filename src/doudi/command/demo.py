"""`doudi demo`: a first look: the example households of a policy, decided and explained."""

from __future__ import annotations

from pathlib import Path

import click

from doudi.command.failures import Failure
from doudi.command.language import current, say
from doudi.command.verb import verb
from doudi.policy import library
from doudi.policy.build import load
from doudi.policy.decision import decide
from doudi.policy.facts import read_file
from doudi.policy.outside import read_given
from doudi.policy.report import report
from doudi.policy.setting import Setting


@verb(
    "demo",
    words=(
        "看一看：拿一个政策的示例家庭，按施行之日认定，把结果和理由写出来。人都是虚构的。",
        "A first look: the example households of a policy, decided on the day it took effect, with the reasons.\n"
        "The people are invented.",
    ),
    example="doudi demo",
)
def command() -> None:
    """Print the decisions on the examples of the first policy that has any."""
    folder = example_folder()
    policy = load(folder.parent.name)
    setting = Setting(policy, policy.front.effective, read_given(policy, (), folder / "place.yaml"))
    click.echo(
        say(
            (
                f"《{policy.front.title}》，{setting.date}，示例家庭（虚构）：",
                f"{policy.front.title}, {setting.date}, example households (invented):",
            )
        )
    )
    for path in examples(folder):
        for household in read_file(path, policy).households:
            click.echo("\n" + report(policy, decide(setting, household, current()), current()), nl=False)
    click.echo("\n" + _next(policy.name, examples(folder)[0]))


def example_folder() -> Path:
    """The examples of the first policy that has any."""
    for name in library.names():
        folder = library.home() / name / "examples"
        if (folder / "place.yaml").is_file() and examples(folder):
            return folder
    raise Failure(
        say((f"{library.home()} 里没有带示例家庭的政策。", f"No policy in {library.home()} has example households."))
    )


def examples(folder: Path) -> list[Path]:
    """The files of example households, in order."""
    return sorted(folder.glob("*.json"))


def _next(policy: str, path: Path) -> str:
    place = path.parent / "place.yaml"
    return say(("接下来可以试：\n", "Now try:\n")) + (
        f"  doudi form {policy} > household.json\n  doudi decide {policy} {path} --place {place} --json\n  doudi --help"
    )
