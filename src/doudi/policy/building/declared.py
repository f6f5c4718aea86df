"""What a policy states outright: code lists, facts of its own, parameters and readings."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field

from doudi import vocabulary
from doudi.policy.building.chosen import Chosen
from doudi.policy.definitions.model import Dated, Fact, Parameter, Reading
from doudi.policy.definitions.nodes import Unlimited, Value
from doudi.policy.definitions.types import Type, code, number
from doudi.policy.expressions.names import RESERVED, Named, Names, as_identifier, is_word
from doudi.policy.expressions.typer import reading_type
from doudi.policy.messages.problems import Broken, Problems
from doudi.policy.reading.fields import NAME, Codes, Fields
from doudi.policy.reading.raw import WORD, Raw
from doudi.policy.reading.yamltree import Mapping as MappingTree

VOCABULARY = vocabulary.load()
UNITS = tuple(VOCABULARY.units)
MOST_CODES = 1_000
_PARAMETER = (
    *("label", "unit", "type", "values", "until", "required", "example"),
    *("reading", "source", "confidence", "overrides", "cites", "note"),
)


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
    for raw in chosen.of("codes"):
        with contextlib.suppress(Broken):
            _codes(raw, found, problems)
    for (entity, name), term in VOCABULARY.facts.items():
        _fact(Fact(name, entity, vocabulary_type(term), term.label), found)
    _each(chosen.of("facts"), lambda raw: _own_fact(raw, found, problems), found)
    _each(chosen.of("parameters"), lambda raw: _parameter(raw, chosen, found, problems), found)
    _each(chosen.of("readings"), lambda raw: _reading(raw, chosen, found, problems), found)
    return found


def _each(raws: list[Raw], make: Callable[[Raw], None], found: Declared) -> None:
    for raw in raws:
        try:
            make(raw)
        except Broken:
            found.name(Named(WORD[raw.section], raw.name, raw.name, raw.entity), None)


def _codes(raw: Raw, found: Declared, problems: Problems) -> None:
    if raw.name in VOCABULARY.codes or raw.name in ("money", "number", "boolean", "date", "text"):
        raise problems.stop("name-taken", raw.origin, what=raw.what)
    options = {key: _words(raw.fields, key, "code") for key in raw.fields.tree.items if key != "overrides"}
    for key in options:
        if not NAME.fullmatch(key):
            raise problems.stop("bad-name", raw.fields.at(raw.fields.tree.keys[key]), name=key)
    if not options or not _distinct(options):
        raise problems.stop("codes-not-distinct", raw.origin, what=raw.what)
    if len(options) > MOST_CODES:
        raise problems.stop("too-many-codes", raw.origin, what=raw.what, most=MOST_CODES)
    found.codes[raw.name] = options


def _distinct(options: Mapping[str, str]) -> bool:
    """Whether every code is meant by its own key and its own words alone."""
    taken = {words for key, words in options.items() if words != key}
    return len(set(options.values())) == len(options) and not taken & options.keys()


def _words(fields: Fields, key: str, kind: str) -> str:
    words = fields.text(key)
    if not words:
        raise fields.problems.stop("label-missing", fields.at(fields.tree.keys[key]), what=fields.part(kind, key))
    return words


def _fact(fact: Fact, found: Declared) -> None:
    found.facts[fact.entity, fact.name] = fact
    if fact.name != "id":
        found.name(Named("fact", fact.name, fact.label, fact.entity), fact.type)


def _own_fact(raw: Raw, found: Declared, problems: Problems) -> None:
    raw.fields.only(["label"], ["type", "unit", "cites", "overrides", "note"])
    check_label(raw, raw.fields.text("label"), found.names, problems)
    check_name(raw, problems, VOCABULARY.results, VOCABULARY.parameters)
    if any((entity, raw.name) in VOCABULARY.facts for entity in vocabulary.ENTITIES):
        raise problems.stop("name-taken", raw.origin, what=raw.what)
    raw.fields.cites()
    type = raw.fields.type(UNITS, found.codes)
    _fact(Fact(raw.name, raw.entity, type, raw.fields.text("label"), own=True), found)


def _parameter(raw: Raw, chosen: Chosen, found: Declared, problems: Problems) -> None:
    raw.fields.only((), _PARAMETER)
    label, type = inherited(raw, chosen, found, problems)
    until = raw.fields.date("until")
    values = raw.fields.dated(raw.fields.get("values"), type, found.codes, until)
    required = raw.fields.flag("required")
    if bool(values.values) == required:
        problems.add("value-and-required" if required else "no-value", raw.origin, what=raw.what)
    example = raw.fields.scalar("example")
    found.parameters[raw.name] = Parameter(
        raw.name,
        label,
        raw.fields.cites(),
        raw.origin,
        type,
        values,
        required,
        _limited(raw.fields.value(example, type, found.codes)) if example else None,
        raw.fields.text("reading"),
        raw.fields.text("source"),
        raw.fields.one_of("confidence", ("high", "medium", "low")),
    )
    found.name(Named("parameter", raw.name, label), type)


def _limited(value: Value | Unlimited) -> Value | None:
    return None if isinstance(value, Unlimited) else value


def inherited(raw: Raw, chosen: Chosen, found: Declared, problems: Problems) -> tuple[str, Type]:
    """The label and type of a parameter: the vocabulary's, else its own, else those of what it replaces."""
    shared = VOCABULARY.parameters.get(raw.name)
    check_name(raw, problems, VOCABULARY.results)
    if shared is not None:
        type = vocabulary_type(shared)
        check_unit(raw, type, problems)
        return shared.label, type
    chain = chosen.chain(raw)
    label = next((r.fields.text("label") for r in chain if r.fields.get("label")), "")
    check_label(raw, label, found.names, problems)
    types = [r.fields.type(UNITS, found.codes) for r in chain if states_type(r)]
    for other in types[1:]:
        check_same_type(raw, types[0], other, problems)
    return label, types[0] if types else raw.fields.type(UNITS, found.codes)


def states_type(raw: Raw) -> bool:
    """Whether a definition says what its type is."""
    return not raw.fields.is_empty("type") or not raw.fields.is_empty("unit")


def check_same_type(raw: Raw, type: Type, below: Type, problems: Problems) -> None:
    """An override keeps the type and unit of what it replaces, on which others rest."""
    if (type.kind, type.unit, type.codes) != (below.kind, below.unit, below.codes):
        problems.add("override-other-type", raw.origin, what=raw.what, found=type, expected=below)


def check_unit(raw: Raw, type: Type, problems: Problems) -> None:
    """A unit said again of what the vocabulary names is the vocabulary's."""
    unit = raw.fields.text("unit")
    if unit and unit != (type.unit or ""):
        at = raw.fields.at(raw.fields.get("unit"))
        problems.add("unit-of-vocabulary", at, what=raw.what, unit=type.unit or "—")


def check_name(raw: Raw, problems: Problems, *taken: Container[str]) -> None:
    """A name does not mean something of another kind in the vocabulary; raises `Broken`."""
    is_fact = raw.section != "facts" and any((e, raw.name) in VOCABULARY.facts for e in vocabulary.ENTITIES)
    if is_fact or any(raw.name in names for names in taken):
        raise problems.stop("name-taken", raw.origin, what=raw.what)


def check_label(raw: Raw, label: str, names: Names, problems: Problems) -> None:
    """A label is there, can be written in an expression, and means one thing."""
    if not label:
        raise problems.stop("label-missing", raw.origin, what=raw.what)
    word = as_identifier(label)
    if not is_word(word) or word in RESERVED:
        problems.add("label-not-identifier", raw.origin, what=raw.what, label=label)
    same = [*names.by_label.get(word, ()), *names.by_key.get(word, ()), *names.by_label.get(raw.name, ())]
    other = next((named.name for named in same if named.name != raw.name), _SHARED_LABELS.get(word, raw.name))
    if other != raw.name:
        problems.add("label-taken", raw.origin, what=raw.what, label=label, other=other)


_SHARED_LABELS = {
    as_identifier(term.label): name
    for terms in (VOCABULARY.results, VOCABULARY.parameters)
    for name, term in terms.items()
}


def _reading(raw: Raw, chosen: Chosen, found: Declared, problems: Problems) -> None:
    needed = ["values"] if raw.replaces else ["of", "options", "values"]
    raw.fields.only(needed, ["of", "options", "label", "because", "cites", "overrides", "note"])
    chain = chosen.chain(raw)
    label = next((r.fields.text("label") for r in chain if r.fields.get("label")), "")
    check_name(raw, problems, VOCABULARY.results, VOCABULARY.parameters)
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
    if isinstance(tree, MappingTree):
        inner = Fields(fields.what, tree, fields.origin, problems)
        options = {key: _words(inner, key, "option") for key in tree.items}
    else:
        options = {text: text for text, times in Counter(fields.texts("options")).items() if times == 1}
    if len(options) < 2 or not _distinct(options):
        raise problems.stop("options-not-distinct", fields.at(tree), what=fields.what)
    if len(options) > MOST_CODES:
        raise problems.stop("too-many-codes", fields.at(tree), what=fields.what, most=MOST_CODES)
    return options
