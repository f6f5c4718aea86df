"""A case is never stuck: every step can be reached, and from every step there is a way to an end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from doudi.policy.definitions.model import Policy, Process, Step
from doudi.policy.messages.problems import Problems
from doudi.policy.messages.subject import Subject


def check_procedures(policy: Policy, problems: Problems) -> None:
    """Note steps that cannot be reached or left, steps that wait for themselves, and a missing general process."""
    for process in policy.processes.values():
        _check_ways(process, problems)
    processes = list(policy.processes.values())
    general = [process for process in processes if process.when is None]
    if processes and len(general) != 1:
        problems.add("one-general-process", processes[0].origin, found=len(general))
    elif general and general[0] is not processes[-1]:
        problems.add("general-process-last", general[0].origin, what=Subject("process", general[0].name))


def _check_ways(process: Process, problems: Problems) -> None:
    what = Subject("process", process.name)
    ways = {step.name: _ways(step) for step in process.steps.values()}
    reached = _from([process.start], ways)
    back: dict[str, list[str]] = {}
    for name, places in ways.items():
        for place in places:
            back.setdefault(place, []).append(name)
    leaving = [step.name for step in process.steps.values() if not step.next]
    ending = _from([*process.ends, *leaving], back)
    lost = tuple(name for name in process.steps if name in reached and name not in ending)
    if lost:
        problems.add("no-way-to-end", process.steps[lost[0]].origin, what=what, step=lost)
    for step in process.steps.values():
        if step.name not in reached:
            problems.add("step-unreachable", step.origin, what=what, step=step.name)
        elif not step.next:
            problems.add("no-way-on", step.origin, what=what, step=step.name)
        elif step.after:
            before = _from([process.start], {name: places for name, places in ways.items() if name != step.name})
            for other in step.after:
                if other not in before or other == step.name:
                    problems.add("waits-for-itself", step.origin, what=what, step=step.name, other=other)


def _from(starts: Iterable[str], ways: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything that can be reached from some places, themselves included."""
    found = set(starts)
    waiting = list(found)
    while waiting:
        for place in ways.get(waiting.pop(), ()):
            if place not in found:
                found.add(place)
                waiting.append(place)
    return found


def _ways(step: Step) -> list[str]:
    return [*(branch.to for branch in step.next), *step.outcomes.values(), *step.alongside]
