"""The procedures of a policy: each as a picture and as a table of its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from doudi.book.posts import LEVELS
from doudi.book.procedure import circled, draw
from doudi.book.speaker import Speaker
from doudi.policy.definitions.model import Process, Step


@dataclass(frozen=True, slots=True)
class Way:
    """One way on from a step, in words; `sign` is the condition's number in the picture."""

    to: str
    sign: str = ""
    when: str = ""
    otherwise: bool = False
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class ShownStep:
    step: Step
    ways: Sequence[Way]


@dataclass(frozen=True, slots=True)
class ShownProcess:
    process: Process
    picture: Markup
    steps: Sequence[ShownStep]


def procedures_page(say: Speaker) -> dict[str, Any]:
    """What the template of the procedures needs."""
    place = ("zh", "en").index(say.lang)
    shown = [
        ShownProcess(
            process,
            draw(process, say.setting, say.lang),
            [shown_step(step, process, say) for step in process.steps.values()],
        )
        for process in say.policy.processes.values()
    ]
    used = {step.by.partition(".")[0] for p in shown for step in p.process.steps.values()}
    levels = [(level, words[place]) for level, words in LEVELS.items() if level in used]
    return {"procedures": shown, "levels": levels}


def shown_step(step: Step, process: Process, say: Speaker) -> ShownStep:
    """A step with its ways on in words."""
    several = len(step.next) > 1
    ways = []
    for number, branch in enumerate(step.next, 1):
        when = say.line(branch.when) if branch.when is not None else ""
        to = _to(branch.to, process, say)
        ways.append(Way(to, circled(number) if several else "", when, several and branch.when is None))
    ways += [Way(_to(to, process, say), outcome=say.posts.outcome(kind)) for kind, to in step.outcomes.items()]
    return ShownStep(step, ways)


def _to(name: str, process: Process, say: Speaker) -> str:
    """A step, with those that start beside it, or an end."""
    if name in process.ends:
        return say.t("办结：{end}", end=say.called(name, process.ends[name]))
    steps = [process.steps[name], *(process.steps[other] for other in process.steps[name].alongside)]
    return say.t("，同时 ").join(say.name(step) for step in steps)
