"""Puts people into their households, whatever the order of rows, and finds the households that cannot be decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.policy.inputs.facts import MOST_MEMBERS
from doudi.registers.arrays import Integers, Mask
from doudi.registers.reasons import reason
from doudi.registers.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Groups:
    """Households that are whole and right, in the order of their ids, and the rest.

    `households` and `people` are row places in the sheets, the people of one household together in the order of the
    file; `starts` says where each household's people begin. `left_households` and `left_people` are the other rows.
    `members` are the people's ids, those without one numbered P1, P2, … in their household.
    """

    households: Integers
    people: Integers
    starts: Integers
    members: Any
    left_households: Integers
    left_people: Integers


def group(households: Sheet, people: Sheet, lang: str) -> Groups:
    """Join the two sheets; what is wrong with a household is noted as faults of its rows."""
    of_household, of_person, distinct = _numbered(households.household, people.household)
    wrong = np.zeros(distinct, bool)
    person_order = _in_order(of_person)
    members = _member_ids(people, of_person, person_order)
    _check_repeated(people, of_person, members, lang)
    _check_sizes(households, people, of_household, of_person, distinct, lang)
    for sheet, numbers in ((households, of_household), (people, of_person)):
        if sheet.faults:
            wrong[numbers[np.fromiter(sheet.faults, np.int64)]] = True
    household_order = _in_order(of_household)
    kept_people = person_order[~wrong[of_person[person_order]]]
    kept = household_order[~wrong[of_household[household_order]]]
    starts = np.searchsorted(of_person[kept_people], of_household[kept])
    return Groups(
        kept,
        kept_people,
        np.append(starts, len(kept_people)).astype(np.int64),
        members,
        household_order[wrong[of_household[household_order]]],
        person_order[wrong[of_person[person_order]]],
    )


def _numbered(first: Any, second: Any) -> tuple[Integers, Integers, int]:
    """Numbers for the ids of two columns, equal for equal ids, in the order of the ids; and how many there are."""
    joined = pa.concat_arrays([pc.fill_null(first, ""), pc.fill_null(second, "")]).dictionary_encode()
    places = pc.sort_indices(joined.dictionary).to_numpy()
    rank = np.empty(len(places), np.int64)
    rank[places] = np.arange(len(places))
    numbers = rank[joined.indices.to_numpy()] if len(places) else np.zeros(0, np.int64)
    return numbers[: len(first)], numbers[len(first) :], len(places)


def _in_order(numbers: Integers) -> Integers:
    """The rows in the order of their numbers, equals in the order of the file."""
    if len(numbers) < 2 or bool((numbers[1:] >= numbers[:-1]).all()):
        return np.arange(len(numbers))
    return np.argsort(numbers, kind="stable")


def _member_ids(people: Sheet, household: Integers, order: Integers) -> Any:
    """The people's ids; who have none are P1, P2, … by their place in the household."""
    if people.id.null_count == 0:
        return people.id
    sorted_households = household[order]
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order)) - np.searchsorted(sorted_households, sorted_households) + 1
    return pc.coalesce(people.id, pc.binary_join_element_wise("P", pa.array(place).cast(pa.string()), ""))


def _check_repeated(people: Sheet, household: Integers, members: Any, lang: str) -> None:
    """Note members of one household with the same id or the same ID number."""
    ids = members.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    for row in _repeated(household, ids).nonzero()[0].tolist():
        if people.household[row].as_py():
            people.fault(row, reason("duplicate-member", lang))
    if people.id_numbers is not None:
        numbers = people.id_numbers.number
        for row in (_repeated(household, numbers) & (numbers > 0)).nonzero()[0].tolist():
            people.fault(row, reason("id-shared", lang))


def _repeated(household: Integers, numbers: Integers) -> Mask:
    """Which rows share both household and number with another row."""
    order = np.lexsort((numbers, household))
    same = (household[order][1:] == household[order][:-1]) & (numbers[order][1:] == numbers[order][:-1])
    found = np.zeros(len(household), bool)
    found[order[1:][same]] = True
    found[order[:-1][same]] = True
    return found


def _check_sizes(
    households: Sheet, people: Sheet, of_household: Integers, of_person: Integers, distinct: int, lang: str
) -> None:
    """Note households that stand twice, without members or with too many, and people of no household."""
    stands, size = np.bincount(of_household, minlength=distinct), np.bincount(of_person, minlength=distinct)
    wrong = (stands != 1) | (size == 0) | (size > MOST_MEMBERS)
    for row in wrong[of_household].nonzero()[0].tolist():
        if not households.household[row].as_py():
            continue  # noted as such
        number = of_household[row]
        if stands[number] > 1:
            households.fault(row, reason("duplicate-household", lang, count=stands[number]))
        if size[number] == 0:
            households.fault(row, reason("no-members", lang))
        if size[number] > MOST_MEMBERS:
            households.fault(row, reason("too-many-members", lang, count=size[number]))
    for row in (stands[of_person] == 0).nonzero()[0].tolist():
        name = people.household[row].as_py()
        if name:
            people.fault(row, reason("no-such-household", lang, household=name))
