"""`doudi decide`: decides the households of a JSON file."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path
from typing import Any

import click

from doudi.command.given import policy_argument, setting_of, setting_options
from doudi.command.language import current, say
from doudi.command.verb import argument, option, verb
from doudi.policy.deciding.decision import decide
from doudi.policy.deciding.report import report
from doudi.policy.definitions.model import Policy
from doudi.policy.inputs import facts

STANDARD_INPUT = "-"


@verb(
    "decide",
    words=(
        "认定一个 JSON 文件里的家庭：每个结果、应得的待遇、还缺什么、为什么。\n"
        "不知道的事实写 null 或不写，结果就是未知，不会当作零或否。文件有一处不对，就一户也不认定。",
        "Decides the households of a JSON file: every result, what is due, what is missing, and why.\n"
        "A fact that is null or absent is unknown, never zero or false. One mistake in the file, and nothing is decided.",
    ),
    example="doudi form guzhang-2021 > household.json\n"
    "doudi decide guzhang-2021 household.json --date 2021-12-01 --set dibao_standard=550",
)
@policy_argument
@argument(
    "file",
    metavar="FILE",
    words=("JSON 文件：一户，或一个列表；- 为标准输入", "a JSON file: one household, or a list; - is standard input"),
)
@setting_options
@option("--json", "as_json", is_flag=True, words=("输出 JSON", "answer in JSON"))
@option("--brief", is_flag=True, words=("只写结果，不写理由", "results only, without the reasons"))
@option(
    "--full",
    is_flag=True,
    words=(
        "不予享受的服务、减免等也写出理由",
        "the reasons also of services, waivers and the like that are refused",
    ),
)
def command(
    policy: str,
    file: str,
    date: datetime.date | None,
    pairs: tuple[str, ...],
    place: Path | None,
    as_json: bool,
    brief: bool,
    full: bool,
) -> None:
    """Decide and print."""
    setting = setting_of(policy, date, pairs, place)
    given = read_facts(file, setting.policy)
    decisions = [decide(setting, household, current()) for household in given.households]
    if as_json:
        click.echo(json.dumps(decisions if given.listed else decisions[0], ensure_ascii=False, indent=2))
    else:
        for place_in_file, decision in enumerate(decisions):
            text = report(setting.policy, decision, current(), brief=brief, full=full)
            click.echo(("\n" if place_in_file else "") + text, nl=False)
        if not decisions:
            click.echo(say(("文件里没有家庭。", "The file holds no household.")))


def read_facts(file: str, policy: Policy) -> facts.Facts:
    """The households of a file, or of standard input."""
    if file != STANDARD_INPUT:
        return facts.read_file(Path(file), policy)
    data: Any = sys.stdin.buffer.read(facts.MOST_BYTES + 1)
    return facts.read(data, policy, say(("标准输入", "standard input")))
