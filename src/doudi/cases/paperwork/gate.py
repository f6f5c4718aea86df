"""What a step that tells the family waits for: the letter of the decision, and the proof that it was served."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from doudi.cases.deciding import in_force
from doudi.cases.models import Decision, Outcome, StepRun
from doudi.cases.paperwork import about
from doudi.cases.problems import CaseProblem
from doudi.cases.selectors import process_of
from doudi.papers.models import Paper, PaperKind


def letter_kind(decision: Decision) -> PaperKind:
    """Which letter tells of a decision."""
    return PaperKind.APPROVAL if decision.outcome == Outcome.APPROVED else PaperKind.REFUSAL


def is_at_the_door(decision: Decision) -> bool:
    """Whether a refusal came before the application was accepted: then the family is told that it was not taken."""
    if decision.outcome != Outcome.REFUSED or decision.case.accepted_on is not None:
        return False
    return any(step.kind == "accept" for step in process_of(decision.case).steps.values())


def letter_label(decision: Decision) -> str:
    """What the letter of a decision is called."""
    return _("不予受理通知书") if is_at_the_door(decision) else str(letter_kind(decision).label)


def missing(run: StepRun) -> list[str]:
    """What is still to be done before a step that tells the family is signed, in words."""
    decision = in_force(run.case)
    if decision is None:
        return []
    found, kind = [], letter_kind(decision)
    made = Paper.objects.filter(subject=run.case.number, kind=kind, about=about.decision(decision))
    if not made.exists():
        found.append(_("还没有制作“%s”") % letter_label(decision))
    if not decision.proofs.exists():
        found.append(_("还没有登记送达回证（何时、怎样送达，谁签收）"))
    return found


def check(run: StepRun, data: dict[str, Any], on: datetime.date) -> None:
    """Refuse to end the telling before the family has the letter. `data` is what the step holds with this signature.

    Where nothing was decided (an application that is not taken), the family is told why by word of mouth or in writing,
    and the remark says when and how. Raises `CaseProblem`.
    """
    decision = in_force(run.case)
    if decision is None:
        if not str(data.get("note") or "").strip():
            raise CaseProblem(_("没有决定书的告知，要在备注里写明何时、怎样告知了申请人什么原因。"))
        return
    still = missing(run)
    if still:
        raise CaseProblem(_("还不能办结告知：%s。") % _("；").join(still))
    served = min(proof.served_on for proof in decision.proofs.all())
    if on < served:
        raise CaseProblem(_("办理日期早于送达日期 %s：送达以后才办结告知。") % served.isoformat())
