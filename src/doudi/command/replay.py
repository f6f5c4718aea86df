"""`doudi replay`: makes the decisions of a case again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from doudi.command.failures import Failure
from doudi.command.language import say
from doudi.command.site import ready
from doudi.command.verb import BAD_NEWS, argument, verb

if TYPE_CHECKING:
    from doudi.cases.replaying import Replay


@verb(
    "replay",
    words=(
        "把一个办件的审批决定按当时存下的政策版本、标准和事实再算一遍，应当一字不差；\n"
        "再说明按今天所知的事实、今天的政策会有什么不同。算得与当时不一致时退出码为 1。",
        "Makes the decisions of a case again from the release, standards and facts that they stored: the same to the\n"
        "letter. Then says what would differ by today's facts or today's policy. Exits 1 when a decision comes out\n"
        "differently.",
    ),
    example="doudi replay 古丈-2026-00001",
)
@argument("case", metavar="CASE", words=("办件编号", "the number of a case"))
def command(case: str) -> int:
    """Print each decision and what would differ."""
    ready()

    from doudi.cases.models import Case
    from doudi.cases.problems import CaseProblem
    from doudi.cases.replaying import replay
    from doudi.office_day import office_day
    from doudi.rulebook.kept import ReleaseProblem

    found = Case.objects.filter(number=case).first()
    if found is None:
        raise Failure(say((f"没有编号为 {case} 的办件。", f"There is no case {case}.")))
    try:
        replays = replay(case=found, today=office_day())
    except (CaseProblem, ReleaseProblem) as error:
        raise Failure(str(error), BAD_NEWS) from None
    for each in replays:
        click.echo("\n".join(told(each)))
    return 0 if all(each.same for each in replays) else BAD_NEWS


def told(replay: Replay) -> list[str]:
    """A decision made again, in lines."""
    decision = replay.decision
    release = decision.release
    head = say((f"{decision.date} 的决定（{release}）：", f"The decision of {decision.date} ({release}): "))
    if replay.same:
        lines = [head + say(("再算一遍，一字不差。", "the same to the letter."))]
    else:
        lines = [head + say(("再算一遍，与当时不一致：", "it comes out differently:")), *_rows(replay.changed)]
    lines += _section(("按今天所知的事实", "by what is known today"), replay.facts_today)
    if replay.rules_today is None:
        lines.append(say(("  今天没有施行中的政策可比。", "  no policy is in force today to compare with.")))
    else:
        lines += _section(("按今天的政策和标准", "by today's policy and standards"), replay.rules_today)
    return lines


def _section(words: tuple[str, str], found: list[dict[str, Any]]) -> list[str]:
    head = "  " + say(words)
    if not found:
        return [head + say(("：没有不同。", ": no difference."))]
    return [head + say(("，会有不同：", ", this would differ:")), *_rows(found)]


def _rows(found: list[dict[str, Any]]) -> list[str]:
    return [f"    {each['name']}{_of(each)}: {_value(each['then'])} → {_value(each['now'])}" for each in found]


def _of(difference: dict[str, Any]) -> str:
    return f" ({difference['of']})" if difference["of"] else ""


def _value(value: Any) -> str:
    if value is None:
        return say(("未知", "unknown"))
    if isinstance(value, bool):
        return say(("是", "yes") if value else ("否", "no"))
    return str(value) or "–"
