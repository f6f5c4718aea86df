"""A sample of the demonstration: those who wait for it are frozen, and who was not drawn is passed on."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from doudi.cases.models import RunState, StepRun
from doudi.cases.samples.models import Sample
from doudi.cases.samples.selectors import Place
from doudi.cases.samples.services import freeze, pass_undrawn
from doudi.office.demo.scenes import Together


@dataclass(frozen=True, slots=True)
class DrawnSample(Together):
    """A sample of the cases with these keys. Those drawn stay for the visit."""

    @property
    def key(self) -> str:
        return f"sample of {self.keys[0]}"

    @transaction.atomic
    def made(self) -> Sample | None:
        """The sample; None when none of the cases waits for one (any more)."""
        waiting = StepRun.objects.filter(case__key__in=self.keys, step=self.step, state=RunState.OPEN, sampled=None)
        run = waiting.select_related("case").first()
        if run is None:
            return None
        officer = self.scene.crew.actor(run.by, run.case.area_id)
        place = Place(run.case.release_id, run.case.process, run.step)
        found = freeze(actor=officer, place=place, on=self.on)
        pass_undrawn(actor=officer, sample=found, on=self.on)
        return found
