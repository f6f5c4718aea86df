"""Makes the demonstration: places first, then case after case, each whole in one transaction or not at all."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass
from itertools import zip_longest

from django.contrib.auth.hashers import make_password
from django.db import transaction

from doudi.accounts.models import User
from doudi.areas.models import Area
from doudi.cases.models import AppliedBy, Case
from doudi.cases.procedure import NEXT
from doudi.cases.services import Agent, Application, Tie, open_case
from doudi.desk.asking import vocabulary_of
from doudi.office.demo import deeds, rules, staff
from doudi.office.demo.casting import CAST, GENERAL, Plot, plots
from doudi.office.demo.families import Told
from doudi.office.demo.happenings import AFTER
from doudi.office.demo.living import Cast, Home, cast, settle
from doudi.office.demo.places import PLACES, Place
from doudi.office.demo.plans import Days, Move, Way, moves
from doudi.office.demo.playing import Play
from doudi.office.demo.staff import Crew
from doudi.rulebook.processes import Setting, Step
from doudi.rulebook.selectors import setting_for
from doudi.vocabulary import Vocabulary

SEED = "兜底"
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


@dataclass(frozen=True, slots=True)
class Unit:
    """A family to be played, with its number in its place. It is made once: its case has the key."""

    scene: Scene
    number: int
    plot: Plot

    @property
    def key(self) -> str:
        return f"demo-{self.scene.place.key}-{self.number}"


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
    area = place.code.ljust(12, "0")
    setting = setting_for(area, today)
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


def units(here: Scene) -> list[Unit]:
    """Everything that is played in a place, in order: what has ended first, so that a sample holds what belongs to it,
    then what the public sees, and what waits for a sample or a meeting last."""
    found: list[Plot] = []
    for name, told in CAST[here.place.key].items():
        process = here.setting.policy.processes[name]
        family = _cast(here, 0, told[0])
        way = moves(here.setting, process, family.as_facts(here.villages[0]), Way())
        found += plots(process, told, way)
    made = [Unit(here, number, plot) for number, plot in enumerate(found, 1)]
    return sorted(made, key=_turn)


def everything(today: datetime.date, seed: str = SEED) -> list[Unit]:
    """All that is played, the places by turns, so that each has something early."""
    by_place = [units(scene(place, today, seed)) for place in PLACES]
    return [unit for turn in zip_longest(*by_place) for unit in turn if unit is not None]


def _turn(unit: Unit) -> int:
    """When a unit's turn is. What stands at a sample comes after all that pass one, for a sample takes all that stand."""
    plot = unit.plot
    step = unit.scene.setting.policy.processes[plot.process].steps.get(plot.way.until)
    kind = step.kind if step is not None else ""
    if kind in ("meeting", "sample"):
        return 7 if kind == "sample" else 6
    if plot.process != GENERAL:
        return 3 if kind == "notice" else 4 if step is None else 5
    if kind == "notice" and plot.mood == "due":
        return 0
    return 1 if step is None and not plot.way.detours else 2


def _cast(here: Scene, number: int, told: Told) -> Cast:
    chance = random.Random(f"{here.seed}:{here.place.key}:{number}")
    standard = int(dict(here.place.standards).get("dibao_standard", "720"))
    return cast(here.place, told(chance, standard), number, chance, here.today, here.words)


@transaction.atomic
def make(unit: Unit) -> Case | None:
    """Play a family; None when it was played already."""
    if Case.objects.filter(key=unit.key).exists():
        return None
    here, plot = unit.scene, unit.plot
    chance = random.Random(f"{unit.key}:{here.seed}")
    area = here.villages[_VILLAGES[unit.number % len(_VILLAGES)]]
    family = _cast(here, unit.number, plot.told)
    process = here.setting.policy.processes[plot.process]
    way = moves(here.setting, process, family.as_facts(area), plot.way)
    step = process.steps.get(plot.way.until)
    arrives = (
        here.days.arrival(here.setting, step, plot.mood)
        if step is not None
        else here.days.back(here.today, 3 + unit.number % 20)
    )
    dates = here.days.dated(here.setting, process, way, arrives)
    clerk = here.crew.actor("township.clerk", area.code)
    home = settle(clerk, area, family, here.words)
    case = open_case(actor=clerk, application=_application(unit, home, family, dates[0]), key=unit.key)
    play = Play(here.crew, case, chance, here.today)
    for move, on in zip(way, dates[1:], strict=True):
        play.move(move, on)
    if step is not None:
        _stand(play, unit, step)
    if plot.after:
        AFTER[plot.after](play, here.days.last(here.today))
    return case


def _application(unit: Unit, home: Home, family: Cast, on: datetime.date) -> Application:
    told, plot = family.family, unit.plot
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


def _stand(play: Play, unit: Unit, step: Step) -> None:
    """What there is of the step at which a case stands."""
    plot, today = unit.plot, unit.scene.today
    if plot.half:
        play.move(Move(step.name, NEXT), unit.scene.days.last(today), half=True)
    elif step.kind == "notice" and plot.mood != "fresh":
        play.noticed(play.run(step.name), NEXT, today)
    elif step.kind == "means_check" and plot.mood != "fresh":
        deeds.check_means(play.crew, play.run(step.name), today, answered=False)
