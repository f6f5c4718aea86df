"""The archive at the desk: what is over is listed, proposed by the officer, and destroyed on the leader's word."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from closed import YEARS, YEARS_OTHER, approved, stop_paying, withdrawn
from county import County
from django.test import Client
from django.urls import reverse
from families import in_force

from doudi.accounts.actor import Actor
from doudi.cases.archive.models import Destruction
from doudi.cases.archive.services import approve
from doudi.cases.models import Case
from doudi.cases.samples.models import Sample
from doudi.office_day import office_day

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def _short_periods(settings) -> None:
    settings.DOUDI_ARCHIVE_YEARS, settings.DOUDI_ARCHIVE_YEARS_OTHER = YEARS, YEARS_OTHER


@pytest.fixture
def place(county: County) -> County:
    """The county with a policy in force since 2021, so that something can be over by now."""
    in_force(county)
    return county


@pytest.fixture
def cases(place: County) -> list[Case]:
    return [withdrawn(place), withdrawn(place)]


@pytest.fixture
def officer(place: County, as_: SignedIn) -> Client:
    return as_(place.actor("county.officer"))


@pytest.fixture
def leader(place: County, as_: SignedIn) -> Client:
    return as_(place.actor("county.leader"))


def text(browser: Client, name: str, *args: object) -> str:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200, name
    return answer.content.decode()


def proposed(officer: Client, *cases: Case) -> Destruction:
    given = {"cases": [case.pk for case in cases], "reason": "期满，无继续保存价值"}
    answer = officer.post(reverse("destruction-new"), given, follow=True)
    made = Destruction.objects.get()
    assert f"已提请销毁，清册 {made.number} 等待分管领导批准。" in answer.content.decode()
    return made


def test_the_officer_proposes_what_is_over_and_the_leader_destroys_it(
    officer: Client, leader: Client, cases: list[Case]
) -> None:
    page = text(officer, "archive")
    assert all(case.number in page for case in cases) and "2023-12-31" in page and "提请销毁" in page
    assert text(officer, "destruction-new").count("checked") == 2
    made = proposed(officer, cases[0])
    assert cases[0].number not in text(officer, "destruction-new")
    assert "批准销毁</a>" not in text(officer, "destruction", made.pk)
    assert "批准销毁</a>" in text(leader, "destruction", made.pk)
    approve = reverse("destruction-approve", args=[made.pk])
    assert "请先核对清册，再勾选这一项。" in leader.post(approve, {}).content.decode()
    assert Case.objects.count() == 2
    done = leader.post(approve, {"sure": "on"}, follow=True).content.decode()
    assert "上的办件已销毁。" in done and "更早的备份里还有它们，也要销毁。" in done and cases[0].number in done
    assert list(Case.objects.all()) == [cases[1]]
    assert officer.get(reverse("case", args=[cases[0].number])).status_code == 404


def test_what_the_leader_does_not_agree_to_stays(officer: Client, leader: Client, cases: list[Case]) -> None:
    made = proposed(officer, *cases)
    reject = reverse("destruction-reject", args=[made.pk])
    assert "请填写。" in leader.post(reject, {"reason": ""}).content.decode()
    assert "继续保管。" in leader.post(reject, {"reason": "留作案例"}, follow=True).content.decode()
    page = text(leader, "destruction", made.pk)
    assert "留作案例" in page and "批准销毁</a>" not in page and Case.objects.count() == 2
    assert made.number in text(officer, "destructions")


def test_the_lists_filter_and_go_out_as_excel(officer: Client, cases: list[Case]) -> None:
    proposed(officer, cases[0])
    shown = officer.get(reverse("archive"), {"proposed": "no", "kept_as": "other", "sort": "-until"}).content.decode()
    assert cases[1].number in shown and cases[0].number not in shown
    assert cases[1].number not in officer.get(reverse("archive"), {"kept_as": "approved"}).content.decode()
    answer = officer.get(reverse("archive"), {"export": "xlsx"})
    assert answer.status_code == 200 and b"".join(answer.streaming_content).startswith(b"PK")


def test_a_closed_case_says_how_long_it_is_kept_or_why_its_time_has_not_begun(
    place: County, officer: Client, cases: list[Case]
) -> None:
    assert "档案保管至 2023-12-31。" in text(officer, "case", cases[0].number)
    assert "档案保管期限还没有起算：待遇还在发放。" in text(officer, "case", approved(place).number)


@pytest.mark.parametrize("post", ["township.clerk", "township.leader", "county.administrator", "department.contact"])
def test_who_has_nothing_to_do_with_the_archive_does_not_come_in(
    place: County, as_: SignedIn, officer: Client, cases: list[Case], post: str
) -> None:
    made, browser = proposed(officer, cases[0]), as_(place.actor(post))
    for name in ("archive", "destructions", "destruction-new"):
        assert browser.get(reverse(name)).status_code == 403
    for name in ("destruction", "destruction-approve", "destruction-reject"):
        assert browser.get(reverse(name, args=[made.pk])).status_code == 403


def test_the_auditor_reads_and_signs_nothing(place: County, as_: SignedIn, officer: Client, cases: list[Case]) -> None:
    made, auditor = proposed(officer, cases[0]), as_(place.actor("county.auditor"))
    assert cases[0].number in text(auditor, "destruction", made.pk) and "提请销毁" not in text(auditor, "archive")
    assert auditor.post(reverse("destruction-approve", args=[made.pk]), {"sure": "on"}).status_code == 403
    assert auditor.post(reverse("destruction-new"), {"cases": [cases[1].pk], "reason": "x"}).status_code == 403


def test_an_outsider_finds_no_such_case_and_no_such_list(
    elsewhere: County, as_: SignedIn, officer: Client, cases: list[Case]
) -> None:
    made = proposed(officer, cases[0])
    other_officer, other_leader = as_(elsewhere.actor("county.officer")), as_(elsewhere.actor("county.leader"))
    assert cases[1].number not in text(other_officer, "archive")
    assert made.number not in text(other_leader, "destructions")
    answer = other_officer.post(reverse("destruction-new"), {"cases": [cases[1].pk], "reason": "期满"})
    assert answer.status_code == 422 and "没有这个选项，请重选。" in answer.content.decode()
    assert other_leader.get(reverse("destruction", args=[made.pk])).status_code == 404
    for name, given in (("destruction-approve", {"sure": "on"}), ("destruction-reject", {"reason": "x"})):
        assert other_leader.post(reverse(name, args=[made.pk]), given).status_code == 404
    assert Case.objects.count() == 2 and Destruction.objects.count() == 1


def test_the_page_of_a_sample_still_draws_again_when_its_cases_are_gone(place: County, officer: Client) -> None:
    case = approved(place)
    stop_paying(case, datetime.date(2022, 6, 30))
    destruction = proposed(officer, case)
    approve(actor=place.actor("county.leader"), destruction=destruction, on=office_day())
    page = text(officer, "sample", Sample.objects.get().pk)
    assert "用同一种子重抽，结果一致。" in page and case.number in page and "已销毁" in page


def test_the_audit_log_still_finds_a_destroyed_case_by_its_number(
    place: County, as_: SignedIn, officer: Client, cases: list[Case]
) -> None:
    approve(actor=place.actor("county.leader"), destruction=proposed(officer, cases[0]), on=office_day())
    auditor = as_(place.actor("county.auditor"))
    page = auditor.get(reverse("audit"), {"case": cases[0].number}).content.decode()
    rows = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "保管期满销毁" in rows and "登记申请" in rows
    other = auditor.get(reverse("audit"), {"case": cases[1].number}).content.decode()
    assert "保管期满销毁" not in other.partition("<tbody>")[2]
