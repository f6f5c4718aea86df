"""A way on that only leads to a refusal: under which condition the procedure takes it, in words, and by which clauses."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.book.speaker import Speaker
from doudi.cases.course import Course
from doudi.cases.models import Case, Outcome, StepRun
from doudi.rulebook.clauses import clauses
from doudi.rulebook.processes import Process

REFUSED_END = "refused"
"""The end of a procedure at which a family was refused, as the procedures of the policies call it."""


@dataclass(frozen=True, slots=True)
class Refusing:
    """Why a step only leads to a refusal: `when` is the condition of the branch in words (empty: no other branch's
    condition holds), `clauses` are those of the step, `to` is what the step or end is called to which the case goes."""

    when: str
    clauses: str
    to: str


def refusing(course: Course, run: StepRun, lang: str = "zh") -> Refusing | None:
    """Why going on from a step would refuse the family, by the facts as known; None where it would not."""
    process = course.process
    step = process.steps.get(run.step)
    branch = course.choose(step) if step is not None else None
    if step is None or branch is None or not leads_only_to(process, branch.to, REFUSED_END) or is_refused(course.case):
        return None
    when = Speaker(course.setting, lang).line(branch.when) if branch.when is not None else ""
    to = process.steps[branch.to].label if branch.to in process.steps else process.ends[branch.to]
    return Refusing(when, clauses(course.case.release, step.cites), to)


def reason(found: Refusing, run: StepRun) -> str:
    """The reason of the decision, as the letter gives it."""
    why = found.when or f"不符合“{run.label}”这一步往下办的任何一项条件"  # kept
    return f"按登记的情况，{why}（{found.clauses}）。"  # kept


def is_refused(case: Case) -> bool:
    """Whether the decision in force refuses the family."""
    return case.decisions.filter(replaced_by=None, outcome=Outcome.REFUSED).exists()


def leads_only_to(process: Process, place: str, end: str) -> bool:
    """Whether every way on from a step (or end) of a procedure comes to that end."""
    seen, waiting = {place}, [place]
    while waiting:
        step = process.steps.get(waiting.pop())
        if step is not None:
            found = {*(branch.to for branch in step.next), *step.outcomes.values()} - seen
            seen |= found
            waiting += found
    return {name for name in seen if name in process.ends} == {end}
