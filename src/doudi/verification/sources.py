"""The door for sources that answer by themselves: a file in a folder, a platform's HTTP service.

An adapter is a class with the shape of `Source`, named in the setting DOUDI_SOURCES (`package.module.Class`, several
with commas). It is made without arguments and reads its own settings. Nothing else changes: what it answers is
matched, compared and settled like a report entered by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from doudi.registry.models import Person
from doudi.verification.reporting import Found


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who is looked up. Supporters outside the household are looked up too, but have no facts of their own."""

    name: str
    id_number: str


@dataclass(frozen=True, slots=True)
class Query:
    """What leaves the office: the case's number as reference, who, and which facts. Nothing of the case's story."""

    reference: str
    people: tuple[Asked, ...]
    facts: tuple[tuple[str, str], ...]
    """The facts asked, as (entity, name): those of the request that the source knows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One fact as a source has it. `id_number` and `name` say of whom; both empty: of the household."""

    fact: str
    value: object
    id_number: str = ""
    name: str = ""


class Source(Protocol):
    """A place that can be asked. `name` is its key, `facts` what it can answer, as (entity, name)."""

    name: str
    label: str
    facts: frozenset[tuple[str, str]]

    def ask(self, query: Query) -> str:
        """Hand over a query; the key of the batch by which its answers are fetched later."""
        ...

    def answers(self, batch: str) -> list[Answer] | None:
        """The answers of a batch; None while it has none yet."""
        ...


def configured() -> dict[str, Source]:
    """The sources of this site by name; none unless the setting says so."""
    return {source.name: source for source in _made(tuple(settings.DOUDI_SOURCES))}


@lru_cache(maxsize=4)
def _made(paths: tuple[str, ...]) -> tuple[Source, ...]:
    return tuple(import_string(path)() for path in paths)


@dataclass(frozen=True, slots=True)
class Matched:
    """Answers whose person was recognised, and a line about each that was not, without a number in it."""

    found: list[Found]
    doubts: list[str]


def match(people: Sequence[tuple[Person, str]], source: str, answers: Iterable[Answer]) -> Matched:
    """Whose answer is whose, by ID number and name together. `people` come with their ID numbers.

    A known number under another name is not taken: it may be somebody else's.
    """
    by_number = {number.upper(): person for person, number in people if number}
    found: list[Found] = []
    doubts: list[str] = []
    for answer in answers:
        if not answer.id_number and not answer.name:
            found.append(Found(answer.fact, answer.value, None, source))
            continue
        person = by_number.get(answer.id_number.strip().upper())
        if person is None:
            doubts.append(f"{source}：有一条答复的人不在这次核对里，没有采用。")  # kept
        elif _plain(answer.name) != _plain(person.name):
            doubts.append(f"{source}：{person.name} 的号码对得上，姓名对不上，没有采用。")  # kept
        else:
            found.append(Found(answer.fact, answer.value, person, source))
    return Matched(found, list(dict.fromkeys(doubts)))


def _plain(name: str) -> str:
    """A name as it is compared: without spaces and the different middle dots of names."""
    return "".join(sign for sign in name if not sign.isspace() and sign not in "·•・．.")
