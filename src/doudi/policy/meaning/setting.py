"""A policy on a date with the values a place gives: all that a decision rests on besides the household."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from doudi.policy.definitions.model import Dated, Policy
from doudi.policy.definitions.nodes import Unlimited, Value


@dataclass(frozen=True, slots=True)
class Setting:
    """`given` are the dated values from outside (`--set`, a place file), by parameter or reading; they win over the
    document's wherever they hold on the date."""

    policy: Policy
    date: datetime.date
    given: Mapping[str, Dated[Value | Unlimited]] = field(default_factory=dict)

    def value(self, name: str) -> Value | Unlimited | None:
        """The value of a parameter or reading on the date; None is unknown."""
        outside = self.given[name].on(self.date) if name in self.given else None
        return outside if outside is not None else self._documented(name).on(self.date)

    def why_unknown(self, name: str) -> str:
        """Why a parameter has no value on the date: `not set` or `expired DATE`."""
        values = self._documented(name)
        return f"expired {values.until}" if values.expired(self.date) else "not set"

    def given_values(self) -> dict[str, Value | Unlimited]:
        """The values from outside that hold on the date, in order of name."""
        found = {name: dated.on(self.date) for name, dated in sorted(self.given.items())}
        return {name: value for name, value in found.items() if value is not None}

    def _documented(self, name: str) -> Dated[Value | Unlimited]:
        found = self.policy.parameters.get(name) or self.policy.readings[name]
        return found.values  # type: ignore[return-value]
