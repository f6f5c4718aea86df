"""When a family may be told of a decision: once nothing of the procedure stands before the telling any more."""

from __future__ import annotations

from doudi.cases.models import Decision, RunState, StepRun
from doudi.cases.problems import CaseProblem
from doudi.cases.selectors import process_of
from doudi.rulebook.processes import Process

_TOLD = (RunState.OPEN, RunState.SIGNED, RunState.DONE)


def may_be_told(decision: Decision) -> bool:
    """Whether the letter of a decision may go out: at once, or, where a notice comes between the decision and the
    telling, when the step that tells has begun: until then an objection may still lead to another decision."""
    run, case = decision.run, decision.case
    if run is None or not case.is_open or not _hangs_first(process_of(case), run.led_to):
        return True
    return StepRun.objects.filter(case=case, kind="inform", pk__gt=run.pk, state__in=_TOLD).exists()


def check_may_be_told(decision: Decision, why: str) -> None:
    """Refuse, in the words given, what comes before the family may be told. Raises `CaseProblem`."""
    if not may_be_told(decision):
        raise CaseProblem(why)


def _hangs_first(process: Process, place: str) -> bool:
    """Whether a notice lies on a way from a step to those that tell the family."""
    seen, waiting, found = {place}, [place], False
    while waiting:
        step = process.steps.get(waiting.pop())
        if step is None or step.kind == "inform":
            continue
        found = found or step.kind == "notice"
        following = {branch.to for branch in step.next} - seen
        seen |= following
        waiting += following
    return found
