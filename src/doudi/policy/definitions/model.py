"""A checked policy: everything the engine needs, and nothing it must look up in a document again."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from doudi.policy.definitions.nodes import Expr, Unlimited, Value
from doudi.policy.definitions.types import Type

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a definition stands: policy, file as given, line (from 1) and clause id (empty outside clauses)."""

    policy: str
    file: str
    line: int
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """Values by the date from which each holds, oldest first, and the last day in force (None: no end)."""

    values: tuple[tuple[datetime.date, T], ...] = ()
    until: datetime.date | None = None

    def on(self, date: datetime.date) -> T | None:
        """The value in force on the date, or None before the first and after the last day."""
        if self.expired(date):
            return None
        found = None
        for start, value in self.values:
            if start > date:
                break
            found = value
        return found

    def expired(self, date: datetime.date) -> bool:
        """Whether the date is after the last day in force."""
        return self.until is not None and date > self.until


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a policy may ask about a person or a household (`entity`). Absent means unknown."""

    name: str
    entity: str
    type: Type
    label: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """What every definition of a policy has: name, label, the rows that it carries out, and where it stands."""

    name: str
    label: str
    cites: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Parameter(Definition):
    """A dated value. `required`: left to the place that adopts the policy. `example` is shown and never used."""

    type: Type
    values: Dated[Value | Unlimited]
    required: bool = False
    example: Value | None = None
    reading: str = ""
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Reading(Definition):
    """A dated choice between the readings of an open question (`of`, such as AMB-03). `options`: key to words."""

    of: str
    options: Mapping[str, str]
    values: Dated[str]
    because: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """One part of a table row's key: `low` to `high`, both included, None open. For codes and booleans low is high."""

    low: Value | None
    high: Value | None

    def holds(self, value: Value) -> bool:
        """Whether the value lies in the span."""
        if isinstance(value, str | bool):
            return self.low is None or value == self.low
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)  # type: ignore[operator]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    label: str
    type: Type


@dataclass(frozen=True, slots=True)
class Row:
    """A row serves the keys for which, in every position of the table's `by`, one of the spans holds."""

    keys: tuple[tuple[Span, ...], ...]
    cells: Mapping[str, Dated[Value | Unlimited]]
    cites: tuple[str, ...]
    text: str

    def serves(self, values: tuple[Value, ...]) -> bool:
        """Whether the row is the one for these key values."""
        return all(any(s.holds(v) for s in spans) for spans, v in zip(self.keys, values, strict=True))


@dataclass(frozen=True, slots=True)
class Table(Definition):
    """Values by one to three keys (`by`: expressions, each a reference to a fact or rule)."""

    entity: str
    by: tuple[Expr, ...]
    columns: Mapping[str, Column]
    rows: tuple[Row, ...]
    otherwise: Mapping[str, Dated[Value | Unlimited]] | None


@dataclass(frozen=True, slots=True)
class Rule(Definition):
    """A result of a person or of a household (`entity`) and the expression that gives it. `source` is as written."""

    entity: str
    type: Type
    expr: Expr
    source: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Benefit(Definition):
    """What is given: an `amount` (a result's name) or, for what is not cash, a condition `when` (a boolean result)."""

    to: str
    amount: str | None
    when: str | None
    kind: str
    agency: str


@dataclass(frozen=True, slots=True)
class Clock:
    """How long something may take: a number (or a parameter's name), in `workdays` or natural `days`, from an event."""

    length: Value | str
    unit: str
    event: str


@dataclass(frozen=True, slots=True)
class Branch:
    """One way on: to a step or an end, under a condition (None: always)."""

    to: str
    when: Expr | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Step(Definition):
    """One step of a procedure. `days` and `share` are numbers or names of parameters; `agency` says which department
    a step of the level `department` is done by (empty: any)."""

    kind: str
    by: str
    second: str
    within: Clock | None
    days: Value | str | None
    share: Value | str | None
    alongside: tuple[str, ...]
    after: tuple[str, ...]
    next: tuple[Branch, ...]
    outcomes: Mapping[str, str]
    optional: bool = False
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Process(Definition):
    """The procedure of a class of cases. `when` None serves every case that no process before it serves."""

    when: Expr | None
    source: str
    limit: Clock | None
    start: str
    steps: Mapping[str, Step]
    ends: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A row of a clause in our words, and the answer that its own text gives.

    `answer` is `by`, `feature`, `declaration` or empty (then something must cite it); `target` what follows it.
    """

    id: str
    text: str
    answer: str
    target: str
    origin: Origin

    @property
    def targets(self) -> tuple[str, ...]:
        """The names in `target`, which are separated by commas."""
        return tuple(part.strip() for part in self.target.split(",") if part.strip())


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the document: id, heading (with its level), prose in Markdown, and rows."""

    id: str
    heading: str
    level: int
    prose: str
    rows: tuple[ClauseRow, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Front:
    """What a document says of itself."""

    policy: str
    title: str
    issued: datetime.date
    effective: datetime.date
    number: str = ""
    issuer: str = ""
    place: str = ""
    division: str = ""
    until: datetime.date | None = None
    replaces: str = ""
    extends: str = ""
    rows: int | None = None
    trial: bool = False
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """A checked policy with all that it extends.

    `layers` are the front matters from this policy down to the lowest; `rules` are in an order in which every rule
    comes after all it rests on; `overridden` holds what a layer above replaced, by `layer.name`; `fact_cites`
    what the policy's own facts cite.
    """

    front: Front
    layers: tuple[Front, ...]
    clauses: tuple[Clause, ...]
    facts: Mapping[tuple[str, str], Fact]
    codes: Mapping[str, Mapping[str, str]]
    parameters: Mapping[str, Parameter]
    readings: Mapping[str, Reading]
    tables: Mapping[str, Table]
    rules: Mapping[str, Rule]
    benefits: Mapping[str, Benefit]
    processes: Mapping[str, Process]
    base_clauses: tuple[Clause, ...] = ()
    fact_cites: tuple[Definition, ...] = ()
    overridden: Mapping[str, Definition] = field(default_factory=dict)
    release: str = ""

    @property
    def name(self) -> str:
        return self.front.policy

    def rows(self) -> list[ClauseRow]:
        """The rows of this document, in order, without those of the layers below."""
        return [row for clause in self.clauses for row in clause.rows]
