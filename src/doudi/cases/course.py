"""The course of a case: its board, read from rows and written back, with posts, days and clocks."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from functools import cached_property

from django.db.models import Max
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.cases import clocks, facts
from doudi.cases.models import Case, CaseState, Event, StepRun
from doudi.cases.problems import CaseProblem
from doudi.cases.procedure import ACTIVE, OPEN, Board, Token
from doudi.office_day import not_after_today, office_now
from doudi.rulebook.assessment import Facts, household_of
from doudi.rulebook.processes import Branch, Household, Process, Setting, Step, branch_of
from doudi.rulebook.selectors import setting_for


def locked(case: Case) -> Case:
    """The case's row, held until the transaction ends: one clerk at a time changes a case."""
    return Case.objects.select_for_update().get(pk=case.pk)


def lock_all(cases: Collection[int]) -> None:
    """Hold the rows of several cases at once, in one order for everybody: no two then wait crosswise."""
    list(Case.objects.select_for_update().filter(pk__in=cases).order_by("pk").values_list("pk"))


class Course:
    """A locked case on a day. Change the board, then `keep` what has changed."""

    def __init__(self, case: Case, on: datetime.date) -> None:
        self.case, self.on = case, on
        self.runs = {run.pk: run for run in case.runs.order_by("pk")}
        self.board = Board(self.process, self.choose, self._tokens(), case.end)

    @cached_property
    def setting(self) -> Setting:
        """The case's own release on this day: a case ends under the procedure under which it began."""
        return setting_for(self.case.area_id, self.on, self.case.release)

    @property
    def process(self) -> Process:
        return self.setting.policy.processes[self.case.process]

    @cached_property
    def facts(self) -> Facts:
        return facts.of_case(self.case, self.on)

    @cached_property
    def household(self) -> Household:
        return household_of(self.setting, self.facts)

    def choose(self, step: Step) -> Branch | None:
        """The way on from a step by the facts as known now."""
        if all(branch.when is None for branch in step.next):
            return step.next[0] if step.next else None
        return branch_of(self.setting, self.household, step)

    def token(self, run: StepRun) -> Token:
        return next(token for token in self.board.tokens if token.key == run.pk)

    def check_day(self) -> None:
        """Refuse a day that has not come, and one before the last on which something happened."""
        not_after_today(self.on, _("办理日期"), CaseProblem)
        if self.on < self.case.moved_on:
            raise CaseProblem(
                _("日期 %(on)s 早于本件最近一次办理的日期 %(last)s。")
                % {"on": self.on.isoformat(), "last": self.case.moved_on.isoformat()}
            )

    def _tokens(self) -> list[Token]:
        made: dict[int, Token] = {}
        for run in self.runs.values():
            if run.step in self.process.steps:  # a run of another process that the case was moved from is history
                source = made.get(run.came_from_id or 0)
                made[run.pk] = Token(
                    run.step, run.state, run.because, source, run.asked_for, run.outcome, run.led_to, run.pk
                )
        return list(made.values())

    def keep(self, actor: Actor | None) -> None:
        """Write the board back: runs that changed, runs that are new, and the case's end."""
        self.case.moved_on = max(self.case.moved_on, self.on)
        if self.board.end and self.case.is_open:
            self.case.state, self.case.end, self.case.closed_on = CaseState.CLOSED, self.board.end, self.on
        limit = self.process.limit
        if limit is not None and clocks.event_day(self.case, limit.event) is not None:
            self.case.due_on = clocks.due(limit, self.case, self.setting, self.on)
        self.case.save()
        for token in self.board.tokens:
            self._keep_token(token, actor)
        if not self.case.is_open:
            tell(self.case, "closed", self.on, actor, data={"end": self.case.end})

    def _keep_token(self, token: Token, actor: Actor | None) -> None:
        if token.key is None:
            run = self._made(token)
        else:
            run = self.runs[token.key]
            if (run.state, run.outcome, run.led_to) == (token.state, token.outcome, token.led_to):
                return
            run.version += 1
        run.state, run.outcome, run.led_to = token.state, token.outcome, token.led_to
        if token.state == OPEN and run.opened_on is None:
            self._start(run)
        if token.state not in ACTIVE and run.done_on is None:
            run.done_on = self.on
        run.save()
        token.key = run.pk
        self.runs[run.pk] = run

    def _made(self, token: Token) -> StepRun:
        """A new run, with the posts that do and confirm it."""
        step = self.process.steps[token.step]
        last = self.case.runs.filter(step=step.name).aggregate(Max("round"))["round__max"] or 0
        by, second = posts(self.case, step)
        return StepRun(
            case=self.case,
            step=step.name,
            kind=step.kind,
            label=step.label,
            round=last + 1,
            by=by,
            second=second,
            agency=step.agency,
            because=token.because,
            came_from_id=token.came_from.key if token.came_from else None,
            asked_for=token.asked,
        )

    def _start(self, run: StepRun) -> None:
        step = self.process.steps[run.step]
        run.opened_on = self.on
        run.due_on = clocks.due(step.within, self.case, self.setting, self.on)
        run.warn_on = clocks.warning(self.on, run.due_on)


def posts(case: Case, step: Step) -> tuple[str, str]:
    """Who does a step and who confirms it. Relatives of staff are visited by the county, with whoever else would."""
    if step.kind == "visit" and case.staff_relatives.exists() and not step.by.startswith("county."):
        return "county.officer", step.by
    return step.by, step.second


def tell(
    case: Case,
    what: str,
    on: datetime.date,
    actor: Actor | None,
    *,
    run: StepRun | None = None,
    text: str = "",
    data: dict[str, object] | None = None,
) -> Event:
    """Add a line to the case's story."""
    return Event.objects.create(
        case=case,
        at=office_now(),
        on=on,
        what=what,
        run=run,
        membership=actor.membership if actor else None,
        text=text,
        data=data or {},
    )
