"""Recording facts: each a new version, with the time it was true and the time we learned it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.office_day import not_after_today, office_now
from doudi.registry import living
from doudi.registry import values as values_
from doudi.registry.models import FactVersion, Household, Person, Source
from doudi.registry.problems import RegistryProblem
from doudi.vocabulary import Vocabulary, load
from doudi.vocabulary.fact_value import FIRST_DATE, LAST_DATE


@transaction.atomic
def record_facts(
    *,
    actor: Actor,
    subject: Person | Household,
    values: Mapping[str, object],
    true_from: datetime.date,
    true_until: datetime.date | None = None,
    source: str = Source.DECLARED,
    case: str = "",
    words: Vocabulary | None = None,
) -> list[FactVersion]:
    """Record what is true of a person or household from a day, learned now. An empty value says that it is unknown.

    Without `true_until` a fact holds until the next change that is known already, or for good. `words` is the
    vocabulary with a policy's own facts; `case` the number of the case in which it was learned. All or nothing:
    raises `RegistryProblem` at the first fact that is wrong.
    """
    require(actor, "household.change")
    require_area(actor, subject.area_id)
    check_dates(true_from, true_until)
    if source not in Source.values:
        raise RegistryProblem(_("没有这种来源。"), "source")
    words = words or load()
    entity = "person" if isinstance(subject, Person) else "household"
    terms = {name: values_.term_of(words, entity, name) for name in values}
    kept = {name: values_.stored(words, terms[name], raw) for name, raw in values.items()}
    made = write(actor, subject, kept, true_from, true_until, source, case)
    audit.record(
        actor=actor,
        verb="facts.recorded",
        subject=subject,
        area=subject.area_id,
        details={"facts": sorted(kept), "source": source, "from": true_from.isoformat()},
    )
    return made


def write(
    actor: Actor,
    subject: Person | Household,
    kept: Mapping[str, values_.Stored],
    true_from: datetime.date,
    true_until: datetime.date | None,
    source: str,
    case: str = "",
) -> list[FactVersion]:
    """The versions themselves; the subject's row is locked, so that two writers come one after the other."""
    of: dict[str, Person | Household]
    if isinstance(subject, Person):
        of = {"person": living.locked(subject)}
    else:
        of = {"household": Household.objects.select_for_update().get(pk=subject.pk)}
    ends = _next_changes(of, list(kept), true_from) if true_until is None else {}
    now = office_now()
    return FactVersion.objects.bulk_create(
        FactVersion(
            **of,
            name=name,
            value=value,
            true_from=true_from,
            true_until=true_until or ends.get(name),
            learned_at=now,
            source=source,
            case=case,
            recorded_by=actor.membership,
        )
        for name, value in kept.items()
    )


def _next_changes(
    of: Mapping[str, Person | Household], names: list[str], true_from: datetime.date
) -> dict[str, datetime.date]:
    """The day before the next change of each fact that is known already: older news does not undo newer."""
    later = FactVersion.objects.filter(**of, name__in=names, true_from__gt=true_from).order_by("-true_from")
    return {name: start - living.DAY for name, start in later.values_list("name", "true_from")}


def check_dates(true_from: datetime.date, true_until: datetime.date | None) -> None:
    """Refuse days that no fact can have."""
    if not FIRST_DATE <= true_from <= LAST_DATE:
        raise RegistryProblem(_("起始日期应在 1900 年至 2199 年之间。"), "true_from")
    not_after_today(true_from, _("起始日期"), partial(RegistryProblem, field="true_from"))
    if true_until is not None and not true_from <= true_until <= LAST_DATE:
        raise RegistryProblem(_("截止日期不能早于起始日期。"), "true_until")
