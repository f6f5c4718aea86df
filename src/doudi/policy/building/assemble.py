"""Makes a `Policy` of the definitions of all layers: names first, then types, then expressions in order."""

from __future__ import annotations

from collections.abc import Sequence

from doudi.policy.building.benefits import make_benefit
from doudi.policy.building.chosen import Chosen, choose
from doudi.policy.building.declared import declare
from doudi.policy.building.procedures import make_process
from doudi.policy.building.release import release_id
from doudi.policy.building.rules import Expressions
from doudi.policy.definitions.model import Benefit, Clause, Definition, Policy, Process
from doudi.policy.messages.problems import Broken, Problems
from doudi.policy.reading.layers import Layer
from doudi.policy.reading.raw import Raw


def assemble(layers: Sequence[Layer], problems: Problems) -> Policy | None:
    """The policy of the first layer on top of the others; None (with fatal problems noted) when it cannot be made."""
    top = layers[0]
    _check_clauses(layers, problems)
    chosen = choose([layer.raw for layer in reversed(layers)], problems)
    declared = declare(chosen, problems)
    expressions = Expressions(chosen, declared, problems)
    expressions.make()
    benefits = _benefits(chosen, expressions, problems)
    processes = _processes(chosen, expressions, problems)
    if problems.fatal:
        return None
    policy = Policy(
        front=top.front,
        layers=tuple(layer.front for layer in layers),
        clauses=tuple(top.document.clauses),
        facts=declared.facts,
        codes=declared.codes,
        parameters=declared.parameters,
        readings=declared.readings,
        tables=expressions.tables,
        rules=expressions.rules,
        benefits=benefits,
        processes=processes,
        base_clauses=tuple(c for layer in layers[1:] for c in layer.document.clauses),
        fact_cites=tuple(_place(raw) for raw in chosen.of("facts")),
        overridden=_overridden(chosen),
    )
    return release_id(policy)


def _benefits(chosen: Chosen, expressions: Expressions, problems: Problems) -> dict[str, Benefit]:
    found: dict[str, Benefit] = {}
    for raw in chosen.of("benefits"):
        try:
            found[raw.name] = make_benefit(raw, expressions, problems)
        except Broken:
            continue
    return found


def _processes(chosen: Chosen, expressions: Expressions, problems: Problems) -> dict[str, Process]:
    found: dict[str, Process] = {}
    for raw in chosen.of("processes"):
        try:
            found[raw.name] = make_process(raw, expressions, problems)
        except Broken:
            continue
    return found


def _overridden(chosen: Chosen) -> dict[str, Definition]:
    """What was replaced, by `layer.name`: enough to say where it stands."""
    return {f"{raw.origin.policy}.{raw.name}": _place(raw) for raw in chosen.below.values()}


def _place(raw: Raw) -> Definition:
    return Definition(raw.name, raw.fields.text("label", raw.name), raw.fields.texts("cites"), raw.origin)


def _check_clauses(layers: Sequence[Layer], problems: Problems) -> None:
    """Clause and row ids are unique over all layers, so that a citation means one place."""
    seen: dict[str, Clause] = {}
    rows: dict[str, str] = {}
    for layer in reversed(layers):
        for clause in layer.document.clauses:
            if clause.id in seen and seen[clause.id].origin.policy != clause.origin.policy:
                problems.add("duplicate-clause", clause.origin, id=clause.id)
            seen[clause.id] = clause
            for row in clause.rows:
                if row.id in rows:
                    problems.add("duplicate-row", row.origin, row=row.id, first=rows[row.id])
                rows.setdefault(row.id, f"{row.origin.file}:{row.origin.line}")
