"""What is so of synthetic households: income (often just at a line), property, housing and emergencies."""

from __future__ import annotations

import numpy as np

from doudi.people.circumstances import Person
from doudi.people.draw import Bools, Column, Draw, Ints
from doudi.people.structure import HEAD, Structure

NEAR_SHARE = 0.2
"""The share of households whose income per head lies at a line, or a fen beside it."""

# Lines that policies draw, as shares of the assistance standard, in hundredths.
_MULTIPLES = (100, 130, 150, 160, 200)


def incomes(person: Person, standard: int) -> dict[str, Column]:
    """The incomes of persons; `standard` is the assistance standard in fen a head and month."""
    draw, count, age = person.draw, person.count, person.age
    working = (age >= 16) & (age < 65) & (person.school == 0) & (person.unable < 2)
    low = person.share(0.45)
    wage = np.where(low, draw.fen(0, 1_500, count), draw.fen(1_500, 6_000, count))
    wage = np.where(working & person.share(0.75), wage, 0)
    pension = (age >= 60) & person.share(0.8)
    found = {
        "wage_income": wage,
        "business_income": np.where(working & person.share(0.12), draw.fen(100, 3_000, count), 0),
        "property_income": np.where(person.share(0.04), draw.fen(10, 800, count), 0),
        "transfer_income": np.where(person.share(0.12), draw.fen(20, 600, count), 0),
        "basic_pension": np.where(pension, draw.fen(103, 220, count), 0),
        "exempt_income": np.where(person.share(0.08), draw.fen(20, 400, count), 0),
        "employment_cost": np.where((wage > 0) & person.share(0.1), draw.fen(20, 300, count), 0),
    }
    near = draw.share(NEAR_SHARE, person.structure.households)
    total = _near_lines(draw, person.structure.size, standard)
    return {
        name: Column("money", _with_line(name, values, person.structure, near, total)) for name, values in found.items()
    }


def _near_lines(draw: Draw, size: Ints, standard: int) -> Ints:
    """A household's income exactly at a line per head, or a fen below or above it."""
    multiple = draw.pick(_MULTIPLES, (0.35, 0.1, 0.3, 0.15, 0.1), len(size))
    return standard * multiple * size // 100 + draw.between(-1, 1, len(size))


def _with_line(name: str, values: Ints, structure: Structure, near: Bools, total: Ints) -> Ints:
    """In a household near a line the head earns all of it and nobody anything else."""
    earns = name == "wage_income"
    alone = np.where(structure.relation == HEAD, total[structure.household] if earns else 0, 0)
    return np.where(near[structure.household], alone, values)


def household_facts(draw: Draw, structure: Structure, division: str) -> dict[str, Column]:
    """Every fact of a household, before anything is made unknown."""
    count = structure.households

    def yes(share: float, among: Bools | None = None) -> Column:
        drawn = draw.share(share, count)
        return Column("boolean", drawn if among is None else drawn & among)

    housing = draw.pick(range(5), (0.72, 0.08, 0.12, 0.05, 0.03), count)
    renting = (housing == 1) | (housing == 2)
    incident = draw.pick(range(8), (0.93, 0.03, 0.012, 0.006, 0.002, 0.003, 0.012, 0.005), count)
    struck = incident > 0
    return {
        "division": Column("code", np.zeros(count, dtype=np.int64), options=(division,)),
        "lives_in": Column("code", np.where(draw.share(0.7, count), 0, 1), options=("urban", "rural")),
        "property_within_limits": yes(0.85),
        "deposits": _money(draw, 0, 80_000, draw.share(0.7, count)),
        "housing_area": Column("area", draw.between(1_200, 18_000, count)),
        "vehicles": Column("number", draw.pick((0, 1, 2), (0.78, 0.19, 0.03), count)),
        "housing": Column("code", housing, options=("own", "public_rental", "private_rental", "dilapidated", "none")),
        "monthly_rent": _money(draw, 30, 1_500, renting),
        "prefers_home_care": yes(0.9),
        "months_below_standard": Column("number", np.where(draw.share(0.2, count), draw.between(1, 36, count), 0)),
        "other_rigid_spending": _money(draw, 50, 3_000, struck),
        "in_receipt_of_dibao": yes(0.08),
        "became_employed": yes(0.03),
        "formerly_poor": yes(0.1),
        "irregular_income": yes(0.15),
        "incident": Column(
            "code", incident, options=("none", "illness", "accident", "disaster", "epidemic", "fire", "study", "other")
        ),
        "urgent": yes(0.3, struck),
        "covered_by_other_scheme": yes(0.1),
        "hardship_remains": yes(0.3, struck),
        "aid_needed": _money(draw, 200, 30_000, struck),
        "aid_this_year": _money(draw, 200, 8_000, draw.share(0.02, count)),
        "aid_same_cause_12m": Column("number", np.where(struck, draw.pick((0, 1, 2), (0.85, 0.13, 0.02), count), 0)),
        "guarantees_met": yes(0.95),
    }


def _money(draw: Draw, low: int, high: int, among: Bools) -> Column:
    return Column("money", np.where(among, draw.fen(low, high, len(among)), 0))
