"""Which benefits of a policy are due to a household and its members, and which may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from doudi.policy.deciding.findings import Findings
from doudi.policy.definitions.model import Benefit, Policy
from doudi.policy.meaning.household import Household
from doudi.policy.meaning.output import Json

RECOGNITIONS = ("dibao_eligible", "tekun_eligible", "low_income", "expenditure_poor", "temporary_aid_eligible")
"""The shared results that recognise somebody even where no benefit is due."""


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A benefit and one holder. `due` None: it may be, something is unknown. `amount` is None unless it is due and
    paid in money."""

    benefit: Benefit
    member: int | None
    due: bool | None
    amount: Json


def entitlements(policy: Policy, findings: Findings) -> Iterator[Entitlement]:
    """Every benefit with each of its possible holders, in the policy's order."""
    for benefit in policy.benefits.values():
        for member in (None,) if benefit.to == "household" else range(len(findings.members)):
            yield _entitlement(policy, findings, benefit, member)


def benefits(policy: Policy, household: Household, findings: Findings) -> list[dict[str, Any]]:
    """What is due, and, with the amount null, what may be due, as the JSON says it."""
    found = entitlements(policy, findings)
    return [_entry(policy, household, entitlement) for entitlement in found if entitlement.due is not False]


def _entitlement(policy: Policy, findings: Findings, benefit: Benefit, member: int | None) -> Entitlement:
    conditions = [] if benefit.when is None else [_result(policy, findings, benefit.when, member)]
    amount = None if benefit.amount is None else _result(policy, findings, benefit.amount, member)
    if benefit.amount is not None:
        conditions.append(None if amount is None else float(amount) > 0)
    due = False if False in conditions else None if None in conditions else True
    return Entitlement(benefit, member, due, amount if due else None)


def _result(policy: Policy, findings: Findings, rule: str, member: int | None) -> Json:
    return findings.value(rule, None if policy.rules[rule].entity == "household" else member)


def _entry(policy: Policy, household: Household, entitlement: Entitlement) -> dict[str, Any]:
    benefit, member = entitlement.benefit, entitlement.member
    entry: dict[str, Any] = {
        "benefit": benefit.name,
        "for": household.id if member is None else household.members[member].id,
    }
    if benefit.amount is not None:
        entry |= {"amount": entitlement.amount, "unit": policy.rules[benefit.amount].type.unit}
    elif entitlement.due is None:
        entry["amount"] = None
    return entry | {"kind": benefit.kind, "agency": benefit.agency, "cites": list(benefit.cites)}
