"""The explanation of a decision, to be looked up: why something is refused, and to whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from doudi.policy.deciding.entitlements import RECOGNITIONS
from doudi.policy.definitions.model import Benefit, Policy

Decision = Mapping[str, Any]
Entry = Mapping[str, Any]


class Reasons:
    """The explanation of one decision (the JSON form that `decide` gives) under its policy."""

    def __init__(self, policy: Policy, decision: Decision) -> None:
        self.policy, self.decision = policy, decision
        self.entries: dict[tuple[str, str], Entry] = {
            (entry["result"], entry["of"]): entry for entry in decision["explanation"]
        }
        self._standing = {(entry["benefit"], entry["for"]) for entry in decision["benefits"]}

    def entry(self, rule: str, holder: str) -> Entry:
        """The entry of a result; a household's result is every member's."""
        of = self.decision["household"] if self.policy.rules[rule].entity == "household" else holder
        return self.entries[rule, of]

    def holders(self, benefit: Benefit) -> list[str]:
        """The ids of all who might have a benefit."""
        return [self.decision["household"]] if benefit.to == "household" else list(self.decision["members"])

    def refused(self, benefit: Benefit) -> list[str]:
        """The ids of those who certainly do not get a benefit."""
        return [holder for holder in self.holders(benefit) if (benefit.name, holder) not in self._standing]

    def refusing(self, benefit: Benefit, holder: str) -> Entry:
        """The entry that refuses a benefit: of its condition or its amount."""
        entries = [self.entry(rule, holder) for rule in (benefit.when, benefit.amount) if rule is not None]
        return next((entry for entry in entries if entry["value"] is False), entries[-1])


def failures(entry: Entry) -> tuple[str, ...]:
    """Every condition of a result that failed, with the margin; where none did, how the result came about."""
    failed = [condition["sentence"] for condition in entry["conditions"] if condition["holds"] is False]
    return tuple(dict.fromkeys(failed or [entry["sentence"]]))


def decides(benefit: Benefit) -> bool:
    """Whether a benefit is what people come for, money or what goes with a class, so that its refusal is explained first."""
    return benefit.kind == "cash" or benefit.when in RECOGNITIONS
