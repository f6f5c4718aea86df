"""The official decides, the policy's assessment stands beside it, and the decision keeps all that it rests on."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from county import County
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from families import APPLIED, apply, days, do, family, give, head, in_force, in_hand, learn, run_of, sign, to_decision

from doudi.cases.models import BenefitDue, Case, Decision
from doudi.cases.selectors import benefits_due
from doudi.cases.services import CaseProblem, Conflict, Proposal, confirm_change, propose_change, reject_change

pytestmark = pytest.mark.django_db
DECIDE = "decide_civil_affairs"


@pytest.fixture
def case(county: County) -> Case:
    """A poor family before its decision."""
    in_force(county)
    case = apply(county, family(county, {"wage_income": "900.00"}, {}, {}))
    to_decision(county, case)
    return case


@pytest.fixture
def rich(county: County) -> Case:
    """A family to whom nothing is due, before its decision."""
    in_force(county)
    case = apply(county, family(county, {"wage_income": "9000.00"}))
    to_decision(county, case)
    return case


def decide(county: County, case: Case, outcome: str = "next", proposal: Proposal | None = None) -> Decision:
    reason = "不予批准" if outcome == "refused" else ""
    sign(county.actor("county.officer"), run_of(case, DECIDE), days(22), outcome, reason, proposal=proposal)
    sign(county.actor("county.leader"), run_of(case, DECIDE), days(22), outcome, reason)
    return Decision.objects.get(case=case, replaced_by=None)


def finish(county: County, case: Case) -> Case:
    do(county, case, "second_notice", days(40))
    for step in ("inform", "publish", "file"):
        do(county, case, step, days(41))
    case.refresh_from_db()
    return case


def test_a_decision_keeps_the_release_the_values_the_facts_and_the_whole_answer(county: County, case: Case) -> None:
    made = decide(county, case)
    assert made.release == case.release
    assert made.values == {"dibao_standard": "550"}
    assert len(made.facts["members"]) == 3
    assert made.assessment["results"]["dibao_eligible"] is True
    assert made.assessment["explanation"]
    assert made.made_by == county.actor("county.leader").membership


def test_a_decision_keeps_no_id_number(county: County, case: Case) -> None:
    made = decide(county, case)
    assert all("id_number" not in member for member in made.facts["members"])


def test_what_is_due_begins_in_the_month_after_the_decision(county: County, case: Case) -> None:
    made = decide(county, case)
    rows = list(BenefitDue.objects.filter(decision=made))
    assert {row.benefit for row in rows} == {entry["benefit"] for entry in made.granted}
    dibao = next(row for row in rows if row.unit == "yuan/month")
    assert dibao.from_date == datetime.date(2022, 1, 1)
    assert dibao.until_date is None
    assert dibao.amount == Decimal(next(e["amount"] for e in made.granted if e["benefit"] == dibao.benefit))


def test_a_sum_given_once_is_due_at_once(county: County) -> None:
    in_force(county)
    case = apply(county, family(county, urgent=True, incident="accident", aid_needed="500.00", known=True))
    do(county, case, "accept", APPLIED)
    do(county, case, "decide", APPLIED)
    once = BenefitDue.objects.filter(unit="yuan")
    assert once.exists()
    assert all(row.from_date == APPLIED for row in once)


def test_a_decision_that_differs_from_the_assessment_needs_a_reason(county: County, case: Case, rich: Case) -> None:
    words = "决定与政策核算的结果不同，要写明理由。"
    with pytest.raises(CaseProblem, match=words):
        sign(county.actor("county.officer"), run_of(case, DECIDE), days(22), "refused", "不给")
    with pytest.raises(CaseProblem, match=words):
        sign(county.actor("county.officer"), run_of(rich, DECIDE), days(22))
    made = decide(county, rich, "next", Proposal(reason="会商认为确有困难"))
    assert (made.outcome, made.suggested, made.differs) == ("approved", "refused", True)
    assert made.reason == "会商认为确有困难"


def test_a_refusal_that_the_assessment_suggests_needs_no_more_reason(county: County, rich: Case) -> None:
    made = decide(county, rich, "refused")
    assert (made.outcome, made.suggested, made.differs, made.granted) == ("refused", "refused", False, [])
    assert not BenefitDue.objects.exists()
    assert in_hand(rich) == ["refusal"]


def test_another_amount_needs_a_reason_and_is_what_is_given(county: County, case: Case) -> None:
    assessed = decide_draft(county, case)
    lower = [{**entry, "amount": "100.00"} if entry["unit"] == "yuan/month" else entry for entry in assessed]
    with pytest.raises(CaseProblem, match="决定与政策核算的结果不同，要写明理由。"):
        sign(county.actor("county.officer"), run_of(case, DECIDE), days(22), proposal=Proposal(tuple(lower)))
    made = decide(county, case, proposal=Proposal(tuple(lower), "另有收入未计"))
    assert made.differs
    assert {entry["amount"] for entry in made.granted if entry["unit"] == "yuan/month"} == {"100.00"}
    assert BenefitDue.objects.filter(decision=made, amount=Decimal("100.00")).exists()


def decide_draft(county: County, case: Case) -> list[dict[str, Any]]:
    """What the policy would give."""
    from doudi.cases.deciding import grounds
    from doudi.rulebook.assessment import granted_as_assessed

    return granted_as_assessed(grounds(case, days(22)).assessment)


def test_a_benefit_that_could_not_be_worked_out_is_not_forgotten(county: County) -> None:
    in_force(county)
    case = apply(county, family(county, {"wage_income": "900.00"}, {"disability_kind": "visual"}))
    to_decision(county, case)
    words = "因事实不明，没有核出：最低生活保障金、.*。先补齐事实，或者写明为何现在批准。"
    with pytest.raises(CaseProblem, match=words):
        sign(county.actor("county.officer"), run_of(case, DECIDE), days(22))
    made = decide(county, case, proposal=Proposal(reason="残疾等级证明在办，先批其余"))
    assert (made.suggested, made.differs, made.reason) == ("approved", True, "残疾等级证明在办，先批其余")


def test_only_benefits_of_the_policy_are_granted_to_people_of_the_household(county: County, case: Case) -> None:
    number = case.household.number
    for entry, words in (
        ({"benefit": "gold", "for": number, "amount": "1"}, "政策里没有待遇 gold。"),
        ({"benefit": "dibao", "for": "nobody", "amount": "1"}, "的对象不在这户。"),
        ({"benefit": "dibao", "for": number, "amount": "0"}, "的金额要大于 0，最多两位小数。"),
        ({"benefit": "dibao", "for": number, "amount": "1.005"}, "的金额要大于 0，最多两位小数。"),
        ({"benefit": "dibao", "for": number, "amount": "很多"}, "的金额要大于 0，最多两位小数。"),
    ):
        with pytest.raises(CaseProblem, match=words):
            proposal = Proposal((entry,), "理由")
            sign(county.actor("county.officer"), run_of(case, DECIDE), days(22), proposal=proposal)
    twice = ({"benefit": "dibao", "for": number, "amount": "1"},) * 2
    with pytest.raises(CaseProblem, match="同一待遇给同一对象写了两次。"):
        sign(county.actor("county.officer"), run_of(case, DECIDE), days(22), proposal=Proposal(twice, "理由"))


def test_facts_that_change_between_two_signatures_are_looked_at_again(county: County, case: Case) -> None:
    sign(county.actor("county.officer"), run_of(case, DECIDE), days(22))
    learn(county, "wage_income", "9000.00", person=head(case.household))
    words = "第一人签字之后，事实或标准有变，核算结果不同了。请退回重拟。"
    with pytest.raises(Conflict, match=words), transaction.atomic():
        sign(county.actor("county.leader"), run_of(case, DECIDE), days(22))
    assert not Decision.objects.exists()
    sign(county.actor("county.leader"), run_of(case, DECIDE), days(22), "redo", "事实有变")
    assert in_hand(case) == [DECIDE]


def test_a_decision_is_never_changed(county: County, case: Case) -> None:
    made = decide(county, case)
    made.reason = "另写"
    with pytest.raises(TypeError, match="决定一经作出不能修改；更正或撤销须另作决定。"):
        made.save()


def test_the_database_keeps_no_difference_without_a_reason(county: County, case: Case) -> None:
    made = decide(county, case)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=made.pk).update(differs=True, reason="")


def test_an_objection_after_the_decision_leads_to_a_new_one_that_names_the_old(county: County, case: Case) -> None:
    first = decide(county, case)
    do(county, case, "second_notice", days(23), "objected", "有人反映隐瞒工资")
    learn(county, "wage_income", "9000.00", person=head(case.household))
    do(county, case, "visit", days(24))
    do(county, case, "opinion", days(25))
    do(county, case, "notice", days(40))
    do(county, case, "sample", days(41))
    sign(county.actor("county.officer"), run_of(case, DECIDE), days(42), "refused", "收入超标")
    sign(county.actor("county.leader"), run_of(case, DECIDE), days(42), "refused", "同意")
    second = Decision.objects.get(replaces=first)
    assert (second.outcome, second.kind) == ("refused", "correction")
    first.refresh_from_db()
    assert not first.is_in_force
    assert not benefits_due(case.household, datetime.date(2022, 3, 1)).exists()


# Corrections and revocations of closed cases


def test_a_closed_case_is_corrected_by_a_new_decision_of_two_persons(county: County, case: Case) -> None:
    old = decide(county, case)
    finish(county, case)
    run = propose_change(
        actor=county.actor("county.officer"),
        decision=old,
        kind="correction",
        outcome="approved",
        on=days(50),
        proposal=Proposal(reason="金额算错"),
    )
    assert old.is_in_force
    new = confirm_change(actor=county.actor("county.leader"), run=run, version=run.version, on=days(51))
    assert (new.replaces, new.kind, new.outcome) == (old, "correction", "approved")
    case.refresh_from_db()
    assert (case.state, case.moved_on) == ("closed", days(51))


def test_a_revocation_ends_what_was_given(county: County, case: Case) -> None:
    old = decide(county, case)
    finish(county, case)
    household, later = case.household, datetime.date(2022, 6, 1)
    assert benefits_due(household, later).exists()
    run = propose_change(
        actor=county.actor("county.officer"),
        decision=old,
        kind="revocation",
        outcome="refused",
        on=days(50),
        proposal=Proposal(reason="虚报收入"),
    )
    new = confirm_change(actor=county.actor("county.leader"), run=run, version=run.version, on=days(50))
    assert (new.kind, new.outcome, new.reason) == ("revocation", "refused", "虚报收入")
    assert not benefits_due(household, later).exists()


def test_a_rejected_change_leaves_the_old_decision_in_force(county: County, case: Case) -> None:
    old = decide(county, case)
    finish(county, case)
    arguments = {"decision": old, "kind": "revocation", "outcome": "refused", "proposal": Proposal(reason="虚报")}
    run = propose_change(actor=county.actor("county.officer"), on=days(50), **arguments)  # type: ignore[arg-type]
    with pytest.raises(CaseProblem, match="已有一份更正或撤销在等复核。"):
        propose_change(actor=county.actor("county.officer"), on=days(50), **arguments)  # type: ignore[arg-type]
    leader = county.actor("county.leader")
    reject_change(actor=leader, run=run, version=run.version, on=days(51), reason="证据不足")
    old.refresh_from_db()
    assert old.is_in_force


def test_who_proposed_a_change_does_not_confirm_it_and_others_propose_none(
    county: County, elsewhere: County, case: Case
) -> None:
    old = decide(county, case)
    proposal = Proposal(reason="虚报")
    arguments = {"decision": old, "kind": "revocation", "outcome": "refused", "on": days(50), "proposal": proposal}
    with pytest.raises(CaseProblem, match="本件还没有办结，在办理程序里重新审批，不用更正或撤销。"):
        propose_change(actor=county.actor("county.officer"), **arguments)  # type: ignore[arg-type]
    finish(county, case)
    for actor in (county.actor("township.clerk"), elsewhere.actor("county.officer")):
        with pytest.raises(PermissionDenied):
            propose_change(actor=actor, **arguments)  # type: ignore[arg-type]
    with pytest.raises(CaseProblem, match="更正或撤销要写明理由。"):
        propose_change(actor=county.actor("county.officer"), **{**arguments, "proposal": Proposal()})  # type: ignore[arg-type]
    run = propose_change(actor=county.actor("county.officer"), **arguments)  # type: ignore[arg-type]
    for actor in (county.actor("county.officer"), county.actor("township.leader"), elsewhere.actor("county.leader")):
        with pytest.raises(PermissionDenied):
            confirm_change(actor=actor, run=run, version=run.version, on=days(50))


def test_a_new_standard_counts_from_its_day(county: County, case: Case) -> None:
    give(county, "dibao_standard", "600", days(22))
    made = decide(county, case)
    assert made.values == {"dibao_standard": "600"}
