"""The means check of a case: whom it concerns, what it asks, when its step is done, and what becomes of what it found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.cases.course import Course, locked, tell
from doudi.cases.models import Case, StepRun
from doudi.cases.problems import CaseProblem
from doudi.registry.problems import RegistryProblem
from doudi.rulebook.assessment import assess
from doudi.rulebook.processes import asks_for
from doudi.rulebook.selectors import setting_for
from doudi.verification import services
from doudi.verification.models import CheckRequest, Finding, Report
from doudi.verification.problems import VerificationProblem
from doudi.verification.requesting import why_not
from doudi.verification.selectors import open_request, to_settle_in, valid_report
from doudi.vocabulary import load

CHECKER = "county.checker"
"""The post whose checks rest on a report. Where another post does the step, it looks into things itself."""
_SUPPORTED = "tekun_eligible"
"""The result that those who are bound to support somebody bear upon (Decree 649 and the measures for 特困, article 10)."""


@dataclass(frozen=True, slots=True)
class Used:
    """The report on which a step of a day rests, and whether it was made for an earlier case."""

    report: Report
    is_reused: bool


def asks_supporters(course: Course) -> bool:
    """Whether a case tests for 特困, so that legal supporters outside the household are looked up as well."""
    if asks_for(course.process, _SUPPORTED):
        return True
    assessment = assess(course.setting, course.facts, explained=False)
    return any(results.get(_SUPPORTED) is True for results in assessment["members"].values())


def wanted(course: Course) -> dict[str, set[str]]:
    """The facts of the vocabulary on which a case turns: what is known of the household, and what the policy in force
    needs."""
    assessment = assess(setting_for(course.case.area_id, course.on), course.facts, explained=False)
    names: dict[str, set[str]] = {"household": set(course.facts) - {"members"}, "person": set()}
    for member in course.facts["members"]:
        names["person"] |= set(member)
    for need in assessment["needs"]:
        if "fact" in need:
            entity = "household" if need["of"] == assessment["household"] else "person"
            names[entity].add(need["fact"])
    known = load().facts
    return {entity: {name for name in each if (entity, name) in known} for entity, each in names.items()}


@transaction.atomic
def request(*, actor: Actor, case: Case, on: date, sources: Collection[str]) -> CheckRequest:
    """Ask for the check of a case. Raises `CaseProblem` naming who has not agreed."""
    case = locked(case)
    if not case.is_open:
        raise CaseProblem(_("本件已经办结。"))
    course = Course(case, on)
    scope = services.Scope(tuple(sources), wanted(course), asks_supporters(course))
    try:
        made = services.request_check(actor=actor, household=case.household, case=case.number, on=on, scope=scope)
    except VerificationProblem as problem:
        raise CaseProblem(str(problem)) from None
    tell(case, "check_asked", on, actor)
    return made


@transaction.atomic
def settle(
    *,
    actor: Actor,
    case: Case,
    report: Report,
    on: date,
    adopt: Collection[int],
    set_aside: Collection[int] = (),
    reason: str = "",
) -> list[Finding]:
    """Adopt findings of a report into the registry, or set them aside with a reason, while the case is open."""
    case = locked(case)
    if not case.is_open:
        raise CaseProblem(_("本件已经办结。"))
    try:
        taken = services.settle(actor=actor, report=report, adopt=adopt, set_aside=set_aside, reason=reason)
    except (VerificationProblem, RegistryProblem) as problem:
        raise CaseProblem(str(problem)) from None
    said = f"采用 {len(taken)} 项，不采用 {len(set(set_aside))} 项"  # kept
    tell(case, "check_settled", on, actor, text=f"{said}。{reason.strip()}" if set_aside else said)  # kept
    return taken


def report_for(course: Course) -> Used | None:
    """The report that holds for a case on its day: its own, or one of an earlier case that is still good."""
    return _report_for(course, asks_supporters(course))


def _report_for(course: Course, supporters: bool) -> Used | None:
    case = course.case
    found = valid_report(case.household, course.on, supporters=supporters)
    return None if found is None else Used(found, found.request.case != case.number)


def check(course: Course, run: StepRun, data: dict[str, Any]) -> None:
    """Refuse to go on from a means check that nobody agreed to, or that has found nothing yet. Raises `CaseProblem`.

    A report of this case was asked with everybody's authorisation, which does not become wrong when one is taken back
    later; to use an earlier case's report again, or to look into things by hand, they must hold on the day.
    """
    if open_request(course.case.number) is not None:
        raise CaseProblem(_("核对已经委托，报告还没有出来。"))
    supporters = asks_supporters(course)
    used = _report_for(course, supporters)
    if used is None or used.is_reused:
        _require_authorisations(course, supporters)
    if used is not None:
        run.data = {**run.data, **noted(used)}
    elif run.by == CHECKER:
        raise CaseProblem(_("没有在有效期内的核对报告：先委托核对，出了报告再签字。"))
    elif not data.get("result"):
        raise CaseProblem(_("没有核对报告，要写明查验的结果。"))


def _require_authorisations(course: Course, supporters: bool) -> None:
    case = course.case
    if problem := why_not(case.household, case.number, course.on, supporters=supporters):
        raise CaseProblem(problem)


def noted(used: Used) -> dict[str, str]:
    """What a step keeps of the report on which it rests."""
    report = used.report
    results = {finding.result for finding in report.findings.all()}
    result = "found" if "undeclared" in results else "differs" if "differs" in results else "agreed"
    return {
        "checked_on": report.checked_on.isoformat(),
        "report": report.reference,
        "valid_until": report.valid_until.isoformat(),
        "result": result,
        "reused": report.request.case if used.is_reused else "",
    }


def check_settled(course: Course) -> None:
    """Refuse to decide while nobody has said what becomes of what the check found otherwise. Raises `CaseProblem`."""
    count = to_settle_in(course.case.number).count()
    if count:
        raise CaseProblem(_("核对结果有 %s 项与申报不符，还没有处理：采用，或者写明理由不采用。") % count)
