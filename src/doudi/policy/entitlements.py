"""Which benefits of a policy are due to a household and its members, which may be, and which are not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from doudi.policy.exact import rounded
from doudi.policy.model import Benefit, Policy
from doudi.policy.nodes import Unlimited, Value
from doudi.policy.types import Type


class Results(Protocol):
    """The exact results of a policy for one household, wherever they come from."""

    def value(self, rule: str, member: int | None = None) -> Value | Unlimited | None:
        """The value of a result of the household (`member` None) or of the member at that place; None is unknown."""


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A benefit and one holder. `due` None: it may be, something is unknown. `type` is the amount's, None for what
    has no amount; `amount` is rounded to the fen, and None unless the benefit is due and has one."""

    benefit: Benefit
    member: int | None
    due: bool | None
    amount: Fraction | None
    type: Type | None


def entitlements(policy: Policy, results: Results, members: int) -> Iterator[Entitlement]:
    """Every benefit with each of its possible holders, in the policy's order."""
    for benefit in policy.benefits.values():
        for member in (None,) if benefit.to == "household" else range(members):
            yield _entitlement(policy, results, benefit, member)


def _entitlement(policy: Policy, results: Results, benefit: Benefit, member: int | None) -> Entitlement:
    due: bool | None = True if benefit.when is None else _truth(_result(policy, results, benefit.when, member))
    if benefit.amount is None:
        return Entitlement(benefit, member, due, None, None)
    amount = _result(policy, results, benefit.amount, member)
    type = policy.rules[benefit.amount].type
    if not isinstance(amount, Fraction):
        return Entitlement(benefit, member, False if due is False else None, None, type)
    paid = rounded(amount, 2)
    due = due if paid > 0 else False
    return Entitlement(benefit, member, due, paid if due else None, type)


def _truth(value: Value | Unlimited | None) -> bool | None:
    return None if value is None else bool(value)


def _result(policy: Policy, results: Results, rule: str, member: int | None) -> Value | Unlimited | None:
    return results.value(rule, None if policy.rules[rule].entity == "household" else member)
