"""The procedures of a policy, as the office sees them."""

from __future__ import annotations

from fractions import Fraction

from doudi.policy.definitions.model import Branch, Clock, Policy, Process, Step
from doudi.policy.definitions.nodes import Expr, Not, RuleRef, Value, children
from doudi.policy.meaning.household import Household
from doudi.policy.meaning.interpreter import Evaluation
from doudi.policy.meaning.setting import Setting

__all__ = [
    "Branch",
    "Clock",
    "Household",
    "Process",
    "Setting",
    "Step",
    "asks_for",
    "branch_of",
    "carries_out",
    "process_for",
    "share",
    "whole",
]


def process_for(setting: Setting, household: Household) -> Process:
    """The first process whose condition is true; an unknown condition serves nobody, the general process all.

    Raises `LookupError` when the policy has no process.
    """
    evaluation = Evaluation(setting, household)
    for process in setting.policy.processes.values():
        if process.when is None or is_true(evaluation, process.when):
            return process
    raise LookupError(setting.policy.name)


def branch_of(setting: Setting, household: Household, step: Step) -> Branch | None:
    """The way on from a step: the first branch whose condition is true, else the one without; None when it has none."""
    evaluation = Evaluation(setting, household)
    return next((b for b in step.next if b.when is None or is_true(evaluation, b.when)), None)


def asks_for(process: Process, result: str) -> bool:
    """Whether a process is for those of whom a result holds; one for those of whom it does not hold is not."""
    return process.when is not None and _asks(process.when, result, True)


def _asks(node: Expr, result: str, holds: bool) -> bool:
    if isinstance(node, Not):
        return _asks(node.operand, result, not holds)
    if isinstance(node, RuleRef):
        return holds and node.name == result
    return any(_asks(child, result, holds) for child in children(node))


def carries_out(policy: Policy, step: Step, feature: str) -> bool:
    """Whether a step cites a row that the policy leaves to a feature of the system: then the step is where it is done."""
    rows = (row for clause in (*policy.clauses, *policy.base_clauses) for row in clause.rows)
    return any(row.id in step.cites and row.answer == "feature" and feature in row.targets for row in rows)


def is_true(evaluation: Evaluation, condition: Expr) -> bool:
    """Whether a condition is known to hold."""
    return evaluation.of(condition) is True


def whole(setting: Setting, quantity: Value | str | None) -> int | None:
    """A number of days written in a procedure, or the value of the parameter that it names; None is unknown."""
    value = share(setting, quantity)
    return None if value is None else int(value)


def share(setting: Setting, quantity: Value | str | None) -> Fraction | None:
    """A number or a ratio written in a procedure, or the value of the parameter that it names; None is unknown."""
    value = setting.value(quantity) if isinstance(quantity, str) else quantity
    return value if isinstance(value, Fraction) else None
