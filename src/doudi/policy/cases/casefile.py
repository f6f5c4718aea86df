"""Reads `cases.yaml` strictly: an unknown key, result, member or row is an error, never a case that tests nothing."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from doudi.policy.cases.worked import Case, Expected, cases_file
from doudi.policy.definitions.model import Dated, Origin, Policy
from doudi.policy.expressions.values import ValueProblem, read_value
from doudi.policy.inputs.facts import HouseholdReader
from doudi.policy.inputs.outside import Given, OutsideReader
from doudi.policy.meaning.household import Household
from doudi.policy.meaning.setting import Setting
from doudi.policy.messages.nearest import Near
from doudi.policy.messages.problems import Broken, PolicyError, Problems
from doudi.policy.messages.refusal import Fault, Faults
from doudi.policy.messages.subject import Subject
from doudi.policy.reading.document import read_text
from doudi.policy.reading.fields import Fields
from doudi.policy.reading.library import shown
from doudi.policy.reading.yamltree import Mapping as MappingTree
from doudi.policy.reading.yamltree import Scalar, Sequence, Tree, read
from doudi.vocabulary.fact_value import FIRST_DATE, parse_number

UNKNOWN = "unknown"
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_KEYS = ("name", "date", "household"), ("set", "expect", "members", "needs", "cites")


def read_cases(policy: Policy, folder: Path) -> list[Case]:
    """The cases of the policy in a folder; none if it has no `cases.yaml`. Raises `PolicyError` with all mistakes."""
    path = cases_file(folder)
    if not path.exists():
        return []
    problems = Problems()
    origin = Origin(policy.name, shown(path), 1)
    cases: list[Case] = []
    with contextlib.suppress(Broken):
        cases = _File(policy, origin, problems).cases(read(read_text(path, origin, problems), origin, problems))
    if problems.found:
        raise PolicyError(problems.found)
    return cases


@dataclass(slots=True)
class _Defaults:
    given: dict[str, str] = field(default_factory=dict)
    household: dict[str, Any] = field(default_factory=dict)
    person: dict[str, Any] = field(default_factory=dict)


class _File:
    def __init__(self, policy: Policy, origin: Origin, problems: Problems) -> None:
        self.policy, self.origin, self.problems = policy, origin, problems
        self.rows = {row.id for clause in (*policy.clauses, *policy.base_clauses) for row in clause.rows}
        self.names: dict[str, int] = {}

    def cases(self, tree: Tree) -> list[Case]:
        fields = Fields("cases.yaml", tree, self.origin, self.problems)
        fields.only(["cases"], ["defaults"])
        defaults = self.defaults(fields.get("defaults"))
        listed = fields.get("cases")
        if not isinstance(listed, Sequence):
            raise self.problems.stop("not-list", self.origin, what="cases.yaml", key="cases")
        found = []
        for item in listed.items:
            try:
                found.append(self.case(item, defaults))
            except Broken:
                continue
        return found

    def defaults(self, tree: Tree | None) -> _Defaults:
        if tree is None:
            return _Defaults()
        fields = Fields(Subject("defaults"), tree, self.origin, self.problems)
        fields.only([], ["set", "household", "person"])
        trees = {"": fields.mapping("household"), "P1": fields.mapping("person")}
        lines = {(who, key): scalar.line for who, tree in trees.items() if tree for key, scalar in tree.keys.items()}
        household, person = (_plain(tree) for tree in trees.values())
        faults = Faults("")
        reader = HouseholdReader(self.policy, faults)
        typed = self.typed(household, "household", reader), self.typed(person, "person", reader)
        reader.household({**typed[0], "members": [typed[1]]}, "H1")
        given = _texts(fields.mapping("set"))
        self.given(given, faults)
        self.report(faults, fields.what, fields.origin, lines)
        return _Defaults(given, household, person)

    def case(self, tree: Tree, defaults: _Defaults) -> Case:
        fields = Fields(Subject("case"), tree, self.origin, self.problems)
        fields.what = Subject("case", f"“{fields.text('name')}”")
        fields.only(*_KEYS)
        name, date = fields.text("name"), fields.date("date")
        assert date is not None  # `only` has made sure of it
        if name in self.names:
            self.problems.add("case-twice", fields.origin, what=fields.what, first=self.names[name])
        self.names[name] = fields.origin.line
        faults = Faults("")
        given = self.given({**defaults.given, **_texts(fields.mapping("set"))}, faults)
        household, lines = self.household(fields, defaults, faults)
        self.report(faults, fields.what, fields.origin, lines)
        expected = self.expected(fields, household)
        cites = fields.cites(needed=False)
        self.known_rows(cites, fields)
        return Case(
            name, Setting(self.policy, date, given), household, expected, self.needs(fields), cites, fields.origin
        )

    def given(self, texts: Mapping[str, str], faults: Faults) -> Given:
        reader = OutsideReader(self.policy, faults)
        values = {name: reader.value(name, text) for name, text in texts.items() if text != UNKNOWN}
        return {name: Dated(((FIRST_DATE, value),)) for name, value in values.items() if value is not None}

    def household(
        self, fields: Fields, defaults: _Defaults, faults: Faults
    ) -> tuple[Household, dict[tuple[str, str], int]]:
        """The household with the defaults under it, and the lines where its facts stand, by member and key."""
        tree = fields.mapping("household") or MappingTree(fields.origin.line)
        reader = HouseholdReader(self.policy, faults)
        lines = {("", key): scalar.line for key, scalar in tree.keys.items()}
        members = tree.items.get("members")
        raw: dict[str, Any] = self.typed({**defaults.household, **_plain(tree, but="members")}, "household", reader)
        if isinstance(members, Sequence):
            raw["members"] = []
            for place, member in enumerate(members.items, 1):
                plain = _plain(member) if isinstance(member, MappingTree) else {}
                person = {"id": f"p{place}", **defaults.person, **plain}
                raw["members"].append(self.typed(person, "person", reader))
                if isinstance(member, MappingTree):
                    lines |= {(str(person["id"]), key): scalar.line for key, scalar in member.keys.items()}
                else:
                    self.problems.add("not-mapping", fields.at(member), what=Subject("members"))
        return reader.household(raw, str(raw.get("id") or "H1")), lines

    def typed(self, plain: Mapping[str, Any], entity: str, reader: HouseholdReader) -> dict[str, Any]:
        """Texts as the JSON values that they stand for, by the type of their fact; `unknown` is null."""
        known = reader.known[entity]
        return {key: _json(value, known[key][0].kind if key in known else "text") for key, value in plain.items()}

    def report(self, faults: Faults, what: str, origin: Origin, lines: Mapping[tuple[str, str], int]) -> None:
        """Turn what is wrong with facts into problems at their lines."""
        for fault in faults.found:
            line = lines.get((fault.place.member, fault.place.key), origin.line)
            at = Origin(origin.policy, origin.file, line)
            self.problems.add("case-fact", at, what=what, detail=_in_case(fault, "zh"), detail_en=_in_case(fault, "en"))
        if faults.found:
            raise Broken("case-fact")

    def expected(self, fields: Fields, household: Household) -> tuple[Expected, ...]:
        found = list(self.results(fields, fields.mapping("expect"), None))
        people = {person.id: place for place, person in enumerate(household.members)}
        members = fields.mapping("members")
        for name, tree in members.items.items() if members else ():
            if name not in people:
                self.problems.add(
                    "case-member",
                    fields.at(tree),
                    what=fields.what,
                    name=name,
                    known=tuple(people),
                    nearest=Near(name, people),
                )
            elif not isinstance(tree, MappingTree):
                self.problems.add("not-mapping", fields.at(tree), what=Subject("members", name))
            else:
                found += self.results(fields, tree, people[name])
        if not found:
            self.problems.add("case-empty", fields.origin, what=fields.what)
        return tuple(found)

    def results(self, fields: Fields, tree: MappingTree | None, member: int | None) -> list[Expected]:
        found = []
        for name, value in tree.items.items() if tree else ():
            rule = self.policy.rules.get(name)
            at = fields.at(tree.keys[name] if tree else None)
            if rule is None:
                self.problems.add(
                    "unknown-result", at, what=fields.what, name=name, nearest=Near(name, self.policy.rules)
                )
            elif (rule.entity == "household") != (member is None):
                self.problems.add("case-entity", at, what=fields.what, name=name)
            elif not isinstance(value, Scalar):
                self.problems.add("not-text", at, what=fields.what, key=name)
            else:
                try:
                    known = None if value.text == UNKNOWN else read_value(value.text, rule.type, self.policy.codes)
                    found.append(Expected(name, member, known))
                except ValueProblem as problem:
                    self.problems.add(problem.code, at, what=fields.what, value=value.text, nearest="")
        return found

    def needs(self, fields: Fields) -> frozenset[str] | None:
        if fields.get("needs") is None:
            return None
        names = fields.texts("needs")
        known = {name for _, name in self.policy.facts} | {*self.policy.parameters, *self.policy.readings}
        for name in names:
            if name not in known:
                at = fields.at(fields.get("needs"))
                self.problems.add("case-need", at, what=fields.what, name=name, nearest=Near(name, known))
        return frozenset(names)

    def known_rows(self, cites: tuple[str, ...], fields: Fields) -> None:
        for row in cites:
            if row not in self.rows:
                at = fields.at(fields.get("cites"))
                self.problems.add("unknown-row", at, what=fields.what, row=row, nearest=Near(row, self.rows))


def _plain(tree: MappingTree | None, but: str = "") -> dict[str, Any]:
    """The texts of a mapping; what is no text stays a tree, which the fact reader refuses."""
    items = tree.items.items() if tree else ()
    return {key: value.text if isinstance(value, Scalar) else value for key, value in items if key != but}


def _texts(tree: MappingTree | None) -> dict[str, str]:
    return {key: value.text if isinstance(value, Scalar) else "" for key, value in (tree.items.items() if tree else ())}


def _json(value: Any, kind: str) -> Any:
    if isinstance(value, Sequence):
        return []
    if isinstance(value, MappingTree):
        return {}
    if value == UNKNOWN:
        return None
    if kind == "boolean":
        return {"true": True, "false": False}.get(value, value)
    return parse_number(value) if kind == "number" and _NUMBER.fullmatch(value) else value


def _in_case(fault: Fault, lang: str) -> str:
    """A fault without its household, which is the case."""
    return replace(fault, place=replace(fault.place, household="")).text(lang)
