"""A place on the day of the demonstration, and a family of it: who is cast, and how its case begins."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass

from doudi.accounts.models import User
from doudi.areas.models import Area
from doudi.cases.models import AppliedBy, Case
from doudi.cases.services import Agent, Application, Tie, open_case
from doudi.desk.asking import vocabulary_of
from doudi.office.demo.casting import Plot
from doudi.office.demo.families import Told
from doudi.office.demo.living import Cast, Home, cast, settle
from doudi.office.demo.places import Place
from doudi.office.demo.plans import Days, Move, moves
from doudi.office.demo.staff import Crew
from doudi.rulebook.processes import Process, Setting
from doudi.rulebook.selectors import setting_for
from doudi.vocabulary import Vocabulary

_VILLAGES = (0, 1, 0, 1, 0, 2, 0, 1, 0, 3)
"""In which village of a place families live by turns: most where the accounts that are named first work."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A place on the day of the demonstration."""

    place: Place
    today: datetime.date
    seed: str
    crew: Crew
    days: Days
    setting: Setting
    words: Vocabulary
    villages: tuple[Area, ...]

    def process(self, name: str) -> Process:
        """A procedure of the place's policy."""
        return self.setting.policy.processes[name]


def scene(place: Place, today: datetime.date, seed: str) -> Scene:
    """A place to play in."""
    setting = setting_for(place.code.ljust(12, "0"), today)
    villages = Area.objects.filter(code__startswith=place.code.rstrip("0")).order_by("code")
    return Scene(
        place,
        today,
        seed,
        Crew(place),
        Days(today),
        setting,
        vocabulary_of(setting),
        tuple(each for each in villages if each.level == "village"),
    )


@dataclass(frozen=True, slots=True)
class Unit:
    """A family with its number in its place and its plot. It is played once: its case has the key."""

    scene: Scene
    number: int
    plot: Plot

    @property
    def key(self) -> str:
        return f"demo-{self.scene.place.key}-{self.number}"

    @property
    def area(self) -> Area:
        """Where it lives."""
        return self.scene.villages[_VILLAGES[self.number % len(_VILLAGES)]]

    @property
    def process(self) -> Process:
        return self.scene.process(self.plot.process)

    def cast(self) -> Cast:
        """Its people with names, numbers and facts, always the same."""
        return cast_as(self.scene, self.number, self.plot.told)

    def way(self) -> list[Move]:
        """The moves of its plot."""
        return moves(self.scene.setting, self.process, self.cast().as_facts(self.area), self.plot.way)

    def is_played(self) -> bool:
        """Whether its case was opened already."""
        return Case.objects.filter(key=self.key).exists()

    def chance(self, part: str = "") -> random.Random:
        """The chances of its play, or of a later part of it."""
        return random.Random(f"{self.key}:{self.scene.seed}{part}")

    def opened(self, on: datetime.date) -> Case:
        """Its case, just applied for; the family comes into the registry first."""
        here = self.scene
        clerk = here.crew.actor("township.clerk", self.area.code)
        found = self.cast()
        home = settle(clerk, self.area, found, here.words)
        return open_case(actor=clerk, application=_application(self, home, found, on), key=self.key)


def cast_as(here: Scene, number: int, told: Told) -> Cast:
    """A family of the place as it is told. `number` decides about its names and amounts."""
    chance = random.Random(f"{here.seed}:{here.place.key}:{number}")
    standard = int(dict(here.place.standards).get("dibao_standard", "720"))
    return cast(here.place, told(chance, standard), number, chance, here.today, here.words)


def _application(unit: Unit, home: Home, found: Cast, on: datetime.date) -> Application:
    told, plot = found.family, unit.plot
    agent = Agent("户口簿、监护关系证明", person=home.people[0]) if told.guardian else None
    officer = User.objects.get(username=f"{unit.scene.place.key}-officer-2")
    return Application(
        household=home.household,
        applicant=home.people[told.applicant],
        applied_on=on,
        request=told.request,
        applied_by=AppliedBy.GUARDIAN if told.guardian else AppliedBy.SELF,
        agent=agent,
        ties=(Tie(officer.name, "表兄弟", officer),) if plot.related else (),
        process=plot.process,
        process_reason="按家庭实际困难办理",
    )


@dataclass(frozen=True, slots=True)
class Together:
    """What the cases with these keys come to together, at a step, on a day."""

    scene: Scene
    step: str
    keys: tuple[str, ...]
    on: datetime.date
