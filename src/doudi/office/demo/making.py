"""Makes the demonstration: places first, then case after case, each whole in one transaction or not at all."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Protocol

from django.contrib.auth.hashers import make_password
from django.db import transaction

from doudi.accounts.models import User
from doudi.cases.models import Case
from doudi.cases.procedure import NEXT
from doudi.office.demo import deeds, rules, scenes, staff
from doudi.office.demo.casting import CAST, GENERAL, Plot, plots
from doudi.office.demo.happenings import AFTER
from doudi.office.demo.meetings import CalledMeeting
from doudi.office.demo.places import PLACES, Place
from doudi.office.demo.plans import Move, Way, moves
from doudi.office.demo.playing import Play
from doudi.office.demo.scenes import Scene, Unit, cast_as
from doudi.office.demo.together import comes_together, is_gathered, together
from doudi.rulebook.processes import Step

SEED = "兜底"


class Piece(Protocol):
    """Something of the demonstration that is made in one transaction, once."""

    @property
    def key(self) -> str:
        """What it is called in the log."""

    def made(self) -> object | None:
        """Make it; None when there is nothing (more) to make."""


@dataclass(frozen=True, slots=True)
class Played:
    """A family that is played alone, from its application to where it stops."""

    unit: Unit

    @property
    def key(self) -> str:
        return self.unit.key

    def made(self) -> Case | None:
        """Its case; None when it was played already."""
        return make(self.unit)


def found(seed: str = SEED) -> None:
    """All places, their offices and people, and the policies in force; all or nothing."""
    password = make_password(staff.PASSWORD)
    with transaction.atomic():
        for place in PLACES:
            staff.hire(place, seed, password)
            rules.put_in_force(place)
        staff.tie_phones()


def is_founded() -> bool:
    """Whether the places are there."""
    return User.objects.filter(username=f"{PLACES[-1].key}-clerk").exists()


def scene(place: Place, today: datetime.date, seed: str = SEED) -> Scene:
    """A place to play in."""
    return scenes.scene(place, today, seed)


def units(here: Scene) -> list[Unit]:
    """Every family that is played alone in a place, in order: what the public sees first, and what waits for a sample or
    a meeting last, for a sample takes all that stand at its step."""
    found: list[Plot] = []
    for name, told in CAST[here.place.key].items():
        process = here.process(name)
        family = cast_as(here, 0, told[0])
        way = moves(here.setting, process, family.as_facts(here.villages[0]), Way())
        found += plots(process, told, way, PLACES.index(here.place))
    made = [Unit(here, number, plot) for number, plot in enumerate(found, 1)]
    return sorted((unit for unit in made if not comes_together(unit)), key=_turn)


def pieces(here: Scene) -> Iterator[Piece]:
    """Everything of a place, in order: what fills the board and the inboxes, those who come to a sample or a meeting
    together, those who come to one alone, and at last the meeting that is called on those who wait for one."""
    alone = units(here)
    gather = {unit.number for unit in alone if is_gathered(unit)}
    yield from (Played(unit) for unit in alone if unit.number not in gather)
    yield from together(here, first_number=max(unit.number for unit in alone) + 1)
    yield from (Played(unit) for unit in alone if unit.number in gather)
    yield CalledMeeting(here)


def everything(today: datetime.date, seed: str = SEED) -> list[Piece]:
    """All that is made, the places by turns, so that each has something early."""
    by_place = [pieces(scene(place, today, seed)) for place in PLACES]
    return [piece for turn in zip_longest(*by_place) for piece in turn if piece is not None]


def _turn(unit: Unit) -> int:
    """When a unit's turn is. What stands at a sample comes after all that pass one, for a sample takes all that stand."""
    plot = unit.plot
    step = unit.process.steps.get(plot.way.until)
    kind = step.kind if step is not None else ""
    if kind in ("meeting", "sample"):
        return 7 if kind == "sample" else 6
    if plot.process != GENERAL:
        return 3 if kind == "notice" else 4 if step is None else 5
    if kind == "notice" and plot.mood == "due":
        return 0
    return 1 if step is None and not plot.way.detours else 2


@transaction.atomic
def make(unit: Unit) -> Case | None:
    """Play a family alone; None when it was played already."""
    if unit.is_played():
        return None
    here, plot = unit.scene, unit.plot
    way, step = unit.way(), unit.process.steps.get(plot.way.until)
    arrives = (
        here.days.arrival(here.setting, step, plot.mood)
        if step is not None
        else here.days.back(here.today, 3 + unit.number % 20)
    )
    dates = here.days.dated(here.setting, unit.process, way, arrives)
    case = unit.opened(dates[0])
    play = Play(here.crew, case, unit.chance(), here.today)
    for move, on in zip(way, dates[1:], strict=True):
        play.move(move, on)
    if step is not None:
        _stand(play, unit, step)
    if plot.after:
        AFTER[plot.after](play, here.days.last(here.today))
    return case


def _stand(play: Play, unit: Unit, step: Step) -> None:
    """What there is of the step at which a case stands."""
    plot, today = unit.plot, unit.scene.today
    if plot.half:
        play.move(Move(step.name, NEXT), unit.scene.days.last(today), half=True)
    elif step.kind == "notice" and plot.mood != "fresh":
        play.noticed(play.run(step.name), NEXT, today)
    elif step.kind == "means_check" and plot.mood != "fresh":
        deeds.check_means(play.crew, play.run(step.name), today, answered=False)
