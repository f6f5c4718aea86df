"""The definitions of one document as written, by section and name, before any of them is understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from doudi.policy.definitions.model import Origin
from doudi.policy.expressions.names import RESERVED
from doudi.policy.messages.nearest import Near
from doudi.policy.messages.problems import Broken, Problems
from doudi.policy.messages.subject import Subject
from doudi.policy.reading.document import Document
from doudi.policy.reading.fields import Fields, read_name
from doudi.policy.reading.yamltree import Mapping, Scalar
from doudi.vocabulary import ENTITIES

SECTIONS = ("facts", "codes", "parameters", "readings", "tables", "rules", "benefits", "processes")
ONE_SPACE = ("parameters", "readings", "tables", "rules")
"""Sections whose names share one space, because an expression can say them."""
WORD = {
    "facts": "fact",
    "codes": "codes",
    "parameters": "parameter",
    "readings": "reading",
    "tables": "table",
    "rules": "rule",
    "benefits": "benefit",
    "processes": "process",
}
MOST_DEFINITIONS = 2_000


@dataclass(frozen=True, slots=True)
class Raw:
    """One definition as written. `entity` is known only for facts; `replaces` names what it overrides (`layer.name`)."""

    section: str
    name: str
    fields: Fields
    origin: Origin
    entity: str = ""

    @property
    def replaces(self) -> str:
        return self.fields.text("overrides")

    @property
    def what(self) -> Subject:
        return Subject(WORD[self.section], self.name)

    @property
    def group(self) -> str:
        """What its name is unique among: facts and the sections of `ONE_SPACE` share one space of names."""
        return "names" if self.section in (*ONE_SPACE, "facts") else self.section


@dataclass(slots=True)
class RawLayer:
    """The definitions of one document."""

    policy: str
    definitions: dict[tuple[str, str], Raw] = field(default_factory=dict)

    def of(self, *sections: str) -> Iterable[Raw]:
        """The definitions of some sections, in order of writing."""
        return [raw for raw in self.definitions.values() if raw.section in sections]


def collect(document: Document, problems: Problems) -> RawLayer:
    """The definitions in all blocks of a document."""
    layer = RawLayer(document.policy)
    for block in document.blocks:
        for section, tree in block.tree.items.items():
            key = block.tree.keys[section]
            at = Origin(block.origin.policy, block.origin.file, key.line, block.origin.clause)
            if section not in SECTIONS:
                problems.add("unknown-section", at, key=section, nearest=Near(section, SECTIONS), allowed=SECTIONS)
            elif not isinstance(tree, Mapping):
                problems.add("not-mapping", at, what=section)
            elif section == "facts":
                _collect_facts(layer, tree, at, problems)
            else:
                _collect_section(layer, section, tree, at, problems)
    return layer


def _collect_facts(layer: RawLayer, tree: Mapping, at: Origin, problems: Problems) -> None:
    for entity, facts in tree.items.items():
        if entity not in ENTITIES:
            problems.add("unknown-entity", _at(at, tree.keys[entity]), value=entity)
        elif not isinstance(facts, Mapping):
            problems.add("not-mapping", _at(at, tree.keys[entity]), what=entity)
        else:
            _collect_section(layer, "facts", facts, at, problems, entity)


def _collect_section(
    layer: RawLayer, section: str, tree: Mapping, at: Origin, problems: Problems, entity: str = ""
) -> None:
    reserved = RESERVED if section in (*ONE_SPACE, "facts") else ()
    for word, body in tree.items.items():
        key: Scalar = tree.keys[word]
        origin = _at(at, key)
        what = Subject(WORD[section])
        try:
            name = read_name(key, what, origin, problems, reserved)
            raw = Raw(section, name, Fields(Subject(WORD[section], name), body, origin, problems), origin, entity)
        except Broken:
            continue
        first = layer.definitions.get((raw.group, name))
        if first is not None:
            problems.add("defined-twice", origin, what=raw.what, other=first.what, first=first.origin.line)
            continue
        layer.definitions[raw.group, name] = raw
        if len(layer.definitions) > MOST_DEFINITIONS:
            raise problems.stop("too-many-definitions", origin, most=MOST_DEFINITIONS)


def _at(at: Origin, key: Scalar) -> Origin:
    return Origin(at.policy, at.file, key.line, at.clause)
