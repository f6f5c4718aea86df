"""Questions about samples: what waits to be drawn, what was drawn, and whether the draw comes out the same again."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Min, Q, QuerySet

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, scope
from doudi.areas.models import Area
from doudi.cases.models import RunState, StepRun
from doudi.cases.samples.draw import ALGORITHM, Ticket, draw
from doudi.cases.samples.models import Sample, SampledCase
from doudi.rulebook.kept import policy_of
from doudi.rulebook.models import Release
from doudi.rulebook.processes import share
from doudi.rulebook.selectors import setting_for

IN_HAND = (RunState.OPEN, RunState.SIGNED)


@dataclass(frozen=True, slots=True)
class Place:
    """Where cases stand: a step of a procedure of a release."""

    release: str
    process: str
    step: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Cases that stand at a sample step and were never in a sample of it. `by` is the post that draws."""

    place: Place
    title: str
    label: str
    by: str
    share: Fraction | None
    count: int
    oldest: datetime.date
    due_on: datetime.date | None


def standing(actor: Actor) -> QuerySet[StepRun]:
    """The passages that wait at sample steps in the actor's area, outside any sample."""
    require(actor, "sample.read")
    found = StepRun.objects.filter(kind="sample", state=RunState.OPEN, sampled=None)
    return scope(found, actor, "case__area").order_by("pk")


def waiting(actor: Actor, on: datetime.date) -> list[Waiting]:
    """What could be frozen now, by step."""
    groups = standing(actor).order_by().values("case__release", "case__process", "step", "by")
    counted = groups.annotate(count=Count("pk"), oldest=Min("opened_on"), due=Min("due_on"))
    releases = Release.objects.in_bulk([row["case__release"] for row in counted])
    found = []
    for row in counted:
        place = Place(row["case__release"], row["case__process"], row["step"])
        release = releases[place.release]
        found.append(
            Waiting(
                place,
                release.title,
                label_of(release, place),
                row["by"],
                share_of(actor.area, release, place, on),
                row["count"],
                row["oldest"],
                row["due"],
            )
        )
    return sorted(found, key=lambda each: (each.title, each.label))


def label_of(release: Release, place: Place) -> str:
    """A step in words: 一般程序 · 审查材料和入户抽查."""
    process = policy_of(release).processes[place.process]
    return f"{process.label} · {process.steps[place.step].label}"


def share_of(area: Area, release: Release, place: Place, on: datetime.date) -> Fraction | None:
    """The share that the policy has drawn at a step, on a day in a place; None where it says none."""
    setting = setting_for(area.code, on, release)
    return share(setting, setting.policy.processes[place.process].steps[place.step].share)


def samples(actor: Actor) -> QuerySet[Sample]:
    """The samples of the actor's area, with how many cases they hold, were drawn, and are still in hand."""
    require(actor, "sample.read")
    in_hand = Q(cases__run__state__in=IN_HAND)
    found = Sample.objects.select_related("area", "release", "frozen_by__user").defer("release__layers")
    found = scope(found, actor).order_by("-pk")
    return found.annotate(
        size=Count("cases"),
        drawn=Count("cases", filter=Q(cases__drawn=True)),
        visits_left=Count("cases", filter=in_hand & Q(cases__drawn=True)),
        passes_left=Count("cases", filter=in_hand & Q(cases__drawn=False)),
    )


def cases_of(actor: Actor, sample: Sample) -> QuerySet[SampledCase]:
    """The cases of a sample, those drawn first, in the order of their tickets."""
    require(actor, "sample.read")
    found = SampledCase.objects.filter(sample=sample).select_related("run__case__applicant", "run__case__area")
    return scope(found, actor, "sample__area").order_by("-drawn", "ticket")


def sampled(run: StepRun) -> SampledCase | None:
    """The case's place in a sample, by its passage through the step."""
    return SampledCase.objects.filter(run=run).select_related("sample").first()


def verify(sample: Sample) -> bool:
    """Draw again from what was frozen, and say whether the same cases come out."""
    if sample.algorithm != ALGORITHM:
        raise ValueError(f"drawn by {sample.algorithm}, this program draws by {ALGORITHM}")
    rows = list(sample.cases.values_list("case_number", "township", "always", "drawn"))
    tickets = [Ticket(number, township, bool(always)) for number, township, always, _drawn in rows]
    share = Fraction(sample.share) if sample.share else Fraction(1)
    return draw(tickets, share, sample.seed) == {number for number, _township, _always, drawn in rows if drawn}
