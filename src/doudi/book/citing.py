"""What carries out each row of a policy, as things that can be pointed at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from doudi.policy.definitions.model import (
    Benefit,
    Clause,
    ClauseRow,
    Definition,
    Parameter,
    Policy,
    Process,
    Reading,
    Rule,
    Table,
)

KINDS: dict[type[Definition], str] = {
    Rule: "rule",
    Parameter: "parameter",
    Reading: "reading",
    Table: "table",
    Benefit: "benefit",
    Process: "process",
}


@dataclass(frozen=True, slots=True)
class Named:
    """A definition: its kind, and for a step the process that it belongs to (`within`)."""

    kind: str
    definition: Definition
    within: Process | None = None

    @property
    def policy(self) -> str:
        return self.definition.origin.policy

    @property
    def anchor(self) -> str:
        """The id under which the book shows it."""
        if self.within is not None:
            return f"step-{self.within.name}-{self.definition.name}"
        return f"{self.kind}-{self.definition.name}"


def definitions(policy: Policy) -> Iterator[Named]:
    """Every definition of the policy and the layers below."""
    for group in (policy.parameters, policy.readings, policy.tables, policy.rules, policy.benefits, policy.processes):
        for definition in group.values():
            yield Named(KINDS[type(definition)], definition)
    yield from (Named("fact", fact) for fact in policy.fact_cites)


def parts(named: Named) -> Iterator[tuple[Named, tuple[str, ...]]]:
    """A definition, and the parts of one that cite rows for themselves, with what each cites."""
    definition = named.definition
    cites = dict.fromkeys(definition.cites)
    if isinstance(definition, Table):
        cites |= {cite: None for row in definition.rows for cite in row.cites}
    yield named, tuple(cites)
    if isinstance(definition, Process):
        for step in definition.steps.values():
            yield Named("step", step, definition), step.cites


def citing(policy: Policy) -> dict[str, list[Named]]:
    """By row, what cites it, in order."""
    found: dict[str, list[Named]] = {}
    for named in definitions(policy):
        for part, cites in parts(named):
            for cite in cites:
                found.setdefault(cite, []).append(part)
    return found


def clauses(policy: Policy) -> Iterator[Clause]:
    """The clauses of the policy and the layers below."""
    yield from (*policy.clauses, *policy.base_clauses)


def rows(policy: Policy) -> dict[str, ClauseRow]:
    """All rows of the policy and the layers below, by id."""
    return {row.id: row for clause in clauses(policy) for row in clause.rows}
