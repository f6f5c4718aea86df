"""Makes a table: its columns, and its rows' keys and cells."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from doudi.policy.building.coverage import check_keys
from doudi.policy.building.declared import UNITS
from doudi.policy.definitions.model import Column, Dated, Row, Span, Table
from doudi.policy.definitions.nodes import Expr, FactRef, RuleRef, Unlimited, Value
from doudi.policy.definitions.types import Type
from doudi.policy.expressions.names import as_identifier, is_word
from doudi.policy.expressions.values import ValueProblem, read_value
from doudi.policy.messages.nearest import Near
from doudi.policy.messages.problems import Broken, Problems
from doudi.policy.reading.fields import NAME, Codes, Fields
from doudi.policy.reading.raw import Raw
from doudi.policy.reading.yamltree import Tree

MOST_COLUMNS = 50
MOST_KEYS = 2_000
Cells = Mapping[str, Dated[Value | Unlimited]]


def make_table(raw: Raw, by: tuple[Expr, ...], entity: str, codes: Codes, problems: Problems) -> Table:
    """The table of a definition whose keys are typed; notes what is wrong, raises `Broken` when it cannot be used."""
    for key in by:
        if not isinstance(key, FactRef | RuleRef) or key.type.kind not in ("code", "boolean", "number"):
            raise problems.stop("table-keys", raw.origin, what=raw.what)
    columns = _columns(raw, codes, problems)
    lines = _lines(raw, problems)
    rows = tuple(_row(fields, text, by, columns, codes) for text, fields in lines.items())
    table = Table(
        raw.name,
        raw.fields.text("label"),
        raw.fields.cites(needed=False),
        raw.origin,
        entity,
        by,
        columns,
        rows,
        _otherwise(raw, columns, codes),
    )
    if not table.cites and not all(row.cites for row in rows):
        problems.add("uncited", raw.origin, what=raw.what)
    check_keys(table, {text: fields.origin for text, fields in lines.items()}, codes, problems)
    return table


def _columns(raw: Raw, codes: Codes, problems: Problems) -> dict[str, Column]:
    tree = raw.fields.mapping("columns")
    found: dict[str, Column] = {}
    for name, body in (tree.items if tree else {}).items():
        fields = raw.fields.inner("column", name, body)
        fields.only(["label"], ["unit", "type"])
        if not NAME.fullmatch(name):
            raise problems.stop("bad-name", fields.origin, name=name)
        label = fields.text("label")
        if not is_word(as_identifier(label)):
            problems.add("label-not-identifier", fields.origin, what=fields.what, label=label)
        for other in found.values():
            if as_identifier(label) in (as_identifier(other.label), other.name):
                problems.add("label-taken", fields.origin, what=fields.what, label=label, other=other.name)
        found[name] = Column(name, label, fields.type(UNITS, codes))
        if len(found) > MOST_COLUMNS:
            raise _too_large(raw, problems)
    if not found:
        raise problems.stop("missing-key", raw.origin, what=raw.what, key="columns")
    return found


def _too_large(raw: Raw, problems: Problems) -> Broken:
    return problems.stop("table-too-large", raw.origin, what=raw.what, columns=MOST_COLUMNS, keys=MOST_KEYS)


def _lines(raw: Raw, problems: Problems) -> dict[str, Fields]:
    """The rows as written, by their keys' text."""
    tree = raw.fields.mapping("rows")
    items: Mapping[str, Tree] = tree.items if tree else {}
    if sum(1 + text.count("|") for text in items) > MOST_KEYS:
        raise _too_large(raw, problems)
    return {text: raw.fields.inner("row", text, body) for text, body in items.items()}


def _row(fields: Fields, text: str, by: tuple[Expr, ...], columns: Mapping[str, Column], codes: Codes) -> Row:
    keys = _keys(fields, text, by, codes)
    return Row(keys, _cells(fields, columns, codes), fields.texts("cites"), text)


def _otherwise(raw: Raw, columns: Mapping[str, Column], codes: Codes) -> Cells | None:
    tree = raw.fields.get("otherwise")
    return None if tree is None else _cells(raw.fields.inner("otherwise", "", tree), columns, codes)


def _cells(fields: Fields, columns: Mapping[str, Column], codes: Codes) -> Cells:
    fields.only(columns, ["cites"])
    return {name: fields.dated(fields.get(name), column.type, codes) for name, column in columns.items()}


def _keys(fields: Fields, text: str, by: tuple[Expr, ...], codes: Codes) -> tuple[tuple[Span, ...], ...]:
    parts = text.split(",")
    if len(parts) != len(by):
        raise fields.problems.stop("row-key", fields.origin, what=fields.what, key=text, count=len(by))
    return tuple(
        tuple(_span(fields, piece.strip(), key.type, codes) for piece in part.split("|"))
        for part, key in zip(parts, by, strict=True)
    )


def _span(fields: Fields, text: str, type: Type, codes: Codes) -> Span:
    if text == "*":
        return Span(None, None)
    try:
        if type.is_number and ".." in text:
            low, high = (read_value(end, type, codes) if end.strip() else None for end in text.split("..", 1))
            if low is high is None or (isinstance(low, Fraction) and isinstance(high, Fraction) and low > high):
                raise ValueProblem("row-key-empty")
            return Span(low, high)
        value = read_value(text, type, codes)
        return Span(value, value)
    except ValueProblem as problem:
        options = codes.get(type.codes or "", {})
        near = Near(text, [*options, *options.values()])
        raise fields.problems.stop(problem.code, fields.origin, what=fields.what, value=text, nearest=near) from None
