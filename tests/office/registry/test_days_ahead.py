"""The registry enters nothing for a day that has not come: who was born, died, came, left, and since when what is true."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from family import Family

from doudi.registry.problems import RegistryProblem
from doudi.registry.services import (
    Who,
    add_member,
    correct_person,
    end_household,
    leave_household,
    move_member,
    record_death,
    record_facts,
    register_household,
    register_person,
    relocate_household,
    set_relation,
)

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2022, 3, 1)
TOMORROW = datetime.date(2022, 3, 2)


@pytest.fixture(autouse=True)
def _calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doudi.office_day.localdate", lambda: TODAY)


def _newcomer(family: Family) -> Any:
    return register_person(actor=family.clerk, area=family.household.area, who=Who("王小二"))


def _second_home(family: Family) -> Any:
    return register_household(actor=family.clerk, area=family.household.area, formed_on=TODAY)


VERBS: dict[str, tuple[str, str, Callable[[Family, datetime.date], Any]]] = {
    "birth": (
        "出生日期",
        "birth_date",
        lambda f, on: register_person(actor=f.clerk, area=f.household.area, who=Who("王小二", birth_date=on)),
    ),
    "death": ("死亡日期", "died_on", lambda f, on: record_death(actor=f.clerk, person=f.father, died_on=on)),
    "death corrected": (
        "死亡日期",
        "died_on",
        lambda f, on: correct_person(actor=f.clerk, person=f.father, changes={"died_on": on}, reason="误记"),
    ),
    "household": (
        "登记日期",
        "formed_on",
        lambda f, on: register_household(actor=f.clerk, area=f.household.area, formed_on=on),
    ),
    "join": (
        "加入日期",
        "from_date",
        lambda f, on: add_member(
            actor=f.clerk, household=f.household, person=_newcomer(f), relation="other", from_date=on
        ),
    ),
    "leave": ("离开日期", "last_day", lambda f, on: leave_household(actor=f.clerk, person=f.daughter, last_day=on)),
    "move": (
        "迁入日期",
        "on",
        lambda f, on: move_member(actor=f.clerk, person=f.daughter, household=_second_home(f), relation="head", on=on),
    ),
    "relation": (
        "变更日期",
        "on",
        lambda f, on: set_relation(actor=f.clerk, person=f.daughter, relation="other", on=on),
    ),
    "end": (
        "注销日期",
        "last_day",
        lambda f, on: end_household(actor=f.clerk, household=f.household, last_day=on, why="moved_out"),
    ),
    "relocate": (
        "迁址日期",
        "on",
        lambda f, on: relocate_household(actor=f.clerk, household=f.household, on=on, address="河东 9 号"),
    ),
    "facts": (
        "起始日期",
        "true_from",
        lambda f, on: record_facts(actor=f.clerk, subject=f.father, values={"labour": "none"}, true_from=on),
    ),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_refuses_a_day_that_has_not_come_and_takes_today(family: Family, verb: str) -> None:
    what, field, act = VERBS[verb]
    with pytest.raises(RegistryProblem) as refused:
        act(family, TOMORROW)
    assert str(refused.value) == f"{what} 2022-03-02 还没有到，今天是 2022-03-01。"
    assert refused.value.field == field
    act(family, TODAY)


def test_what_was_true_may_end_on_a_day_ahead(family: Family) -> None:
    until = datetime.date(2022, 12, 31)
    (made,) = record_facts(
        actor=family.clerk, subject=family.father, values={"labour": "none"}, true_from=TODAY, true_until=until
    )
    assert made.true_until == until
