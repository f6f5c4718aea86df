"""The definitions of one document as written, by section and name, before any of them is understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from doudi.policy.document import Document
from doudi.policy.fields import Fields, read_name
from doudi.policy.model import Origin
from doudi.policy.nearest import nearest
from doudi.policy.problems import Broken, Problems
from doudi.policy.typer import RESERVED
from doudi.policy.yamltree import Mapping, Scalar

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
    def what(self) -> str:
        return f"{WORD[self.section]} {self.name}"


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
                problems.add(
                    "unknown-section", at, key=section, nearest=nearest(section, SECTIONS), allowed="、".join(SECTIONS)
                )
            elif not isinstance(tree, Mapping):
                problems.add("not-mapping", at, what=section)
            elif section == "facts":
                _collect_facts(layer, tree, at, problems)
            else:
                _collect_section(layer, section, tree, at, problems)
    if len(layer.definitions) > MOST_DEFINITIONS:
        problems.add("too-many-definitions", Origin(document.policy, document.file, 1), most=MOST_DEFINITIONS)
    return layer


def _collect_facts(layer: RawLayer, tree: Mapping, at: Origin, problems: Problems) -> None:
    for entity, facts in tree.items.items():
        if entity not in ("person", "household") or not isinstance(facts, Mapping):
            problems.add("unknown-entity", at, value=entity)
        else:
            _collect_section(layer, "facts", facts, at, problems, entity)


def _collect_section(
    layer: RawLayer, section: str, tree: Mapping, at: Origin, problems: Problems, entity: str = ""
) -> None:
    for word, body in tree.items.items():
        key: Scalar = tree.keys[word]
        origin = Origin(at.policy, at.file, key.line, at.clause)
        try:
            name = read_name(key, WORD[section], origin, problems, RESERVED)
            raw = Raw(section, name, Fields(f"{WORD[section]} {name}", body, origin, problems), origin, entity)
        except Broken:
            continue
        group = "names" if section in (*ONE_SPACE, "facts") else section
        first = layer.definitions.get((group, name))
        if first is not None:
            problems.add("defined-twice", origin, what=raw.what, other=first.what, first=first.origin.line)
        else:
            layer.definitions[group, name] = raw
