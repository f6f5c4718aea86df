"""Opening a case: one number, whatever the line does; the procedure that the policy gives it, or another with a reason."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.models import User
from doudi.accounts.rights import require, require_area
from doudi.areas import codes
from doudi.areas.numbering import next_numbers
from doudi.audit import services as audit
from doudi.cases import facts
from doudi.cases.course import Course, locked, tell
from doudi.cases.models import AppliedBy, Case, CaseState, Counter, RunState, StaffRelative
from doudi.cases.problems import CaseProblem, check_reason
from doudi.office_day import not_after_today
from doudi.registry.models import Household, Person
from doudi.rulebook.assessment import household_of
from doudi.rulebook.kept import policy_of
from doudi.rulebook.processes import process_for
from doudi.rulebook.selectors import release_for, setting_for


@dataclass(frozen=True, slots=True)
class Agent:
    """Who applies for another: somebody in the registry or by name, and the papers that say they may."""

    papers: str
    person: Person | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """A declared tie to a member of staff or a village cadre."""

    staff_name: str
    relation: str
    user: User | None = None


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody applies for. `process`: another procedure than the policy's conditions give, with a reason."""

    household: Household
    applicant: Person
    applied_on: datetime.date
    request: str = ""
    applied_by: str = AppliedBy.SELF
    agent: Agent | None = None
    ties: tuple[Tie, ...] = ()
    process: str = ""
    process_reason: str = ""
    follows: Case | None = None


def open_case(*, actor: Actor, application: Application, key: str | None = None) -> Case:
    """Open a case and its first step. `key` marks one sending of a form: sent again, the same case comes back.

    Raises `CaseProblem`, `NothingAdopted`.
    """
    require(actor, "case.open")
    require_area(actor, application.household.area_id)
    with transaction.atomic():
        Household.objects.select_for_update().get(pk=application.household.pk)  # two desks, one household: one first
        return _opened(key, application) or _open(actor, application, key)


def _opened(key: str | None, application: Application) -> Case | None:
    """The case that this sending of the form has opened already."""
    found = Case.objects.filter(key=key).first() if key else None
    if found is not None and found.household_id != application.household.pk:
        raise CaseProblem(_("这份表单已经为另一户登记过，请重新打开登记页。"))
    return found


def _open(actor: Actor, application: Application, key: str | None) -> Case:
    _check(application)
    household, on = application.household, application.applied_on
    suggested = suggested_process(household, on)
    chosen = _chosen(application, suggested)
    running = Case.objects.filter(household=household, state=CaseState.OPEN, process=chosen).first()
    if running is not None:
        raise CaseProblem(_("这户已有同一程序的在办件 %s，不能再开一件。") % running.number)
    case = Case.objects.create(
        number=next_number(household.area_id, on.year),
        key=key,
        household=household,
        applicant=application.applicant,
        area_id=household.area_id,
        release=release_for(household.area_id, on),
        process=chosen,
        suggested_process=suggested,
        process_reason=application.process_reason if application.process not in ("", suggested) else "",
        applied_by=application.applied_by,
        agent=application.agent.person if application.agent else None,
        agent_name=application.agent.name if application.agent else "",
        agent_papers=application.agent.papers if application.agent else "",
        request=application.request,
        applied_on=on,
        moved_on=on,
        follows=application.follows,
        opened_by=actor.membership,
    )
    for tie in application.ties:
        StaffRelative.objects.create(case=case, user=tie.user, staff_name=tie.staff_name, relation=tie.relation)
    course = Course(case, on)
    tell(case, "opened", on, actor, data={"process": case.process})
    course.board.begin()
    course.keep(actor)
    audit.record(actor=actor, verb="case.opened", subject=case, area=case.area_id, details={"process": case.process})
    return case


def _check(application: Application) -> None:
    """Refuse an application that lacks something that it must have."""
    agent, follows = application.agent, application.follows
    not_after_today(application.applied_on, _("申请日期"), CaseProblem)
    if application.applied_by in (AppliedBy.GUARDIAN, AppliedBy.AGENT):
        if agent is None or not (agent.person or agent.name.strip()):
            raise CaseProblem(_("由监护人或受委托人申请的，要写明代办人。"))
        if not agent.papers.strip():
            raise CaseProblem(_("由监护人或受委托人申请的，要写明监护或委托手续。"))
    if any(not (tie.staff_name.strip() and tie.relation.strip()) for tie in application.ties):
        raise CaseProblem(_("近亲属备案要写明工作人员姓名和关系。"))
    if not facts.is_member(application.household, application.applicant, application.applied_on):
        raise CaseProblem(_("申请人在申请当日不是这户的成员。"))
    if follows is not None and (follows.is_open or follows.household_id != application.household.pk):
        raise CaseProblem(_("再次申请只能接在本户已经办结的办件之后。"))


def suggested_process(household: Household, on: datetime.date) -> str:
    """The procedure that the policy in force gives a household, by the facts known now. Raises `CaseProblem`."""
    setting = setting_for(household.area_id, on)
    try:
        return process_for(setting, household_of(setting, facts.of_household(household, on))).name
    except LookupError:
        raise CaseProblem(_("政策 %s 没有写办理程序，不能受理申请。") % setting.policy.front.title) from None


def _chosen(application: Application, suggested: str) -> str:
    chosen = application.process or suggested
    if chosen == suggested:
        return chosen
    household = application.household
    _check_process(chosen, list(policy_of(release_for(household.area_id, application.applied_on)).processes))
    check_reason(application.process_reason, _("不走政策给出的程序，要写明理由。"))
    return chosen


def _check_process(chosen: str, known: list[str]) -> None:
    if chosen not in known:
        raise CaseProblem(
            _("没有叫 %(name)s 的程序，现有：%(known)s。") % {"name": chosen, "known": _("、").join(known)}
        )


def next_number(area: str, year: int) -> str:
    """The next number of a county and year: `990101-2026-000001`. Two clerks never get the same."""
    place = codes.full(area)[:6]
    (number,) = next_numbers(Counter, place=place, year=year)
    return f"{place}-{year}-{number:06}"


@transaction.atomic
def change_process(*, actor: Actor, case: Case, process: str, on: datetime.date, reason: str) -> Case:
    """Go on under another procedure (another class): at the step of the same name and kind, or from its start.

    What was in hand stops; what was done stays on record and, where the steps have the same names, counts as done.
    """
    require(actor, "case.step")
    require_area(actor, case.area_id)
    case = locked(case)
    course = Course(case, on)
    here = _check_change(actor, course, process, reason)
    old, new = course.process, course.setting.policy.processes[process]
    same = new.steps.get(here)
    course.board.stop("")
    course.keep(actor)
    case.process, case.process_reason = process, reason
    moved = Course(case, on)
    moved.board.begin(here if same is not None and same.kind == old.steps[here].kind else "")
    moved.keep(actor)
    tell(case, "process_changed", on, actor, text=reason, data={"from": old.name, "to": process})
    details = {"from": old.name, "to": process}
    audit.record(
        actor=actor, verb="case.process_changed", subject=case, area=case.area_id, reason=reason, details=details
    )
    return case


def _check_change(actor: Actor, course: Course, process: str, reason: str) -> str:
    """The step at which the case may change its procedure. Raises `CaseProblem`."""
    case = course.case
    if not case.is_open:
        raise CaseProblem(_("本件已经办结。"))
    course.check_day()
    _check_process(process, list(course.setting.policy.processes))
    if process == case.process:
        raise CaseProblem(_("本件已经在走这个程序。"))
    check_reason(reason, _("改走另一程序，要写明理由。"))
    in_hand = [run for run in course.runs.values() if run.state == RunState.OPEN and run.by == actor.post]
    here = next((run.step for run in in_hand if run.kind in ("accept", "classify")), None)
    if here is None:
        raise CaseProblem(_("只有在受理或分类这一步，由办理这一步的岗位，才能改走另一程序。"))
    return here
