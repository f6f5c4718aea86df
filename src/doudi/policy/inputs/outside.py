"""Values given from outside the document: `--set NAME=VALUE` and place files, for parameters and readings."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

from doudi.policy.definitions.model import Dated, Origin, Parameter, Policy, Reading
from doudi.policy.definitions.nodes import UNLIMITED, Unlimited, Value
from doudi.policy.definitions.types import Type
from doudi.policy.expressions.values import MOST_DECIMALS, MOST_DIGITS, ValueProblem, read_date, read_value
from doudi.policy.inputs.file import read_bytes
from doudi.policy.messages.nearest import nearest
from doudi.policy.messages.problems import Broken, PolicyError, Problems
from doudi.policy.messages.refusal import Faults, Place
from doudi.policy.reading.document import MOST_BYTES, text_of
from doudi.policy.reading.yamltree import Mapping as Tree
from doudi.policy.reading.yamltree import Scalar, read
from doudi.vocabulary import load
from doudi.vocabulary.fact_value import FIRST_DATE, MOST_MONEY, MOST_NUMBER
from doudi.vocabulary.hidden import quoted

Given = dict[str, Dated[Value | Unlimited]]
_LONG = re.compile(r"-?(?P<whole>[0-9]+)(\.[0-9]+)?%?")
_MOST_NAMED = 3
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
    texts: dict[str, list[str]] = {}
    for pair in pairs:
        name, sign, text = (part.strip() for part in pair.partition("="))
        if not sign or not name:
            faults.add("set-form", found=quoted(pair))
        else:
            texts.setdefault(name, []).append(text)
    found: Given = {}
    for name, given in texts.items():
        if len(given) > 1:
            faults.add("set-twice", name=name, times=len(given))
        elif (value := reader.value(name, given[0])) is not None:
            found[name] = Dated(((FIRST_DATE, value),))
    faults.check()
    return found


def read_place(policy: Policy, path: Path) -> Given:
    """The dated values of a place file: `{parameters: {name: {date: value}}}`."""
    problems, faults = Problems(), Faults(str(path))
    origin = Origin("", str(path), 1)
    data = read_bytes(path, MOST_BYTES, faults)
    try:
        tree = read(text_of(data, origin, problems), origin, problems)
    except Broken:
        raise PolicyError(problems.found) from None
    found = OutsideReader(policy, faults).place(tree)
    faults.check()
    return found


class OutsideReader:
    def __init__(self, policy: Policy, faults: Faults) -> None:
        self.policy, self.faults = policy, faults
        self.misshapen: list[str] = []

    def place(self, tree: object) -> Given:
        keys = tree.items if isinstance(tree, Tree) else {}
        self.misshapen = [key for key in keys if key != "parameters"]
        parameters = keys.get("parameters")
        found = self.places(parameters) if isinstance(parameters, Tree) else {}
        if "parameters" in keys and not isinstance(parameters, Tree):
            self.misshapen.append("parameters")
        name, value = self.sample()
        if self.misshapen:
            zh, en = _first(self.misshapen)
            self.faults.add("place-shape", found=zh, found_en=en, name=name, example=value)
        elif "parameters" not in keys:
            self.faults.add("place-empty", name=name, example=value)
        return found

    def sample(self) -> tuple[str, str]:
        """A parameter to show how a place file is written, and a value of it."""
        known = list(self.policy.parameters.values())
        first = next((each for each in known if each.required), known[0] if known else None)
        return (first.name, example(self.policy, first)) if first else ("name", "550")

    def places(self, parameters: Tree) -> Given:
        found: Given = {}
        for name, dated in parameters.items.items():
            if not isinstance(dated, Tree):
                self.misshapen.append(name)
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
            self.misshapen.append(f"{name}: {day.text}")
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
            self.faults.add("value-empty", place, example=example(self.policy, parameter))
            return None
        if text == "unlimited" and any(value is UNLIMITED for _, value in parameter.values.values):
            return UNLIMITED
        try:
            value = read_value(text, type, codes_of(self.policy))
        except ValueProblem:
            self.wrong(parameter, text)
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

    def wrong(self, parameter: Parameter, text: str) -> None:
        """Note why a text is no value of the parameter."""
        place, type = self.at(parameter.name), parameter.type
        if type.kind == "number" and (number := _LONG.fullmatch(text)):
            self.long(place, text, number, type)
        elif type.kind == "number":
            self.faults.add("value-number", place, found=quoted(text), example=example(self.policy, parameter))
        elif type.kind == "date":
            self.faults.add("not-date", place, found=quoted(text), found_en=quoted(text))
        else:
            self.faults.add("value-option", place, found=quoted(text), options=_listed(options_of(self.policy, type)))

    def long(self, place: Place, text: str, number: re.Match[str], type: Type) -> None:
        """Note a number with more digits than any value has: too large, or too fine."""
        if len(number["whole"].lstrip("0")) > MOST_DIGITS:
            high = MOST_MONEY if type.is_money else MOST_NUMBER
            self.faults.add("bounds", place, found=text, low=0, high=f"{high:,}")
        elif type.is_money:
            self.faults.add("decimals", place, found=text)
        else:
            self.faults.add("value-decimals", place, found=text, most=MOST_DECIMALS)

    def reading(self, reading: Reading, text: str) -> str | None:
        if text in reading.options:
            return text
        if text:
            self.faults.add("value-option", self.at(reading.name), found=quoted(text), options=_listed(reading.options))
        else:
            self.faults.add("value-empty", self.at(reading.name), example=next(iter(reading.options)))
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


def codes_of(policy: Policy) -> Mapping[str, Mapping[str, str]]:
    """The code lists of the vocabulary and of the policy."""
    return {**load().codes, **policy.codes}


def options_of(policy: Policy, type: Type) -> Mapping[str, str]:
    """What a value of a code's or a truth's type can be, with labels."""
    return {"true": "", "false": ""} if type.kind == "boolean" else codes_of(policy).get(type.codes or "", {})


def example(policy: Policy, parameter: Parameter) -> str:
    """A value that the parameter could have."""
    type = parameter.type
    if type.kind == "number":
        return _EXAMPLES.get(type.unit or "", "3")
    return "2021-09-27" if type.kind == "date" else next(iter(options_of(policy, type)), "")


def _first(names: list[str]) -> tuple[str, str]:
    """The first names, in Chinese and in English: one sentence says it for all of them."""
    few = [quoted(name) for name in names[:_MOST_NAMED]]
    rest = len(names) - len(few)
    return (
        "、".join(few) + (f" 等 {len(names)} 处" if rest else ""),
        ", ".join(few) + (f" and {rest} more" if rest else ""),
    )


def _listed(options: Mapping[str, str]) -> str:
    return "、".join(f"{key} {label}".strip() if label != key else key for key, label in options.items())
