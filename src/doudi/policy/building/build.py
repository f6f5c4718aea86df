"""Reads a policy with all it extends and checks it: from folders of text to a `Policy`, or to what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.policy.building.assemble import assemble
from doudi.policy.checks import run_checks
from doudi.policy.definitions.model import Policy
from doudi.policy.messages.problems import Broken, PolicyError, Problem, Problems
from doudi.policy.reading.layers import read_layers


@dataclass(frozen=True, slots=True)
class Report:
    """What checking found. `policy` is None when a fatal problem leaves nothing to run."""

    policy: Policy | None
    problems: list[Problem]

    @property
    def ok(self) -> bool:
        return self.policy is not None and not any(problem.fatal for problem in self.problems)


def load(word: str) -> Policy:
    """The policy of that name or in that folder. Raises `PolicyError` with everything that is wrong with it."""
    report = check(word)
    if report.policy is None or not report.ok:
        raise PolicyError([problem for problem in report.problems if problem.fatal])
    return report.policy


def check(word: str) -> Report:
    """Everything that can be said against the policy of that name or in that folder."""
    problems = Problems()
    try:
        layers = read_layers(word, problems)
        policy = assemble(layers, problems)
        if policy is not None:
            run_checks(policy, problems)
    except Broken:
        policy = None
    found = sorted(problems.found, key=lambda p: (p.origin.file, p.origin.line))
    return Report(None if problems.fatal else policy, found)
