"""Every row stands once, is answered, and every citation and answer points at something that exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from doudi.policy.definitions.model import ClauseRow, Definition, Origin, Policy, Process, Table
from doudi.policy.messages.nearest import Near
from doudi.policy.messages.problems import Problems
from doudi.policy.messages.subject import Subject
from doudi.policy.reading.features import load_features


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
            found.append(Answer(row, row.answer, (*row.targets, *citing.get(row.id, ()))))
        elif row.id in citing:
            found.append(Answer(row, "cites", tuple(citing[row.id])))
    return found


def check_rows(policy: Policy, problems: Problems) -> None:
    """Note wrong citations, wrong answers, rows answered by nothing, and a wrong count of rows."""
    rows = {row.id: row for clause in (*policy.clauses, *policy.base_clauses) for row in clause.rows}
    for what, cites, origin in _citations(policy):
        for cite in dict.fromkeys(cites):
            if cite not in rows:
                problems.add("unknown-row", origin, what=what, row=cite, nearest=Near(cite, rows))
        if len(set(cites)) < len(cites):
            problems.add("cited-twice", origin, what=what)
    targets = {"by": _definitions_by_layer(policy), "feature": set(load_features())}
    for row in policy.rows():
        _check_answer(row, targets, problems)
    answered = {answer.row.id for answer in answers(policy)}
    for row in policy.rows():
        if row.id not in answered:
            problems.add("row-unanswered", row.origin, row=row.id)
    count = len(policy.rows())
    if policy.front.rows is not None and policy.front.rows != count:
        origin = Origin(policy.name, f"{policy.name}/policy.md", 1)
        problems.add("row-count", origin, says=policy.front.rows, found=count)


def _check_answer(row: ClauseRow, targets: Mapping[str, set[str]], problems: Problems) -> None:
    if row.answer not in targets:
        return
    if not row.targets:
        problems.add("answer-empty", row.origin, row=row.id, how=row.answer)
    known = targets[row.answer]
    code = {"by": "answer-unknown", "feature": "feature-unknown"}[row.answer]
    for target in row.targets:
        if target not in known:
            problems.add(code, row.origin, row=row.id, target=target, nearest=Near(target, known))


def _definitions_by_layer(policy: Policy) -> set[str]:
    named = {f"{d.origin.policy}.{name}" for name, d in _definitions(policy)}
    return named | set(policy.overridden)


def _definitions(policy: Policy) -> Iterator[tuple[str, Definition]]:
    for group in (policy.parameters, policy.readings, policy.tables, policy.rules, policy.benefits, policy.processes):
        yield from group.items()


def _citations(policy: Policy) -> Iterator[tuple[Subject, tuple[str, ...], Origin]]:
    """Every definition and part of one that cites, of this policy and the layers below."""
    for name, definition in _definitions(policy):
        what = Subject(type(definition).__name__.lower(), name)
        yield what, definition.cites, definition.origin
        if isinstance(definition, Table):
            for row in definition.rows:
                yield what.part("row", row.text), row.cites, definition.origin
        if isinstance(definition, Process):
            for step in definition.steps.values():
                yield what.part("step", step.name), step.cites, step.origin
    for fact in policy.fact_cites:
        yield Subject("fact", fact.name), fact.cites, fact.origin


def _citing(policy: Policy) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for what, cites, _ in _citations(policy):
        for cite in cites:
            found.setdefault(cite, []).append(what)
    return found
