"""Invented people as the office enters them: drawn as a register, with names, numbers and every fact."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from doudi.people.registry import Order, batches
from doudi.registry.identity import Who
from doudi.vocabulary import load

_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红玲建国兰珍云峰琴春梅海燕文斌雪宇浩然"
NAMES = tuple(
    f"{family}{first}{second}"
    for family, (first, second) in itertools.product(_FAMILY, itertools.product(_GIVEN[::2], _GIVEN[1::2]))
)
"""Invented names, so many of each family name."""
_HOME = "433126"
"""Where everybody's hukou is: in the county whose policy is in force, so that most may apply."""
_NOT_FACTS = {"household", "id", "division", "id_number", "sex", "birth_date", "relation", "name"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A person or a household: who it is, and its facts as an official would type them."""

    row: dict[str, Any]
    facts: dict[str, object]
    members: list[Drawn] = field(default_factory=list)


def name(number: int) -> str:
    """The name of the so-manieth person; the same number has the same name, and neighbours have others."""
    return NAMES[number * 7919 % len(NAMES)]


def telephone(number: int) -> str:
    """The invented telephone number of the so-manieth person."""
    return f"199{number % 100_000_000:08}"


def draw(people: int, seed: int = 5) -> list[Drawn]:
    """Households of so many people."""
    found = []
    for households, persons in batches(Order(people, seed)):
        of: dict[str, list[Drawn]] = defaultdict(list)
        for row in persons.to_pylist():
            of[row["household"]].append(Drawn(row, _facts(row, "person")))
        found += [Drawn(row, _facts(row, "household"), of[row["id"]]) for row in households.to_pylist()]
    return found


def who(row: dict[str, Any], number: int) -> Who:
    """The so-manieth person, as somebody declared."""
    return Who(name(number), row["id_number"], telephone=telephone(number))


def some(seed: int, among: int) -> Iterator[int]:
    """Numbers below a bound, drawn from a seed, without end."""
    source = random.Random(seed)
    while True:
        yield source.randrange(among)


def _facts(row: dict[str, Any], entity: str) -> dict[str, object]:
    known = load().facts
    return {
        name: _HOME if name == "hukou_division" else value
        for name, value in row.items()
        if name not in _NOT_FACTS and value is not None and (entity, name) in known
    }
