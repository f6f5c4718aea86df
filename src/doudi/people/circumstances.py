"""What is so of synthetic people: income, health, school, standing and insurance, plausible for their age."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from doudi.people.draw import Bools, Column, Draw, Ints
from doudi.people.structure import RELATIONS, SPOUSE, Structure

DISABILITIES = ("none", "visual", "hearing", "speech", "physical", "intellectual", "mental", "multiple")
_DISABILITY_SHARES = (0.90, 0.015, 0.015, 0.005, 0.04, 0.01, 0.01, 0.005)
SCHOOLS = ("none", "preschool", "compulsory", "senior", "vocational", "university")
NONE, PRESCHOOL, COMPULSORY, SENIOR, VOCATIONAL, UNIVERSITY = range(6)
_SURNAMES = ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸")


@dataclass(frozen=True, slots=True)
class Person:
    """What other facts are drawn from."""

    draw: Draw
    structure: Structure
    disability: Ints
    grade: Ints
    school: Ints
    ill: Bools
    unable: Ints

    @property
    def age(self) -> Ints:
        return self.structure.age

    @property
    def count(self) -> int:
        return self.structure.people

    def share(self, share: float, among: Bools | None = None) -> Bools:
        """True for about that share of those `among`, false for the others."""
        drawn = self.draw.share(share, self.count)
        return drawn if among is None else drawn & among

    def money(self, low: int, high: int, among: Bools) -> Column:
        """An amount for those `among`, 0 for the others."""
        return Column("money", np.where(among, self.draw.fen(low, high, self.count), 0))


def draw_person(draw: Draw, structure: Structure) -> Person:
    """The circumstances on which the others rest."""
    count, age = structure.people, structure.age
    disability = draw.pick(range(len(DISABILITIES)), _DISABILITY_SHARES, count)
    grade = np.where(disability > 0, draw.pick((1, 2, 3, 4), (0.12, 0.2, 0.3, 0.38), count), 0)
    old = age >= 75
    severe = (disability > 0) & (grade <= 2)
    unable = np.where(old & draw.share(0.2, count), 1, 0) + np.where(severe & draw.share(0.5, count), 1, 0)
    return Person(
        draw, structure, disability, grade, _school(draw, age), draw.share(0.04, count), np.minimum(unable, 2)
    )


def _school(draw: Draw, age: Ints) -> Ints:
    senior = np.where(draw.share(0.55, len(age)), SENIOR, VOCATIONAL)
    return np.select(
        [(age >= 3) & (age < 6), (age >= 6) & (age < 15), (age >= 15) & (age < 18), (age >= 18) & (age < 22)],
        [PRESCHOOL, COMPULSORY, senior, np.where(draw.share(0.5, len(age)), UNIVERSITY, NONE)],
        default=NONE,
    )


def person_facts(person: Person, division: str) -> dict[str, Column]:
    """Every fact of a person but the ID number, name and income; before anything is made unknown."""
    return {
        **_who(person, division),
        **_work(person),
        **_health(person),
        **_standing(person),
        **_schooling(person),
        **_insurance(person),
    }


def _who(person: Person, division: str) -> dict[str, Column]:
    structure = person.structure
    home = ~person.share(0.08)
    away = np.asarray([division, "990999"])
    urban = ~person.share(0.35)
    return {
        "sex": Column("code", np.where(structure.male, 0, 1), options=("male", "female")),
        "birth_date": Column("date", structure.birth_date),
        "relation": Column("code", structure.relation, options=RELATIONS),
        "hukou": Column("code", np.where(urban, 0, 1), options=("urban", "rural")),
        "hukou_division": Column("code", np.where(home, 0, 1), options=tuple(str(code) for code in away)),
        "residence_permit": Column("boolean", person.share(0.6, ~home)),
        "months_resident": Column(
            "number", np.where(home, np.minimum(person.age * 12 + 6, 1200), person.draw.between(0, 40, person.count))
        ),
    }


def _work(person: Person) -> dict[str, Column]:
    age, count, draw = person.age, person.count, person.draw
    working_age = (age >= 16) & (age < 60)
    able = working_age & (person.unable < 2)
    labour = np.where(able, draw.pick((0, 1), (0.9, 0.1), count), np.where(working_age, 2, np.where(age >= 60, 1, 2)))
    labour = np.where(age >= 70, 2, labour)
    free = able & (person.school == NONE)
    employment = np.where(free, draw.pick((0, 1, 2, 3), (0.55, 0.2, 0.18, 0.07), count), 3)
    employment = np.where(person.school > NONE, 4, employment)
    idle = employment == 2
    return {
        "labour": Column("code", labour, options=("full", "partial", "none")),
        "employment": Column("code", employment, options=("employed", "flexible", "unemployed", "inactive", "student")),
        "hard_to_employ": Column("boolean", person.share(0.25, idle)),
        "wants_job": Column("boolean", person.share(0.7, idle)),
        "wants_training": Column("boolean", person.share(0.3, idle)),
        "wants_business": Column("boolean", person.share(0.05, free)),
        "hardship_worker": Column("boolean", person.share(0.02, employment < 2)),
    }


def _health(person: Person) -> dict[str, Column]:
    ill, draw, count = person.ill, person.draw, person.count
    disabled = person.disability > 0
    care = (person.share(0.08) | ill) & (person.age > 0)
    kind = np.where(ill, draw.pick((0, 1, 2, 3), (0.2, 0.3, 0.3, 0.2), count), np.where(person.share(0.06), 1, 0))
    return {
        "disability_kind": Column("code", person.disability, options=DISABILITIES),
        "disability_grade": Column("number", person.grade, known=disabled),
        "serious_illness": Column("boolean", ill),
        "self_care": Column("code", person.unable, options=("able", "partial", "unable")),
        "in_hospital_unable": Column("boolean", person.share(0.2, ill)),
        "illness_spending": person.money(50, 4000, ill),
        "disability_spending": person.money(20, 800, disabled & person.share(0.5)),
        "inpatient_cost": person.money(500, 90_000, care & person.share(0.5)),
        "outpatient_cost": person.money(50, 20_000, care),
        "outpatient_kind": Column("code", kind, options=("none", "chronic", "special", "serious")),
    }


def _standing(person: Person) -> dict[str, Column]:
    age, draw = person.age, person.draw
    minor = age < 18
    alone = (person.structure.size[person.structure.household] == 1) & (age >= 60)
    supported = ~(alone & person.share(0.4)) & ~person.share(0.03)
    only = draw.pick((0, 1, 2), (0.99, 0.006, 0.004), person.count)
    parent = (person.structure.relation <= SPOUSE) & (age >= 45)
    only = np.where(parent, only, 0)
    return {
        "orphan": Column("boolean", person.share(0.004, minor)),
        "unattended_child": Column("boolean", person.share(0.006, minor)),
        "able_supporter": Column("boolean", supported),
        "supported_by_family": Column("boolean", person.share(0.3, (person.disability > 0) & (age >= 18))),
        "care_place": Column("code", np.where(person.share(0.15), 1, 0), options=("home", "institution")),
        "wants_institution": Column("boolean", person.share(0.1, age >= 60)),
        "community_correction": Column("boolean", person.share(0.002, age >= 18)),
        "only_child": Column("code", only, options=("none", "died", "disabled")),
        "only_child_grade": Column("number", draw.between(1, 4, person.count), known=only == 2),
        "has_other_child": Column("boolean", person.share(0.2, only > 0)),
        "veteran_preference": Column("boolean", person.share(0.01, age >= 18)),
    }


def _schooling(person: Person) -> dict[str, Column]:
    school = person.school
    pupil = school > NONE
    return {
        "school": Column("code", school, options=SCHOOLS),
        "boarding": Column("boolean", person.share(0.3, school >= COMPULSORY)),
        "new_university_student": Column("boolean", (school == UNIVERSITY) & (person.age == 18)),
        "cannot_attend_school": Column("boolean", person.share(0.3, pupil & (person.unable == 2))),
        "education_spending": person.money(20, 1500, pupil & person.share(0.6)),
    }


def _insurance(person: Person) -> dict[str, Column]:
    adult = (person.age >= 16) & (person.age < 60) & (person.school == NONE)
    insured = person.share(0.93)
    pension = person.share(0.6, adult)
    return {
        "resident_medical_insured": Column("boolean", insured),
        "medical_premium": Column("money", np.where(insured, 38_000, 0)),
        "resident_pension_insured": Column("boolean", pension),
        "pension_paid": Column(
            "money",
            np.where(
                pension, person.draw.pick((10_000, 20_000, 50_000, 100_000), (0.5, 0.2, 0.2, 0.1), person.count), 0
            ),
        ),
    }


def names(draw: Draw, structure: Structure) -> tuple[Ints, tuple[str, ...]]:
    """Invented names, plainly not of anybody: one of a list for each person."""
    options = tuple(f"虚{first}{second}" for first in _SURNAMES for second in _SURNAMES)
    return draw.between(0, len(options) - 1, structure.people), options
