"""What in a case a paper tells of, as the paper keeps it: so that each decision, notice and appraisal has its own."""

from __future__ import annotations

from doudi.cases.models import Case, Decision, Notice, StepRun


def receipt(case: Case) -> str:
    """Before and after the acceptance there are two papers."""
    return "accepted" if case.accepted_on else "received"


def decision(decision: Decision) -> str:
    return f"decision:{decision.pk}"


def notice(notice: Notice) -> str:
    """A notice that was posted anew wants a new sheet."""
    return f"{of_notice(notice)}:{notice.posted_at:%Y%m%d%H%M%S%f}"


def of_notice(notice: Notice) -> str:
    """What is common to all sheets of a notice, however often it was posted anew."""
    return f"notice:{notice.pk}"


def step(run: StepRun) -> str:
    return f"step:{run.pk}"
