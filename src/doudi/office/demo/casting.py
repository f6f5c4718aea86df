"""Which families are played in which place, and how far their cases go: every procedure in every stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle

from doudi.cases.procedure import REFUSED
from doudi.office.demo import families, refusable
from doudi.office.demo.families import Told
from doudi.office.demo.plans import Move, Way
from doudi.rulebook.processes import Process

CAST: dict[str, dict[str, tuple[Told, ...]]] = {
    "xiufeng": {
        "emergency": (families.fire,),
        "case_meeting": (families.case_for_meeting,),
        "in_receipt": (families.in_receipt,),
        "children": (families.orphan,),
        "tekun": (families.alone,),
        "general": (
            families.small_wages,
            families.widow,
            families.disabled_only_child,
            families.student,
            families.dear_illness,
        ),
    },
    "bengbu": {
        "emergency": (families.fire,),
        "temporary": (families.sudden_illness,),
        "tekun": (families.alone,),
        "spending": (families.dear_illness,),
        "general": (families.widow, families.small_wages, families.disabled_only_child, families.student),
    },
    "guzhang": {
        "emergency": (families.fire,),
        "children": (families.orphan, families.father_in_prison),
        "tekun": (families.alone,),
        "general": (
            families.small_wages,
            families.laid_off,
            families.lost_only_child,
            families.widow,
            families.disabled_only_child,
        ),
    },
    "wuzhou": {
        "emergency": (families.fire, families.accident, families.heavy_blow),
        "temporary_aid": (families.sudden_illness, families.large_aid, families.huge_aid),
        "children": (families.father_in_prison, families.orphan),
        "tekun": (families.alone,),
        "expenditure": (families.dear_illness,),
        "general": (families.small_wages, families.disabled_boy, families.widow, families.student),
    },
    "mangshi": {
        "emergency": (families.fire, families.accident),
        "temporary": (families.sudden_illness, families.large_aid),
        "tekun": (families.alone,),
        "rigid": (families.income_dropped,),
        "general": (families.widow, families.may_fall_back, families.small_wages, families.disabled_only_child),
    },
}
"""The families of each procedure; the first of them plays every stage, the others a case to its end, some one in hand."""

GENERAL = "general"
MOODS = ("due", "late", "fresh")
"""How long a case has stood where it stops: it is due today, it is late, or it has just come."""


@dataclass(frozen=True, slots=True)
class Plot:
    """A case to be played. `mood` is how long it has stood at its last step; `half`: signed there by the first of two;
    `after`: what happens when it stands there; `related`: a relative works for the office."""

    told: Told
    process: str
    way: Way = field(default_factory=Way)
    mood: str = "late"
    half: bool = False
    after: str = ""
    related: bool = False


def plots(process: Process, told: tuple[Told, ...], way: list[Move], turn: int) -> Iterator[Plot]:
    """The plots of a procedure. `way` are the moves of its first family to the end.

    Somebody stands at every step of a general procedure. Of the others a place has every third step, and not every
    way back or out, by its `turn`: they are much the same in all places.
    """
    name, first = process.name, told[0]
    steps = list(dict.fromkeys(move.step for move in way))
    for each in told:
        yield Plot(each, name)
    yield from _detours(process, first, steps, turn)
    moods = cycle(MOODS)
    for step in _shown(process, steps, turn):
        timed = process.steps[step].within is not None or process.steps[step].kind == "notice"
        mood = next(moods) if timed else "late"
        yield Plot(first, name, Way(step, alone=mood == "late"), mood)
        if process.steps[step].second and name == GENERAL:
            yield Plot(first, name, Way(step), "due", half=True)
    if name == GENERAL:
        yield from _stories(process, told, steps)
    for position, each in enumerate(told[1:3]):
        yield Plot(each, name, Way(steps[min(position + 3, len(steps) - 1)]), MOODS[position % len(MOODS)])


def _shown(process: Process, steps: list[str], turn: int) -> list[str]:
    """The steps at which somebody stands: those at which cases come together are in every place."""
    if process.name == GENERAL:
        return steps
    gather = ("sample", "meeting")
    return [s for position, s in enumerate(steps) if position % 3 == turn % 3 or process.steps[s].kind in gather]


def _detours(process: Process, told: Told, steps: list[str], turn: int) -> Iterator[Plot]:
    """Cases that were returned or objected to and stand there again, or were refused: a way of the procedure once.

    Refused is who the policy refuses, also by the decision that follows on a meeting that was against it.
    """
    seen: set[str] = set()
    for step in steps:
        for outcome, to in process.steps[step].outcomes.items():
            if to in seen:
                continue
            seen.add(to)
            general, refused = process.name == GENERAL, outcome == REFUSED
            who = refusable.BY_PROCESS[process.name] if refused else told
            if refused and (general or turn % 3 == 0):
                decided = {to: REFUSED} if to in process.steps and process.steps[to].kind == "decide" else {}
                yield Plot(who, process.name, Way("", {step: outcome, **decided}))
            if general and (refused or len(seen) % 2 == turn % 2):
                yield Plot(who, process.name, Way(to, {step: outcome}), "fresh" if refused else "due")


def _stories(process: Process, told: tuple[Told, ...], steps: list[str]) -> Iterator[Plot]:
    """What happens besides: taken back, died, moved away, asked for papers, spoken against, corrected, appealed."""
    first, second = told[0], families.widow
    middle, notice = steps[len(steps) // 2], next(step for step in steps if process.steps[step].kind == "notice")
    decide = next(step for step in steps if process.steps[step].kind == "decide")
    yield Plot(first, GENERAL, Way(steps[1]), "late", after="withdrawn")
    yield Plot(second, GENERAL, Way(middle), "late", after="died")
    yield Plot(first, GENERAL, Way(middle), "late", after="moved")
    yield Plot(families.papers_missing, GENERAL, Way(steps[0]), "late", after="asked")
    yield Plot(second, GENERAL, Way(notice), "due", after="objection")
    yield Plot(first, GENERAL, Way(notice), "late", after="answered")
    yield Plot(families.couple, GENERAL, after="corrected")
    yield Plot(refusable.well_off, GENERAL, Way("", {decide: REFUSED}), after="appealed")
    yield Plot(refusable.well_off, GENERAL, Way("", {decide: REFUSED}), after="again")
    yield Plot(first, GENERAL, Way(middle), "fresh", related=True)
