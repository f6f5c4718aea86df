"""Reads the fields of one definition from its YAML tree, with a clear word for each thing that is wrong."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from fractions import Fraction

from doudi.policy.definitions.model import Dated, Origin
from doudi.policy.definitions.nodes import Unlimited, Value
from doudi.policy.definitions.types import MONEY_UNITS, Type, code, number
from doudi.policy.expressions.values import ValueProblem, read_date, read_limit
from doudi.policy.messages.nearest import Near
from doudi.policy.messages.problems import Problems
from doudi.policy.messages.subject import Subject
from doudi.policy.reading.yamltree import Mapping, Scalar, Sequence, Tree
from doudi.vocabulary.fact_value import MOST_MONEY, MOST_NUMBER

NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
Codes = dict[str, dict[str, str]]


class Fields:
    """The fields of the definition `what` (such as `rule low_income`), at `origin`."""

    what: str

    def __init__(self, what: str, tree: Tree, origin: Origin, problems: Problems) -> None:
        self.what, self.problems = what, problems
        self.origin = Origin(origin.policy, origin.file, tree.line, origin.clause)
        if not isinstance(tree, Mapping):
            raise problems.stop("not-mapping", self.origin, what=what)
        self.tree = tree

    def at(self, tree: Tree | None) -> Origin:
        line = tree.line if tree is not None else self.origin.line
        return Origin(self.origin.policy, self.origin.file, line, self.origin.clause)

    def only(self, required: Iterable[str], optional: Iterable[str]) -> None:
        """Refuse keys that are not in the language and definitions without the required ones."""
        allowed = dict.fromkeys((*(required := tuple(required)), *optional))
        for key, scalar in self.tree.keys.items():
            if key not in allowed:
                near = Near(key, allowed)
                self.problems.add(
                    "unknown-key", self.at(scalar), what=self.what, key=key, nearest=near, allowed=tuple(allowed)
                )
        missing = tuple(key for key in required if self.is_empty(key))
        if missing:
            raise self.problems.stop("missing-key", self.origin, what=self.what, key=missing)

    def is_empty(self, key: str) -> bool:
        """Whether nothing is written under a key."""
        tree = self.get(key)
        return tree is None or (isinstance(tree, Scalar) and not tree.text)

    def get(self, key: str) -> Tree | None:
        return self.tree.items.get(key)

    def scalar(self, key: str) -> Scalar | None:
        """The scalar under a key, or None when there is none."""
        tree = self.get(key)
        if tree is None or isinstance(tree, Scalar):
            return tree
        raise self.problems.stop("not-text", self.at(tree), what=self.what, key=key)

    def text(self, key: str, default: str = "") -> str:
        scalar = self.scalar(key)
        return " ".join(scalar.text.split()) if scalar else default

    def flag(self, key: str) -> bool:
        scalar = self.scalar(key)
        if scalar is None:
            return False
        if scalar.text not in ("true", "false"):
            raise self.problems.stop("not-boolean", self.at(scalar), value=scalar.text)
        return scalar.text == "true"

    def one_of(self, key: str, options: Iterable[str], default: str = "") -> str:
        """A word out of a list; an absent one is `default`."""
        options = tuple(options)
        scalar = self.scalar(key)
        if scalar is None:
            return default
        if scalar.text not in options:
            raise self.problems.stop(
                "unknown-word",
                self.at(scalar),
                what=self.what,
                key=key,
                value=scalar.text,
                nearest=Near(scalar.text, options),
                allowed=options,
            )
        return scalar.text

    def date(self, key: str) -> datetime.date | None:
        scalar = self.scalar(key)
        return self.read_date(scalar) if scalar else None

    def read_date(self, scalar: Scalar) -> datetime.date:
        try:
            return read_date(scalar.text)
        except ValueProblem as problem:
            raise self.problems.stop(problem.code, self.at(scalar), value=scalar.text) from None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of words."""
        tree = self.get(key)
        if tree is None:
            return ()
        if not isinstance(tree, Sequence) or not all(isinstance(item, Scalar) for item in tree.items):
            raise self.problems.stop("not-list", self.at(tree), what=self.what, key=key)
        return tuple(item.text for item in tree.items if isinstance(item, Scalar))

    def cites(self, *, needed: bool = True) -> tuple[str, ...]:
        """The rows that the definition carries out."""
        found = self.texts("cites")
        if needed and not found:
            self.problems.add("uncited", self.origin, what=self.what)
        return found

    def mapping(self, key: str) -> Mapping | None:
        tree = self.get(key)
        if tree is None or isinstance(tree, Mapping):
            return tree
        raise self.problems.stop("not-mapping", self.at(tree), what=self.part(key))

    def part(self, kind: str, name: str = "") -> Subject:
        """A part of what is defined, for messages."""
        return (self.what if isinstance(self.what, Subject) else Subject(self.what)).part(kind, name)

    def inner(self, kind: str, name: str, tree: Tree) -> Fields:
        """The fields of a part of the definition."""
        return Fields(self.part(kind, name), tree, self.origin, self.problems)

    def type(self, units: Iterable[str], codes: Codes, default: str = "number") -> Type:
        """The type that `type` and `unit` declare."""
        unit = self.one_of("unit", units) or None
        kinds = ["money", "number", "boolean", "date", "text", *codes]
        kind = self.one_of("type", kinds, "money" if unit in MONEY_UNITS else default)
        if kind in codes:
            found = code(kind)
        elif kind in ("money", "number"):
            if (kind == "money") != (unit in MONEY_UNITS):
                raise self.problems.stop("unit-of-kind", self.origin, what=self.what, kind=kind, unit=unit or "—")
            found = number(unit)
        else:
            found = Type(kind)
        if unit and not found.is_number:
            raise self.problems.stop("unit-of-kind", self.origin, what=self.what, kind=kind, unit=unit)
        return found

    def dated(
        self, tree: Tree | None, type: Type, codes: Codes, until: datetime.date | None = None
    ) -> Dated[Value | Unlimited]:
        """Values by date; one plain value holds from the beginning of time."""
        if tree is None:
            return Dated((), until)
        if isinstance(tree, Scalar):
            return Dated(((datetime.date(1900, 1, 1), self.value(tree, type, codes)),), until)
        if not isinstance(tree, Mapping) or not tree.items:
            raise self.problems.stop("not-dated", self.at(tree), what=self.what)
        found: list[tuple[datetime.date, Value | Unlimited]] = []
        for key, value in tree.items.items():
            start = self.read_date(tree.keys[key])
            if not isinstance(value, Scalar):
                raise self.problems.stop("not-text", self.at(value), what=self.what, key=key)
            found.append((start, self.value(value, type, codes)))
            if until is not None and start > until:
                self.problems.add("value-after-end", self.at(value), what=self.what, date=start, until=until)
        return Dated(tuple(sorted(found, key=lambda pair: pair[0])), until)

    def value(self, scalar: Scalar, type: Type, codes: Codes) -> Value | Unlimited:
        """The value of a scalar, by its type and within its bounds."""
        try:
            found = read_limit(scalar.text, type, codes)
        except ValueProblem as problem:
            options = codes.get(type.codes or "", {})
            raise self.problems.stop(
                problem.code,
                self.at(scalar),
                value=scalar.text,
                what=self.what,
                nearest=Near(scalar.text, [*options, *options.values()]),
            ) from None
        if isinstance(found, Fraction) and not 0 <= found <= (MOST_MONEY if type.is_money else MOST_NUMBER):
            raise self.problems.stop("number-out-of-bounds", self.at(scalar), value=scalar.text)
        return found


def read_name(key: Scalar, what: str, origin: Origin, problems: Problems, reserved: Iterable[str]) -> str:
    """A definition's name: lower-case letters, digits, underscores, and no word of the language."""
    at = Origin(origin.policy, origin.file, key.line, origin.clause)
    if not NAME.fullmatch(key.text):
        raise problems.stop("bad-name", at, name=key.text, what=what)
    if key.text in reserved:
        raise problems.stop("reserved-name", at, name=key.text, what=what)
    return key.text
