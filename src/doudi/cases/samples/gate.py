"""What a sample step waits for: that its case was in a frozen sample, and, where it was drawn, the visit."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from doudi.cases.models import StepRun
from doudi.cases.problems import CaseProblem
from doudi.cases.samples.models import SampledCase


def check(run: StepRun, data: dict[str, Any], on: datetime.date) -> None:
    """Refuse to go on from a sample step too early. `data` is what the step holds with this signature."""
    found = SampledCase.objects.filter(run=run).select_related("sample").first()
    if found is None:
        raise CaseProblem(_("本件还没有进入抽查批次：先在“抽查”里冻结批次、抽签，再办这一步。"))
    if not found.drawn:
        return
    visited, finding = _day(data.get("visited_on")), str(data.get("finding") or "").strip()
    if visited is None or not finding:
        raise CaseProblem(_("本件被抽中，要先入户：填写抽查日期和抽查结果。"))
    if visited < found.sample.frozen_on:
        raise CaseProblem(_("抽查日期早于抽签的日期 %s：抽中以后才入户。") % found.sample.frozen_on.isoformat())
    if visited > on:
        raise CaseProblem(_("抽查日期晚于办理日期。"))


def _day(text: Any) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(text or ""))
    except ValueError:
        return None
