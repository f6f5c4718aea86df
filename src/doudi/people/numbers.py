"""ID numbers for synthetic people: in the test range, valid, and never the same twice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from doudi.people.draw import Bools, Ints
from doudi.vocabulary.id_number import CHECK_CHARACTERS, SEQUENCES_PER_SEX, TEST_PROVINCE, WEIGHTS

COUNTIES_PER_BATCH = 20
MOST_BATCHES = 10_000 // COUNTIES_PER_BATCH

_CHECKS = np.frombuffer(CHECK_CHARACTERS.encode("ascii"), dtype=np.uint8)


def id_numbers(county: Ints, birth_date: NDArray[np.datetime64], male: Bools) -> NDArray[np.uint8]:
    """One number a row, as 18 ASCII bytes. `county` is the last four digits of the division.

    People of one county, birth date and sex get the sequences one after another; raises OverflowError when a day has
    more people than sequences.
    """
    step = _rank(county, birth_date, male)
    if len(step) and step.max() >= SEQUENCES_PER_SEX:
        raise OverflowError("more people of one county, birth date and sex than there are sequence numbers")
    year = birth_date.astype("datetime64[Y]").astype(np.int64) + 1970
    month = birth_date.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day = (birth_date - birth_date.astype("datetime64[M]")).astype(np.int64) + 1
    digits = np.empty((len(county), 17), dtype=np.int64)
    digits[:, :2] = [int(digit) for digit in TEST_PROVINCE]
    for start, width, number in (
        (2, 4, county),
        (6, 4, year),
        (10, 2, month),
        (12, 2, day),
        (14, 3, 2 * step + np.where(male, 1, 2)),
    ):
        for place in range(width):
            digits[:, start + place] = number // 10 ** (width - 1 - place) % 10
    found = np.empty((len(county), 18), dtype=np.uint8)
    found[:, :17] = digits + ord("0")
    found[:, 17] = _CHECKS[digits @ np.asarray(WEIGHTS) % 11]
    return found


def _rank(county: Ints, birth_date: NDArray[np.datetime64], male: Bools) -> Ints:
    """For each person, how many of the same county, birth date and sex come before."""
    key = (county * 200_000 + birth_date.astype("datetime64[D]").astype(np.int64) + 100_000) * 2 + male
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    starts = np.concatenate(([True], ordered[1:] != ordered[:-1])) if len(key) else np.empty(0, dtype=bool)
    first = np.maximum.accumulate(np.where(starts, np.arange(len(key)), 0))
    rank = np.empty(len(key), dtype=np.int64)
    rank[order] = np.arange(len(key)) - first
    return rank
