"""A meeting at the desk: called, attended, resolved on, signed, closed; and who must stay outside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from convening import to_meeting
from county import County
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate
from families import in_force, in_hand, run_of

from doudi.accounts.actor import Actor
from doudi.audit.models import Entry
from doudi.cases.models import Case, Meeting
from doudi.papers.models import Paper

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Actor], Client]
MOST = 30


@pytest.fixture
def cases(county: County) -> list[Case]:
    in_force(county, "xiufeng-2020")
    return [to_meeting(county) for _n in range(2)]


@pytest.fixture
def officer(county: County, as_: SignedIn) -> Client:
    return as_(county.actor("county.officer"))


def calling(county: County, *cases: Case, **more: object) -> dict[str, object]:
    given = {
        "kind": "joint",
        "title": "",
        "held_on": localdate().isoformat(),
        "place": "三楼会议室",
        "chair": str(county.actor("county.leader").membership.pk),
        "chair_name": "",
        "runs": [str(run_of(case, "meeting").pk) for case in cases],
    }
    return {**given, **more}


def called(county: County, officer: Client, *cases: Case) -> Meeting:
    officer.post(reverse("meeting-new"), calling(county, *cases))
    return Meeting.objects.get()


def page(name: str, meeting: Meeting) -> str:
    return reverse(name, args=[meeting.pk])


def held(county: County, officer: Client, as_: SignedIn, meeting: Meeting, **said: str) -> None:
    """Everybody came, all was resolved as said (else agreed to), and everybody has signed."""
    marks = {f"p{one.pk}": "true" for one in meeting.attendees.all()}
    officer.post(page("meeting-attendance", meeting), {"do": "mark", **marks})
    officer.post(page("meeting-resolutions", meeting), {"do": "rest", **said})
    for one in meeting.attendees.exclude(membership=None):
        as_(Actor(one.membership)).post(page("meeting-sign", meeting))


def test_the_officer_calls_a_meeting_on_what_waits(county: County, officer: Client, cases: list[Case]) -> None:
    text = officer.get(reverse("meetings")).content.decode()
    assert "2 件等着上会" in text and "2 件已超过会议期限" in text and "请尽快开会" in text
    assert officer.get(reverse("meeting-new")).content.decode().count(" checked") == 2
    made = called(county, officer, *cases)
    today = localdate()
    assert made.title == f"{today.year}年{today.month}月联席会议"
    assert sorted(made.attendees.values_list("organisation", flat=True)) == [
        "清溪县医疗保障局",
        "清溪县民政局",
        "清溪县民政局",
    ]
    assert "现在没有办件等着上会。" in officer.get(reverse("meetings")).content.decode()


def test_one_case_asked_for_is_the_only_one_ticked(officer: Client, cases: list[Case]) -> None:
    run = run_of(cases[1], "meeting")
    text = officer.get(f"{reverse('meeting-new')}?run={run.pk}").content.decode()
    assert text.count(" checked") == 1 and f'id="run{run.pk}" checked' in text


def test_a_call_that_lacks_something_says_what(county: County, officer: Client, cases: list[Case]) -> None:
    answer = officer.post(reverse("meeting-new"), calling(county, *cases, chair="", place=""))
    text = answer.content.decode()
    assert answer.status_code == 422 and "请选主持人，或者写姓名。" in text and "请填写。" in text
    assert "议程上至少要有一件。" in officer.post(reverse("meeting-new"), calling(county)).content.decode()
    for unknown in ("999999", "x", "9" * 40):
        text = officer.post(reverse("meeting-new"), calling(county, runs=[unknown])).content.decode()
        assert "请重新选。" in text
    assert not Meeting.objects.exists()


def test_a_meeting_goes_from_its_agenda_to_its_end(
    county: County, officer: Client, as_: SignedIn, cases: list[Case]
) -> None:
    made = called(county, officer, *cases)
    second = made.items.get(position=2)
    held(county, officer, as_, made, **{f"o{second.pk}": "returned", f"t{second.pk}": "再核收入"})
    text = officer.get(page("meeting", made)).content.decode()
    assert "决议：退回" in text and "再核收入" in text and "应到 3，实到 3，已签 3" in text
    answer = officer.post(page("meeting-close", made), {"on": localdate().isoformat()}, follow=True)
    assert "会议已办结，2 件按决议办理。" in answer.content.decode()
    assert [in_hand(case) for case in cases] == [["second_notice"], ["opinion"]]
    assert "记决议" not in officer.get(page("meeting", made)).content.decode()


def test_what_is_missing_stands_on_the_page_and_closing_is_refused(
    county: County, officer: Client, cases: list[Case]
) -> None:
    made = called(county, officer, *cases)
    assert "还有 2 件没有决议。" in officer.get(page("meeting", made)).content.decode()
    answer = officer.post(page("meeting-close", made), {"on": localdate().isoformat()})
    assert answer.status_code == 422 and "会议还不能办结：" in answer.content.decode()
    assert in_hand(cases[0]) == ["meeting"]


def test_part_of_the_resolutions_can_be_saved(county: County, officer: Client, cases: list[Case]) -> None:
    made = called(county, officer, *cases)
    first = made.items.get(position=1)
    officer.post(page("meeting-resolutions", made), {"do": "save", f"o{first.pk}": "next"})
    assert list(made.items.values_list("outcome", flat=True)) == ["next", ""]


def test_nothing_is_resolved_beforehand(county: County, officer: Client, cases: list[Case]) -> None:
    made = called(county, officer, *cases)
    text = officer.get(page("meeting-resolutions", made)).content.decode()
    assert text.count('type="radio"') == 8 and " checked" not in text


def test_a_resolution_without_its_reason_is_refused_and_what_was_written_stays(
    county: County, officer: Client, cases: list[Case]
) -> None:
    made = called(county, officer, *cases)
    one, two = made.items.all()
    sent = {f"o{one.pk}": "next", f"t{one.pk}": "材料齐全", f"o{two.pk}": "refused"}
    answer = officer.post(page("meeting-resolutions", made), {"do": "save", **sent})
    text = answer.content.decode()
    assert answer.status_code == 422 and "第 2 件：没有同意的，要写明理由。" in text and "材料齐全" in text
    assert not made.items.exclude(outcome="").exists()


def test_a_change_after_signing_says_that_the_signatures_are_void(
    county: County, officer: Client, as_: SignedIn, cases: list[Case]
) -> None:
    made = called(county, officer, *cases)
    held(county, officer, as_, made)
    item = made.items.first()
    sent = {f"o{item.pk}": "deferred", f"t{item.pk}": "再议"}
    text = officer.post(page("meeting-resolutions", made), {"do": "rest", **sent}, follow=True).content.decode()
    assert "决议有改动，原来的 3 个签字作废，要重新签。" in text


def test_a_guest_is_asked_in_comes_and_signs_on_paper(county: County, officer: Client, cases: list[Case]) -> None:
    made = called(county, officer, *cases)
    address = page("meeting-attendance", made)
    assert officer.post(address, {"do": "ask", "g-name": "王主席"}).status_code == 422
    officer.post(address, {"do": "ask", "g-name": "王主席", "g-organisation": "清溪县总工会"})
    guest = made.attendees.get(membership=None)
    gone = made.attendees.exclude(pk=guest.pk).first()
    assert "缺席，要写明原因。" in officer.post(address, {"do": "mark", f"p{gone.pk}": "false"}).content.decode()
    officer.post(address, {"do": "mark", f"p{guest.pk}": "true", f"p{gone.pk}": "drop"})
    assert not made.attendees.filter(pk=gone.pk).exists()
    officer.post(page("meeting-resolutions", made), {"do": "rest"})
    text = officer.post(page("meeting-sign", made), {"attendee": guest.pk}, follow=True).content.decode()
    assert "已记下王主席的纸质签字。" in text
    assert officer.post(page("meeting-sign", made), {"attendee": "999999"}).status_code == 404


def test_agenda_and_minutes_are_made_as_papers(
    county: County, officer: Client, as_: SignedIn, cases: list[Case]
) -> None:
    made = called(county, officer, *cases)
    text = officer.post(page("meeting-paper-new", made), {"kind": "minutes"}, follow=True).content.decode()
    assert "还有议题没有决议，不能制作纪要。" in text
    officer.post(page("meeting-paper-new", made), {"kind": "agenda"})
    held(county, officer, as_, made)
    officer.post(page("meeting-paper-new", made), {"kind": "minutes"})
    officer.post(page("meeting-close", made), {"on": localdate().isoformat()})
    officer.post(page("meeting-paper-new", made), {"kind": "minutes"})
    agenda, draft, minutes = Paper.objects.filter(subject=made.number).order_by("pk")
    assert (agenda.kind, draft.kind, minutes.kind) == ("meeting_agenda", "meeting_minutes", "meeting_minutes")
    rows = agenda.content["blocks"][-1]["rows"]
    assert rows[0][1].startswith(cases[0].household.number) and rows[0][2] == "2"
    assert "整户低保；最低生活保障金" in rows[0][3] and "抽查：入户：与申报一致" in rows[0][4]
    assert draft.content["title"].endswith("纪要（会签稿）") and minutes.content["title"].endswith("纪要")
    assert {"text": "会议逐件审议 2 件：同意 2 件。决议如下："} in minutes.content["blocks"]
    assert minutes.content["blocks"][-1]["rows"][0][-1].startswith("本人签字")


def test_a_cancelled_meeting_says_why_and_lets_its_cases_go(county: County, officer: Client, cases: list[Case]) -> None:
    made = called(county, officer, *cases)
    assert officer.post(page("meeting-cancel", made), {"reason": ""}).status_code == 422
    text = officer.post(page("meeting-cancel", made), {"reason": "主持人出差"}, follow=True).content.decode()
    assert "取消的理由：主持人出差" in text
    assert "2 件等着上会" in officer.get(reverse("meetings")).content.decode()


def test_the_step_says_on_which_agenda_its_case_stands(county: County, officer: Client, cases: list[Case]) -> None:
    step = reverse("step", args=[cases[0].number, run_of(cases[0], "meeting").pk])
    assert "还没有列入会议议程，可以召集会议。" in officer.get(step).content.decode()
    made = called(county, officer, *cases)
    text = officer.get(step).content.decode()
    assert f"“{made.title}”的议程，在会议里形成决议。" in text and page("meeting", made) in text


def test_a_departments_contact_reads_and_signs_the_meeting_to_which_they_are_asked(
    county: County, officer: Client, as_: SignedIn, cases: list[Case]
) -> None:
    contact, leader = as_(county.actor("department.contact")), as_(county.actor("department.leader"))
    made = called(county, officer, *cases)
    assert contact.get(page("meeting", made)).status_code == 200
    assert leader.get(page("meeting", made)).status_code == 404
    assert contact.get(page("meeting-resolutions", made)).status_code == 403
    held(county, officer, as_, made)
    assert made.attendees.get(membership=county.actor("department.contact").membership).signed == "self"


def test_reading_a_meeting_is_noted(county: County, officer: Client, cases: list[Case]) -> None:
    made = called(county, officer, *cases)
    officer.get(page("meeting", made))
    assert Entry.objects.filter(verb="meeting.read", subject_id=str(made.pk)).count() == 1


def test_the_pages_of_a_meeting_ask_no_more_for_more_cases(county: County, officer: Client, cases: list[Case]) -> None:
    made = called(county, officer, cases[0])
    counts = []
    for _n in range(2):
        counts.append([])
        for name in ("meeting", "meeting-resolutions", "meeting-attendance"):
            officer.get(page(name, made))  # what is noted once is noted now
            with CaptureQueriesContext(connection) as asked:
                assert officer.get(page(name, made)).status_code == 200
            assert len(asked) <= MOST
            counts[-1].append(len(asked))
        officer.post(page("meeting-cancel", made), {"reason": "人数不够"})
        officer.post(reverse("meeting-new"), calling(county, *cases))
        made = Meeting.objects.order_by("pk").last()
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["meeting", "meeting-attendance", "meeting-resolutions", "meeting-cancel"])
def test_an_outsider_finds_no_such_meeting(
    county: County, elsewhere: County, officer: Client, as_: SignedIn, cases: list[Case], name: str
) -> None:
    made = called(county, officer, *cases)
    outsider = as_(elsewhere.actor("county.officer"))
    assert outsider.get(page(name, made)).status_code == 404
    for action in ("meeting-sign", "meeting-close", "meeting-paper-new"):
        assert outsider.post(page(action, made), {"on": localdate().isoformat()}).status_code == 404
    assert made.title not in outsider.get(reverse("meetings")).content.decode()
