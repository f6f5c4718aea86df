"""All expressions that a policy has, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator

from doudi.policy.definitions.model import Origin, Policy, Process
from doudi.policy.definitions.nodes import Expr
from doudi.policy.messages.subject import Subject


def expressions(policy: Policy) -> Iterator[tuple[Subject, Origin, Expr]]:
    """What has each expression, where it stands, and the expression: of rules, then of processes."""
    for rule in policy.rules.values():
        yield Subject("rule", rule.name), rule.origin, rule.expr
    for process in policy.processes.values():
        yield from _of_process(process)


def _of_process(process: Process) -> Iterator[tuple[Subject, Origin, Expr]]:
    what = Subject("process", process.name)
    if process.when is not None:
        yield what.part("when"), process.origin, process.when
    for step in process.steps.values():
        for branch in step.next:
            if branch.when is not None:
                yield what.part("step", step.name), step.origin, branch.when
