"""The first set of families, entered and worked on by the office's own services: what the rest is copied from."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.timezone import localdate

from benchmarks.office import county, families
from benchmarks.office.families import Drawn
from doudi.areas.models import Area
from doudi.cases.models import Case, RunState, StepRun
from doudi.cases.samples.selectors import Place
from doudi.cases.samples.services import freeze
from doudi.cases.services import Application, CaseProblem, open_case
from doudi.office.demo.plans import Move
from doudi.office.demo.playing import Play
from doudi.registry.models import Household
from doudi.registry.services import record_facts, register_household
from doudi.verification.problems import VerificationProblem

PEOPLE, CASES = 250, 50
"""How many people there are in a set, and how many cases."""
_BRIEF = ("wage_income", "employment", "labour", "hukou", "disability_kind", "months_resident", "lives_in", "housing")
"""What is known of those who never applied."""
_DAY = datetime.timedelta(1)
_WAYS = (0, 1, 2, 3, 4, 5, 6, 8, 25, 25)
"""How many steps the cases go, the longest to the end. Those go first, so that each is drawn in a sample of its own."""
_SEED = 11


def seed() -> dict[str, Any]:
    """Build the county and the first set. How far the cases came, by the step in hand or the end."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")  # thousands of small commits, of which none need last
    county.build()
    source = random.Random(_SEED)
    ways = iter(sorted(_WAYS * (CASES // len(_WAYS)), reverse=True))
    came: dict[str, int] = {}
    number = 0
    for place, drawn in enumerate(sorted(families.draw(PEOPLE), key=_income)):
        household = _enter(drawn, number, applied=place < CASES)
        number += len(drawn.members)
        if place < CASES:
            case = _walk(household, next(ways), source)
            at = case.end or ",".join(sorted(run.step for run in _in_hand(case)))
            came[at] = came.get(at, 0) + 1
    return {"people": number, "cases": came}


def _income(drawn: Drawn) -> float:
    """What a household has for each of its members: the poorest apply."""
    kinds = ("wage_income", "business_income", "property_income", "transfer_income", "basic_pension")
    return sum(float(each.row[kind] or 0) for each in drawn.members for kind in kinds) / len(drawn.members)


def _enter(drawn: Drawn, first: int, *, applied: bool) -> Household:
    """Register a household of the first village, with what is known of it."""
    clerk = county.holder("township.clerk", "", county.village(0))
    on = localdate() - 400 * _DAY
    people = [(families.who(each.row, first + place), each.row["relation"]) for place, each in enumerate(drawn.members)]
    household = register_household(
        actor=clerk,
        area=Area.objects.get(pk=county.village(0)),
        formed_on=max([on, *(each.row["birth_date"] for each in drawn.members)]),
        members=people,
        address=f"幸福路 {first} 号",
    )
    members = [member.person for member in household.members.select_related("person").order_by("pk")]
    told = [drawn.facts, *(each.facts for each in drawn.members)]
    for subject, facts in zip([household, *members], told, strict=True):
        known = {name: value for name, value in facts.items() if applied or name in _BRIEF}
        record_facts(actor=clerk, subject=subject, values=known, true_from=household.formed_on)
    return household


def _walk(household: Household, steps: int, source: random.Random) -> Case:
    """Open a case and carry it on for so many steps: some to the end, some refused, some sent back."""
    on = localdate() - source.randrange(5, 60) * _DAY
    head = household.members.order_by("pk").select_related("person").first()
    assert head is not None
    application = Application(household=household, applicant=head.person, applied_on=on, request="申请社会救助")
    clerk = county.holder("township.clerk", "", household.area_id)
    case = open_case(actor=clerk, application=application)
    play = Play(county.Crew(), case, source, localdate())
    for _step in range(steps):
        case.refresh_from_db()
        if not any(_do(play, run, source) for run in _in_hand(case)):
            break
    case.refresh_from_db()
    return case


def _in_hand(case: Case) -> Sequence[StepRun]:
    return list(case.runs.filter(state__in=(RunState.OPEN, RunState.SIGNED)).order_by("pk"))


def _do(play: Play, run: StepRun, source: random.Random) -> bool:
    """Have a step done by whoever has to. False where that cannot be today: the case waits there."""
    outcome = "returned" if run.kind == "opinion" and run.round == 1 and source.random() < 0.15 else "next"
    day = run.opened_on + 8 * _DAY if run.kind == "notice" and run.opened_on else play.case.moved_on + _DAY
    on = min(localdate(), day)
    try:
        with transaction.atomic():
            if run.kind == "sample":
                _drawn(run, on)
            play.move(Move(run.step, outcome), on)
    except (CaseProblem, VerificationProblem, PermissionDenied):
        return False
    return True


def _drawn(run: StepRun, on: datetime.date) -> None:
    """Freeze the sample in which the step is drawn."""
    officer = county.holder(run.by, run.agency, run.case.area_id)
    freeze(actor=officer, place=Place(run.case.release_id, run.case.process, run.step), on=on)
