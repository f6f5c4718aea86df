"""Proof that a letter was served, and the last days for reconsideration and lawsuit."""

from __future__ import annotations

import datetime

import pytest
from county import County
from django.core.exceptions import PermissionDenied
from families import apply, days, do, family, in_force, run_of, sign, to_decision

from doudi.cases.letters import last_day, months_after
from doudi.cases.models import Decision, LetterProof
from doudi.cases.paperwork import make_decision_letter, make_receipt
from doudi.cases.paperwork.due import due, letter_notes
from doudi.cases.services import CaseProblem, Service, end_appeal, file_appeal, serve
from doudi.papers.models import Paper
from doudi.workdays.services import set_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused(county: County) -> Decision:
    """A refusal of the 23rd of December 2021."""
    in_force(county)
    case = apply(county, family(county, {"wage_income": "9000.00"}))
    to_decision(county, case)
    do(county, case, "decide_civil_affairs", days(22), "refused")
    return Decision.objects.get()


def letter(county: County, decision: Decision, day: int = 22) -> Paper:
    """The letter of a decision, made on the day of the decision unless another is given."""
    return make_decision_letter(actor=county.actor("township.clerk"), decision=decision, on=days(day))


def served(county: County, decision: Decision, on: datetime.date) -> LetterProof:
    number = letter(county, decision).number
    service = Service(how="hand", served_on=on, received_by="某某", paper_number=number)
    return serve(actor=county.actor("township.clerk"), case=decision.case, service=service, decision=decision)


def test_the_last_days_count_from_the_day_of_service(county: County, refused: Decision) -> None:
    assert last_day(refused, "reconsideration") is None
    served(county, refused, datetime.date(2021, 12, 24))
    assert last_day(refused, "reconsideration") == datetime.date(2022, 2, 22)
    assert last_day(refused, "lawsuit") == datetime.date(2022, 6, 24)


def test_a_last_day_that_is_no_workday_moves_to_the_next(county: County, refused: Decision) -> None:
    served(county, refused, datetime.date(2021, 12, 28))
    assert last_day(refused, "reconsideration") == datetime.date(2022, 2, 28)  # the 26th is a Saturday
    set_day(actor=county.actor("county.officer"), date=datetime.date(2022, 2, 28), is_workday=False)
    assert last_day(refused, "reconsideration") == datetime.date(2022, 3, 1)


def test_after_reconsideration_a_lawsuit_has_fifteen_days(county: County, refused: Decision) -> None:
    served(county, refused, datetime.date(2021, 12, 24))
    officer = county.actor("county.officer")
    appeal = file_appeal(
        actor=officer,
        decision=refused,
        kind="reconsideration",
        filed_on=datetime.date(2022, 1, 10),
        body="清溪县人民政府",
    )
    end_appeal(actor=officer, appeal=appeal, result="upheld", on=datetime.date(2022, 3, 8))
    assert last_day(refused, "lawsuit") == datetime.date(2022, 3, 23)
    with pytest.raises(CaseProblem, match="已经审结。"):
        end_appeal(actor=officer, appeal=appeal, result="upheld", on=datetime.date(2022, 3, 9))


def test_half_a_year_after_the_end_of_august_is_the_end_of_february() -> None:
    assert months_after(datetime.date(2021, 8, 31), 6) == datetime.date(2022, 2, 28)
    assert months_after(datetime.date(2021, 12, 24), 6) == datetime.date(2022, 6, 24)


def test_after_the_last_day_an_appeal_is_entered_only_with_the_reason_why_it_is_taken(
    county: County, refused: Decision
) -> None:
    served(county, refused, datetime.date(2021, 12, 24))
    officer = county.actor("county.officer")
    late = datetime.date(2022, 2, 23)
    with pytest.raises(CaseProblem, match="期限已于 2022-02-22 届满；受理机关仍予受理的，写明缘由。"):
        file_appeal(actor=officer, decision=refused, kind="reconsideration", filed_on=late, body="县政府")
    made = file_appeal(
        actor=officer, decision=refused, kind="reconsideration", filed_on=late, body="县政府", late_because="洪水"
    )
    assert made.last_day == datetime.date(2022, 2, 22)
    with pytest.raises(CaseProblem, match="这份决定已有同类的复议或诉讼在办。"):
        file_appeal(
            actor=officer, decision=refused, kind="reconsideration", filed_on=late, body="县政府", late_because="洪水"
        )


def test_days_of_letters_and_appeals_do_not_run_backwards(county: County, refused: Decision) -> None:
    officer = county.actor("county.officer")
    with pytest.raises(CaseProblem, match="送达日期早于决定日期。"):
        served(county, refused, days(21))
    with pytest.raises(CaseProblem, match="提出日期早于决定日期。"):
        file_appeal(actor=officer, decision=refused, kind="lawsuit", filed_on=days(21), body="县法院")
    appeal = file_appeal(actor=officer, decision=refused, kind="lawsuit", filed_on=days(30), body="县法院")
    with pytest.raises(CaseProblem, match="审结日期早于提出日期。"):
        end_appeal(actor=officer, appeal=appeal, result="upheld", on=days(29))


@pytest.mark.parametrize(
    ("service", "words"),
    [
        (Service(how="hand", served_on=days(23)), "要写明签收人。"),
        (Service(how="agent", served_on=days(23), received_by=" "), "要写明签收人。"),
        (Service(how="left", served_on=days(23)), "留置送达要写明见证人。"),
        (
            Service(how="hand", served_on=days(23), received_by="某某", witness="证某"),
            "只有留置送达要见证人；其他送达方式不填。",
        ),
        (Service(how="left", served_on=days(23), received_by="某某", witness="某某"), "见证人不能是受送达人本人。"),
        (Service(how="left", served_on=days(23), witness="虚人1"), "见证人不能是受送达人本人。"),
    ],
)
def test_a_proof_names_who_took_the_letter_or_saw_it_left(
    county: County, refused: Decision, service: Service, words: str
) -> None:
    with pytest.raises(CaseProblem, match=words):
        serve(actor=county.actor("township.clerk"), case=refused.case, service=service, decision=refused)
    assert not LetterProof.objects.exists()


def test_what_is_served_is_a_letter_of_this_decision(county: County, refused: Decision) -> None:
    def serve_as(number: str, day: int = 25) -> LetterProof:
        service = Service("hand", days(day), received_by="某某", paper_number=number)
        return serve(actor=county.actor("township.clerk"), case=refused.case, service=service, decision=refused)

    with pytest.raises(CaseProblem, match="这份决定的通知书还没有制作：先制作，再登记送达。"):
        serve_as("")
    receipt = make_receipt(actor=county.actor("township.clerk"), case=refused.case, on=days(22))
    made = letter(county, refused, 24)
    for number in ("", "向大山", receipt.number):
        with pytest.raises(CaseProblem, match=f"文书编号不是这份决定的通知书；这份决定的是：{made.number}。"):
            serve_as(number)
    with pytest.raises(CaseProblem, match="送达日期早于通知书的制作日期 2021-12-25。"):
        serve_as(made.number, 23)
    assert serve_as(made.number, 24).paper_number == made.number


def test_a_letter_made_again_after_its_service_is_marked_as_a_copy(county: County, refused: Decision) -> None:
    first, second = letter(county, refused), letter(county, refused, 23)
    service = Service("hand", days(23), received_by="某某", paper_number=second.number)
    serve(actor=county.actor("township.clerk"), case=refused.case, service=service, decision=refused)
    third = letter(county, refused, 24)
    assert letter_notes(refused.case) == {second.number: "2021-12-24 送达", third.number: "补制"}
    offered = next(each for each in due(refused.case) if each.kind == "refusal")
    assert [paper.number for paper in offered.made] == [first.number, second.number, third.number]
    assert (offered.served, [paper.number for paper in offered.copies]) == (second.number, [third.number])


def test_a_thumbprint_counts_as_a_signature(county: County, refused: Decision) -> None:
    service = Service(how="hand", served_on=days(23), received_by="某某", thumbprint=True)
    assert serve(actor=county.actor("township.clerk"), case=refused.case, service=service).thumbprint


def test_an_outsider_serves_and_enters_nothing(county: County, elsewhere: County, refused: Decision) -> None:
    service = Service(how="hand", served_on=days(23), received_by="某某")
    for actor in (elsewhere.actor("township.clerk"), county.actor("county.auditor")):
        with pytest.raises(PermissionDenied):
            serve(actor=actor, case=refused.case, service=service, decision=refused)
    for actor in (elsewhere.actor("county.officer"), county.actor("township.clerk")):
        with pytest.raises(PermissionDenied):
            file_appeal(actor=actor, decision=refused, kind="lawsuit", filed_on=days(30), body="县法院")


def test_a_decision_of_another_case_is_not_served_on_this_one(county: County, refused: Decision) -> None:
    other = apply(county, family(county))
    service = Service(how="hand", served_on=days(23), received_by="某某")
    with pytest.raises(CaseProblem, match="这份决定不是本件的。"):
        serve(actor=county.actor("township.clerk"), case=other, service=service, decision=refused)


def test_a_refusal_letter_is_due_in_the_policys_time(county: County, refused: Decision) -> None:
    run = run_of(refused.case, "refusal")
    assert run.due_on is not None
    assert run.due_on > days(22)
    sign(county.actor("township.clerk"), run, days(23))
    refused.case.refresh_from_db()
    assert refused.case.end == "refused"
