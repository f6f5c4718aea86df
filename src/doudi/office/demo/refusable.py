"""Families that ask for what the policy does not give them: each is refused by its figures, nobody needs to say why."""

from __future__ import annotations

import random

from doudi.office.demo.families import Family, Member, Told, near


def well_off(chance: random.Random, standard: int) -> Family:
    """Two good wages, a car and savings: nothing is due, and the letter says why."""
    return _well_paid(chance, standard, "物价上涨，申请低保")


def nothing_struck(chance: random.Random, standard: int) -> Family:
    """The same, asking for urgent aid although nothing has happened to them."""
    return _well_paid(chance, standard, "家用电器损坏，申请临时救助")


def talked_over(chance: random.Random, standard: int) -> Family:
    """The same, asking for their case to be talked over."""
    return _well_paid(chance, standard, "房贷压力大，申请一事一议")


def not_in_receipt(chance: random.Random, standard: int) -> Family:
    """The same, asking to be taken over from an assistance that they do not receive."""
    return _well_paid(chance, standard, "以为已在享低保，申请直接纳入")


def spends_little(chance: random.Random, standard: int) -> Family:
    """The same, asking for help with spending that is as anybody's."""
    return _well_paid(chance, standard, "日常开支大，申请支出型困难救助")


def parents_there(chance: random.Random, standard: int) -> Family:
    """A child, not yet at school, whose parents both live, earn and care for it."""
    father, mother = _two_wages(chance, standard)
    child = Member("child", chance.choice(("male", "female")), chance.randint(3, 5))
    return Family((father, mother, child), "父亲常年在外务工，申请困境儿童保障", _OWN, applicant=2, guardian=True)


def lets_rooms(chance: random.Random, standard: int) -> Family:
    """An old man alone who lives well on the rent of what he lets, with a son who is able to support him."""
    facts = {"property_income": near(chance, standard * 6), "able_supporter": True}
    return Family((Member("head", "male", chance.randint(62, 75), facts),), "独自居住，申请特困供养", _OWN)


BY_PROCESS: dict[str, Told] = {
    "emergency": nothing_struck,
    "temporary": nothing_struck,
    "temporary_aid": nothing_struck,
    "case_meeting": talked_over,
    "in_receipt": not_in_receipt,
    "spending": spends_little,
    "expenditure": spends_little,
    "rigid": spends_little,
    "children": parents_there,
    "tekun": lets_rooms,
    "general": well_off,
}
"""Who is refused in a procedure: a family that has nothing of what the procedure is about."""

_OWN = {"vehicles": 1, "deposits": "68000.00"}


def _well_paid(chance: random.Random, standard: int, request: str) -> Family:
    return Family(_two_wages(chance, standard), request, _OWN)


def _two_wages(chance: random.Random, standard: int) -> tuple[Member, Member]:
    head = Member("head", "male", chance.randint(35, 50), {"wage_income": near(chance, standard * 9)})
    return head, Member("spouse", "female", chance.randint(33, 48), {"wage_income": near(chance, standard * 7)})
