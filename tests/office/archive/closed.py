"""Closed cases for the tests of the archive: as short as they come, and one with everything that a case can have."""

from __future__ import annotations

import datetime

from casework import ready
from county import County
from families import APPLIED, apply, days, decided_case, do, family, finish, in_force, run_of

from doudi.cases.archive.models import Destruction
from doudi.cases.archive.services import propose
from doudi.cases.models import Case
from doudi.cases.notices.models import Notice
from doudi.cases.notices.services import Answer, Words, add_photo, answer_objection, receive_objection
from doudi.cases.paperwork.making import make_application_form
from doudi.cases.services import Tie, end_appeal, file_appeal, leave
from doudi.registry.models import Household

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 13 + b"IEND\xaeB`\x82"
YEARS, YEARS_OTHER = 3, 2
"""The periods of a site that has not long to wait."""
OVER = datetime.date(2024, 1, 1)
"""On such a site the first day after the time of a case that ended in 2021 without an approval."""
ALL_OVER = datetime.date(2026, 1, 1)
"""There the first day after the time of a case that was paid until 2022."""


def withdrawn(county: County, on: datetime.date = APPLIED, household: Household | None = None, **more: object) -> Case:
    """A case that was taken back on the day on which it was opened."""
    in_force(county)
    case = apply(county, household or family(county), on, **more)
    return leave(actor=county.actor("county.officer"), case=case, how="withdrawn", on=on, reason="申请人另有安排")


def approved(county: County) -> Case:
    """A case that was approved and carried to its end; what it gives still runs."""
    return finish(county, decided_case(county), 23)


def stop_paying(case: Case, on: datetime.date) -> None:
    """All that a case gives ends on a day."""
    for decision in case.decisions.all():
        decision.benefits.update(until_date=on)


def with_everything(county: County) -> Case:
    """A closed case with relatives of staff, an objection and a photo of its notice, papers, a letter served, a means
    check, a sample and a lawsuit, paid until 2022."""
    in_force(county)
    home = family(county, {"wage_income": "900.00"}, {}, {"disability_kind": "visual", "disability_grade": 2})
    case = apply(county, home, ties=(Tie("秘某", "侄子"),), request="秘密事项")
    for step, day in (("accept", 1), ("assess", 2), ("check", 2), ("visit", 3), ("opinion", 4)):
        do(county, case, step, days(day))
    object_to(county, case)
    do(county, case, "notice", days(20))
    finish(county, case, 23)
    in_court(county, case)
    stop_paying(case, datetime.date(2022, 6, 30))
    return case


def object_to(county: County, case: Case) -> None:
    """The notice is hung, photographed and objected to, and the objection is answered."""
    run = run_of(case, "notice")
    run, _data = ready(county.actor(run.by), run, days(5))
    notice, clerk = Notice.objects.get(run=run), county.actor("township.clerk")
    add_photo(actor=clerk, notice=notice, name="a.png", content=PNG)
    words = Words("秘密异议", "counter", days(6), "秘姓")
    made = receive_objection(actor=clerk, notice=notice, words=words)
    answer_objection(actor=clerk, objection=made, answer=Answer("查无此事", False, days(7)))


def in_court(county: County, case: Case) -> None:
    """A lawsuit that is over, and the application form on paper."""
    officer, on = county.actor("county.officer"), case.moved_on + datetime.timedelta(9)
    make_application_form(actor=county.actor("township.clerk"), case=case, on=on)
    decision = case.decisions.get()
    appeal = file_appeal(
        actor=officer, decision=decision, kind="lawsuit", filed_on=on, body="某法院", late_because="准许"
    )
    end_appeal(actor=officer, appeal=appeal, result="upheld", on=on)


def proposed(county: County, *cases: Case, on: datetime.date = OVER) -> Destruction:
    """A list of cases that waits for the leader."""
    keys = [case.pk for case in cases]
    return propose(actor=county.actor("county.officer"), cases=keys, on=on, reason="期满，无继续保存价值")
