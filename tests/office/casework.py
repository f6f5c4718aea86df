"""What a step needs before it is signed, made by the services as officials would: for all tests that work on cases."""

from __future__ import annotations

import datetime
from typing import Any

from sampling import looked_at

from doudi.accounts.actor import Actor
from doudi.accounts.models import Membership
from doudi.areas import codes
from doudi.cases import means
from doudi.cases.course import Course
from doudi.cases.deciding import in_force
from doudi.cases.models import Case, StepRun
from doudi.cases.paperwork import make_decision_letter
from doudi.cases.services import Service, save_step, serve
from doudi.verification.kinds import SOURCES
from doudi.verification.selectors import open_request, supporters_are_known, without_authorisation
from doudi.verification.services import Consent, Sheet, authorise, enter_report, state_no_supporters

PERSON: dict[str, Any] = {
    "hukou": "urban",
    "hukou_division": "433126",
    "months_resident": 240,
    "labour": "full",
    "employment": "employed",
    "disability_kind": "none",
    "serious_illness": False,
    "orphan": False,
    "unattended_child": False,
    "able_supporter": True,
    "hardship_worker": False,
    "only_child": "none",
    "has_other_child": False,
    "school": "none",
    "cannot_attend_school": False,
    "resident_medical_insured": True,
    "outpatient_kind": "none",
    "medical_premium": "320.00",
} | dict.fromkeys(
    [
        "wage_income",
        "employment_cost",
        "business_income",
        "property_income",
        "transfer_income",
        "basic_pension",
        "exempt_income",
        "illness_spending",
        "disability_spending",
        "education_spending",
        "inpatient_cost",
        "outpatient_cost",
    ],
    "0.00",
)
"""A plain adult of whom all is known that the policies ask."""
HOUSEHOLD: dict[str, Any] = {
    "property_within_limits": True,
    "lives_in": "urban",
    "housing": "own",
    "incident": "none",
    "urgent": False,
    "irregular_income": False,
    "became_employed": False,
    "in_receipt_of_dibao": False,
    "aid_needed": "0.00",
    "aid_same_cause_12m": 0,
    "other_rigid_spending": "0.00",
}


def ready(actor: Actor, run: StepRun, on: datetime.date, posted_on: str = "") -> tuple[StepRun, dict[str, Any]]:
    """Make ready what a step waits for before its own post goes on from it on a day: the run as it then is, and what
    is written down with the signature. Somebody else's step is left as it is."""
    if run.state != "open" or actor.post != run.by:
        return run, {}
    if run.kind == "notice":
        return posted(actor, run, posted_on), {}
    if run.kind == "means_check":
        return run, checked(run, on)
    if run.kind == "inform":
        return run, told(run, on)
    return run, looked_at(actor, run, on) if run.kind == "sample" else {}


def posted(actor: Actor, run: StepRun, day: str = "") -> StepRun:
    """A notice step with its notice posted, since the day on which it was opened unless another is given."""
    assert run.opened_on is not None
    day = day or run.data.get("posted_on") or run.opened_on.isoformat()
    return save_step(actor=actor, run=run, version=run.version, data={"posted_on": day, "place": "社区公示栏"})


def checked(run: StepRun, on: datetime.date) -> dict[str, Any]:
    """Everybody authorised, and a report without anything found where the step rests on one."""
    case = run.case
    authorised(case, on)
    if run.by != means.CHECKER:
        return {"checked_on": on.isoformat(), "result": "agreed"}
    if means.report_for(Course(case, on)) is None:
        officer = holder("county.officer", case.area_id)
        request = open_request(case.number) or means.request(actor=officer, case=case, on=on, sources=SOURCES)
        sheet = Sheet(f"HD-{case.number}", on, 90, note="未查到与申报不符的情况")
        enter_report(actor=holder("county.checker", case.area_id), request=request, sheet=sheet)
    return {}


def authorised(case: Case, on: datetime.date) -> None:
    """Everybody whom the check concerns has agreed from a day on, and nobody outside is bound to support the family."""
    officer, home = holder("county.officer", case.area_id), case.household
    if means.asks_supporters(Course(case, on)) and not supporters_are_known(home, case.number):
        state_no_supporters(actor=officer, household=home, case=case.number, on=on)
    for person in without_authorisation(home, on):
        until = on + datetime.timedelta(180)
        authorise(actor=officer, consent=Consent(person, on, until, guardian_name="监护人甲", papers="户口簿"))


def told(run: StepRun, on: datetime.date) -> dict[str, Any]:
    """The letter of the decision in the family's hands; where nothing was decided, a remark on how they were told."""
    decision, clerk = in_force(run.case), holder("township.clerk", run.case.area_id)
    if decision is None:
        return {"note": "当面告知了不受理的原因。"}
    if not decision.proofs.exists():
        paper = make_decision_letter(actor=clerk, decision=decision, on=on)
        service = Service("hand", on, received_by=run.case.applicant.name, paper_number=paper.number)
        serve(actor=clerk, case=run.case, service=service, decision=decision)
    return {}


def holder(post: str, area: str) -> Actor:
    """Who holds a post for an area."""
    level, _dot, role = post.partition(".")
    found = Membership.objects.filter(organisation__level=level, role=role).select_related("organisation__area", "user")
    return Actor(next(m for m in found.order_by("pk") if codes.within(area, m.organisation.area_id)))
