"""Who lives together: household sizes, relations, ages and sexes, drawn as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from doudi.people.draw import Draw, Ints

BASE = np.datetime64("2022-01-01", "D")
"""The day on which ages are what they were drawn to be."""

SIZES = (1, 2, 3, 4, 5, 6, 7, 8)
_SIZE_SHARES = (0.26, 0.29, 0.21, 0.13, 0.07, 0.025, 0.01, 0.005)
RELATIONS = ("head", "spouse", "child", "grandchild", "parent", "grandparent", "sibling", "other")
HEAD, SPOUSE, CHILD, GRANDCHILD, PARENT, GRANDPARENT, SIBLING, OTHER = range(8)
_OLDEST = 105
# Ages at which rules change; some people have exactly their birthday on the base day, or a day to go.
_TURNING_AGES = (16, 18, 35, 55, 60, 64, 70, 80)


@dataclass(frozen=True, slots=True)
class Structure:
    """People in order of household. `household` is each person's household, `position` the place in it (0 the head);
    `size` is by household; `age` in completed years on `BASE`."""

    household: Ints
    position: Ints
    size: Ints
    relation: Ints
    age: Ints
    male: NDArray[np.bool_]
    birth_date: NDArray[np.datetime64]

    @property
    def people(self) -> int:
        return len(self.household)

    @property
    def households(self) -> int:
        return len(self.size)


def draw_structure(draw: Draw, people: int) -> Structure:
    """Exactly `people` persons in households."""
    size = _sizes(draw, people)
    household = np.repeat(np.arange(len(size)), size)
    first = np.concatenate(([0], np.cumsum(size)[:-1]))
    position = np.arange(people) - first[household]
    head_age = _head_ages(draw, len(size))
    relation = _relations(draw, size, head_age, household, position)
    age = _ages(draw, head_age[household], relation)
    male = draw.share(0.5, people)
    spouse = relation == SPOUSE
    male[spouse] = ~male[first[household[spouse]]]
    return Structure(household, position, size, relation, age, male, _birth_dates(draw, age))


def _sizes(draw: Draw, people: int) -> Ints:
    drawn = draw.pick(SIZES, _SIZE_SHARES, people)
    ends = np.cumsum(drawn)
    count = int(np.searchsorted(ends, people)) + 1
    size = drawn[:count].copy()
    size[-1] -= ends[count - 1] - people
    return size


def _head_ages(draw: Draw, households: int) -> Ints:
    return np.clip(
        np.where(draw.share(0.3, households), draw.between(60, 92, households), draw.between(17, 62, households)),
        17,
        92,
    )


def _relations(draw: Draw, size: Ints, head_age: Ints, household: Ints, position: Ints) -> Ints:
    """The head first, then a spouse, parents and, last, children (or grandchildren whose parents are away)."""
    households, people = len(size), len(household)
    spouse = (size > 1) & draw.share(0.72, households) & (head_age >= 22)
    parents = np.where((size > 2) & (head_age < 65), draw.pick((0, 1, 2), (0.72, 0.2, 0.08), households), 0)
    apart = (head_age >= 52) & draw.share(0.2, households)  # grandparents who raise the children of migrants
    rank = position - 1 - spouse[household]
    relation = np.where(apart[household], GRANDCHILD, CHILD)
    odd = draw.share(0.04, people)
    relation = np.where(odd, draw.pick((SIBLING, OTHER, GRANDPARENT), (0.6, 0.3, 0.1), people), relation)
    relation = np.where((relation == CHILD) & (head_age[household] < 20), SIBLING, relation)
    relation = np.where((rank >= 0) & (rank < parents[household]), PARENT, relation)
    relation = np.where((position == 1) & spouse[household], SPOUSE, relation)
    return np.where(position == 0, HEAD, relation)


def _ages(draw: Draw, head: Ints, relation: Ints) -> Ints:
    people = len(head)
    apart = draw.between(20, 36, people)
    age = np.select(
        [
            relation == HEAD,
            relation == SPOUSE,
            relation == CHILD,
            relation == GRANDCHILD,
            relation == PARENT,
            relation == GRANDPARENT,
        ],
        [
            head,
            head + draw.between(-5, 4, people),
            head - apart,
            head - apart - draw.between(22, 32, people),
            head + apart,
            head + apart + 25,
        ],
        default=head + draw.between(-8, 8, people),
    )
    return np.clip(age, 0, _OLDEST)


def _birth_dates(draw: Draw, age: Ints) -> NDArray[np.datetime64]:
    """A birth date for each age; one in a hundred exactly on the birthday, and as many on the eve of it."""
    people = len(age)
    year = BASE.astype("datetime64[Y]")
    birthday = (year - age).astype("datetime64[D]")
    drawn = birthday - draw.between(0, 364, people)
    turning = np.isin(age, _TURNING_AGES)
    return np.where(turning & draw.share(0.02, people), birthday - 364 * draw.share(0.5, people).astype(int), drawn)
