"""A decision made again: the same but for the wording, and what would differ under today's facts or rules."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.cases import facts
from doudi.cases.models import Case, Decision
from doudi.cases.problems import CaseProblem
from doudi.rulebook.assessment import assess
from doudi.rulebook.replaying import again, differences, stored_setting, without_prose
from doudi.rulebook.selectors import NothingAdopted, setting_for

Difference = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Replay:
    """A decision made again.

    `same`: the assessment came out the same, wording apart, else `changed` says where. `facts_today`: what would
    differ on the decision's date by what is known today. `rules_today`: what would differ for the stored facts on
    the day of asking, by the policy and values then in force; None where no policy is in force.
    """

    decision: Decision
    same: bool
    changed: list[Difference]
    facts_today: list[Difference]
    rules_today: list[Difference] | None


def replay(*, case: Case, today: datetime.date, actor: Actor | None = None) -> list[Replay]:
    """Every decision of a case, made again from what it stored. `actor` None is the command line.

    Raises `CaseProblem` when the case has no decision, `ReleaseProblem` when a kept policy cannot be read.
    """
    if actor is not None:
        require(actor, "case.read")
        require_area(actor, case.area_id)
    decisions = list(case.decisions.select_related("release", "case__household").order_by("pk"))
    if not decisions:
        raise CaseProblem(_("本件还没有审批决定，无从重放。"))
    found = [_replay(decision, today) for decision in decisions]
    audit.record(actor=actor, verb="case.replayed", subject=case, area=case.area_id)
    return found


def _replay(decision: Decision, today: datetime.date) -> Replay:
    stored = decision.assessment
    made = again(decision.release, decision.date, decision.values, decision.facts)
    then = stored_setting(decision.release, decision.date, decision.values)
    known = assess(then, facts.of_case(decision.case, decision.date))
    try:
        now = assess(setting_for(decision.case.area_id, today), decision.facts)
        rules = differences(stored, now)
    except NothingAdopted:
        rules = None
    same = without_prose(made) == without_prose(stored)
    return Replay(decision, same, differences(stored, made), differences(stored, known), rules)
