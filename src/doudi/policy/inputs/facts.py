"""Reads a JSON document into households: all of it is right, or none of it is used."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doudi.policy.definitions.model import Policy
from doudi.policy.definitions.nodes import Value
from doudi.policy.definitions.types import Type, code, number
from doudi.policy.inputs.factvalue import ValueReader
from doudi.policy.inputs.file import read_bytes
from doudi.policy.meaning.household import Household, Person
from doudi.policy.messages.nearest import nearest
from doudi.policy.messages.refusal import Faults, Place
from doudi.vocabulary import Term, load
from doudi.vocabulary.fact_value import kind_of, parse_number
from doudi.vocabulary.hidden import is_on_one_line
from doudi.vocabulary.id_number import IdNumberError, parse

MOST_BYTES = 50_000_000
MOST_MEMBERS = 50
MOST_ID = 100
IGNORED_KEYS = ("$schema", "$meaning")  # what `doudi form` adds to a household for its reader

_JSON_CAUSES = {
    "Expecting value": "这里应有一个值",
    "Expecting property name enclosed in double quotes": "这里应有一个用双引号括起来的键",
    "Expecting ':' delimiter": "这里应有冒号",
    "Expecting ',' delimiter": "这里应有逗号",
    "Extra data": "后面还有多余的内容",
    "Unterminated string starting at": "文字没有用引号结束",
    "Invalid control character at": "文字里有控制字符",
    "Invalid \\escape": "反斜杠写法不对",
    "Invalid \\uXXXX escape": "\\u 写法不对",
    "Illegal trailing comma before end of object": "最后一项后面不能有逗号",
    "Illegal trailing comma before end of array": "最后一项后面不能有逗号",
    "Unexpected UTF-8 BOM (decode using utf-8-sig)": "文件开头有多余的标记",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """The households of a file, in its order; `listed` when the file held a list."""

    households: tuple[Household, ...]
    listed: bool


class _Object(dict[str, Any]):
    """A JSON object that remembers the keys written twice."""

    twice: tuple[str, ...] = ()


def read_file(path: Path, policy: Policy) -> Facts:
    """The households of a file; raises `Refused`, naming the file as given."""
    faults = Faults(str(path))
    return read(read_bytes(path, MOST_BYTES, faults), policy, str(path))


def read(data: bytes, policy: Policy, source: str) -> Facts:
    """The households of a JSON text for a policy, `source` being its name in messages.

    Raises `Refused` with everything that is wrong. An absent or null fact is unknown. Facts are those of the
    vocabulary and of the policy.
    """
    faults = Faults(source)
    document = _parse(data, faults)
    if not isinstance(document, dict | list):
        found, found_en = kind_of(document)
        raise faults.stop("top-level", found=found, found_en=found_en)
    reader = HouseholdReader(policy, faults)
    households = reader.households(document if isinstance(document, list) else [document])
    faults.check()
    return Facts(households, isinstance(document, list))


def known_facts(policy: Policy) -> dict[str, dict[str, tuple[Type, str]]]:
    """Type and label of every fact that a document for the policy may give, by entity and name."""
    found: dict[str, dict[str, tuple[Type, str]]] = {"household": {}, "person": {}}
    for (entity, name), term in load().facts.items():
        found[entity][name] = (_type(term), term.label)
    for (entity, name), fact in policy.facts.items():
        found[entity][name] = (fact.type, fact.label)
    for facts in found.values():
        facts.pop("id", None)
    return found


def _type(term: Term) -> Type:
    if term.type in ("money", "number"):
        return number(term.unit)
    return Type(term.type) if term.type in ("boolean", "date", "text") else code(term.type)


def _parse(data: bytes, faults: Faults) -> Any:
    if len(data) > MOST_BYTES:
        raise faults.stop("too-large", most=MOST_BYTES // 1_000_000)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise faults.stop("not-utf8", line=data[: error.start].count(b"\n") + 1) from None
    if not text.strip():
        raise faults.stop("empty-file")

    def not_finite(word: str) -> None:
        raise faults.stop("not-finite", found=word)

    try:
        return json.loads(
            text,
            parse_float=parse_number,
            parse_int=parse_number,
            parse_constant=not_finite,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        cause = _JSON_CAUSES.get(error.msg, error.msg)
        raise faults.stop("not-json", line=error.lineno, column=error.colno, cause=cause, cause_en=error.msg) from None
    except RecursionError:
        raise faults.stop("too-deep") from None


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    found = _Object(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        found.twice = tuple(sorted({key for key in keys if keys.count(key) > 1})) if len(keys) < 1000 else ("…",)
    return found


class HouseholdReader:
    """Builds households from the parsed JSON, noting all that is wrong."""

    def __init__(self, policy: Policy, faults: Faults) -> None:
        self.policy, self.faults = policy, faults
        self.known = known_facts(policy)
        self.values = ValueReader({**load().codes, **policy.codes}, faults)

    def households(self, items: list[Any]) -> tuple[Household, ...]:
        ids = self.ids(items, "H")
        first: dict[str, int] = {}
        for position, name in enumerate(ids, 1):
            if name in first:
                self.faults.add("duplicate-household", Place(name), first=first[name], second=position)
            first.setdefault(name, position)
        return tuple(self.household(item, name) for item, name in zip(items, ids, strict=True))

    def household(self, item: Any, name: str) -> Household:
        place = Place(name)
        if not isinstance(item, dict):
            found, found_en = kind_of(item)
            self.faults.add("household-shape", place, found=found, found_en=found_en)
            return Household(name, {}, ())
        facts = self.facts(item, "household", place)
        return Household(name, facts, self.members(item, place))

    def members(self, item: Mapping[str, Any], place: Place) -> tuple[Person, ...]:
        members = item.get("members")
        at = Place(place.household, key="members")
        if members is None:
            self.faults.add("members-missing", at, most=MOST_MEMBERS)
            return ()
        if not isinstance(members, list):
            found, found_en = kind_of(members)
            self.faults.add("members-shape", at, found=found, found_en=found_en)
            return ()
        if not 1 <= len(members) <= MOST_MEMBERS:
            self.faults.add("members-count", at, found=len(members), most=MOST_MEMBERS)
            return ()
        ids = self.ids(members, "P", place.household)
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            self.faults.add("duplicate-member", Place(place.household, name))
        people = tuple(self.person(m, Place(place.household, name)) for m, name in zip(members, ids, strict=True))
        self.shared_numbers(people, place)
        return people

    def person(self, item: Any, place: Place) -> Person:
        if not isinstance(item, dict):
            found, found_en = kind_of(item)
            self.faults.add("member-shape", place, found=found, found_en=found_en)
            return Person(place.member, {})
        facts = self.facts(item, "person", place)
        return Person(place.member, self.identity(facts, place))

    def facts(self, item: Mapping[str, Any], entity: str, place: Place) -> dict[str, Value | None]:
        """The facts written on one household or member."""
        found: dict[str, Value | None] = {}
        for key in getattr(item, "twice", ()):
            self.faults.add("duplicate-key", self.at(place, key, entity))
        for key, raw in item.items():
            if key in self.known[entity]:
                found[key] = self.values.read(raw, self.known[entity][key][0], self.at(place, key, entity))
            elif key != "id" and not (entity == "household" and key in ("members", *IGNORED_KEYS)):
                self.unknown(key, entity, place)
        return found

    def at(self, place: Place, key: str, entity: str) -> Place:
        return Place(place.household, place.member, key, self.known[entity].get(key, (None, ""))[1])

    def unknown(self, key: str, entity: str, place: Place) -> None:
        """Note a key that is no fact here, with the likeliest reason."""
        at = Place(place.household, place.member, key)
        other = "person" if entity == "household" else "household"
        labels = {label: name for name, (_, label) in self.known[entity].items()}
        near = nearest(key, self.known[entity])
        if key in self.known[other]:
            at = self.at(place, key, other)
            self.faults.add("key-of-member" if other == "person" else "key-of-household", at)
        elif key in labels:
            self.faults.add("key-is-label", at, near=labels[key])
        elif key in self.policy.rules or key in load().results:
            self.faults.add("key-is-result", at)
        elif key in self.policy.parameters or key in self.policy.readings or key in load().parameters:
            self.faults.add("key-is-parameter", at, key=key)
        elif near:
            self.faults.add("unknown-key-near", at, near=near, label=self.known[entity][near][1])
        else:
            self.faults.add("unknown-key", at)

    def ids(self, items: list[Any], letter: str, household: str = "") -> list[str]:
        """The ids as written; who has none gets the next free one of H1, H2, … or P1, P2, …"""
        written = [self.written_id(item, f"{letter}{i}", household) for i, item in enumerate(items, 1)]
        taken = {name for name in written if name}
        found = []
        for position, name in enumerate(written, 1):
            if not name:
                name = next(n for n in _numbered(letter, position) if n not in taken)
                taken.add(name)
            found.append(name)
        return found

    def written_id(self, item: Any, position: str, household: str) -> str:
        raw = item.get("id") if isinstance(item, dict) else None
        if raw is None:
            return ""
        if isinstance(raw, str) and 1 <= len(raw) <= MOST_ID and raw.strip() and is_on_one_line(raw):
            return raw
        found, found_en = kind_of(raw)
        place = Place(household, position, "id") if household else Place(position, key="id")
        self.faults.add("id-shape", place, most=MOST_ID, found=found, found_en=found_en)
        return ""

    def identity(self, facts: dict[str, Value | None], place: Place) -> dict[str, Value | None]:
        """The facts with the ID number checked; it must not contradict the birth date and the sex."""
        text = facts.get("id_number")
        if not isinstance(text, str):
            return facts
        at = self.at(place, "id_number", "person")
        try:
            number = parse(text)
        except IdNumberError as error:
            self.faults.add("id-number", at, cause=error.zh, cause_en=error.en)
            return facts
        if facts.get("birth_date") not in (None, number.birth_date):
            self.faults.add("id-birth-date", at, found=number.birth_date, given=facts["birth_date"])
        if facts.get("sex") not in (None, number.sex):
            self.faults.add("id-sex", at, found=number.sex, given=facts["sex"])
        return {**facts, "id_number": number.text}

    def shared_numbers(self, people: Iterable[Person], place: Place) -> None:
        """Note members who have the same ID number."""
        owner: dict[Value, str] = {}
        for person in people:
            number = person.facts.get("id_number")
            if number is not None and owner.setdefault(number, person.id) != person.id:
                at = self.at(Place(place.household, person.id), "id_number", "person")
                self.faults.add("id-shared", at, other=owner[number])


def _numbered(letter: str, start: int) -> Iterator[str]:
    while True:
        yield f"{letter}{start}"
        start += 1
