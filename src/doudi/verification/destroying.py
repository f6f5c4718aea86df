"""Destroying what the means check keeps of cases that are being destroyed."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping

from doudi.verification.models import (
    Authorisation,
    Batch,
    CheckRequest,
    NoSupporters,
    Report,
    ReportFile,
    Supporter,
)


def destroy(cases: Collection[str], resting: Mapping[str, str]) -> None:
    """Destroy the checks of cases, by their numbers, with reports, findings and files, in the caller's transaction.

    `resting` names, for a case, a later one that rests on its report and is not destroyed: the check becomes that one's.
    """
    for number, later in resting.items():
        CheckRequest.objects.filter(case=number, report__isnull=False).update(case=later)
    asked = CheckRequest.objects.filter(case__in=cases)
    ReportFile.objects.filter(report__request__in=asked).delete()
    Report.objects.filter(request__in=asked).delete()
    Batch.objects.filter(request__in=asked).delete()
    asked.delete()
    NoSupporters.objects.filter(case__in=cases).delete()


def forget(*, households: Collection[int], people: Collection[int], on: datetime.date) -> None:
    """Destroy what was recorded for all cases of households together, when none of them is left: those outside who are
    bound to support their members, with what they agreed to, and the authorisations of people that have ended by a day.
    """
    Authorisation.objects.filter(supporter__household__in=households).delete()
    Supporter.objects.filter(household__in=households).delete()
    Authorisation.objects.filter(person__in=people, until_date__lt=on).delete()
