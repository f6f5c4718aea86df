"""A safe and bounded subset of YAML as a tree that knows its lines: every scalar is text until its type is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from doudi.policy.definitions.model import Origin
from doudi.policy.messages.problems import Broken, Problems
from doudi.policy.messages.yaml_causes import YamlCause
from doudi.vocabulary.hidden import hidden_sign

MOST_DEPTH = 30
MOST_NODES = 200_000
_LOADER = getattr(yaml, "CLoader", yaml.Loader)  # only its parser is used: it makes events, never objects


@dataclass(frozen=True, slots=True)
class Scalar:
    """Text with its line (from 1, in the document) and its place in the YAML text (`start`, `end`)."""

    text: str
    line: int
    start: int = 0
    end: int = 0


@dataclass(slots=True)
class Sequence:
    line: int
    items: list[Tree] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    line: int
    items: dict[str, Tree] = field(default_factory=dict)
    keys: dict[str, Scalar] = field(default_factory=dict)


Tree = Scalar | Sequence | Mapping


@dataclass(slots=True)
class Budget:
    """How many more nodes the YAML of one document may have."""

    nodes: int = MOST_NODES


def read(text: str, origin: Origin, problems: Problems, budget: Budget | None = None) -> Tree:
    """The tree of a YAML text whose first line is `origin.line`; raises `Broken` after noting what is wrong."""
    try:
        return _Reader(text, origin, problems, budget or Budget()).document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = origin.line + (mark.line if mark else 0)
        cause = str(getattr(error, "problem", None) or error).splitlines()[0]
        raise problems.stop("bad-yaml", _at(origin, line), cause=YamlCause(cause)) from None


def _mark(mark: Any) -> Any:
    assert mark is not None  # the parser always marks; its two builds have marks of two classes
    return mark


def _at(origin: Origin, line: int) -> Origin:
    return Origin(origin.policy, origin.file, line, origin.clause)


class _Reader:
    """Turns the parser's events into a tree, refusing what the language does not have."""

    def __init__(self, text: str, origin: Origin, problems: Problems, budget: Budget) -> None:
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
        self.origin, self.problems, self.budget = origin, problems, budget

    def document(self) -> Tree:
        next(self.events)  # the start of the stream
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return Mapping(self.origin.line)
        tree = self.tree(next(self.events), 0)
        next(self.events)  # the end of the document
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self.refuse("yaml-documents", after)
        return tree

    def tree(self, event: yaml.Event, depth: int) -> Tree:
        self.budget.nodes -= 1
        if depth > MOST_DEPTH or self.budget.nodes < 0:
            raise self.refuse("yaml-too-large", event, depth=MOST_DEPTH, nodes=MOST_NODES)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self.refuse("yaml-anchor", event)
        if tag := getattr(event, "tag", None):
            raise self.refuse("yaml-tag", event, tag=tag)
        line = self.line(event)
        if isinstance(event, yaml.ScalarEvent):
            if sign := hidden_sign(event.value):  # an escape in quotes can write what the file may not hold
                raise self.refuse("control-character", event, sign=sign)
            return Scalar(event.value, line, _mark(event.start_mark).index, _mark(event.end_mark).index)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(line, depth)
        return self.mapping(line, depth)

    def sequence(self, line: int, depth: int) -> Sequence:
        found = Sequence(line)
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.items.append(self.tree(event, depth + 1))
        return found

    def mapping(self, line: int, depth: int) -> Mapping:
        found = Mapping(line)
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.tree(event, depth + 1)
            if not isinstance(key, Scalar):
                raise self.refuse("yaml-key", event)
            if key.text == "<<":
                raise self.refuse("yaml-anchor", event)
            if key.text in found.items:
                raise self.refuse("duplicate-key", event, key=key.text, first=found.keys[key.text].line)
            found.keys[key.text] = key
            found.items[key.text] = self.tree(next(self.events), depth + 1)
        return found

    def line(self, event: yaml.Event) -> int:
        return self.origin.line + int(_mark(event.start_mark).line)

    def refuse(self, code: str, event: yaml.Event, **particulars: object) -> Broken:
        return self.problems.stop(code, _at(self.origin, self.line(event)), **particulars)
