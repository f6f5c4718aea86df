"""How long a case is kept: from 1 January after its last day, for the years of its kind. The years are the site's
(`DOUDI_ARCHIVE_YEARS`, `DOUDI_ARCHIVE_YEARS_OTHER`); 30 and 10 are the two fixed periods of the State Archives
Administration's Order No. 8 of 2006."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db.models import DateField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from doudi.cases.archive.models import KeptAs
from doudi.cases.meetings.models import AgendaItem
from doudi.cases.models import ACTIVE, Appeal, BenefitDue, Case, CaseState, Decision, Outcome, StepRun

_ONCE = "yuan"
"""The unit of a sum that is given once; everything else runs from its first day until it is ended."""


class Waits(TextChoices):
    """Why the time of a case has not begun."""

    OPEN = "open", _("还没有办结")
    IN_HAND = "in_hand", _("还有步骤、抽查或更正在办")
    MEETING = "meeting", _("还列在没有结束的会议议程上")
    APPEAL = "appeal", _("复议或诉讼还没有审结")
    BENEFIT = "benefit", _("待遇还在发放")


@dataclass(frozen=True, slots=True)
class Keeping:
    """The last day (included) on which a case is kept, or, where the time has not begun, None and why."""

    kept_as: KeptAs
    until: datetime.date | None
    waits: Waits | None = None


def measured(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with all on which their time rests: what is still open, what was approved, and the last day.

    `last_on` is the day of closing, or a later day on which a decision corrected it, an appeal ended or a benefit in
    force was last given. What a replaced decision gave ended with the decision that replaced it.
    """
    decisions = Decision.objects.filter(case=OuterRef("pk"))
    appeals = Appeal.objects.filter(decision__case=OuterRef("pk"))
    given = BenefitDue.objects.filter(decision__case=OuterRef("pk"), decision__replaced_by=None)
    last_given = given.annotate(last=Coalesce("until_date", "from_date"))
    return cases.annotate(
        was_approved=Exists(decisions.filter(outcome=Outcome.APPROVED)),
        is_in_hand=Exists(StepRun.objects.filter(case=OuterRef("pk"), state__in=ACTIVE)),
        is_on_agenda=Exists(AgendaItem.objects.filter(run__case=OuterRef("pk"), is_open=True)),
        is_appealed=Exists(appeals.filter(ended_on=None)),
        is_paid=Exists(given.filter(until_date=None).exclude(unit=_ONCE)),
        last_on=Greatest(
            F("closed_on"),
            *(
                Coalesce(_latest(rows, field), F("closed_on"))
                for rows, field in ((decisions, "date"), (appeals, "ended_on"), (last_given, "last"))
            ),
            output_field=DateField(),
        ),
    )


def _latest(rows: QuerySet, field: str) -> Subquery:
    """The latest day of a field of a case's rows."""
    by_case = "case" if rows.model is Decision else "decision__case"
    latest = rows.order_by().values(by_case).annotate(latest=Max(field)).values("latest")
    return Subquery(latest, output_field=DateField())


def over_on(on: datetime.date) -> Q:
    """The condition on `measured` cases that their time is over on a day: the day after the last is the first."""
    begun = Q(state=CaseState.CLOSED, is_in_hand=False, is_on_agenda=False, is_appealed=False, is_paid=False)
    approved = Q(was_approved=True, last_on__lt=_first_day_kept(on, KeptAs.APPROVED))
    other = Q(was_approved=False, last_on__lt=_first_day_kept(on, KeptAs.OTHER))
    return begun & (approved | other)


def keeping(case: Case) -> Keeping:
    """How long a case is kept, by its rows as they are now."""
    return keeping_of(measured(Case.objects.filter(pk=case.pk)).get())


def keeping_of(case: Case) -> Keeping:
    """How long a `measured` case is kept."""
    kept_as = KeptAs.APPROVED if case.was_approved else KeptAs.OTHER  # type: ignore[attr-defined]
    waits = _waits(case)
    if waits is not None:
        return Keeping(kept_as, None, waits)
    year = case.last_on.year + years(kept_as)  # type: ignore[attr-defined]
    return Keeping(kept_as, datetime.date(year, 12, 31))


def kept_until(case: Case) -> datetime.date | None:
    """The last day (included) on which a case is kept; None while its time has not begun."""
    return keeping(case).until


def years(kept_as: KeptAs) -> int:
    """For how many whole years cases of a kind are kept on this site."""
    return settings.DOUDI_ARCHIVE_YEARS if kept_as == KeptAs.APPROVED else settings.DOUDI_ARCHIVE_YEARS_OTHER


def _first_day_kept(on: datetime.date, kept_as: KeptAs) -> datetime.date:
    """Of the last days of cases, the first that is still kept on a day."""
    return datetime.date(max(on.year - years(kept_as), 1), 1, 1)


def _waits(case: Case) -> Waits | None:
    found = {
        Waits.OPEN: case.is_open,
        Waits.IN_HAND: case.is_in_hand,  # type: ignore[attr-defined]
        Waits.MEETING: case.is_on_agenda,  # type: ignore[attr-defined]
        Waits.APPEAL: case.is_appealed,  # type: ignore[attr-defined]
        Waits.BENEFIT: case.is_paid,  # type: ignore[attr-defined]
    }
    return next((why for why, holds in found.items() if holds), None)
