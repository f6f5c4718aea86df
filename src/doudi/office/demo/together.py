"""Families that come to a sample or to a meeting on one day, as a county would have them, and go on from there.

Each comes alone to where it waits for the others (a leg of its way, one transaction). Then the sample is drawn or the
meeting is held, and each goes on alone. The days are those of the family that would come there first.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle, islice, pairwise

from django.db import transaction

from doudi.cases.models import Case, RunState
from doudi.office.demo.casting import CAST, GENERAL, Plot
from doudi.office.demo.meetings import HeldMeeting
from doudi.office.demo.plans import Move
from doudi.office.demo.playing import Play
from doudi.office.demo.samples import DrawnSample
from doudi.office.demo.scenes import Scene, Unit

GATHERINGS = ("sample", "meeting")
_LARGE, _SMALL = 10, 2
"""How many families come together in a general procedure, so that a share of them is several, and in another."""


@dataclass(frozen=True, slots=True)
class Course:
    """A family's moves and the days of them; the first day is that of the application."""

    unit: Unit
    way: tuple[Move, ...]
    dates: tuple[datetime.date, ...]

    def kind(self, position: int) -> str:
        """What kind of step a move does."""
        return self.unit.process.steps[self.way[position].step].kind

    @property
    def stops(self) -> list[int]:
        """The positions of the moves that are done together with others."""
        return [position for position in range(len(self.way)) if self.kind(position) in GATHERINGS]


@dataclass(frozen=True, slots=True)
class Leg:
    """The part of a family's way from one move up to, and without, another."""

    course: Course
    first: int
    last: int

    @property
    def key(self) -> str:
        return f"{self.course.unit.key} from {self.first}"

    @transaction.atomic
    def made(self) -> Case | None:
        """Play this part; None when the case is not where it begins (any more)."""
        unit, first = self.course.unit, self.first
        if first == 0:
            case = None if unit.is_played() else unit.opened(self.course.dates[0])
        else:
            case = Case.objects.filter(key=unit.key, state="open").first()
            first = first if case is None else self._where(case)
        if case is None or first < 0:
            return None
        play = Play(unit.scene.crew, case, unit.chance(f":{first}"), unit.scene.today)
        for position in range(first, self.last):
            play.move(self.course.way[position], self.course.dates[position + 1])
        return case

    def _where(self, case: Case) -> int:
        """Where the case stands: at the step that is done together, or past it; -1 elsewhere."""
        open_ = set(case.runs.filter(state__in=(RunState.OPEN, RunState.SIGNED)).values_list("step", flat=True))
        here = (position for position in range(self.first, min(self.first + 2, self.last)))
        return next((position for position in here if self.course.way[position].step in open_), -1)


def together(here: Scene, first_number: int) -> Iterator[Leg | DrawnSample | HeldMeeting]:
    """The families of a place that come together, in order. Their numbers begin where the other families' end."""
    number = first_number
    for process, told in CAST[here.place.key].items():
        plots = [Plot(each, process) for each in told]
        passing = [plot for plot in plots if comes_together(Unit(here, number, plot))]
        if not passing:
            continue
        size = max(len(passing), _LARGE if process == GENERAL else _SMALL)
        units = [Unit(here, number + n, plot) for n, plot in enumerate(islice(cycle(passing), size))]
        number += size
        yield from _legs(here, aligned([Course(*_planned(unit)) for unit in units]))


def comes_together(unit: Unit) -> bool:
    """Whether a family goes straight to its end and passes a sample or a meeting on its way."""
    return unit.plot == Plot(unit.plot.told, unit.plot.process) and bool(Course(*_planned(unit)).stops)


def is_gathered(unit: Unit) -> bool:
    """Whether a family comes to a sample or a meeting at all, to pass it or to wait there."""
    steps = [unit.plot.way.until, *(move.step for move in unit.way())]
    return any(unit.process.steps[step].kind in GATHERINGS for step in steps if step)


def _planned(unit: Unit) -> tuple[Unit, tuple[Move, ...], tuple[datetime.date, ...]]:
    """A family's moves to the end, and their days as if it came alone."""
    here, way = unit.scene, unit.way()
    ends = here.days.back(here.today, 3 + unit.number % 8)
    return unit, tuple(way), tuple(here.days.dated(here.setting, unit.process, way, ends))


def aligned(courses: list[Course]) -> list[Course]:
    """The courses with one day for each thing done together: that of the family whom it would concern first.

    What lies before such a day is counted back from it; what lies after the last stays where it was.
    """
    shared = [
        min(course.dates[course.stops[n] + 1] for course in courses) for n in range(min(len(c.stops) for c in courses))
    ]
    return [_moved(course, shared, wait) for wait, course in enumerate(courses)]


def _moved(course: Course, shared: list[datetime.date], wait: int) -> Course:
    unit, dates, begin = course.unit, list(course.dates), 0
    days, setting = unit.scene.days, unit.scene.setting
    for number, (stop, day) in enumerate(zip(course.stops, shared, strict=False)):
        arrives = days.back(day, wait % 4) if number == 0 else day
        part = list(course.way[begin:stop])
        dates[begin : stop + 1] = days.dated(setting, unit.process, part, arrives)
        dates[stop + 1] = day
        begin = stop + 1
    for position, (before, day) in enumerate(pairwise(dates), 1):
        dates[position] = max(dates[position - 1], before, day)
    return replace(course, dates=tuple(dates))


def _legs(here: Scene, courses: list[Course]) -> Iterator[Leg | DrawnSample | HeldMeeting]:
    """Each family's way up to what is done together, that, and so on to the end."""
    for number in range(max(len(course.stops) for course in courses) + 1):
        for course in courses:
            stops = [0, *course.stops, len(course.way)]
            if number < len(stops) - 1:
                yield Leg(course, stops[number], stops[number + 1])
        at = [course for course in courses if number < len(course.stops)]
        if at:
            yield _gathering(here, at, number)


def _gathering(here: Scene, courses: list[Course], number: int) -> DrawnSample | HeldMeeting:
    first = courses[0]
    stop = first.stops[number]
    keys = tuple(course.unit.key for course in courses)
    step, on = first.way[stop].step, first.dates[stop + 1]
    made = DrawnSample if first.kind(stop) == "sample" else HeldMeeting
    return made(here, step, keys, on)
