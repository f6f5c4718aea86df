"""Types the rules and tables of a policy in an order in which everything they rest on is known."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from doudi import vocabulary
from doudi.policy.building.chosen import Chosen
from doudi.policy.building.declared import (
    UNITS,
    VOCABULARY,
    Declared,
    check_label,
    check_name,
    check_same_type,
    check_unit,
    states_type,
    vocabulary_type,
)
from doudi.policy.building.ordering import in_order
from doudi.policy.building.tables import make_table
from doudi.policy.definitions.model import Origin, Rule, Table
from doudi.policy.definitions.nodes import Expr
from doudi.policy.definitions.types import BOOLEAN, Type
from doudi.policy.expressions.lexer import ExpressionError
from doudi.policy.expressions.names import Named
from doudi.policy.expressions.syntax import Parsed, parse
from doudi.policy.expressions.typer import RestsOnBroken, Scope, Typer
from doudi.policy.messages.problems import Broken, Problems
from doudi.policy.reading.raw import Raw
from doudi.policy.reading.yamltree import Scalar, Sequence


@dataclass(frozen=True, slots=True)
class _Head:
    """What is known of a rule or table before its expression: label, entity and (unless inferred) type."""

    label: str
    entity: str
    type: Type | None
    own: bool


class Expressions:
    """The rules and tables of a policy. `rules` is in an order in which each comes after all it rests on."""

    def __init__(self, chosen: Chosen, declared: Declared, problems: Problems) -> None:
        self.chosen, self.declared, self.problems = chosen, declared, problems
        self.rules: dict[str, Rule] = {}
        self.tables: dict[str, Table] = {}
        self._heads: dict[str, _Head] = {}
        self._parsed: dict[str, Parsed] = {}
        self._tables_by: dict[str, tuple[Parsed, ...]] = {}

    def make(self) -> None:
        """Read heads, then parse, then type everything in order."""
        raws = {raw.name: raw for raw in self.chosen.of("rules", "tables")}
        for raw in raws.values():
            try:
                self._head(raw)
            except Broken:
                self.declared.name(Named(_KIND[raw.section], raw.name, raw.name), None)
        for raw in raws.values():
            with contextlib.suppress(Broken):
                self._parse(raw)
        order, circles = in_order({name: self._needs(name) for name in (*self._tables_by, *self._parsed)})
        for circle in circles:
            self.problems.add("circle", raws[circle[0]].origin, path=" → ".join(circle))
        for name in order:
            with contextlib.suppress(Broken):
                self._type(raws[name])
        for raw in self.chosen.of("rules"):
            self._check_override(raw)

    # --- heads

    def _head(self, raw: Raw) -> None:
        head = self._rule_head(raw) if raw.section == "rules" else self._table_head(raw)
        self._heads[raw.name] = head
        self.declared.name(Named(_KIND[raw.section], raw.name, head.label, head.entity), None)

    def _rule_head(self, raw: Raw) -> _Head:
        fields = raw.fields
        fields.only(["is"], ["of", "label", "type", "unit", "cites", "overrides", "note"])
        shared = VOCABULARY.results.get(raw.name)
        check_name(raw, self.problems, VOCABULARY.parameters)
        chain = self.chosen.chain(raw)
        said = [r.fields.one_of("of", vocabulary.ENTITIES) for r in chain if r.fields.get("of")]
        entity = shared.entity if shared else said[-1] if said else ""  # an override keeps it
        if not entity:
            raise self.problems.stop("missing-key", raw.origin, what=raw.what, key="of")
        if any(other != entity for other in said):
            raise self.problems.stop("wrong-entity", raw.origin, what=raw.what, entity=entity)
        if shared is not None:
            type = vocabulary_type(shared)
            check_unit(raw, type, self.problems)
            return _Head(shared.label, entity, type, own=False)
        label = next((r.fields.text("label") for r in chain if r.fields.get("label")), "")
        check_label(raw, label, self.declared.names, self.problems)
        typed = next((r for r in chain if states_type(r)), None)
        stated = typed.fields.type(UNITS, self.declared.codes) if typed else None
        return _Head(label, entity, stated, own=True)

    def _table_head(self, raw: Raw) -> _Head:
        raw.fields.only(["label", "by", "columns", "rows"], ["otherwise", "cites", "overrides", "note"])
        check_label(raw, raw.fields.text("label"), self.declared.names, self.problems)
        return _Head(raw.fields.text("label"), "", None, own=True)

    # --- parsing

    def _parse(self, raw: Raw) -> None:
        if raw.name not in self._heads:
            return
        if raw.section == "tables":
            self._tables_by[raw.name] = tuple(self.parse(word, raw.origin, raw.what) for word in _by(raw))
        else:
            scalar = raw.fields.scalar("is")
            assert scalar is not None  # required in the head
            self._parsed[raw.name] = self.parse(scalar.text, raw.fields.at(scalar), raw.what)

    def parse(self, text: str, origin: Origin, what: str) -> Parsed:
        """The tree of an expression; notes the problem and raises `Broken` when it has none."""
        try:
            return parse(text)
        except ExpressionError as error:
            raise self.problems.stop(error.code, origin, what=what, **error.particulars) from None

    def _needs(self, name: str) -> list[str]:
        parsed = (self._parsed[name],) if name in self._parsed else self._tables_by[name]
        entity = self._heads[name].entity
        found: list[str] = []
        for tree in parsed:
            for parts in tree.names():
                first = parts[1] if parts[0] == "household" and len(parts) > 1 else parts[0]
                named = self.declared.names.find(first, entity)
                if named is not None and named.kind in ("rule", "table"):
                    found.append(named.name)
        return found

    # --- typing

    def _type(self, raw: Raw) -> None:
        if raw.section == "tables":
            self._make_table(raw)
        else:
            self._make_rule(raw)

    def _make_rule(self, raw: Raw) -> None:
        head, scalar = self._heads[raw.name], raw.fields.scalar("is")
        assert scalar is not None
        if head.type is not None:  # known to its users even when its own expression is wrong
            self.declared.types["rule", head.entity, raw.name] = head.type
        expr = self.typed(self._parsed[raw.name], head.entity, raw.fields.at(scalar), raw.what, head.type)
        type = head.type or expr.type
        if type.free:
            type = Type("number")
        self.declared.types["rule", head.entity, raw.name] = type
        self.rules[raw.name] = Rule(
            raw.name,
            head.label,
            raw.fields.cites(),
            raw.origin,
            head.entity,
            type,
            expr,
            " ".join(scalar.text.split()),
            own=head.own,
        )

    def _make_table(self, raw: Raw) -> None:
        by: list[Expr] = []
        entity = "household"
        for parsed in self._tables_by[raw.name]:
            for scope in ("household", "person"):
                named = self.declared.names.find(parsed.names()[0][-1], scope) if parsed.names() else None
                if named is not None and named.entity in ("", scope):
                    break
            by.append(self.typed(parsed, scope, raw.origin, raw.what))
            entity = "person" if scope == "person" else entity
        self.tables[raw.name] = make_table(raw, tuple(by), entity, self.declared.codes, self.problems)

    def typed(self, parsed: Parsed, entity: str, origin: Origin, what: str, expected: Type | None = None) -> Expr:
        """The checked expression; notes the problem and raises `Broken` when there is one."""
        declared = self.declared
        scope = Scope(declared.names, entity, declared.types, self.tables, declared.codes)
        try:
            return Typer(parsed, scope).run(expected)
        except RestsOnBroken:
            raise Broken from None
        except ExpressionError as error:
            raise self.problems.stop(error.code, origin, what=what, **error.particulars) from None

    def _check_override(self, raw: Raw) -> None:
        """A rule that replaces another gives the same type, also where neither says it."""
        lower = self.chosen.chain(raw)[1:2]
        rule = self.rules.get(raw.name)
        if rule is None or not rule.own or not lower or not isinstance(lower[0].fields.get("is"), Scalar):
            return
        with contextlib.suppress(Broken):
            check_same_type(raw, rule.type, self._replaced_type(lower[0], rule.entity), self.problems)

    def _replaced_type(self, raw: Raw, entity: str) -> Type:
        """The type of a rule that another replaced; raises `Broken` when it has none any more."""
        if states_type(raw):
            return raw.fields.type(UNITS, self.declared.codes)
        scope = Scope(self.declared.names, entity, self.declared.types, self.tables, self.declared.codes)
        try:
            type = Typer(parse(raw.fields.text("is")), scope).run().type
        except (ExpressionError, RestsOnBroken):
            raise Broken from None
        return Type("number") if type.free else type

    def condition(self, text: str, origin: Origin, what: str) -> Expr:
        """A household's condition, for a process."""
        return self.typed(self.parse(text, origin, what), "household", origin, what, BOOLEAN)


_KIND = {"rules": "rule", "tables": "table"}


def _by(raw: Raw) -> tuple[str, ...]:
    tree = raw.fields.get("by")
    if isinstance(tree, Sequence):
        words = raw.fields.texts("by")
        if not 1 <= len(words) <= 3:
            raise raw.fields.problems.stop("table-keys", raw.origin, what=raw.what)
        return words
    return (raw.fields.text("by"),)
