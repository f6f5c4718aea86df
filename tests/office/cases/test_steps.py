"""Doing a step: who may, in which order, with which outcome; what is refused says why and changes nothing."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from county import County, employ
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from families import APPLIED, apply, days, do, family, in_force, in_hand, run_of, sign, to_decision

from doudi.accounts.actor import Actor
from doudi.accounts.models import Membership, Organisation
from doudi.audit.models import Entry
from doudi.cases import steps
from doudi.cases.models import Case, Decision, Event, Signature, StepRun
from doudi.cases.selectors import outcomes
from doudi.cases.services import CaseProblem, Conflict, Signing, Tie, leave, save_step, sign_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(county: County) -> Case:
    in_force(county)
    return apply(county, family(county, {"wage_income": "900.00"}, {}, {}))


@pytest.fixture
def opinion(county: County, case: Case) -> StepRun:
    """The opinion of a case, which two people sign."""
    for step, day in (("accept", 1), ("assess", 2), ("check", 2), ("visit", 3)):
        do(county, case, step, days(day))
    return run_of(case, "opinion")


def picture(case: Case) -> dict[str, Any]:
    """Everything that a refused verb must leave as it was."""
    return {
        "case": list(Case.objects.filter(pk=case.pk).values()),
        "runs": list(StepRun.objects.filter(case=case).order_by("pk").values()),
        "signatures": list(Signature.objects.filter(run__case=case).values()),
        "events": Event.objects.filter(case=case).count(),
        "decisions": Decision.objects.count(),
        "audit": Entry.objects.count(),
    }


# Who may


@pytest.mark.parametrize(
    "post",
    ["village.assistant", "township.leader", "county.officer", "county.leader", "county.checker", "department.contact"],
)
def test_only_the_post_of_the_step_does_it(county: County, case: Case, post: str) -> None:
    before = picture(case)
    with pytest.raises(PermissionDenied, match="这一步不由您的岗位办理。"):
        sign(county.actor(post), run_of(case, "accept"), days(1))
    assert picture(case) == before


@pytest.mark.parametrize("post", ["county.finance", "county.auditor", "county.editor", "county.administrator"])
def test_who_has_no_part_in_cases_signs_nothing(county: County, case: Case, post: str) -> None:
    with pytest.raises(PermissionDenied, match=r"不能做这件事（case\.step）。"):
        sign(county.actor(post), run_of(case, "accept"), days(1))


def test_the_clerk_of_another_county_signs_nothing_here(county: County, elsewhere: County, case: Case) -> None:
    before = picture(case)
    with pytest.raises(PermissionDenied, match="不在白石东镇社会救助服务中心的辖区内。"):
        sign(elsewhere.actor("township.clerk"), run_of(case, "accept"), days(1))
    with pytest.raises(PermissionDenied):
        save_step(actor=elsewhere.actor("township.clerk"), run=run_of(case, "accept"), version=1, data={"a": 1})
    with pytest.raises(PermissionDenied):
        leave(actor=elsewhere.actor("township.clerk"), case=case, how="withdrawn", on=days(1), reason="不办了")
    assert picture(case) == before


def test_the_clerk_of_another_township_of_the_county_signs_nothing_here(county: County, case: Case) -> None:
    other = employ(county.organisations["township_2"], "clerk", "west-clerk")
    with pytest.raises(PermissionDenied, match="不在清溪西镇社会救助服务中心的辖区内。"):
        sign(other, run_of(case, "accept"), days(1))


def test_a_relative_of_the_family_signs_nothing(county: County) -> None:
    in_force(county)
    clerk = county.actor("township.clerk")
    tie = Tie(staff_name="某某", relation="侄子", user=clerk.user)
    case = apply(county, family(county), ties=(tie,))
    with pytest.raises(PermissionDenied, match="您与申请家庭有近亲属关系，应当回避。"):
        sign(clerk, run_of(case, "accept"), days(1))
    other = employ(county.organisations["township"], "clerk", "other-clerk")
    assert sign(other, run_of(case, "accept"), days(1)).state == "done"


def test_relatives_of_staff_are_visited_by_the_county(county: County) -> None:
    in_force(county)
    case = apply(county, family(county), ties=(Tie(staff_name="某某", relation="侄子"),))
    for step in ("accept", "assess", "check"):
        do(county, case, step, days(1))
    visit = run_of(case, "visit")
    assert (visit.by, visit.second) == ("county.officer", "township.clerk")
    do(county, case, "visit", days(2))
    assert in_hand(case) == ["opinion"]


def test_a_department_signs_only_what_is_its_own(county: County) -> None:
    in_force(county)
    case = apply(county, family(county, {"hardship_worker": True, "wage_income": "3000.00"}))
    to_decision(county, case)
    run = run_of(case, "decide_union")
    assert run.agency == "trade_union"
    with pytest.raises(PermissionDenied, match="这一步不由您的岗位办理。"):
        sign(county.actor("department.contact"), run, days(22))  # the medical security bureau
    union = Organisation.objects.create(name="清溪县总工会", level="department", agency="trade_union", area=county.area)
    contact, leader = employ(union, "contact", "union-contact"), employ(union, "leader", "union-leader")
    sign(contact, run, days(22), proposal=reasoned())
    assert sign(leader, run, days(22)).state == "done"


def reasoned() -> steps.Proposal:
    return steps.Proposal(reason="工会核实")


# Two signatures


def test_a_step_of_two_persons_goes_on_only_with_the_second_signature(county: County, opinion: StepRun) -> None:
    first = sign(county.actor("township.clerk"), opinion, days(4), reason="符合条件")
    assert (first.state, in_hand(opinion.case)) == ("signed", ["opinion"])
    second = sign(county.actor("township.leader"), opinion, days(5))
    assert (second.state, second.led_to) == ("done", "notice")
    assert second.reason == "符合条件"
    assert [(s.position, s.post) for s in second.signatures.all()] == [(1, "township.clerk"), (2, "township.leader")]


def test_the_second_signature_is_never_the_first_persons(county: County, opinion: StepRun) -> None:
    clerk = county.actor("township.clerk")
    sign(clerk, opinion, days(4))
    also = Membership.objects.create(
        user=clerk.user, organisation=clerk.organisation, role="leader", from_date=datetime.date(2020, 1, 1)
    )
    before = picture(opinion.case)
    with pytest.raises(PermissionDenied, match="复核人不能是第一签字人本人。"):
        sign(Actor(also), opinion, days(4))
    assert picture(opinion.case) == before


def test_the_second_signature_is_not_given_in_the_first_persons_name(county: County, opinion: StepRun) -> None:
    clerk = county.actor("township.clerk")
    sign(clerk, opinion, days(4))
    deputy = employ(county.organisations["township"], "leader", "deputy")
    Membership.objects.filter(pk=deputy.membership.pk).update(deputy_for=clerk.user)
    deputy.membership.refresh_from_db()
    with pytest.raises(PermissionDenied, match="复核人不能是第一签字人的代理人。"):
        sign(deputy, opinion, days(4))


def test_a_deputy_signs_for_a_leader_on_leave(county: County, opinion: StepRun) -> None:
    sign(county.actor("township.clerk"), opinion, days(4))
    deputy = employ(county.organisations["township"], "leader", "deputy")
    Membership.objects.filter(pk=deputy.membership.pk).update(deputy_for=county.actor("township.leader").user)
    deputy.membership.refresh_from_db()
    assert sign(deputy, opinion, days(5)).state == "done"


def test_the_database_refuses_a_second_signature_in_the_same_place_or_by_the_same_person(
    county: County, opinion: StepRun
) -> None:
    clerk, leader = county.actor("township.clerk"), county.actor("township.leader")
    sign(clerk, opinion, days(4))
    for user, position in ((leader.user, 1), (clerk.user, 2)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Signature.objects.create(
                run=opinion,
                position=position,
                user=user,
                membership=clerk.membership,
                post="x",
                signed_on=days(4),
                at=timezone.now(),
            )


def test_the_second_person_confirms_or_returns_and_never_says_something_else(county: County, opinion: StepRun) -> None:
    sign(county.actor("township.clerk"), opinion, days(4))
    before = picture(opinion.case)
    with pytest.raises(CaseProblem, match="复核只能同意第一签字人的意见，或者退回。"):
        sign(county.actor("township.leader"), opinion, days(4), "refused", "我不同意")
    assert picture(opinion.case) == before


def test_the_second_person_sends_it_back_to_the_first_with_a_reason(county: County, opinion: StepRun) -> None:
    sign(county.actor("township.clerk"), opinion, days(4))
    sign(county.actor("township.leader"), opinion, days(5), "redo", "收入没有写清")
    again = run_of(opinion.case, "opinion")
    assert (again.round, again.state, again.because) == (2, "open", "redo")
    assert again.signatures.count() == 0


def test_the_second_person_can_send_the_case_back_where_the_procedure_says(county: County, opinion: StepRun) -> None:
    sign(county.actor("township.clerk"), opinion, days(4))
    sign(county.actor("township.leader"), opinion, days(5), "returned", "重新入户")
    assert in_hand(opinion.case) == ["visit"]


def test_a_return_needs_one_signature_only(county: County, opinion: StepRun) -> None:
    sign(county.actor("township.clerk"), opinion, days(4), "returned", "少一人的收入")
    assert in_hand(opinion.case) == ["visit"]


def test_a_refusal_needs_both_signatures(county: County, opinion: StepRun) -> None:
    sign(county.actor("township.clerk"), opinion, days(4), "refused", "收入超过标准")
    assert in_hand(opinion.case) == ["opinion"]
    sign(county.actor("township.leader"), opinion, days(5), "refused", "同意")
    assert in_hand(opinion.case) == ["refusal"]


def test_who_confirms_a_refusal_need_not_write_the_reason_again(county: County, opinion: StepRun) -> None:
    run = sign(county.actor("township.clerk"), opinion, days(5), "refused", "收入超标")
    assert outcomes(county.actor("township.leader"), run, days(5))[0] == "refused"
    run = sign(county.actor("township.leader"), run, days(5), "refused")
    assert (run.state, run.reason) == ("done", "收入超标")


def test_who_signed_the_opinion_does_not_decide_alone(county: County) -> None:
    in_force(county, "wuzhou-2023")
    case = apply(county, family(county, {"wage_income": "600.00"}, {}))
    assert case.process == "general"
    for step in ("accept", "assess", "check", "visit", "opinion"):
        do(county, case, step, days(1))
    do(county, case, "notice", days(20))
    clerk = county.actor("township.clerk")
    also = Membership.objects.create(
        user=clerk.user, organisation=clerk.organisation, role="leader", from_date=datetime.date(2020, 1, 1)
    )
    with pytest.raises(PermissionDenied, match="签了审核意见的人不能审批同一件。"):
        sign(Actor(also), run_of(case, "decide"), days(21), proposal=reasoned())
    sign(county.actor("township.leader"), run_of(case, "decide"), days(21), proposal=reasoned())
    assert Decision.objects.count() == 1


# Outcomes, days, versions


@pytest.mark.parametrize("outcome", ["returned", "refused"])
def test_what_goes_back_or_is_refused_has_a_reason(county: County, opinion: StepRun, outcome: str) -> None:
    with pytest.raises(CaseProblem, match="退回、不予同意或有异议的，要写明理由。"):
        sign(county.actor("township.clerk"), opinion, days(4), outcome, "  ")


@pytest.mark.parametrize("outcome", ["objected", "returned", "redo", "approve", ""])
def test_an_outcome_that_the_procedure_does_not_have_here_is_refused(county: County, case: Case, outcome: str) -> None:
    with pytest.raises(CaseProblem, match="程序在这一步没有这种结果。"):
        sign(county.actor("township.clerk"), run_of(case, "accept"), days(1), outcome, "理由")


def test_the_days_of_a_case_never_run_backwards(county: County, opinion: StepRun) -> None:
    with pytest.raises(CaseProblem, match="日期 2021-12-03 早于本件最近一次办理的日期 2021-12-04。"):
        sign(county.actor("township.clerk"), opinion, days(2))


def test_a_step_that_is_done_is_not_done_again(county: County, case: Case) -> None:
    run = run_of(case, "accept")
    do(county, case, "accept", days(1))
    before = picture(case)
    with pytest.raises(CaseProblem, match="这一步现在不能办理：已办。"):
        sign(county.actor("township.clerk"), run, days(1))
    assert picture(case) == before


def test_who_saw_an_older_version_saves_and_signs_nothing(county: County, case: Case) -> None:
    run, clerk = run_of(case, "accept"), county.actor("township.clerk")
    save_step(actor=clerk, run=run, version=run.version, data={"说明": "第一位"})
    for attempt in (
        lambda: save_step(actor=clerk, run=run, version=1, data={"说明": "第二位"}),
        lambda: sign_step(actor=clerk, run=run, signing=Signing(version=1, outcome="next", on=days(1))),
    ):
        with pytest.raises(Conflict, match="这一步刚被别人改过，您的内容没有保存。请刷新后再办。"):
            attempt()
    assert run_of(case, "accept").data == {"说明": "第一位"}


def test_what_was_filled_in_is_kept_and_signed_with_the_rest(county: County, case: Case) -> None:
    clerk = county.actor("township.clerk")
    save_step(actor=clerk, run=run_of(case, "accept"), version=1, data={"a": 1, "b": 2})
    run = sign(clerk, run_of(case, "accept"), days(1), data={"b": 3})
    assert run.data == {"a": 1, "b": 3}


def test_a_signed_step_is_not_filled_in_any_more(county: County, opinion: StepRun) -> None:
    clerk = county.actor("township.clerk")
    signed = sign(clerk, opinion, days(4))
    with pytest.raises(CaseProblem, match="这一步现在不能填写。"):
        save_step(actor=clerk, run=signed, version=signed.version, data={"a": 1})


def test_a_notice_hangs_for_its_full_time(county: County, opinion: StepRun) -> None:
    case = opinion.case
    do(county, case, "opinion", days(4))
    notice, assistant = run_of(case, "notice"), county.actor("village.assistant")
    save_step(actor=assistant, run=notice, version=notice.version, data={"posted_on": days(5).isoformat()})
    with pytest.raises(CaseProblem, match="公示要到 2021-12-12 满期，之后才能办下一步。"):
        sign(assistant, notice, days(11))
    sign(assistant, notice, days(12))
    assert in_hand(case) == ["sample"]


def test_a_crash_in_the_middle_of_a_step_leaves_the_case_before_it(
    county: County, opinion: StepRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(county.actor("township.clerk"), opinion, days(4))
    before = picture(opinion.case)

    def crash(*args: object) -> None:
        raise RuntimeError("the power is gone")

    monkeypatch.setattr(steps.deciding, "after_step", crash)
    with pytest.raises(RuntimeError), transaction.atomic():
        sign(county.actor("township.leader"), opinion, days(5))
    assert picture(opinion.case) == before


# Ways out


@pytest.mark.parametrize(("how", "words"), [("withdrawn", "不申请了"), ("died", "申请人去世"), ("moved", "迁往外地")])
def test_a_case_that_will_not_be_decided_ends_with_its_reason(
    county: County, opinion: StepRun, how: str, words: str
) -> None:
    case = leave(actor=county.actor("township.clerk"), case=opinion.case, how=how, on=days(5), reason=words)
    assert (case.state, case.end, case.closed_on) == ("closed", how, days(5))
    assert in_hand(case) == []
    assert run_of(case, "opinion").state == "cancelled"
    assert Event.objects.get(case=case, what="left").text == words


def test_a_closed_case_goes_nowhere(county: County, opinion: StepRun) -> None:
    clerk = county.actor("township.clerk")
    leave(actor=clerk, case=opinion.case, how="withdrawn", on=days(5), reason="不申请了")
    with pytest.raises(CaseProblem, match="本件已经办结。"):
        sign(clerk, opinion, days(6))
    with pytest.raises(CaseProblem, match="本件已经办结。"):
        leave(actor=clerk, case=opinion.case, how="died", on=days(6), reason="去世")


def test_leaving_needs_a_reason_and_a_known_way(county: County, case: Case) -> None:
    clerk = county.actor("township.clerk")
    with pytest.raises(CaseProblem, match="终止办理要写明理由。"):
        leave(actor=clerk, case=case, how="withdrawn", on=days(1), reason=" ")
    with pytest.raises(CaseProblem, match="没有这种终止方式。"):
        leave(actor=clerk, case=case, how="approved", on=days(1), reason="x")
    with pytest.raises(PermissionDenied):
        leave(actor=county.actor("village.assistant"), case=case, how="withdrawn", on=APPLIED, reason="x")


def test_every_signature_is_in_the_audit_log(county: County, opinion: StepRun) -> None:
    sign(county.actor("township.clerk"), opinion, days(4))
    sign(county.actor("township.leader"), opinion, days(5))
    verbs = list(Entry.objects.filter(subject_id=str(opinion.pk)).values_list("verb", flat=True))
    assert verbs == ["step.signed", "step.done"]
