"""Questions about the means check."""

from __future__ import annotations

import datetime

from django.db.models import Q, QuerySet

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, scope
from doudi.registry import selectors as registry
from doudi.registry.models import Household, Person
from doudi.verification.models import Authorisation, CheckRequest, Report

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


def without_authorisation(household: Household, on: datetime.date) -> list[Person]:
    """The adults of a household whose authorisation is missing on a day."""
    adults = [m.person for m in registry.members_on(household, on) if not is_child(m.person, on)]
    agreed = set(authorised(on).filter(person__in=adults).values_list("person_id", flat=True))
    return [person for person in adults if person.pk not in agreed]


def open_request(case: str) -> CheckRequest | None:
    """The check of a case that has no report yet."""
    return CheckRequest.objects.filter(case=case, report=None).first()


def valid_report(household: Household, on: datetime.date) -> Report | None:
    """The latest report on a household that is still good on a day, covers who lives there now, and may be used again."""
    living = set(registry.members_on(household, on).values_list("person_id", flat=True))
    found = Report.objects.filter(request__household=household, checked_on__lte=on, valid_until__gte=on)
    for report in found.select_related("request").prefetch_related("request__people"):
        if living <= {person.pk for person in report.request.people.all()}:
            return report
    return None


def requests(actor: Actor) -> QuerySet[CheckRequest]:
    """The checks of the actor's area: for whoever asks for them or answers them."""
    require(actor, "check.read")
    return scope(CheckRequest.objects.select_related("household", "area", "report"), actor)
