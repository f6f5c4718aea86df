"""What a decision rests on besides the household: a policy, a day, and values that are given; options and reading."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from doudi.command.chosen import policy_folder
from doudi.command.dates import DATE
from doudi.command.language import Words
from doudi.command.verb import argument, option
from doudi.policy.building.build import load
from doudi.policy.inputs.outside import example, read_given
from doudi.policy.meaning.setting import Setting

_MOST_NAMED = 5
_OPTIONS = (
    option(
        "--date",
        type=DATE,
        metavar="DATE",
        words=("按哪一天认定，默认今天", "the day of the decision, today unless given"),
    ),
    option(
        "--set",
        "pairs",
        multiple=True,
        metavar="NAME=VALUE",
        words=("给出参数或读法的值，可多次", "give a parameter or reading its value; may be repeated"),
    ),
    option(
        "--place",
        type=click.Path(path_type=Path),
        metavar="FILE",
        words=("地方参数文件（YAML，按日期）", "a place file: YAML of dated values"),
    ),
)

policy_argument = argument(
    "policy", metavar="POLICY", words=("政策的名称，或政策文件夹", "a policy's name, or its folder")
)


def setting_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a verb `--date`, `--set` and `--place`."""
    for each in reversed(_OPTIONS):
        function = each(function)
    return function


def setting_of(policy: str, date: datetime.date | None, pairs: Sequence[str], place: Path | None) -> Setting:
    """The setting that the options name. Raises `Failure`, `Refused`, `PolicyError`."""
    policy_folder(policy)
    model = load(policy)
    return Setting(model, date or datetime.date.today(), read_given(model, pairs, place))


def without_value(setting: Setting) -> Words | None:
    """A warning that names the parameters and readings without a value on the date, if there are any."""
    policy = setting.policy
    known = {**policy.parameters, **policy.readings}
    missing = [name for name in known if setting.value(name) is None]
    if not missing:
        return None
    first = policy.parameters.get(missing[0])
    value = example(policy, first) if first else next(iter(policy.readings[missing[0]].options))
    few, rest = missing[:_MOST_NAMED], len(missing) - _MOST_NAMED
    zh = "、".join(f"{name}（{known[name].label}）" for name in few) + (f" 等 {len(missing)} 项" if rest > 0 else "")
    en = ", ".join(few) + (f" and {rest} more" if rest > 0 else "")
    return (
        f"注意：{zh}在 {setting.date} 没有值，靠它算的结果都会是未知。"
        f"可用 --set {missing[0]}={value} 这样给出，或写进 --place 文件。",
        f"Note: {en}: no value on {setting.date}; results that rest on it will be unknown. "
        f"Give it like this: --set {missing[0]}={value}, or in a --place file.",
    )
