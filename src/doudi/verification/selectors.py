"""Questions about the means check."""

from __future__ import annotations

import datetime

from django.db.models import Q, QuerySet

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, scope
from doudi.registry import selectors as registry
from doudi.registry.models import Household, Person
from doudi.verification.models import (
    Authorisation,
    CheckRequest,
    Finding,
    NoSupporters,
    Report,
    Result,
    Settled,
    Supporter,
)

ADULT = 18


def is_child(person: Person, on: datetime.date) -> bool:
    """Whether somebody is known to be under 18; of unknown age counts as grown up and has to agree."""
    birth = person.birth_date
    if birth is None:
        return False
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day)) < ADULT


def authorised(on: datetime.date) -> QuerySet[Authorisation]:
    """The authorisations that hold on a day."""
    kept = Q(withdrawn_on=None) | Q(withdrawn_on__gt=on)
    return Authorisation.objects.filter(kept, from_date__lte=on, until_date__gte=on)


def those_to_authorise(household: Household, on: datetime.date) -> list[Person]:
    """Who has to agree: every adult of the household; where no adult lives there, the guardian of every child."""
    members = [member.person for member in registry.members_on(household, on)]
    return [person for person in members if not is_child(person, on)] or members


def without_authorisation(household: Household, on: datetime.date) -> list[Person]:
    """Those who have to agree and whose authorisation is missing on a day."""
    asked = those_to_authorise(household, on)
    agreed = set(authorised(on).filter(person__in=asked).values_list("person_id", flat=True))
    return [person for person in asked if person.pk not in agreed]


def supporters_of(household: Household) -> QuerySet[Supporter]:
    """Those outside a household who are on record as bound to support its members."""
    return Supporter.objects.filter(household=household, struck_at=None)


def supporters_without_authorisation(household: Household, on: datetime.date) -> list[Supporter]:
    """The supporters whose authorisation is missing on a day."""
    asked = list(supporters_of(household))
    agreed = set(authorised(on).filter(supporter__in=asked).values_list("supporter_id", flat=True))
    return [supporter for supporter in asked if supporter.pk not in agreed]


def supporters_are_known(household: Household, case: str) -> bool:
    """Whether it is on record who the supporters outside are, or that there are none."""
    return supporters_of(household).exists() or NoSupporters.objects.filter(case=case).exists()


def open_request(case: str) -> CheckRequest | None:
    """The check of a case that has no report yet."""
    return CheckRequest.objects.filter(case=case, report=None).first()


def valid_report(household: Household, on: datetime.date, *, supporters: bool = False) -> Report | None:
    """The latest report on a household that is still good on a day, covers who lives there now, and may be used again.

    `supporters`: it must cover those outside the household who are bound to support its members too.
    """
    living = set(registry.members_on(household, on).values_list("person_id", flat=True))
    bound = set(supporters_of(household).values_list("pk", flat=True)) if supporters else set()
    found = Report.objects.filter(request__household=household, checked_on__lte=on, valid_until__gte=on)
    found = found.select_related("request").prefetch_related("request__people", "request__supporters")
    for report in found:
        people = {person.pk for person in report.request.people.all()}
        if living <= people and bound <= {each.pk for each in report.request.supporters.all()}:
            return report
    return None


def requests(actor: Actor) -> QuerySet[CheckRequest]:
    """The checks of the actor's area: for whoever asks for them or answers them."""
    require(actor, "check.read")
    return scope(CheckRequest.objects.select_related("household", "area", "report"), actor)


def to_settle(report: Report) -> QuerySet[Finding]:
    """The findings that do not agree with what was declared, and of which nobody has said what becomes of them."""
    return report.findings.exclude(result=Result.AGREED).filter(settled="")


def to_settle_in(case: str) -> QuerySet[Finding]:
    """What is still to be settled of the reports that were asked for a case."""
    return Finding.objects.filter(report__request__case=case, settled="").exclude(result=Result.AGREED)


def adopted(report: Report) -> QuerySet[Finding]:
    """The findings that an official took over into the registry."""
    return report.findings.filter(settled=Settled.ADOPTED)
