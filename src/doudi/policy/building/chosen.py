"""Which definition of each name counts, when policies lie in layers, and what it takes from the one it replaces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from doudi.policy.messages.nearest import Near
from doudi.policy.messages.problems import Broken, Problems
from doudi.policy.reading.raw import Raw, RawLayer


@dataclass(slots=True)
class Chosen:
    """The definitions in force, by (group, name) where the sections of `ONE_SPACE` and facts share the group `names`.
    `below` is the definition that each of them replaced, if any."""

    definitions: dict[tuple[str, str], Raw] = field(default_factory=dict)
    below: dict[tuple[str, str, str], Raw] = field(default_factory=dict)

    def of(self, *sections: str) -> list[Raw]:
        """The definitions of some sections, in order of writing."""
        return [raw for raw in self.definitions.values() if raw.section in sections]

    def chain(self, raw: Raw) -> list[Raw]:
        """The definition and those it replaces, from the top down."""
        found = [raw]
        while (lower := self.below.get((raw.origin.policy, raw.group, raw.name))) is not None:
            found.append(lower)
            raw = lower
        return found


def choose(layers: Iterable[RawLayer], problems: Problems) -> Chosen:
    """The definitions of the layers, lowest first, each replaced by those above that say `overrides`."""
    chosen = Chosen()
    for layer in layers:
        for key, raw in layer.definitions.items():
            lower = chosen.definitions.get(key)
            try:
                if not _may_stand(raw, lower, chosen, problems):
                    continue
            except Broken:  # `overrides` is no text
                continue
            if lower is not None:
                chosen.below[raw.origin.policy, raw.group, raw.name] = lower
            chosen.definitions[key] = raw
    return chosen


def _may_stand(raw: Raw, lower: Raw | None, chosen: Chosen, problems: Problems) -> bool:
    says = raw.replaces
    if lower is None:
        if says:
            known = (f"{r.origin.policy}.{r.name}" for r in chosen.definitions.values())
            at = raw.fields.at(raw.fields.get("overrides"))
            problems.add("override-of-nothing", at, what=raw.what, says=says, nearest=Near(says, known))
            return False
        return True
    right = f"{lower.origin.policy}.{lower.name}"
    if not says:
        problems.add("defined-below", raw.origin, what=raw.what, right=right)
        return False
    if (lower.section, lower.entity) != (raw.section, raw.entity):
        problems.add("override-other-kind", raw.origin, what=raw.what, other=lower.what, right=right)
        return False
    if says != right:
        problems.add(
            "override-of-nothing", raw.fields.at(raw.fields.get("overrides")), what=raw.what, says=says, nearest=right
        )
        return False
    return True
