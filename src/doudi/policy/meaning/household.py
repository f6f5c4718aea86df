"""One household and its facts, as the engine sees them: checked, exact, unknown as None."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from doudi.policy.definitions.nodes import Value


@dataclass(frozen=True, slots=True)
class Person:
    """A member. A fact that is absent or None is unknown. Numbers are `Fraction`, codes their keys."""

    id: str
    facts: Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class Household:
    """A household of 1 to 50 members."""

    id: str
    facts: Mapping[str, Value | None]
    members: tuple[Person, ...]
