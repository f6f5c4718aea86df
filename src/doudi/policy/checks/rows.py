"""Every row stands once, is answered, and every citation and answer points at something that exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from doudi.policy.features import Feature, load_features
from doudi.policy.model import ClauseRow, Definition, Origin, Policy, Process, Table
from doudi.policy.nearest import nearest
from doudi.policy.problems import Problems


@dataclass(frozen=True, slots=True)
class Answer:
    """What answers a row: `how` is cites, by, feature or declaration; `names` what does it."""

    row: ClauseRow
    how: str
    names: tuple[str, ...]


def answers(policy: Policy) -> list[Answer]:
    """For every row of the document, in order, what answers it; a row without an answer is left out."""
    citing = _citing(policy)
    found = []
    for row in policy.rows():
        if row.answer:
            names = tuple(part.strip() for part in row.target.split(",") if part.strip())
            found.append(Answer(row, row.answer, (*names, *citing.get(row.id, ()))))
        elif row.id in citing:
            found.append(Answer(row, "cites", tuple(citing[row.id])))
    return found


def check_rows(policy: Policy, problems: Problems) -> None:
    """Note wrong citations, wrong answers, rows answered by nothing, and a wrong count of rows."""
    rows = {row.id: row for clause in (*policy.clauses, *policy.base_clauses) for row in clause.rows}
    for what, cites, origin in _citations(policy):
        for cite in cites:
            if cite not in rows:
                problems.add("unknown-row", origin, what=what, row=cite, nearest=nearest(cite, rows))
        if len(set(cites)) < len(cites):
            problems.add("cited-twice", origin, what=what)
    features = load_features()
    for row in policy.rows():
        _check_answer(row, policy, features, problems)
    answered = {answer.row.id for answer in answers(policy)}
    for row in policy.rows():
        if row.id not in answered:
            problems.add("row-unanswered", row.origin, row=row.id)
    count = len(policy.rows())
    if policy.front.rows is not None and policy.front.rows != count:
        origin = Origin(policy.name, f"{policy.name}/policy.md", 1)
        problems.add("row-count", origin, says=policy.front.rows, found=count)


def _check_answer(row: ClauseRow, policy: Policy, features: Mapping[str, Feature], problems: Problems) -> None:
    targets = [part.strip() for part in row.target.split(",") if part.strip()]
    if row.answer in ("by", "feature") and not targets:
        problems.add("answer-empty", row.origin, row=row.id, how=row.answer)
    if row.answer == "by":
        known = _definitions_by_layer(policy)
        for target in targets:
            if target not in known:
                problems.add("answer-unknown", row.origin, row=row.id, target=target, nearest=nearest(target, known))
    if row.answer == "feature":
        for target in targets:
            if target not in features:
                near = nearest(target, features)
                problems.add("feature-unknown", row.origin, row=row.id, target=target, nearest=near)


def _definitions_by_layer(policy: Policy) -> set[str]:
    named = {f"{d.origin.policy}.{name}" for name, d in _definitions(policy)}
    return named | set(policy.overridden)


def _definitions(policy: Policy) -> Iterator[tuple[str, Definition]]:
    for group in (policy.parameters, policy.readings, policy.tables, policy.rules, policy.benefits, policy.processes):
        yield from group.items()


def _citations(policy: Policy) -> Iterator[tuple[str, tuple[str, ...], Origin]]:
    """Every definition and part of one that cites, of this policy and the layers below."""
    for name, definition in _definitions(policy):
        what = f"{type(definition).__name__.lower()} {name}"
        yield what, definition.cites, definition.origin
        if isinstance(definition, Table):
            for row in definition.rows:
                yield f"{what} row {row.text}", row.cites, definition.origin
        if isinstance(definition, Process):
            for step in definition.steps.values():
                yield f"{what} step {step.name}", step.cites, step.origin
    for raw in policy.fact_cites:
        yield raw.label, raw.cites, raw.origin


def _citing(policy: Policy) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for what, cites, _ in _citations(policy):
        for cite in cites:
            found.setdefault(cite, []).append(what)
    return found
