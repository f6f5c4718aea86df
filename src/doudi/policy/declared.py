"""What a policy states outright: code lists, facts of its own, parameters and readings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from doudi import vocabulary
from doudi.policy.chosen import Chosen
from doudi.policy.fields import Codes, Fields
from doudi.policy.model import Dated, Fact, Parameter, Reading
from doudi.policy.names import Named, Names, as_identifier
from doudi.policy.nodes import Value
from doudi.policy.problems import Broken, Problems
from doudi.policy.raw import Raw
from doudi.policy.typer import reading_type
from doudi.policy.types import Type, code, number
from doudi.policy.yamltree import Mapping, Scalar, Sequence

VOCABULARY = vocabulary.load()
UNITS = tuple(VOCABULARY.units)


@dataclass(slots=True)
class Declared:
    """The names and types known before any expression is read. `types` are by (kind, entity, name)."""

    codes: Codes = field(default_factory=dict)
    facts: dict[tuple[str, str], Fact] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    types: dict[tuple[str, str, str], Type] = field(default_factory=dict)
    names: Names = field(default_factory=Names)

    def name(self, named: Named, type: Type | None) -> None:
        """Make a thing nameable. Without a type it is known and broken, so that its users are not blamed."""
        self.names.add(named)
        if type is not None:
            self.types[named.kind, named.entity, named.name] = type


def vocabulary_type(term: vocabulary.Term) -> Type:
    """The type of a shared term."""
    if term.type in ("money", "number"):
        return number(term.unit)
    return Type(term.type) if term.type in ("boolean", "date", "text") else code(term.type)


def declare(chosen: Chosen, problems: Problems) -> Declared:
    """Everything that needs no expression, from the vocabulary and the policy's own definitions."""
    found = Declared(codes={name: dict(options) for name, options in VOCABULARY.codes.items()})
    _each(chosen.of("codes"), lambda raw: _codes(raw, found, problems))
    for (entity, name), term in VOCABULARY.facts.items():
        _fact(Fact(name, entity, vocabulary_type(term), term.label), found)
    _each(chosen.of("facts"), lambda raw: _own_fact(raw, found, problems))
    _each(chosen.of("parameters"), lambda raw: _parameter(raw, chosen, found, problems))
    _each(chosen.of("readings"), lambda raw: _reading(raw, chosen, found, problems))
    return found


def _each(raws: list[Raw], make: Callable[[Raw], None]) -> None:
    for raw in raws:
        try:
            make(raw)
        except Broken:
            continue


def _codes(raw: Raw, found: Declared, problems: Problems) -> None:
    if raw.name in VOCABULARY.codes or raw.name in ("money", "number", "boolean", "date", "text"):
        raise problems.stop("name-taken", raw.origin, what=raw.what)
    options = {key: _words(raw.fields, key) for key in raw.fields.tree.items if key != "overrides"}
    if not options or len(set(options.values())) < len(options):
        raise problems.stop("codes-not-distinct", raw.origin, what=raw.what)
    found.codes[raw.name] = options


def _words(fields: Fields, key: str) -> str:
    words = fields.text(key)
    if not words:
        raise fields.problems.stop("label-missing", fields.at(fields.get(key)), what=f"{fields.what} {key}")
    return words


def _fact(fact: Fact, found: Declared) -> None:
    found.facts[fact.entity, fact.name] = fact
    if fact.name != "id":
        found.name(Named("fact", fact.name, fact.label, fact.entity), fact.type)


def _own_fact(raw: Raw, found: Declared, problems: Problems) -> None:
    raw.fields.only(["label"], ["type", "unit", "cites", "overrides", "note"])
    check_label(raw, raw.fields.text("label"), found.names, problems)
    if (
        raw.name in VOCABULARY.results
        or raw.name in VOCABULARY.parameters
        or (raw.entity, raw.name) in VOCABULARY.facts
    ):
        raise problems.stop("name-taken", raw.origin, what=raw.what)
    raw.fields.cites()
    type = raw.fields.type(UNITS, found.codes)
    _fact(Fact(raw.name, raw.entity, type, raw.fields.text("label"), own=True), found)


def _parameter(raw: Raw, chosen: Chosen, found: Declared, problems: Problems) -> None:
    optional = (
        "label",
        "unit",
        "type",
        "values",
        "until",
        "required",
        "example",
        "reading",
        "source",
        "confidence",
        "overrides",
        "cites",
        "note",
    )
    raw.fields.only((), optional)
    label, type = inherited(raw, chosen, found, problems)
    until = raw.fields.date("until")
    values = raw.fields.dated(raw.fields.get("values"), type, found.codes, until)
    required = raw.fields.flag("required")
    if not values.values and not required:
        problems.add("no-value", raw.origin, what=raw.what)
    example = raw.fields.scalar("example")
    found.parameters[raw.name] = Parameter(
        raw.name,
        label,
        raw.fields.cites(),
        raw.origin,
        type,
        values,
        required,
        _plain(raw.fields.value(example, type, found.codes)) if example else None,
        raw.fields.text("reading"),
        raw.fields.text("source"),
        raw.fields.one_of("confidence", ("high", "medium", "low")),
    )
    found.name(Named("parameter", raw.name, label), type)


def _plain(value: object) -> Value | None:
    return value if isinstance(value, Fraction | bool | str) else None


def inherited(raw: Raw, chosen: Chosen, found: Declared, problems: Problems) -> tuple[str, Type]:
    """The label and type of a parameter: its own, else those of what it replaces, else the vocabulary's."""
    shared = VOCABULARY.parameters.get(raw.name)
    if (raw.name in VOCABULARY.results) or any((e, raw.name) in VOCABULARY.facts for e in vocabulary.ENTITIES):
        raise problems.stop("name-taken", raw.origin, what=raw.what)
    if shared is not None:
        type = vocabulary_type(shared)
        _same_unit(raw, type, problems)
        return shared.label, type
    chain = chosen.chain(raw)
    label = next((r.fields.text("label") for r in chain if r.fields.get("label")), "")
    check_label(raw, label, found.names, problems)
    typed = next((r for r in chain if r.fields.get("type") or r.fields.get("unit")), raw)
    return label, typed.fields.type(UNITS, found.codes)


def _same_unit(raw: Raw, type: Type, problems: Problems) -> None:
    unit = raw.fields.text("unit")
    if unit and unit != (type.unit or ""):
        problems.add("unit-of-vocabulary", raw.fields.at(raw.fields.get("unit")), what=raw.what, unit=type.unit or "—")


def check_label(raw: Raw, label: str, names: Names, problems: Problems) -> None:
    """A label is there, can be written in an expression, and means one thing."""
    if not label:
        raise problems.stop("label-missing", raw.origin, what=raw.what)
    word = as_identifier(label)
    if not word.isidentifier() or word.startswith("_"):
        problems.add("label-not-identifier", raw.origin, what=raw.what, label=label)
    others = [n for n in names.by_label.get(word, []) + names.by_key.get(word, []) if n.name != raw.name]
    if others:
        problems.add("label-taken", raw.origin, what=raw.what, label=label, other=others[0].name)
    for term in (*VOCABULARY.results.values(), *VOCABULARY.parameters.values()):
        if as_identifier(term.label) == word and term.name != raw.name:
            problems.add("label-taken", raw.origin, what=raw.what, label=label, other=term.name)


def _reading(raw: Raw, chosen: Chosen, found: Declared, problems: Problems) -> None:
    needed = ["values"] if raw.replaces else ["of", "options", "values"]
    raw.fields.only(needed, ["of", "options", "label", "because", "cites", "overrides", "note"])
    chain = chosen.chain(raw)
    label = next((r.fields.text("label") for r in chain if r.fields.get("label")), raw.name)
    if label != raw.name:
        check_label(raw, label, found.names, problems)
    options = _options(next((r.fields for r in chain if r.fields.get("options")), raw.fields), problems)
    type = reading_type(raw.name)
    found.codes[type.codes or ""] = options
    values = raw.fields.dated(raw.fields.get("values"), type, found.codes)
    texts = Dated(tuple((date, str(value)) for date, value in values.values))
    found.readings[raw.name] = Reading(
        raw.name,
        label,
        raw.fields.cites(),
        raw.origin,
        next((r.fields.text("of") for r in chain if r.fields.get("of")), ""),
        options,
        texts,
        raw.fields.text("because"),
    )
    found.name(Named("reading", raw.name, label), type)


def _options(fields: Fields, problems: Problems) -> dict[str, str]:
    tree = fields.get("options")
    if isinstance(tree, Mapping):
        inner = Fields(f"{fields.what} options", tree, fields.origin, problems)
        options = {key: _words(inner, key) for key in tree.items}
    elif isinstance(tree, Sequence) and all(isinstance(item, Scalar) for item in tree.items):
        options = {item.text: item.text for item in tree.items if isinstance(item, Scalar)}
    else:
        raise problems.stop("not-list", fields.at(tree), what=fields.what, key="options")
    if len(options) < 2 or len(set(options.values())) < len(options):
        raise problems.stop("too-few-options", fields.at(tree), what=fields.what)
    return options
