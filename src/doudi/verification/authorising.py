"""Who agreed to be looked up: members of the household, and those outside it who are bound to support them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from doudi import secrets
from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.office_day import not_after_today, office_now
from doudi.registry import identity
from doudi.registry.models import Household, Person
from doudi.registry.problems import RegistryProblem
from doudi.verification.models import Authorisation, NoSupporters, Supporter
from doudi.verification.problems import VerificationProblem
from doudi.verification.selectors import is_child


@dataclass(frozen=True, slots=True)
class Consent:
    """Who agrees, for how long; for a child or somebody who cannot, the guardian and the papers."""

    person: Person | Supporter
    from_date: datetime.date
    until_date: datetime.date
    guardian_name: str = ""
    papers: str = ""
    thumbprint: bool = False


@transaction.atomic
def authorise(*, actor: Actor, consent: Consent) -> Authorisation:
    """Record a signed authorisation. A child's is signed by a guardian. Raises `VerificationProblem`."""
    require(actor, "check.authorise")
    who = consent.person
    supporter = who if isinstance(who, Supporter) else None
    person = who if isinstance(who, Person) else None
    area = supporter.household.area_id if supporter else who.area_id  # type: ignore[union-attr]
    require_area(actor, area)
    _check(consent)
    if supporter is not None and not Supporter.objects.filter(pk=supporter.pk, struck_at=None).exists():
        raise VerificationProblem(_("这位义务人已经注销。"))
    made = Authorisation.objects.create(
        person=person,
        supporter=supporter,
        from_date=consent.from_date,
        until_date=consent.until_date,
        guardian_name=consent.guardian_name.strip(),
        papers=consent.papers.strip(),
        thumbprint=consent.thumbprint,
        recorded_by=actor.membership,
        recorded_at=office_now(),
    )
    audit.record(actor=actor, verb="check.authorised", subject=made, area=area)
    return made


def _check(consent: Consent) -> None:
    not_after_today(consent.from_date, _("签署日期"), partial(VerificationProblem, field="from_date"))
    if consent.until_date < consent.from_date:
        raise VerificationProblem(_("授权的截止日期早于签署日期。"), "until_date")
    if consent.guardian_name.strip() and not consent.papers.strip():
        raise VerificationProblem(_("监护人代签要写明监护手续。"), "papers")
    is_childs = isinstance(consent.person, Person) and is_child(consent.person, consent.from_date)
    if is_childs and not consent.guardian_name.strip():
        raise VerificationProblem(_("未成年人的授权由监护人签署。"), "guardian_name")


@transaction.atomic
def withdraw(*, actor: Actor, authorisation: Authorisation, on: datetime.date) -> Authorisation:
    """Record that an authorisation was taken back: from that day on nothing more is asked. Raises `VerificationProblem`."""
    require(actor, "check.authorise")
    require_area(actor, authorisation.area_id)
    not_after_today(on, _("撤回日期"), partial(VerificationProblem, field="on"))
    kept = Authorisation.objects.select_for_update().get(pk=authorisation.pk)
    if kept.withdrawn_on is not None or on < kept.from_date:
        raise VerificationProblem(_("这份授权已经撤回，或者日期早于签署日期。"))
    kept.withdrawn_on = on
    kept.save(update_fields=["withdrawn_on"])
    audit.record(actor=actor, verb="check.withdrawn", subject=kept, area=kept.area_id)
    return kept


@transaction.atomic
def add_supporter(
    *, actor: Actor, household: Household, case: str, name: str, relation: str, id_number: str
) -> Supporter:
    """Enter somebody outside the household who is bound to support a member of it. Raises `VerificationProblem`."""
    require(actor, "check.authorise")
    require_area(actor, household.area_id)
    if not name.strip() or not relation.strip() or not id_number.strip():
        raise VerificationProblem(_("法定义务人要写明姓名、关系和公民身份号码。"))
    try:
        number = identity.checked(identity.Who(name.strip(), id_number.strip())).id_number
    except RegistryProblem as problem:
        raise VerificationProblem(str(problem), problem.field) from None
    made = Supporter(
        household=household,
        case=case,
        name=name.strip(),
        relation=relation.strip(),
        id_number=secrets.seal("id_number", number),
        id_number_index=secrets.index("id_number", number),
        recorded_by=actor.membership,
        recorded_at=office_now(),
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise VerificationProblem(_("这位义务人已经登记。"), "id_number") from None
    audit.record(actor=actor, verb="supporter.added", subject=made, area=household.area_id)
    return made


@transaction.atomic
def strike_supporter(*, actor: Actor, supporter: Supporter, reason: str) -> Supporter:
    """Strike off somebody who was entered by mistake, or is bound no more. Raises `VerificationProblem`."""
    require(actor, "check.authorise")
    require_area(actor, supporter.household.area_id)
    kept = Supporter.objects.select_for_update().get(pk=supporter.pk)
    if kept.struck_at is not None:
        raise VerificationProblem(_("这位义务人已经注销。"))
    if not reason.strip():
        raise VerificationProblem(_("注销要写明理由。"), "reason")
    kept.struck_at, kept.struck_reason = office_now(), reason.strip()[:200]
    kept.save(update_fields=["struck_at", "struck_reason"])
    audit.record(
        actor=actor, verb="supporter.struck", subject=kept, area=kept.household.area_id, reason=kept.struck_reason
    )
    return kept


@transaction.atomic
def state_no_supporters(*, actor: Actor, household: Household, case: str, on: datetime.date) -> NoSupporters:
    """Put on record that nobody outside the household is bound to support its members. Raises `VerificationProblem`."""
    require(actor, "check.authorise")
    require_area(actor, household.area_id)
    not_after_today(on, _("说明日期"), VerificationProblem)
    if Supporter.objects.filter(household=household, struck_at=None).exists():
        raise VerificationProblem(_("本户已经登记了户外的法定义务人。"))
    said = {"household": household, "stated_on": on, "recorded_by": actor.membership}
    made, new = NoSupporters.objects.get_or_create(case=case, defaults=said)
    if new:
        audit.record(actor=actor, verb="supporter.none", subject=made, area=household.area_id)
    return made
