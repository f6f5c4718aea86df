"""Freezing and drawing a sample, and passing on in one action what was not drawn."""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass
from fractions import Fraction

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.areas import codes
from doudi.areas.models import Area
from doudi.audit import services as audit
from doudi.cases.course import lock_all, tell
from doudi.cases.models import RunState, StaffRelative, StepRun
from doudi.cases.notices.models import Objection
from doudi.cases.problems import CaseProblem, check_reason
from doudi.cases.procedure import NEXT, OBJECTED
from doudi.cases.samples.draw import ALGORITHM, Ticket, code, draw
from doudi.cases.samples.models import Always, Sample, SampledCase
from doudi.cases.samples.selectors import Place, label_of, share_of, standing
from doudi.cases.steps import Signing, sign_step
from doudi.office_day import not_after_today, office_now
from doudi.rulebook.models import Release
from doudi.rulebook.selectors import NothingAdopted


@dataclass(frozen=True, slots=True)
class Passed:
    """What came of passing cases on: the numbers of those that went on, and of those that could not, with why."""

    done: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]


@transaction.atomic
def freeze(*, actor: Actor, place: Place, on: datetime.date) -> Sample:
    """Freeze every case of the actor's area that stands at a step, and draw. Nobody chooses cases, nobody the seed.

    Raises `CaseProblem` when none stands there (any more), and, naming them, for cases on which something happened after
    the day: who could leave them out by the choice of a day would choose the cases.
    """
    require(actor, "sample.draw")
    not_after_today(on, _("冻结日期"), CaseProblem)
    Area.objects.select_for_update().get(pk=actor.area.pk)  # one freezing at a time
    lock_all(list(_runs(actor, place).values_list("case", flat=True)))
    runs = list(_runs(actor, place))
    if not runs:
        raise CaseProblem(_("这一步现在没有等着抽查的办件。"))
    _check_day(runs, on)
    release = Release.objects.get(pk=place.release)
    share = share_of(actor.area, release, place, on)
    made = Sample.objects.create(
        area=actor.area,
        release=release,
        process=place.process,
        step=place.step,
        label=label_of(release, place),
        share="" if share is None else str(min(share, Fraction(1))),
        seed=secrets.token_hex(16),
        algorithm=ALGORITHM,
        frozen_on=on,
        frozen_by=actor.membership,
        frozen_at=office_now(),
    )
    _draw(actor, made, runs)
    return made


def _check_day(runs: list[StepRun], on: datetime.date) -> None:
    """Refuse to freeze for a day before the last one of a case, and name the cases."""
    later = [run.case for run in runs if run.case.moved_on > on]
    if not later:
        return
    named = [_("%(text)s（%(note)s）") % {"text": case.number, "note": case.moved_on.isoformat()} for case in later]
    raise CaseProblem(
        _("不能按 %(on)s 冻结：有办件在这一天以后还办过事：%(cases)s。请按 %(last)s 或以后的日期冻结。")
        % {
            "on": on.isoformat(),
            "cases": _("、").join(named),
            "last": max(case.moved_on for case in later).isoformat(),
        }
    )


def _runs(actor: Actor, place: Place) -> QuerySet[StepRun]:
    found = standing(actor).filter(step=place.step, case__process=place.process, case__release=place.release)
    return found.filter(by=actor.post).select_related("case")


def _draw(actor: Actor, sample: Sample, runs: list[StepRun]) -> None:
    """Put the cases into the sample, and draw."""
    always = _always(runs)
    tickets = [Ticket(run.case.number, _township(run.case.area_id), run.pk in always) for run in runs]
    drawn = draw(tickets, Fraction(sample.share) if sample.share else Fraction(1), sample.seed)
    for run, ticket in zip(runs, tickets, strict=True):
        SampledCase.objects.create(
            sample=sample,
            run=run,
            case_number=ticket.case,
            township=ticket.township,
            always=always.get(run.pk, Always.NO),
            ticket=code(sample.seed, ticket.case),
            drawn=ticket.case in drawn,
        )
        text = "抽中，要入户" if ticket.case in drawn else "未抽中"  # kept
        tell(run.case, "sampled", sample.frozen_on, actor, run=run, text=text, data={"sample": sample.pk})
    details = {"size": len(runs), "drawn": len(drawn), "share": sample.share}
    audit.record(actor=actor, verb="sample.frozen", subject=sample, area=sample.area_id, details=details)


def _always(runs: list[StepRun]) -> dict[int, str]:
    """The passages whose case is visited whatever is drawn: relatives of staff, and where somebody has objected."""
    cases = [run.case_id for run in runs]
    related = set(StaffRelative.objects.filter(case__in=cases).values_list("case", flat=True))
    objected = set(Objection.objects.filter(notice__case__in=cases).values_list("notice__case", flat=True))
    objected |= set(StepRun.objects.filter(case__in=cases, outcome=OBJECTED).values_list("case", flat=True))
    found = {run.pk: Always.OBJECTION for run in runs if run.case_id in objected}
    return {**found, **{run.pk: Always.RELATIVE for run in runs if run.case_id in related}}


def _township(area: str) -> str:
    return codes.prefix(area)[:9].ljust(12, "0")


def pass_undrawn(*, actor: Actor, sample: Sample, on: datetime.date, note: str = "") -> Passed:
    """Sign the step of every case that was not drawn and still waits. Each case goes on whole or not at all: one that
    cannot (somebody has moved it, or the signer may not) is named with the reason and keeps none from going on."""
    require(actor, "sample.draw")
    require_area(actor, sample.area_id)
    not_after_today(on, _("办理日期"), CaseProblem)
    said = f"第 {sample.number} 批抽查未抽中。{note.strip()}"  # kept
    check_reason(said)
    rows = sample.cases.filter(drawn=False, run__state=RunState.OPEN).select_related("run__case").order_by("pk")
    done: list[str] = []
    failed: list[tuple[str, str]] = []
    for row in rows:
        signing = Signing(version=row.run.version, outcome=NEXT, on=on, reason=said)
        try:
            sign_step(actor=actor, run=row.run, signing=signing)
            done.append(row.case_number)
        except (CaseProblem, PermissionDenied, NothingAdopted) as problem:
            failed.append((row.case_number, str(problem)))
    details = {"passed": len(done), "failed": len(failed)}
    audit.record(actor=actor, verb="sample.passed", subject=sample, area=sample.area_id, details=details)
    return Passed(tuple(done), tuple(failed))
