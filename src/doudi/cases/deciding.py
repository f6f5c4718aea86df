"""The decision: an official's, beside the policy's assessment, and stored with all that it rests on."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.audit import services as audit
from doudi.cases import facts
from doudi.cases.course import Course, tell
from doudi.cases.models import BenefitDue, Case, Decision, DecisionKind, Outcome, StepRun
from doudi.cases.problems import CaseProblem, Conflict, check_reason
from doudi.cases.procedure import NEXT, REFUSED
from doudi.cases.refusing import REFUSED_END, is_refused, leads_only_to, reason, refusing
from doudi.office_day import office_now
from doudi.rulebook.assessment import Facts, assess, granted_as_assessed, is_due, suggestion
from doudi.rulebook.models import Release
from doudi.rulebook.processes import Setting
from doudi.rulebook.selectors import setting_for
from doudi.rulebook.standards import values_of

Granted = list[dict[str, Any]]
"""What is given: `{"benefit", "for", "amount", "unit"}`; an amount is text in yuan, None for what is not money."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the official proposes. `granted` None: as assessed. `reason`: why it differs, where it does."""

    granted: tuple[dict[str, Any], ...] | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a decision of a day rests on: the setting, the facts as known now, and what the policy says of them."""

    setting: Setting
    facts: Facts
    assessment: dict[str, Any]

    @property
    def suggested(self) -> str:
        return suggestion(self.assessment)

    @property
    def says(self) -> dict[str, Any]:
        """What the assessment comes to, without the way that led there."""
        return {key: self.assessment[key] for key in ("release", "results", "members", "benefits")}


def grounds(case: Case, on: datetime.date) -> Grounds:
    """The policy in force on the day, applied to the facts of the case's household."""
    setting = setting_for(case.area_id, on)
    found = facts.of_case(case, on)
    return Grounds(setting, found, assess(setting, found))


def proposed(course: Course, outcome: str, proposal: Proposal | None) -> dict[str, Any]:
    """A proposal checked against the assessment, as a run keeps it until the second person confirms it.

    Raises `CaseProblem` when it differs from the assessment without a reason.
    """
    found = grounds(course.case, course.on)
    return checked(found, Outcome.REFUSED if outcome == REFUSED else Outcome.APPROVED, proposal)


def checked(found: Grounds, outcome: str, proposal: Proposal | None) -> dict[str, Any]:
    """A proposal as JSON: what is granted, whether that differs from the assessment, and why.

    To approve while the assessment could not work out a benefit is to differ from it. Raises `CaseProblem`.
    """
    proposal = proposal or Proposal()
    check_reason(proposal.reason)
    assessed = granted_as_assessed(found.assessment)
    granted = [] if outcome == Outcome.REFUSED else assessed if proposal.granted is None else _clean(found, proposal)
    open_ones = _left_open(found, granted) if outcome == Outcome.APPROVED else []
    differs = outcome != found.suggested or (outcome == Outcome.APPROVED and _key(granted) != _key(assessed))
    if not proposal.reason.strip() and differs:
        raise CaseProblem(_("决定与政策核算的结果不同，要写明理由。"))
    if not proposal.reason.strip() and open_ones:
        raise CaseProblem(_("因事实不明，没有核出：%s。先补齐事实，或者写明为何现在批准。") % _("、").join(open_ones))
    differs = differs or bool(open_ones)
    return {
        "outcome": outcome,
        "granted": granted,
        "differs": differs,
        "reason": proposal.reason.strip() if differs else "",
        "says": found.says,
    }


def _left_open(found: Grounds, granted: Granted) -> list[str]:
    """The labels of the benefits that hang on something unknown and are not granted."""
    given, benefits = _pairs(granted), found.setting.policy.benefits
    entries = (e for e in found.assessment["benefits"] if not is_due(e) and (e["benefit"], e["for"]) not in given)
    return list(dict.fromkeys(benefits[entry["benefit"]].label for entry in entries))


def _key(granted: Granted) -> set[tuple[str, str, str | None]]:
    return {(entry["benefit"], entry["for"], entry["amount"]) for entry in granted}


def _clean(found: Grounds, proposal: Proposal) -> Granted:
    """What is granted, each a benefit of the policy to somebody of the household. Raises `CaseProblem`."""
    benefits = found.setting.policy.benefits
    members = {member["id"] for member in found.facts["members"]}
    granted = []
    for entry in proposal.granted or ():
        benefit = benefits.get(entry["benefit"])
        if benefit is None:
            raise CaseProblem(_("政策里没有待遇 %s。") % entry["benefit"])
        if entry["for"] not in (members if benefit.to == "person" else {found.facts["id"]}):
            raise CaseProblem(_("待遇“%s”的对象不在这户。") % benefit.label)
        unit = found.setting.policy.rules[benefit.amount].type.unit if benefit.amount else ""
        amount = _amount(entry.get("amount"), benefit.label) if benefit.amount else None
        granted.append({"benefit": benefit.name, "for": entry["for"], "amount": amount, "unit": unit})
    if len(_pairs(granted)) < len(granted):
        raise CaseProblem(_("同一待遇给同一对象写了两次。"))
    return granted


def _pairs(granted: Granted) -> set[tuple[str, str]]:
    return {(entry["benefit"], entry["for"]) for entry in granted}


def _amount(value: Any, label: str) -> str:
    try:
        amount = Decimal(str(value))
    except ArithmeticError:
        amount = Decimal(-1)
    if not amount.is_finite() or amount <= 0 or amount >= 10**10 or amount != round(amount, 2):
        raise CaseProblem(_("待遇“%s”的金额要大于 0，最多两位小数。") % label)
    return f"{amount:.2f}"


def after_step(actor: Actor, course: Course, run: StepRun, proposal: dict[str, Any] | None) -> Decision | None:
    """Make the decision that a finished step amounts to: of a decision step, and of every way that only leads to a
    refusal (an application refused at the door has its letter and its way to appeal like any other)."""
    if run.kind == "decide" and run.outcome in (NEXT, REFUSED):
        assert proposal is not None
        return make(actor, course, run, proposal)
    if run.led_to and leads_only_to(course.process, run.led_to, REFUSED_END) and not is_refused(course.case):
        found, why = grounds(course.case, course.on), _why(course, run)
        # The letter gives the reason even where the assessment refuses as well: the condition is the procedure's.
        return make(actor, course, run, checked(found, Outcome.REFUSED, Proposal(reason=why)) | {"reason": why})
    return None


def _why(course: Course, run: StepRun) -> str:
    """The official's reason, or the condition by which the procedure goes on to a refusal."""
    condition = refusing(course, run) if run.outcome == NEXT else None
    return reason(condition, run) if condition is not None else run.reason.strip()


def in_force(case: Case) -> Decision | None:
    """The decision of a case that no later one replaces."""
    return case.decisions.filter(replaced_by=None).last()


def make(actor: Actor, course: Course, run: StepRun, proposal: dict[str, Any], **more: Any) -> Decision:
    """Store a decision on the facts and the policy of the day. A later decision of a case replaces the one before.

    Raises `Conflict` when the assessment is no longer the one that the first person saw.
    """
    case, found = course.case, grounds(course.case, course.on)
    if found.says != proposal["says"]:
        raise Conflict(_("第一人签字之后，事实或标准有变，核算结果不同了。请退回重拟。"))
    before = in_force(case)
    made = Decision.objects.create(
        case=case,
        run=run,
        kind=more.get("kind", DecisionKind.CORRECTION if before else DecisionKind.DECISION),
        outcome=proposal["outcome"],
        release=Release.objects.get(pk=found.setting.policy.release),
        date=course.on,
        known_at=office_now(),
        values=values_of(found.setting),
        facts=found.facts,
        assessment=found.assessment,
        suggested=found.suggested,
        granted=proposal["granted"],
        differs=proposal["differs"],
        reason=proposal["reason"],
        replaces=before,
        made_by=actor.membership,
        at=office_now(),
    )
    give(made, found.setting)
    tell(case, "decided", course.on, actor, run=run, text=made.reason, data={"decision": made.pk, "kind": made.kind})
    details = {"outcome": made.outcome, "differs": made.differs, "release": made.release_id, "kind": made.kind}
    audit.record(
        actor=actor, verb="decision.made", subject=made, area=case.area_id, reason=made.reason, details=details
    )
    return made


def give(decision: Decision, setting: Setting) -> None:
    """The rows of what a decision gives: a sum given once at once, everything else from the month after."""
    people = facts.people(decision.case.household, decision.date)
    for entry in decision.granted:
        benefit = setting.policy.benefits[entry["benefit"]]
        BenefitDue.objects.create(
            decision=decision,
            benefit=benefit.name,
            label=benefit.label,
            kind=benefit.kind,
            agency=benefit.agency,
            person=people[entry["for"]] if benefit.to == "person" else None,
            amount=Decimal(entry["amount"]) if entry["amount"] is not None else None,
            unit=entry["unit"] or "",
            from_date=decision.date if entry["unit"] == "yuan" else month_after(decision.date),
        )


def month_after(date: datetime.date) -> datetime.date:
    """The first day of the next month."""
    return (date.replace(day=1) + datetime.timedelta(32)).replace(day=1)
