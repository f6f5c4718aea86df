"""A case is never stuck: every step can be reached, and from every step there is a way to an end."""

from __future__ import annotations

from doudi.policy.model import Policy, Process, Step
from doudi.policy.problems import Problems


def check_procedures(policy: Policy, problems: Problems) -> None:
    """Note steps that cannot be reached, steps with no way on, and a process that hides those after it."""
    for process in policy.processes.values():
        what = f"process {process.name}"
        reached = _from(process.start, process)
        for step in process.steps.values():
            if step.name not in reached:
                problems.add("step-unreachable", step.origin, what=what, step=step.name)
            elif not step.next:
                problems.add("no-way-on", step.origin, what=what, step=step.name)
            elif not set(_from(step.name, process)) & set(process.ends):
                problems.add("no-way-to-end", step.origin, what=what, step=step.name)
    general = [p for p in policy.processes.values() if p.when is None]
    if policy.processes and len(general) != 1:
        first = next(iter(policy.processes.values()))
        problems.add("one-general-process", first.origin, found=len(general))


def _from(start: str, process: Process) -> list[str]:
    """Every step and end that can be reached from a place, itself included."""
    found, waiting = [start], [start]
    while waiting:
        step = process.steps.get(waiting.pop())
        for place in _ways(step) if step else ():
            if place not in found:
                found.append(place)
                waiting.append(place)
    return found


def _ways(step: Step) -> list[str]:
    return [*(branch.to for branch in step.next), *step.outcomes.values(), *step.alongside]
