"""Telling the family: the letter of the organ that decided, when it may go out, and what the step waits for."""

from __future__ import annotations

import pytest
from county import County
from families import apply, days, do, family, in_force, in_hand, run_of, to_decision

from doudi.accounts.actor import Actor
from doudi.cases.models import Case, Decision, LetterProof, StepRun
from doudi.cases.paperwork import make_decision_letter, make_receipt
from doudi.cases.paperwork.due import due
from doudi.cases.procedure import NEXT
from doudi.cases.services import CaseProblem, Service, Signing, serve, sign_step
from doudi.cases.serving import letters_of
from doudi.papers.models import Paper

pytestmark = pytest.mark.django_db


def refused_at_the_county(county: County) -> Case:
    """A case that the county's bureau has refused, under the policy in which a notice follows an approval."""
    in_force(county)
    case = apply(county, family(county, {"wage_income": "9000.00"}))
    to_decision(county, case)
    do(county, case, "decide_civil_affairs", days(22), "refused")
    return case


def approved_at_the_county(county: County) -> Case:
    in_force(county)
    case = apply(county, family(county))
    to_decision(county, case)
    do(county, case, "decide_civil_affairs", days(22))
    return case


def letter_of(actor: Actor, case: Case, day: int = 23) -> Paper:
    return make_decision_letter(actor=actor, decision=Decision.objects.get(case=case), on=days(day))


def handed(county: County, case: Case, day: int = 23) -> LetterProof:
    decision = Decision.objects.get(case=case)
    made = letters_of(decision).last()
    service = Service("hand", days(day), received_by="虚人1", paper_number=made.number if made else "")
    return serve(actor=county.actor("township.clerk"), case=case, service=service, decision=decision)


def sign_inform(county: County, case: Case, step: str, day: int, **data: str) -> StepRun:
    """Sign as the clerk would, with nothing made ready."""
    run = run_of(case, step)
    signing = Signing(run.version, NEXT, days(day), data=data or None)
    return sign_step(actor=county.actor("township.clerk"), run=run, signing=signing)


def text_of(paper: Paper) -> str:
    return "".join(block.get("text", "") for block in paper.content["blocks"])


def test_the_letter_is_the_organs_that_decided_whoever_prints_it(county: County) -> None:
    case = refused_at_the_county(county)
    paper = letter_of(county.actor("township.clerk"), case)
    assert paper.content["issuer"] == "清溪县民政局"


def test_a_receipt_is_its_makers(county: County) -> None:
    case = refused_at_the_county(county)
    clerk = county.actor("township.clerk")
    paper = make_receipt(actor=clerk, case=case, on=days(1))
    assert paper.content["issuer"] == clerk.organisation.name
    assert "查询进度" not in text_of(paper)  # residents have no page for that


def test_a_township_that_decides_by_delegation_is_the_organ(county: County) -> None:
    in_force(county, "wuzhou-2023")
    case = apply(county, family(county, {"wage_income": "9000.00"}))
    do(county, case, "accept", days(1), "refused")
    paper = letter_of(county.actor("county.officer"), case)
    assert paper.content["issuer"] == "清溪东镇社会救助服务中心"
    assert "向清溪县人民政府申请行政复议" in text_of(paper)


def test_a_service_point_in_a_village_acts_for_its_township(county: County) -> None:
    case = refused_at_the_county(county)
    Decision.objects.filter(case=case).update(made_by=county.actor("village.assistant").membership)
    assert letter_of(county.actor("township.clerk"), case).content["issuer"] == "清溪东镇社会救助服务中心"


def test_a_letter_says_where_and_until_when_one_goes_against_it(county: County) -> None:
    case = refused_at_the_county(county)
    assert (
        "如不服本决定，可以自收到本通知书之日起60日内，向清溪县人民政府申请行政复议；"
        "也可以自收到本通知书之日起6个月内，直接向有管辖权的人民法院提起行政诉讼。"
    ) in text_of(letter_of(county.actor("township.clerk"), case))


def test_a_second_notice_comes_before_the_letter_and_its_service(county: County) -> None:
    case = approved_at_the_county(county)
    assert in_hand(case) == ["second_notice"]
    assert "approval" not in [each.kind for each in due(case)]
    with pytest.raises(CaseProblem, match="决定之后的公示还没有办完，还不能制发通知书。"):
        letter_of(county.actor("township.clerk"), case)
    with pytest.raises(CaseProblem, match="决定之后的公示还没有办完，这份决定还不能送达。"):
        handed(county, case)
    do(county, case, "second_notice", days(40))
    assert in_hand(case) == ["inform"]
    assert "approval" in [each.kind for each in due(Case.objects.get(pk=case.pk))]
    assert letter_of(county.actor("township.clerk"), case, 40).pk


def test_a_refusal_has_no_second_notice_to_wait_for(county: County) -> None:
    case = refused_at_the_county(county)
    assert "refusal" in [each.kind for each in due(case)]


def test_telling_is_done_when_the_letter_is_made_and_served(county: County) -> None:
    case = refused_at_the_county(county)
    no_letter, no_proof = "还没有制作“不予批准通知书”", "还没有登记送达回证（何时、怎样送达，谁签收）"
    with pytest.raises(CaseProblem) as refused:
        sign_inform(county, case, "refusal", 24)
    assert str(refused.value) == f"还不能办结告知：{no_letter}；{no_proof}。"
    letter_of(county.actor("township.clerk"), case)
    with pytest.raises(CaseProblem) as refused:
        sign_inform(county, case, "refusal", 24)
    assert str(refused.value) == f"还不能办结告知：{no_proof}。"
    handed(county, case, 25)
    with pytest.raises(CaseProblem, match="办理日期早于送达日期 2021-12-26：送达以后才办结告知。"):
        sign_inform(county, case, "refusal", 24)
    assert sign_inform(county, case, "refusal", 25).state == "done"


def test_a_proof_of_a_letter_that_was_not_made_is_not_enough(county: County) -> None:
    """Proofs from before the letter was asked for have none."""
    case = refused_at_the_county(county)
    by = county.actor("township.clerk").membership
    decision = Decision.objects.get(case=case)
    LetterProof.objects.create(case=case, decision=decision, how="hand", served_on=days(23), made_by=by)
    with pytest.raises(CaseProblem, match=r"^还不能办结告知：还没有制作“不予批准通知书”。$"):
        sign_inform(county, case, "refusal", 24)


def test_a_proof_of_something_else_is_not_that_of_the_decision(county: County) -> None:
    case = refused_at_the_county(county)
    clerk = county.actor("township.clerk")
    letter_of(clerk, case)
    serve(actor=clerk, case=case, service=Service("hand", days(23), received_by="虚人1"))
    with pytest.raises(CaseProblem, match="还没有登记送达回证"):
        sign_inform(county, case, "refusal", 24)


def test_an_application_that_is_not_taken_has_no_letter_and_a_remark_on_how_the_reason_was_told(county: County) -> None:
    in_force(county, "xiufeng-2020", minimum_wage="1570")
    case = apply(county, family(county))
    do(county, case, "accept", days(1), "refused")
    do(county, case, "refusal_check", days(1))
    assert in_hand(case) == ["not_accepted_letter"]
    assert not Decision.objects.filter(case=case).exists()
    with pytest.raises(CaseProblem, match="没有决定书的告知，要在备注里写明何时、怎样告知了申请人什么原因。"):
        sign_inform(county, case, "not_accepted_letter", 2)
    sign_inform(county, case, "not_accepted_letter", 2, note="12 月 3 日电话告知：不属于救助对象。")
    case.refresh_from_db()
    assert case.end == "not_accepted"


def test_the_sheets_of_two_notices_say_which_they_are(county: County) -> None:
    case = approved_at_the_county(county)
    do(county, case, "second_notice", days(40))
    labels = [str(each.label) for each in due(Case.objects.get(pk=case.pk)) if each.kind == "notice"]
    assert labels == ["公示单（第 1 次，2021-12-05 起）", "公示单（第 2 次，2021-12-23 起）"]


def test_the_sheet_of_the_only_notice_is_just_that(county: County) -> None:
    case = refused_at_the_county(county)
    assert [str(each.label) for each in due(case) if each.kind == "notice"] == ["公示单"]
