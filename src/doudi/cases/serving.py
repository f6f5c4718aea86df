"""Proof that letters were served: which one, how, when, and who took it or saw it left."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.cases.course import locked, tell
from doudi.cases.informing import check_may_be_told
from doudi.cases.models import Case, Decision, LetterProof
from doudi.cases.paperwork import about
from doudi.cases.problems import CaseProblem
from doudi.office_day import not_after_today
from doudi.papers.models import Paper


@dataclass(frozen=True, slots=True)
class Service:
    """How, when and to whom a letter was served."""

    how: str
    served_on: datetime.date
    received_by: str = ""
    thumbprint: bool = False
    witness: str = ""
    paper_number: str = ""


@transaction.atomic
def serve(*, actor: Actor, case: Case, service: Service, decision: Decision | None = None) -> LetterProof:
    """Record that a letter was served. Of a decision, it is one of the letters made of it, from the day of the letter on.
    A letter that was left needs a witness, and no other has one; a public one has no recipient. Raises `CaseProblem`."""
    require(actor, "letter.serve")
    require_area(actor, case.area_id)
    locked(case)
    if decision is not None and decision.case_id != case.pk:
        raise CaseProblem(_("这份决定不是本件的。"))
    not_after_today(service.served_on, _("送达日期"), CaseProblem)
    _check_people(case, service)
    if decision is not None:
        check_may_be_told(decision, _("决定之后的公示还没有办完，这份决定还不能送达。"))
        _check_letter(decision, service)
    proof = LetterProof.objects.create(
        case=case,
        decision=decision,
        paper_number=service.paper_number,
        how=service.how,
        served_on=service.served_on,
        received_by=service.received_by,
        thumbprint=service.thumbprint,
        witness=service.witness,
        made_by=actor.membership,
    )
    tell(case, "served", service.served_on, actor, data={"proof": proof.pk, "how": service.how})
    audit.record(actor=actor, verb="letter.served", subject=proof, area=case.area_id, details={"how": service.how})
    return proof


def letters_of(decision: Decision) -> QuerySet[Paper]:
    """The letters that were made of a decision, without their files, the first first."""
    made = Paper.objects.filter(subject=decision.case.number, about=about.decision(decision))
    return made.defer("word").order_by("pk")


def _check_people(case: Case, service: Service) -> None:
    """Who took the letter, or saw it left."""
    witness, receiver = service.witness.strip(), service.received_by.strip()
    if service.how == LetterProof.How.LEFT and not witness:
        raise CaseProblem(_("留置送达要写明见证人。"))
    if service.how != LetterProof.How.LEFT and witness:
        raise CaseProblem(_("只有留置送达要见证人；其他送达方式不填。"))
    if witness and witness in (receiver, case.applicant.name):
        raise CaseProblem(_("见证人不能是受送达人本人。"))
    if service.how in (LetterProof.How.HAND, LetterProof.How.AGENT) and not receiver:
        raise CaseProblem(_("要写明签收人。"))


def _check_letter(decision: Decision, service: Service) -> None:
    """The letter is one of this decision, and was not served before it was made."""
    if service.served_on < decision.date:
        raise CaseProblem(_("送达日期早于决定日期。"))
    made = {paper.number: paper for paper in letters_of(decision)}
    if not made:
        raise CaseProblem(_("这份决定的通知书还没有制作：先制作，再登记送达。"))
    paper = made.get(service.paper_number)
    if paper is None:
        raise CaseProblem(_("文书编号不是这份决定的通知书；这份决定的是：%s。") % _("、").join(made))
    if service.served_on < paper.made_on:
        raise CaseProblem(_("送达日期早于通知书的制作日期 %s。") % paper.made_on.isoformat())
