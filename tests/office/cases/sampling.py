"""What a sample step wants before it is signed: that its case was frozen and drawn, and the visit where it was drawn."""

from __future__ import annotations

import datetime
from typing import Any

from doudi.accounts.actor import Actor
from doudi.cases.models import StepRun
from doudi.cases.samples.selectors import Place, sampled
from doudi.cases.samples.services import freeze


def looked_at(actor: Actor, run: StepRun, on: datetime.date) -> dict[str, Any]:
    """Freeze what stands at the step, unless it is already, and what is to be written down of the visit."""
    if sampled(run) is None and actor.post == run.by:
        freeze(actor=actor, place=Place(run.case.release_id, run.case.process, run.step), on=on)
    return {"visited_on": on.isoformat(), "visitors": "甲、乙", "finding": "与申报一致"}
