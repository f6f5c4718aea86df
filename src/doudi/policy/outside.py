"""Values given from outside the document: `--set NAME=VALUE` and place files, for parameters and readings."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

from doudi.policy.document import read_text
from doudi.policy.model import Dated, Origin, Parameter, Policy, Reading
from doudi.policy.nearest import nearest
from doudi.policy.nodes import UNLIMITED, Unlimited, Value
from doudi.policy.problems import Broken, PolicyError, Problems
from doudi.policy.refusal import Faults, Place
from doudi.policy.values import ValueProblem, read_date, read_value
from doudi.policy.yamltree import Mapping as Tree
from doudi.policy.yamltree import Scalar, read
from doudi.vocabulary import load
from doudi.vocabulary.fact_value import FIRST_DATE, MOST_MONEY, MOST_NUMBER
from doudi.vocabulary.hidden import quoted

Given = dict[str, Dated[Value | Unlimited]]
_EXAMPLES = {"yuan": "550", "yuan/month": "550", "yuan/year": "4000", "ratio": "1.5"}


def read_given(policy: Policy, pairs: Iterable[str], place: Path | None = None) -> Given:
    """What a place file and then `NAME=VALUE` pairs give; a pair wins over the file, on every date.

    Raises `Refused` (or `PolicyError` when the file is not YAML) with everything that is wrong.
    """
    found = read_place(policy, place) if place is not None else {}
    return {**found, **read_pairs(policy, pairs)}


def read_pairs(policy: Policy, pairs: Iterable[str]) -> Given:
    """`NAME=VALUE` pairs; each value holds on every date."""
    faults = Faults("--set")
    reader = OutsideReader(policy, faults)
    found: Given = {}
    for pair in pairs:
        name, sign, text = (part.strip() for part in pair.partition("="))
        if not sign or not name:
            faults.add("set-form", found=quoted(pair))
        elif name in found:
            faults.add("set-twice", name=name)
        else:
            value = reader.value(name, text)
            if value is not None:
                found[name] = Dated(((FIRST_DATE, value),))
    faults.check()
    return found


def read_place(policy: Policy, path: Path) -> Given:
    """The dated values of a place file: `{parameters: {name: {date: value}}}`."""
    problems = Problems()
    origin = Origin("", str(path), 1)
    try:
        tree = read(read_text(path, origin, problems), origin, problems)
    except Broken:
        raise PolicyError(problems.found) from None
    faults = Faults(str(path))
    found = OutsideReader(policy, faults).place(tree)
    faults.check()
    return found


class OutsideReader:
    def __init__(self, policy: Policy, faults: Faults) -> None:
        self.policy, self.faults = policy, faults

    def place(self, tree: object) -> Given:
        keys = tree.items if isinstance(tree, Tree) else {}
        parameters = keys.get("parameters")
        strangers = [key for key in keys if key != "parameters"]
        for key in strangers:
            self.faults.add("place-shape", found=quoted(key))
        if not isinstance(parameters, Tree):
            if not strangers:
                self.faults.add("place-shape", found="parameters")
            return {}
        found: Given = {}
        for name, dated in parameters.items.items():
            if not isinstance(dated, Tree):
                self.faults.add("place-shape", self.at(name), found=quoted(name))
                continue
            values = [self.dated(name, dated.keys[day], value) for day, value in dated.items.items()]
            known = sorted((pair for pair in values if pair is not None), key=lambda pair: pair[0])
            found[name] = Dated(tuple(known))
        return found

    def dated(self, name: str, day: Scalar, value: object) -> tuple[datetime.date, Value | Unlimited] | None:
        """One date and its value, or None when either is wrong (and noted)."""
        start = None
        try:
            start = read_date(day.text)
        except ValueProblem:
            self.faults.add("place-date", self.at(name), found=quoted(day.text))
        if not isinstance(value, Scalar):
            self.faults.add("place-shape", self.at(name), found=quoted(day.text))
            return None
        found = self.value(name, value.text)
        return (start, found) if start is not None and found is not None else None

    def at(self, name: str) -> Place:
        known = self.policy.parameters.get(name) or self.policy.readings.get(name)
        return Place(key=name, label=known.label if known else "")

    def value(self, name: str, text: str) -> Value | Unlimited | None:
        """The value of a parameter or reading from its text, or None when it is wrong (and noted)."""
        if name in self.policy.parameters:
            return self.parameter(self.policy.parameters[name], text)
        if name in self.policy.readings:
            return self.reading(self.policy.readings[name], text)
        self.unknown(name)
        return None

    def parameter(self, parameter: Parameter, text: str) -> Value | Unlimited | None:
        place, type = self.at(parameter.name), parameter.type
        if not text:
            self.faults.add("value-empty", place)
            return None
        if text == "unlimited" and any(value is UNLIMITED for _, value in parameter.values.values):
            return UNLIMITED
        codes = {**load().codes, **self.policy.codes}
        try:
            value = read_value(text, type, codes)
        except ValueProblem:
            options = codes.get(type.codes or "", {"true": "", "false": ""} if type.kind == "boolean" else {})
            self.wrong(place, text, type.unit or "", type.kind, options)
            return None
        return self.bounded(place, text, value, type.is_money) if isinstance(value, Fraction) else value

    def bounded(self, place: Place, text: str, value: Fraction, money: bool) -> Fraction | None:
        high = MOST_MONEY if money else MOST_NUMBER
        if not 0 <= value <= high:
            self.faults.add("bounds", place, found=text, low=0, high=f"{high:,}")
        elif money and (value * 100).denominator != 1:
            self.faults.add("decimals", place, found=text)
        else:
            return value
        return None

    def wrong(self, place: Place, text: str, unit: str, kind: str, options: Mapping[str, str]) -> None:
        if kind == "number":
            self.faults.add("value-number", place, found=quoted(text), example=_EXAMPLES.get(unit, "3"))
        elif kind == "date":
            self.faults.add("not-date", place, found=quoted(text), found_en=quoted(text))
        else:
            self.faults.add("value-option", place, found=quoted(text), options=_listed(options))

    def reading(self, reading: Reading, text: str) -> str | None:
        if text in reading.options:
            return text
        self.faults.add("value-option", self.at(reading.name), found=quoted(text), options=_listed(reading.options))
        return None

    def unknown(self, name: str) -> None:
        """Note a name that the policy does not have, with the likeliest reason."""
        policy = self.policy
        known = {**policy.readings, **policy.parameters}
        by_label = {definition.label: key for key, definition in known.items()}
        place = Place(key=name)
        if any(name == key for _, key in [*policy.facts, *load().facts]):
            self.faults.add("name-is-fact", place)
        elif name in by_label:
            self.faults.add("key-is-label", place, near=by_label[name])
        elif near := nearest(name, known):
            self.faults.add("unknown-name-near", place, near=near, label=known[near].label)
        else:
            listed = "、".join(known)
            self.faults.add("unknown-name" if listed else "no-names", place, options=listed)


def _listed(options: Mapping[str, str]) -> str:
    return "、".join(f"{key} {label}".strip() if label != key else key for key, label in options.items())
