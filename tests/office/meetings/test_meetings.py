"""Meetings: an agenda frozen, attendance, resolutions, signatures, and closing that carries out what was resolved."""

from __future__ import annotations

import datetime

import pytest
from convening import HELD, agree, call, everybody_came, guest, ready, signed_by, to_meeting
from county import County, employ
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from families import days, in_force, in_hand, run_of, sign

from doudi.audit.models import Entry
from doudi.cases.meetings import selectors
from doudi.cases.meetings.models import AgendaItem, Meeting, MeetingClosed
from doudi.cases.meetings.services import (
    Guest,
    Mark,
    Resolution,
    ask_in,
    cancel,
    close,
    leave_out,
    note_attendance,
    record_paper_signature,
    resolve,
    sign_minutes,
)
from doudi.cases.models import Case
from doudi.cases.services import CaseProblem, Tie, leave

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(county: County) -> Case:
    in_force(county, "xiufeng-2020")
    return to_meeting(county)


@pytest.fixture
def two(county: County, case: Case) -> list[Case]:
    return [case, to_meeting(county)]


def closed(county: County, meeting: Meeting, on: datetime.date = HELD):
    return close(actor=county.actor("county.officer"), meeting=meeting, on=on)


# Calling


def test_the_agenda_holds_the_cases_in_the_order_asked_for(county: County, two: list[Case]) -> None:
    made = call(county, two[1], two[0])
    assert [item.run.case for item in selectors.items(made)] == [two[1], two[0]]
    assert [item.position for item in made.items.all()] == [1, 2]


def test_the_agenda_tells_of_each_case_what_is_known_when_it_is_frozen(county: County, case: Case) -> None:
    told = call(county, case).items.get().brief
    assert told["size"] == 2
    assert "低保" in told["classes"]
    assert "元/月" in told["benefits"]
    assert told["opinion"] == "同意"
    assert told["notice"].endswith("无异议")
    assert told["sample"] == "入户：与申报一致"
    assert told["relatives"] == ""


def test_relatives_of_staff_are_told_to_the_meeting(county: County, case: Case) -> None:
    related = to_meeting(county, ties=(Tie(staff_name="某某", relation="侄子"),))
    assert call(county, related).items.get().brief["relatives"] == "某某（侄子）"


def test_a_case_stands_on_one_open_agenda(county: County, case: Case) -> None:
    made = call(county, case)
    with pytest.raises(CaseProblem, match="所选的办件里，有的已不在会议这一步，或者已列入别的会议。请重新选。"):
        call(county, case)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.create(meeting=made, run=run_of(case, "meeting"), position=9)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"runs": ()}, "议程上至少要有一件。"),
        ({"title": " "}, "要写会议名称。"),
        ({"place": ""}, "要写会议地点。"),
        ({"kind": "party"}, "没有这种会议。"),
        ({"chair": Guest("")}, "要写参会人的姓名。"),
        ({"held_on": days(1)}, "会议日期早于有的办件到这一步的日期。"),
    ],
)
def test_a_call_that_lacks_something_is_refused(county: County, case: Case, given: dict, words: str) -> None:
    with pytest.raises(CaseProblem, match=words):
        call(county, case, **given)
    assert not Meeting.objects.exists()


def test_a_case_that_is_not_at_a_meeting_step_is_on_no_agenda(county: County, case: Case) -> None:
    other = case.runs.exclude(kind="meeting").first()
    with pytest.raises(CaseProblem, match="请重新选"):
        call(county, case, runs=(other.pk,))


# The gate


def test_a_case_on_an_open_agenda_is_not_signed_on_its_own_form(county: County, case: Case) -> None:
    call(county, case)
    words = "本件已列入“2022年2月联席会议”的议程，在会议里形成决议，不在这里单独签字。"
    for outcome in ("next", "returned", "refused"):
        with pytest.raises(CaseProblem, match=words):
            sign(county.actor("county.officer"), run_of(case, "meeting"), HELD, outcome, "理由")
    assert in_hand(case) == ["meeting"]


def test_a_case_on_no_agenda_is_recorded_on_its_own_form(county: County, case: Case) -> None:
    sign(county.actor("county.officer"), run_of(case, "meeting"), HELD, data={"resolution": "同意"})
    assert in_hand(case) == ["second_notice"]


def test_a_meeting_that_is_called_off_lets_its_cases_go(county: County, case: Case) -> None:
    made, officer = call(county, case), county.actor("county.officer")
    with pytest.raises(CaseProblem, match="取消会议要写明理由。"):
        cancel(actor=officer, meeting=made, on=HELD, reason=" ")
    cancel(actor=officer, meeting=made, on=HELD, reason="主持人出差")
    again = call(county, case)
    assert again.pk != made.pk
    with pytest.raises(CaseProblem, match="会议已经取消。"):
        everybody_came(county, made)


# Attendance


def test_who_was_away_has_a_reason(county: County, case: Case) -> None:
    made, officer = call(county, case), county.actor("county.officer")
    one = guest(made)
    with pytest.raises(CaseProblem, match="王主席 缺席，要写明原因。"):
        note_attendance(actor=officer, meeting=made, marks={one.pk: Mark(False)})
    note_attendance(actor=officer, meeting=made, marks={one.pk: Mark(False, "出差")})
    one.refresh_from_db()
    assert (one.present, one.reason) == (False, "出差")


def test_the_same_person_is_asked_once(county: County, case: Case) -> None:
    made = call(county, case, guests=(Guest(membership=county.actor("county.leader").membership),))
    assert made.attendees.count() == 1  # the chair
    for _n in range(2):
        ask_in(actor=county.actor("county.officer"), meeting=made, guest=Guest("王主席", "清溪县总工会"))
    assert made.attendees.count() == 2


def test_who_is_not_asked_after_all_leaves_the_list_unless_they_have_signed(county: County, case: Case) -> None:
    made, officer = ready(county, call(county, case)), county.actor("county.officer")
    leave_out(actor=officer, attendee=guest(made))
    assert not made.attendees.filter(membership=None).exists()
    signer = made.attendees.exclude(signed="").first()
    with pytest.raises(CaseProblem, match="已经在纪要上签字，不能移出名单。"):
        leave_out(actor=officer, attendee=signer)
    with pytest.raises(CaseProblem, match="已经在纪要上签字，不能改为没有到会。"):
        note_attendance(actor=officer, meeting=made, marks={signer.pk: Mark(False, "早退")})


# Resolutions


def test_a_meeting_resolves_what_the_procedure_allows_or_puts_off(county: County, case: Case) -> None:
    made = call(county, case)
    item = selectors.items(made).get()
    assert selectors.allowed(item) == ["next", "returned", "refused", "deferred"]
    with pytest.raises(CaseProblem, match="第 1 件：程序在这一步没有这种决议。"):
        agree(county, made, _1=("objected", "有人反对"))


@pytest.mark.parametrize("outcome", ["returned", "refused", "deferred"])
def test_what_is_not_agreed_to_has_a_reason(county: County, case: Case, outcome: str) -> None:
    made = call(county, case)
    with pytest.raises(CaseProblem, match="第 1 件：没有同意的，要写明理由。"):
        agree(county, made, _1=(outcome, " "))
    agree(county, made, _1=(outcome, "收入不清"))
    assert made.items.get().outcome == outcome


def test_a_resolution_that_changes_takes_back_the_signatures(county: County, case: Case) -> None:
    made = ready(county, call(county, case))
    assert agree(county, made) == 0  # the same again
    assert agree(county, made, _1=("refused", "家有商铺")) == 3
    assert not made.attendees.exclude(signed="").exists()


# Signatures


def test_people_with_a_post_sign_for_themselves_and_others_on_paper(county: County, case: Case) -> None:
    made, officer = call(county, case), county.actor("county.officer")
    everybody_came(county, made)
    agree(county, made)
    signed_by(county, made, "department.contact")
    record_paper_signature(actor=officer, attendee=guest(made), on=HELD)
    assert sorted(made.attendees.exclude(signed="").values_list("signed", flat=True)) == ["paper", "self"]
    user = made.attendees.get(membership=county.actor("county.leader").membership)
    with pytest.raises(CaseProblem, match="有账号，由本人登录签字。"):
        record_paper_signature(actor=officer, attendee=user, on=HELD)
    with pytest.raises(CaseProblem, match="已经签过字。"):
        signed_by(county, made, "department.contact")


def test_nobody_signs_before_all_is_resolved_nor_without_having_been_there(county: County, case: Case) -> None:
    made = call(county, case)
    with pytest.raises(CaseProblem, match="没有记为到会的人不能在纪要上签字。"):
        signed_by(county, made, "county.leader")
    everybody_came(county, made)
    with pytest.raises(CaseProblem, match="还有议题没有决议，不能签字。"):
        signed_by(county, made, "county.leader")
    agree(county, made)
    with pytest.raises(CaseProblem, match="签字日期早于会议日期。"):
        sign_minutes(actor=county.actor("county.leader"), meeting=made, on=days(69))


def test_who_was_not_asked_signs_nothing(county: County, case: Case) -> None:
    made = call(county, case)
    with pytest.raises(PermissionDenied, match="您不在这次会议的参会名单上。"):
        signed_by(county, made, "township.leader")


# Closing


def test_closing_carries_out_every_resolution(county: County, two: list[Case]) -> None:
    made = ready(county, call(county, *two), _2=("returned", "再核收入"))
    came = closed(county, made)
    assert came.done == (two[0].number, two[1].number) and came.failed == ()
    assert (in_hand(two[0]), in_hand(two[1])) == (["second_notice"], ["opinion"])
    run = run_of(two[1], "meeting")
    assert (run.outcome, run.reason, run.data["resolution"]) == ("returned", "再核收入", "再核收入")
    assert run.data["held_on"] == HELD.isoformat() and "王主席（清溪县总工会）" in run.data["present"]
    assert run_of(two[0], "meeting").data["resolution"] == "同意"
    assert Entry.objects.get(verb="meeting.closed").details == {"done": 2, "deferred": 0, "failed": 0}


def test_a_refusal_of_the_meeting_goes_to_the_decision(county: County, case: Case) -> None:
    closed(county, ready(county, call(county, case), _1=("refused", "家有商铺")))
    assert in_hand(case) == ["decide"]


def test_a_case_that_is_put_off_waits_for_the_next_meeting(county: County, two: list[Case]) -> None:
    came = closed(county, ready(county, call(county, *two), _2=("deferred", "等核对报告")))
    assert came.deferred == (two[1].number,)
    assert in_hand(two[1]) == ["meeting"]
    assert list(selectors.candidates(county.actor("county.officer"))) == [run_of(two[1], "meeting")]


def test_a_case_that_somebody_moved_meanwhile_is_named_and_the_rest_goes_on(county: County, two: list[Case]) -> None:
    made = ready(county, call(county, *two))
    leave(actor=county.actor("county.officer"), case=two[0], how="withdrawn", on=HELD, reason="不办了")
    came = closed(county, made)
    assert came.failed == ((two[0].number, "本件已经办结。"),)
    assert came.done == (two[1].number,)
    assert in_hand(two[1]) == ["second_notice"]
    assert made.items.get(position=1).failed == "本件已经办结。"


def test_a_signer_who_is_a_relative_keeps_only_that_case_back(county: County, case: Case) -> None:
    officer = county.actor("county.officer")
    related = to_meeting(county)
    related.staff_relatives.create(user=officer.user, staff_name="某某", relation="侄子")
    came = closed(county, ready(county, call(county, case, related)))
    assert came.done == (case.number,)
    assert came.failed == ((related.number, "您与申请家庭有近亲属关系，应当回避。"),)
    assert in_hand(related) == ["meeting"]


def test_closing_says_all_that_is_missing(county: County, two: list[Case]) -> None:
    made = call(county, *two)
    with pytest.raises(CaseProblem) as refused:
        closed(county, made)
    assert str(refused.value) == (
        "会议还不能办结：还有人没有记到会情况。到会的不足 2 人。还有 2 件没有决议。"
        "签字的要超过到会人数的一半：到会 0 人，已签 0 人。"
    )


def test_half_of_those_present_is_no_majority(county: County, case: Case) -> None:
    made = call(county, case)
    everybody_came(county, made)
    agree(county, made)
    signed_by(county, made, "county.officer", "county.leader")
    with pytest.raises(CaseProblem, match="到会 4 人，已签 2 人。"):
        closed(county, made)
    record_paper_signature(actor=county.actor("county.officer"), attendee=guest(made), on=HELD)
    assert closed(county, made).done == (case.number,)


def test_a_meeting_is_not_closed_before_it_was_held(county: County, case: Case) -> None:
    made = ready(county, call(county, case))
    with pytest.raises(CaseProblem, match="办结日期早于会议日期。"):
        closed(county, made, days(69))


def test_a_closed_meeting_never_changes(county: County, case: Case) -> None:
    made = ready(county, call(county, case))
    closed(county, made)
    made.refresh_from_db()
    made.title = "另一个会"
    item, one = made.items.get(), made.attendees.first()
    for change in (made.save, item.save, one.save, one.delete):
        with pytest.raises(MeetingClosed, match="会议已经结束，不能再改。"):
            change()
    for verb in (lambda: agree(county, made), lambda: everybody_came(county, made), lambda: closed(county, made)):
        with pytest.raises(CaseProblem, match="会议已经办结，不能再改。"):
            verb()


# Who may


@pytest.mark.parametrize("post", ["village.assistant", "county.auditor", "department.contact", "county.checker"])
def test_who_holds_no_meetings_calls_none(county: County, case: Case, post: str) -> None:
    with pytest.raises(PermissionDenied, match=r"（meeting\.hold）"):
        call(county, case, by=post)


def test_a_township_puts_no_case_of_the_county_on_its_agenda(county: County, case: Case) -> None:
    with pytest.raises(CaseProblem, match="请重新选"):
        call(county, case, by="township.leader")


def test_only_the_post_of_the_step_closes(county: County, case: Case) -> None:
    made = ready(county, call(county, case))
    with pytest.raises(PermissionDenied, match="会议由负责会议这一步的岗位办结。"):
        close(actor=county.actor("county.leader"), meeting=made, on=HELD)
    assert Meeting.objects.get().is_open and in_hand(case) == ["meeting"]


def test_the_next_county_sees_and_touches_nothing(county: County, elsewhere: County, case: Case) -> None:
    made, outsider = call(county, case), elsewhere.actor("county.officer")
    item = made.items.get()
    for verb in (
        lambda: resolve(actor=outsider, meeting=made, resolutions={item.pk: Resolution("next")}),
        lambda: note_attendance(actor=outsider, meeting=made, marks={}),
        lambda: ask_in(actor=outsider, meeting=made, guest=Guest("甲", "乙")),
        lambda: close(actor=outsider, meeting=made, on=HELD),
        lambda: cancel(actor=outsider, meeting=made, on=HELD, reason="不开了"),
        lambda: record_paper_signature(actor=outsider, attendee=guest(made), on=HELD),
    ):
        with pytest.raises(PermissionDenied, match="不在白石县民政局的辖区内。"):
            verb()
    assert not selectors.meetings(outsider).exists()
    assert not selectors.candidates(outsider).exists()


def test_a_department_sees_only_the_meetings_to_which_it_is_asked(county: County, two: list[Case]) -> None:
    asked = call(county, two[0])
    call(county, two[1], guests=())
    contact = county.actor("department.contact")
    assert list(selectors.meetings(contact)) == [asked]
    other = employ(county.organisations["department"], "officer", "other-department")
    assert not selectors.meetings(other).exists()


def test_a_township_sees_no_meeting_of_the_county_unless_it_is_asked(county: County, case: Case) -> None:
    leader = county.actor("township.leader")
    made = call(county, case)
    assert not selectors.meetings(leader).exists()
    ask_in(actor=county.actor("county.officer"), meeting=made, guest=Guest(membership=leader.membership))
    assert list(selectors.meetings(leader)) == [made]


# When


def test_the_next_meeting_is_on_the_last_workday_by_which_nothing_is_late(county: County, case: Case) -> None:
    run = run_of(case, "meeting")
    run.due_on = datetime.date(2022, 3, 6)  # a Sunday
    run.save()
    told = selectors.next_meeting(county.actor("county.officer"), datetime.date(2022, 2, 21))
    assert (told.count, told.late, told.on) == (1, 0, datetime.date(2022, 3, 4))
    late = selectors.next_meeting(county.actor("county.officer"), datetime.date(2022, 3, 12))  # a Saturday
    assert (late.late, late.on) == (1, datetime.date(2022, 3, 14))


def test_a_case_on_an_agenda_no_longer_waits(county: County, case: Case) -> None:
    call(county, case)
    assert selectors.next_meeting(county.actor("county.officer"), HELD).count == 0
