"""Questions about cases, bounded by the actor's area and post."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import F, Prefetch, Q, QuerySet

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, scope
from doudi.areas import codes
from doudi.cases.course import Course
from doudi.cases.models import BenefitDue, Case, CaseState, Decision, Outcome, RunState, StepRun
from doudi.registry.models import Household
from doudi.rulebook.kept import policy_of
from doudi.rulebook.processes import Process

_IN_HAND = (RunState.OPEN, RunState.SIGNED)


def cases(actor: Actor) -> QuerySet[Case]:
    """The cases of the actor's area; of a department's contact, those whose steps are theirs."""
    require(actor, "case.read")
    found = scope(Case.objects.select_related("household", "applicant", "area"), actor)
    if actor.level == "department":
        runs = StepRun.objects.filter(_mine(actor))
        found = found.filter(pk__in=runs.values("case_id"))
    return found


def case_of(actor: Actor, number: str) -> Case:
    """One case by its number. Raises `Case.DoesNotExist` for what is not the actor's to see."""
    return (
        cases(actor)
        .select_related("release", "follows", "opened_by__user", "opened_by__organisation")
        .defer("release__layers")
        .get(number=number)
    )


def cases_of(actor: Actor, household: Household) -> QuerySet[Case]:
    """The cases of a household, the latest first."""
    return cases(actor).filter(household=household)


def _mine(actor: Actor) -> Q:
    """The runs that an actor's post does or confirms."""
    found = Q(by=actor.post) | Q(second=actor.post)
    return found & Q(agency__in=("", actor.organisation.agency)) if actor.level == "department" else found


def inbox(actor: Actor) -> QuerySet[StepRun]:
    """What waits for the actor: steps of their post, and steps that wait for their signature as the second.

    What is due first comes first, what has no day last.
    """
    require(actor, "case.step")
    waits = Q(state=RunState.OPEN, by=actor.post) | Q(state=RunState.SIGNED, second=actor.post)
    found = StepRun.objects.filter(waits & _mine(actor)).exclude(state=RunState.SIGNED, signatures__user=actor.user)
    found = found.select_related("case__household", "case__applicant", "case__area")
    return scope(found, actor, "case__area").order_by(F("due_on").asc(nulls_last=True), "pk")


def late(actor: Actor, today: datetime.date) -> QuerySet[Case]:
    """Cases of the area of which a step, or the whole, is over its day."""
    runs = StepRun.objects.filter(state__in=_IN_HAND, due_on__lt=today)
    return cases(actor).filter(Q(state=CaseState.OPEN), Q(due_on__lt=today) | Q(pk__in=runs.values("case_id")))


def runs_of(actor: Actor, case: Case) -> QuerySet[StepRun]:
    """Every passage of a case through a step, in order, with its signatures."""
    _require_case(actor, case)
    return case.runs.prefetch_related(
        Prefetch("signatures"), "signatures__user", "signatures__membership__organisation"
    ).order_by("pk")


def process_of(case: Case) -> Process:
    """The procedure under which a case runs, from its release."""
    return policy_of(case.release).processes[case.process]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands in its procedure, for the picture: steps in hand, waiting, done, the ways that it took (each
    from a step to a step or end), and the end if it has one."""

    process: Process
    in_hand: tuple[str, ...]
    waiting: tuple[str, ...]
    done: tuple[str, ...]
    taken: frozenset[tuple[str, str]]
    end: str


def standing(actor: Actor, case: Case) -> Standing:
    """Where a case stands."""
    _require_case(actor, case)
    process = process_of(case)
    runs = [run for run in case.runs.select_related("came_from").order_by("pk") if run.step in process.steps]
    by_state = {
        key: tuple(dict.fromkeys(run.step for run in runs if run.state in states))
        for key, states in {"in_hand": _IN_HAND, "waiting": (RunState.WAITING,), "done": (RunState.DONE,)}.items()
    }
    taken = frozenset((run.step, run.led_to) for run in runs if run.led_to)
    taken |= {(run.came_from.step, run.step) for run in runs if run.came_from is not None}
    return Standing(process, by_state["in_hand"], by_state["waiting"], by_state["done"], taken, case.end)


def outcomes(actor: Actor, run: StepRun, on: datetime.date) -> list[str]:
    """The outcomes that a run may have for whoever may sign it now; for the second hand, agreeing first."""
    _require_case(actor, run.case)
    course = Course(run.case, on)
    found = course.board.outcomes(course.token(run))
    if run.state == RunState.SIGNED:
        return [run.outcome, *(name for name in found if name in ("returned", "redo") and name != run.outcome)]
    return found


def decision_in_force(actor: Actor, case: Case) -> Decision | None:
    """The decision that no later one replaces."""
    _require_case(actor, case)
    return case.decisions.filter(replaced_by=None).last()


def benefits_due(household: Household, on: datetime.date) -> QuerySet[BenefitDue]:
    """What decisions in force give a household on a day."""
    current = Q(from_date__lte=on) & (Q(until_date=None) | Q(until_date__gte=on))
    in_force = Q(decision__replaced_by=None, decision__outcome=Outcome.APPROVED, decision__case__household=household)
    found = BenefitDue.objects.filter(current & in_force).select_related("person", "decision__case")
    return found.defer(*(f"decision__{name}" for name in Decision.GROUNDS))


def _require_case(actor: Actor, case: Case) -> None:
    """Raise `PermissionDenied` or `Case.DoesNotExist` unless the case is the actor's to see."""
    require(actor, "case.read")
    if actor.level == "department" or not codes.within(case.area_id, actor.area.code):
        cases(actor).get(pk=case.pk)
