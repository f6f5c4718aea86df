"""What has to be asked before a decision is complete: one list, never a second (一次性告知)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from doudi.policy.meaning.interpreter import Evaluation
from doudi.policy.meaning.kleene import MissingFact, Need


def needs(evaluation: Evaluation) -> list[dict[str, Any]]:
    """The needs of all unknown results, each once: the household's facts, its members' in order, then parameters.

    A fact is `{"fact", "of", "for"}`, a parameter or reading `{"parameter", "reason", "for"}`; `for` lists the results
    that wait for it, in the policy's order.
    """
    waiting = _waiting(evaluation)
    return [_entry(evaluation, need, waiting[need]) for need in ordered(evaluation, waiting)]


def ordered(evaluation: Evaluation, found: Iterable[Need]) -> list[Need]:
    """Needs in the order in which people are asked: the household's facts, its members' in turn, then parameters."""
    return sorted(found, key=_order(evaluation))


def _waiting(evaluation: Evaluation) -> dict[Need, list[str]]:
    """The results that wait for each need."""
    waiting: dict[Need, list[str]] = defaultdict(list)
    for rule in evaluation.setting.policy.rules.values():
        needed = [need for member in evaluation.holders(rule.entity) for need in evaluation.needs(rule.name, member)]
        for need in set(needed):
            waiting[need].append(rule.name)
    return waiting


def _order(evaluation: Evaluation) -> Callable[[Need], tuple[int, int, int]]:
    policy = evaluation.setting.policy
    facts = {key: place for place, key in enumerate(policy.facts)}
    parameters = {name: place for place, name in enumerate([*policy.parameters, *policy.readings])}

    def order(need: Need) -> tuple[int, int, int]:
        if not isinstance(need, MissingFact):
            return (2, 0, parameters[need.name])
        if need.member is None:
            return (0, 0, facts["household", need.name])
        return (1, need.member, facts["person", need.name])

    return order


def _entry(evaluation: Evaluation, need: Need, results: list[str]) -> dict[str, Any]:
    if isinstance(need, MissingFact):
        household = evaluation.household
        holder = household.id if need.member is None else household.members[need.member].id
        return {"fact": need.name, "of": holder, "for": results}
    return {"parameter": need.name, "reason": evaluation.setting.why_unknown(need.name), "for": results}
