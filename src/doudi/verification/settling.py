"""What becomes of what does not agree: an official adopts it into the registry, or sets it aside with a reason."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.office_day import office_now
from doudi.registry.models import Source
from doudi.registry.services import record_facts
from doudi.verification.models import Finding, Report, Settled
from doudi.verification.problems import VerificationProblem
from doudi.verification.selectors import to_settle


@transaction.atomic
def settle(
    *, actor: Actor, report: Report, adopt: Collection[int], set_aside: Collection[int] = (), reason: str = ""
) -> list[Finding]:
    """Adopt some findings (by key) and set others aside; those that were adopted, in order.

    What is adopted becomes a new version of the fact, true from the day of the check, learned by it. Raises
    `VerificationProblem` for what is settled already, agrees, or is set aside without a reason.
    """
    require(actor, "check.read")
    require(actor, "household.change")
    area = report.request.area_id
    require_area(actor, area)
    locked = Report.objects.select_for_update(of=("self",)).select_related("request__household").get(pk=report.pk)
    open_ones = {finding.pk: finding for finding in to_settle(locked).select_related("person")}
    _check(open_ones, adopt, set_aside, reason)
    taken = [finding for pk, finding in open_ones.items() if pk in adopt]
    for finding in taken:
        record_facts(
            actor=actor,
            subject=finding.person or locked.request.household,
            values={finding.fact: finding.found},
            true_from=locked.checked_on,
            source=Source.CHECKED,
            case=locked.request.case,
        )
        _mark(actor, finding, Settled.ADOPTED, "")
    for pk in set_aside:
        _mark(actor, open_ones[pk], Settled.SET_ASIDE, reason.strip()[:500])
    audit.record(
        actor=actor,
        verb="check.settled",
        subject=locked,
        area=area,
        reason=reason.strip()[:500] if set_aside else "",
        details={"adopted": len(taken), "set_aside": len(set(set_aside))},
    )
    return taken


def _check(open_ones: Collection[int], adopt: Collection[int], set_aside: Collection[int], reason: str) -> None:
    """Refuse a choice of nothing, of what is not open, of one thing both ways, and of what lacks its reason."""
    chosen = {*adopt, *set_aside}
    if not chosen or chosen - set(open_ones) or set(adopt) & set(set_aside):
        raise VerificationProblem(_("没有选要处理的核对结果，或者已经有人处理过。请刷新后再选。"))
    if set_aside and not reason.strip():
        raise VerificationProblem(_("不采用核对结果，要写明理由。"), "reason")


def _mark(actor: Actor, finding: Finding, settled: str, reason: str) -> None:
    finding.settled, finding.reason = settled, reason
    finding.settled_at, finding.settled_by = office_now(), actor.membership
    finding.save(update_fields=["settled", "reason", "settled_at", "settled_by"])
