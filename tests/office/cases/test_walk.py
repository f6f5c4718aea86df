"""A case from its application to its end, under the procedure of the policy in force."""

from __future__ import annotations

import datetime

import pytest
from county import County
from families import APPLIED, apply, days, do, family, finish, in_force, in_hand, poor_family, run_of, to_decision

from doudi.cases.models import Case, Decision, Event, StepRun
from doudi.policy.building import build
from doudi.policy.reading import library
from doudi.registry.models import Household
from doudi.workdays.selectors import add_workdays

pytestmark = pytest.mark.django_db


@pytest.fixture
def poor(county: County) -> Household:
    return poor_family(county)


@pytest.fixture
def case(county: County, poor: Household) -> Case:
    return apply(county, poor)


def test_an_application_gets_a_number_and_its_first_step(case: Case) -> None:
    assert case.number == "990101-2021-000001"
    assert (case.process, case.state) == ("general", "open")
    assert in_hand(case) == ["accept"]


def test_a_case_of_the_general_procedure_goes_from_application_to_approval(county: County, case: Case) -> None:
    to_decision(county, case)
    assert in_hand(case) == ["decide_civil_affairs"]
    do(county, case, "decide_civil_affairs", days(22))
    do(county, case, "second_notice", days(40))
    for step in ("inform", "publish", "file"):
        do(county, case, step, days(41))
    case.refresh_from_db()
    assert (case.state, case.end, case.closed_on) == ("closed", "approved", days(41))
    assert in_hand(case) == []
    decision = Decision.objects.get()
    assert (decision.outcome, decision.suggested, decision.differs) == ("approved", "approved", False)
    assert decision.release == case.release
    assert decision.values == {"dibao_standard": "550"}


def test_the_days_of_a_case_are_those_of_its_steps(county: County, case: Case) -> None:
    to_decision(county, case)
    case.refresh_from_db()
    assert (case.accepted_on, case.noticed_on, case.decided_on) == (days(1), days(20), None)
    do(county, case, "decide_civil_affairs", days(22))
    case.refresh_from_db()
    assert case.decided_on == days(22)


def test_the_story_of_a_case_tells_every_step(county: County, case: Case) -> None:
    to_decision(county, case)
    told = list(Event.objects.filter(case=case).values_list("what", "run__step"))
    assert told[:3] == [("opened", None), ("next", "accept"), ("next", "assess")]
    assert ("signed", "opinion") in told
    assert ("next", "sample") in told


def test_a_refusal_at_the_counter_is_a_decision_with_a_letter(county: County, case: Case) -> None:
    do(county, case, "accept", days(1), "refused", "不在本办法范围")
    decision = Decision.objects.get()
    assert (decision.outcome, decision.differs, decision.reason) == ("refused", True, "不在本办法范围")
    assert in_hand(case) == ["refusal"]
    do(county, case, "refusal", days(2))
    case.refresh_from_db()
    assert case.end == "refused"


def test_an_objection_to_a_notice_leads_back_to_a_visit(county: County, case: Case) -> None:
    for step, day in (("accept", 1), ("assess", 2), ("check", 2), ("visit", 3), ("opinion", 4)):
        do(county, case, step, days(day))
    do(county, case, "notice", days(6), "objected", "邻居反映有车")
    assert in_hand(case) == ["visit"]
    assert run_of(case, "visit").round == 2
    assert run_of(case, "visit").because == "objected"


def test_a_case_ends_under_the_release_under_which_it_began(county: County, case: Case) -> None:
    began = case.release
    for step, day in (("accept", 1), ("assess", 2)):
        do(county, case, step, days(day))
    case.refresh_from_db()
    assert case.release == began


def test_clocks_run_in_workdays_from_the_event_that_the_procedure_names(county: County, case: Case) -> None:
    do(county, case, "accept", days(1))
    case.refresh_from_db()
    assert run_of(case, "assess").due_on == add_workdays(days(1), 3)
    assert case.due_on == add_workdays(days(1), 30)
    assert run_of(case, "accept").due_on is None


def test_a_step_warns_before_it_is_late(county: County, case: Case) -> None:
    do(county, case, "accept", days(1))
    run = run_of(case, "assess")
    assert run.opened_on is not None
    assert run.warn_on is not None
    assert run.due_on is not None
    assert run.opened_on < run.warn_on <= run.due_on


def test_a_family_already_in_receipt_takes_the_direct_way_where_the_policy_has_one(county: County) -> None:
    in_force(county, "xiufeng-2020")
    case = apply(county, family(county, in_receipt_of_dibao=True))
    assert case.process == "in_receipt"


def test_an_emergency_is_helped_first_and_its_papers_follow(county: County) -> None:
    in_force(county)
    case = apply(county, family(county, urgent=True, incident="accident", aid_needed="500.00"))
    assert case.process == "emergency"
    do(county, case, "accept", APPLIED)
    do(county, case, "decide", APPLIED)
    assert Decision.objects.get().outcome == "approved"
    papers = run_of(case, "papers")
    assert papers.state == "open"
    assert papers.due_on is not None
    assert papers.due_on > APPLIED


def test_two_cases_have_two_numbers_and_a_new_year_begins_at_one(county: County, poor: Household) -> None:
    first = apply(county, poor)
    second = apply(county, family(county))
    third = apply(county, family(county), datetime.date(2022, 1, 4))
    assert [case.number for case in (first, second, third)] == [
        "990101-2021-000001",
        "990101-2021-000002",
        "990101-2022-000001",
    ]


def test_every_run_knows_who_has_to_do_it_and_who_confirms_it(county: County, case: Case) -> None:
    for step, day in (("accept", 1), ("assess", 2), ("check", 2), ("visit", 3)):
        do(county, case, step, days(day))
    run = StepRun.objects.get(case=case, step="opinion")
    assert (run.by, run.second) == ("township.clerk", "township.leader")


EVERY = [(name, process) for name in library.names() for process in getattr(build.check(name).policy, "processes", {})]


@pytest.mark.parametrize(("word", "process"), EVERY, ids=lambda value: str(value))
def test_a_case_under_every_procedure_of_every_policy_comes_to_its_end(county: County, word: str, process: str) -> None:
    in_force(county, word)
    household = family(county, {"wage_income": "300.00"}, {})
    reason = {"process": process, "process_reason": "按情况办理"}
    case = finish(county, apply(county, household, **reason))
    assert case.state == "closed"
    assert case.end in {"approved", "refused"}
    assert Decision.objects.filter(case=case, replaced_by=None).count() == 1
    for run in case.runs.all():
        signed = list(run.signatures.order_by("position"))
        assert len(signed) == (0 if run.state in ("skipped", "cancelled") else 2 if run.second else 1), run.step
        assert len({signature.user_id for signature in signed}) == len(signed)
        assert run.due_on is None or run.opened_on is not None
        assert run.done_on is None or run.opened_on is None or run.done_on >= run.opened_on
