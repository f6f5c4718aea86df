"""Makes a table: its columns, its rows' keys and cells, and whether every key has exactly one row."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

from doudi.policy.declared import UNITS
from doudi.policy.fields import Codes, Fields
from doudi.policy.model import Column, Dated, Row, Span, Table
from doudi.policy.nearest import nearest
from doudi.policy.nodes import Expr, FactRef, RuleRef, Unlimited, Value
from doudi.policy.problems import Problems
from doudi.policy.raw import Raw
from doudi.policy.types import Type
from doudi.policy.values import ValueProblem, read_value

Cells = Mapping[str, Dated[Value | Unlimited]]


def make_table(raw: Raw, by: tuple[Expr, ...], entity: str, codes: Codes, problems: Problems) -> Table:
    """The table of a definition whose keys are typed; notes what is wrong, raises `Broken` when it cannot be used."""
    for key in by:
        if not isinstance(key, FactRef | RuleRef) or key.type.kind not in ("code", "boolean", "number", "text"):
            raise problems.stop("table-keys", raw.origin, what=raw.what)
    columns = _columns(raw, codes, problems)
    rows = _rows(raw, by, columns, codes, problems)
    otherwise_tree = raw.fields.get("otherwise")
    otherwise = (
        _cells(Fields(f"{raw.what} otherwise", otherwise_tree, raw.origin, problems), columns, codes)[0]
        if (otherwise_tree is not None)
        else None
    )
    table = Table(
        raw.name,
        raw.fields.text("label"),
        raw.fields.cites(needed=False),
        raw.origin,
        entity,
        by,
        columns,
        rows,
        otherwise,
    )
    if not table.cites and not all(row.cites for row in rows):
        problems.add("uncited", raw.origin, what=raw.what)
    _check_overlaps(table, problems)
    _check_missing(table, codes, problems)
    return table


def _columns(raw: Raw, codes: Codes, problems: Problems) -> dict[str, Column]:
    tree = raw.fields.mapping("columns")
    found: dict[str, Column] = {}
    for name, body in (tree.items if tree else {}).items():
        fields = Fields(f"{raw.what} column {name}", body, raw.origin, problems)
        fields.only(["label"], ["unit", "type"])
        found[name] = Column(name, fields.text("label"), fields.type(UNITS, codes))
    if not found:
        raise problems.stop("missing-key", raw.origin, what=raw.what, key="columns")
    return found


def _rows(
    raw: Raw, by: tuple[Expr, ...], columns: dict[str, Column], codes: Codes, problems: Problems
) -> tuple[Row, ...]:
    tree = raw.fields.mapping("rows")
    found: list[Row] = []
    for text, body in (tree.items if tree else {}).items():
        fields = Fields(f"{raw.what} row {text}", body, raw.origin, problems)
        keys = _keys(fields, text, by, codes)
        cells, cites = _cells(fields, columns, codes)
        found.append(Row(keys, cells, cites, text))
    return tuple(found)


def _cells(fields: Fields, columns: dict[str, Column], codes: Codes) -> tuple[Cells, tuple[str, ...]]:
    fields.only(columns, ["cites"])
    cells = {name: fields.dated(fields.get(name), column.type, codes) for name, column in columns.items()}
    return cells, fields.texts("cites")


def _keys(fields: Fields, text: str, by: tuple[Expr, ...], codes: Codes) -> tuple[tuple[Span, ...], ...]:
    parts = [part.strip() for part in text.split(",")]
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
            low, _, high = text.partition("..")
            span = Span(read_value(low, type, codes) if low else None, read_value(high, type, codes) if high else None)
            if isinstance(span.low, Fraction) and isinstance(span.high, Fraction) and span.low > span.high:
                raise ValueProblem("row-key-empty")
            return span
        value = read_value(text, type, codes)
        return Span(value, value)
    except ValueProblem as problem:
        options = codes.get(type.codes or "", {})
        raise fields.problems.stop(
            problem.code,
            fields.origin,
            what=fields.what,
            value=text,
            nearest=nearest(text, [*options, *options.values()]),
        ) from None


def _check_overlaps(table: Table, problems: Problems) -> None:
    for place, row in enumerate(table.rows):
        for earlier in table.rows[:place]:
            if all(any(_meet(a, b) for a in one for b in two) for one, two in zip(row.keys, earlier.keys, strict=True)):
                problems.add(
                    "overlapping-rows", table.origin, what=f"table {table.name}", one=earlier.text, two=row.text
                )
        for spans in row.keys:
            if any(_meet(a, b) for i, a in enumerate(spans) for b in spans[:i]):
                problems.add("overlapping-rows", table.origin, what=f"table {table.name}", one=row.text, two=row.text)


def _meet(a: Span, b: Span) -> bool:
    if isinstance(a.low, str | bool) or isinstance(b.low, str | bool):
        return a.low is None or b.low is None or a.low == b.low
    return (a.low is None or b.high is None or a.low <= b.high) and (  # type: ignore[operator]
        b.low is None or a.high is None or b.low <= a.high  # type: ignore[operator]
    )


def _check_missing(table: Table, codes: Codes, problems: Problems) -> None:
    if table.otherwise is not None:
        return
    options = [_options(key.type, codes) for key in table.by]
    if any(option is None for option in options):
        if not any(all(s == (Span(None, None),) for s in row.keys) for row in table.rows):
            problems.add("table-needs-otherwise", table.origin, what=f"table {table.name}")
        return
    for values in product(*(option for option in options if option is not None)):
        if not any(row.serves(values) for row in table.rows):
            shown = ", ".join(str(v).lower() if isinstance(v, bool) else str(v) for v in values)
            problems.add("missing-row", table.origin, what=f"table {table.name}", key=shown)
            return


def _options(type: Type, codes: Codes) -> list[Value] | None:
    if type.kind == "boolean":
        return [True, False]
    return list(codes[type.codes]) if type.kind == "code" and type.codes else None
