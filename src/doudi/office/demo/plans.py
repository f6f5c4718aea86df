"""The way of a case, planned before it is played: which steps are signed, how, and on which days.

The procedure's own board is asked, on the family's facts, without the database. Days are counted backwards from the
day on which the case is to stand where it should, so that what is due today is due today.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from doudi.cases.procedure import NEXT, OBJECTED, Board
from doudi.rulebook.assessment import Facts, household_of
from doudi.rulebook.processes import Process, Setting, Step, branch_of, whole
from doudi.workdays.selectors import Calendar

DAY = datetime.timedelta(1)
_MOST_MOVES = 60
_PACE = {"visit": 2, "means_check": 2, "opinion": 2, "decide": 2, "meeting": 3, "file": 3}
"""Workdays that a kind of step takes; others take one."""
_PAPERS = 5


@dataclass(frozen=True, slots=True)
class Way:
    """What is decided about a case beforehand: where it stops ("" at its end), outcomes other than going on by step
    (each once), the steps after which an optional step is asked for, and `alone`: what runs beside it is done."""

    until: str = ""
    detours: Mapping[str, str] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """A step and how it comes out."""

    step: str
    outcome: str
    ask: bool | None = None


class NoWay(LookupError):
    """The procedure does not come where the plan wants to go."""


def moves(setting: Setting, process: Process, facts: Facts, way: Way) -> list[Move]:
    """The moves from the application to where the case stops. Raises `NoWay`."""
    household = household_of(setting, facts)
    board = Board(process, lambda step: branch_of(setting, household, step))
    board.begin()
    found: list[Move] = []
    left = dict(way.detours)
    while not board.end and len(found) < _MOST_MOVES:
        in_hand = [token for token in board.tokens if token.is_in_hand]
        others = [token for token in in_hand if token.step != way.until]
        if not left and len(others) < len(in_hand) and not (way.alone and others):
            return found
        token = (others or in_hand)[0]
        outcome = left.pop(token.step, NEXT)
        ask = True if token.step in way.asks else None
        board.finish(token, outcome, ask)
        found.append(Move(token.step, outcome, ask))
    if way.until or left or not board.end:
        raise NoWay(f"{process.name}: {way}")
    return found


class Days:
    """Workdays, read once."""

    def __init__(self, today: datetime.date) -> None:
        self.today = today
        self.calendar = Calendar(today - 500 * DAY, today + 100 * DAY)

    def last(self, date: datetime.date) -> datetime.date:
        """The date, or the last workday before it."""
        while not self.calendar.is_workday(date):
            date -= DAY
        return date

    def back(self, date: datetime.date, workdays: int) -> datetime.date:
        """So many workdays before a date; the date's own workday for none."""
        date = self.last(date)
        for _ in range(workdays):
            date = self.last(date - DAY)
        return date

    def dated(self, setting: Setting, process: Process, way: list[Move], arrives: datetime.date) -> list[datetime.date]:
        """The day of the application and of each move, the last on the day given."""
        found = [self.last(arrives)]
        for move in reversed(way):
            found.append(self._began(setting, process, move, found[-1]))
        return found[::-1]

    def _began(self, setting: Setting, process: Process, move: Move, done: datetime.date) -> datetime.date:
        """The day on which a step that was done on a day was opened at the latest."""
        step = process.steps[move.step]
        if step.kind == "notice" and move.outcome != OBJECTED:
            return self.last(done - (whole(setting, step.days) or 1) * DAY)
        if step.kind == "notice":
            return self.back(done, 3)
        if "emergency" in process.name or step.name == "papers":
            return self.back(done, _PAPERS if step.name == "papers" else 0)
        return self.back(done, _PACE.get(step.kind, 1))

    def arrival(self, setting: Setting, step: Step, mood: str) -> datetime.date:
        """The day on which a case comes to a step so that it is `fresh`, `due` (today) or `late` there."""
        length = whole(setting, step.within.length) if step.within is not None else None
        if mood == "fresh" or step.kind == "accept":
            return self.last(self.today)
        if step.kind == "notice":
            days = whole(setting, step.days) or 1
            return self.last(self.today - (days // 2 if mood == "due" else days + 1) * DAY)
        if length is None:
            return self.back(self.today, 2 if mood == "due" else 6)
        extra = 0 if mood == "due" else 2
        if step.within is not None and step.within.unit == "days":
            return self.last(self.today - (length + extra) * DAY)
        return self.back(self.today, length + extra)
