"""Nothing on a case is put down for a day that has not come: every verb that takes a day names it and today."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from casework import posted
from county import County
from families import APPLIED, apply, days, do, family, head, in_force, run_of, sign, to_decision

from doudi.cases.correcting import propose
from doudi.cases.materials import ask_once
from doudi.cases.models import Case, Decision, StepRun
from doudi.cases.notices.services import Words, receive_objection
from doudi.cases.opening import change_process
from doudi.cases.paperwork import make_receipt
from doudi.cases.services import (
    CaseProblem,
    Leaving,
    Proposal,
    Service,
    Signing,
    file_appeal,
    leave,
    save_step,
    serve,
    sign_step,
)
from doudi.verification.services import Consent, VerificationProblem, authorise, state_no_supporters

pytestmark = pytest.mark.django_db
TODAY = days(20)
TOMORROW = days(21)


@pytest.fixture(autouse=True)
def _calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doudi.office_day.localdate", lambda: TODAY)


@pytest.fixture
def case(county: County) -> Case:
    """A case of the general procedure at its first step."""
    in_force(county)
    return apply(county, family(county))


def words(what: str) -> str:
    return f"{what} 2021-12-22 还没有到，今天是 2021-12-21。"


VERBS: dict[str, tuple[str, Callable[[County, Case], Any]]] = {
    "sign": ("办理日期", lambda county, case: do(county, case, "accept", TOMORROW)),
    "leave": (
        "办理日期",
        lambda county, case: leave(
            actor=county.actor("township.clerk"), case=case, how=Leaving.DIED, on=TOMORROW, reason="病故"
        ),
    ),
    "change process": (
        "办理日期",
        lambda county, case: change_process(
            actor=county.actor("township.clerk"), case=case, process="tekun", on=TOMORROW, reason="无人赡养"
        ),
    ),
    "ask once": (
        "告知日期",
        lambda county, case: ask_once(
            actor=county.actor("township.clerk"), case=case, on=TOMORROW, documents=["户口簿"]
        ),
    ),
    "make a paper": (
        "文书日期",
        lambda county, case: make_receipt(actor=county.actor("township.clerk"), case=case, on=TOMORROW),
    ),
    "serve": (
        "送达日期",
        lambda county, case: serve(
            actor=county.actor("township.clerk"), case=case, service=Service("hand", TOMORROW, "某某")
        ),
    ),
    "open": ("申请日期", lambda county, case: apply(county, family(county), on=TOMORROW)),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_refuses_a_day_that_has_not_come(county: County, case: Case, verb: str) -> None:
    what, act = VERBS[verb]
    with pytest.raises(CaseProblem) as refused:
        act(county, case)
    assert str(refused.value) == words(what)


def test_today_is_not_ahead(county: County, case: Case) -> None:
    do(county, case, "accept", TODAY)
    assert run_of(case, "accept").done_on == TODAY


def test_what_a_form_tells_of_a_day_ahead_is_neither_kept_nor_signed(county: County, case: Case) -> None:
    for step, day in (("accept", 1), ("assess", 2), ("check", 2)):
        do(county, case, step, days(day))
    clerk, run = county.actor("township.clerk"), run_of(case, "visit")
    seen = {"visited_on": TOMORROW.isoformat(), "visitors": "两人", "finding": "属实"}
    with pytest.raises(CaseProblem) as refused:
        save_step(actor=clerk, run=run, version=run.version, data=seen)
    assert str(refused.value) == words("入户日期")
    with pytest.raises(CaseProblem) as refused:
        sign_step(actor=clerk, run=run, signing=Signing(run.version, "next", TODAY, data=seen))
    assert str(refused.value) == words("入户日期")


def test_a_notice_ends_by_the_offices_calendar_and_not_by_the_day_written_down(
    county: County, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step, day in (("accept", 1), ("assess", 2), ("check", 2), ("visit", 3), ("opinion", 15)):
        do(county, case, step, days(day))
    assistant = county.actor("village.assistant")
    run = posted(assistant, run_of(case, "notice"), days(15).isoformat())  # hangs until the 22nd
    with pytest.raises(CaseProblem, match="办理日期 2021-12-23 还没有到，今天是 2021-12-21。"):
        sign(assistant, run, days(22))
    with pytest.raises(CaseProblem, match="公示要到 2021-12-22 满期，之后才能办下一步。"):
        sign(assistant, run, TODAY)
    monkeypatch.setattr("doudi.office_day.localdate", lambda: days(22))
    assert sign(assistant, run, days(22)).state == "done"


def test_an_objection_and_its_answer_have_a_day_that_has_come(county: County, case: Case) -> None:
    for step, day in (("accept", 1), ("assess", 2), ("check", 2), ("visit", 3), ("opinion", 15)):
        do(county, case, step, days(day))
    notice = posted(county.actor("village.assistant"), run_of(case, "notice")).notice
    with pytest.raises(CaseProblem) as refused:
        receive_objection(
            actor=county.actor("township.clerk"), notice=notice, words=Words("有车。", "counter", TOMORROW)
        )
    assert str(refused.value) == words("收到日期")


def test_an_appeal_and_a_correction_have_a_day_that_has_come(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doudi.office_day.localdate", lambda: days(22))
    in_force(county)
    case = apply(county, family(county, {"wage_income": "9000.00"}))
    to_decision(county, case)
    do(county, case, "decide_civil_affairs", days(22), "refused")
    decision, officer = Decision.objects.get(), county.actor("county.officer")
    with pytest.raises(CaseProblem, match="提出日期 2021-12-24 还没有到，今天是 2021-12-23。"):
        file_appeal(actor=officer, decision=decision, kind="lawsuit", filed_on=days(23), body="县法院")
    do(county, case, "refusal", days(22))
    with pytest.raises(CaseProblem, match="办理日期 2021-12-24 还没有到，今天是 2021-12-23。"):
        propose(
            actor=officer,
            decision=decision,
            kind="correction",
            outcome="approved",
            on=days(23),
            proposal=Proposal(reason="有误"),
        )


def test_a_consent_is_signed_on_a_day_that_has_come(county: County, case: Case) -> None:
    clerk, until = county.actor("township.clerk"), APPLIED + datetime.timedelta(300)
    with pytest.raises(VerificationProblem) as refused:
        authorise(actor=clerk, consent=Consent(head(case.household), TOMORROW, until))
    assert (str(refused.value), refused.value.field) == (words("签署日期"), "from_date")
    with pytest.raises(VerificationProblem) as refused:
        state_no_supporters(actor=clerk, household=case.household, case=case.number, on=TOMORROW)
    assert str(refused.value) == words("说明日期")


def test_a_refused_day_leaves_nothing_behind(county: County, case: Case) -> None:
    before = StepRun.objects.get(case=case)
    with pytest.raises(CaseProblem):
        do(county, case, "accept", TOMORROW)
    after = StepRun.objects.get(case=case)
    assert (after.state, after.version, after.signatures.count()) == (before.state, before.version, 0)
