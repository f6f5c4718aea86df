"""Samples at the desk: the officer freezes, sees the seed and the draw, and passes on what was not drawn."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from county import County
from deskwork import case_of, do, household, in_hand
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from doudi.accounts.actor import Actor
from doudi.audit.models import Entry
from doudi.cases.models import Case
from doudi.cases.samples.models import Sample

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Actor], Client]


def to_sample(place: County, name: str) -> Case:
    """A case that stands at its sample step."""
    case = case_of(place, household(place, name))
    for _n in range(10):
        if in_hand(case).kind == "sample":
            return case
        do(place, case)
    raise AssertionError("the case never comes to a sample")


@pytest.fixture
def cases(place: County) -> list[Case]:
    return [to_sample(place, f"虚{name}") for name in "甲乙丙丁"]


@pytest.fixture
def officer(place: County, as_: SignedIn) -> Client:
    return as_(place.actor("county.officer"))


def freezing(case: Case) -> dict[str, str]:
    return {"release": case.release_id, "process": case.process, "step": "sample"}


def frozen(officer: Client, case: Case) -> Sample:
    answer = officer.post(reverse("sample-freeze"), freezing(case))
    made = Sample.objects.get()
    assert answer["Location"] == reverse("sample", args=[made.pk])
    return made


def test_the_officer_sees_what_waits_and_freezes_it(officer: Client, cases: list[Case]) -> None:
    page = officer.get(reverse("samples")).content.decode()
    assert "4 件" in page and "抽查比例 30%" in page and "冻结并抽签" in page
    made = frozen(officer, cases[0])
    page = officer.get(reverse("sample", args=[made.pk])).content.decode()
    assert made.seed in page and "用同一种子重抽，结果一致。" in page
    assert all(case.number in page for case in cases)
    assert "现在没有办件等着抽查。" in officer.get(reverse("samples")).content.decode()


def test_what_was_not_drawn_is_passed_on_with_one_signature(officer: Client, cases: list[Case]) -> None:
    made = frozen(officer, cases[0])
    page = reverse("sample-pass", args=[made.pk])
    answer = officer.post(page, {"on": localdate().isoformat(), "note": "材料齐全。"}, follow=True)
    assert "已放行 2 件。" in answer.content.decode()
    assert made.cases.filter(run__state="done").count() == 2
    assert "没有等着放行的办件。" in officer.post(page, {"on": localdate().isoformat()}, follow=True).content.decode()


def test_one_that_cannot_be_passed_is_named_with_the_reason(officer: Client, cases: list[Case]) -> None:
    made = frozen(officer, cases[0])
    row = made.cases.filter(drawn=False).first()
    row.run.case.staff_relatives.create(user_id=officer.session["_auth_user_id"], staff_name="某某", relation="侄子")
    answer = officer.post(reverse("sample-pass", args=[made.pk]), {"on": localdate().isoformat()}, follow=True)
    page = answer.content.decode()
    assert "已放行 1 件。" in page
    assert f"{row.case_number} 没有放行：您与申请家庭有近亲属关系，应当回避。" in page


def test_passing_without_a_day_says_so_beside_the_field(officer: Client, cases: list[Case]) -> None:
    made = frozen(officer, cases[0])
    answer = officer.post(reverse("sample-pass", args=[made.pk]), {"on": ""})
    assert answer.status_code == 422 and "请填日期。" in answer.content.decode()


def test_the_step_says_where_its_case_stands_in_the_draw(officer: Client, cases: list[Case]) -> None:
    step = reverse("step", args=[cases[0].number, in_hand(cases[0]).pk])
    assert "还没有进入抽查批次，先冻结批次、抽签。" in officer.get(step).content.decode()
    made = frozen(officer, cases[0])
    page = officer.get(step).content.decode()
    assert f"第 {made.number} 批：" in page and reverse("sample", args=[made.pk]) in page


def test_a_draw_that_was_tampered_with_is_told(officer: Client, cases: list[Case]) -> None:
    made = frozen(officer, cases[0])
    made.cases.update(drawn=True)
    page = officer.get(reverse("sample", args=[made.pk])).content.decode()
    assert "用同一种子重抽，结果不一致：记录被改动过，请报告审计。" in page


def test_a_step_with_nothing_to_draw_says_so(officer: Client, place: County) -> None:
    answer = officer.post(reverse("sample-freeze"), {"release": "x", "process": "y", "step": "z"}, follow=True)
    assert "这一步现在没有等着抽查的办件。" in answer.content.decode()


def test_that_a_sample_was_read_is_noted_once_for_a_while(officer: Client, cases: list[Case]) -> None:
    made = frozen(officer, cases[0])
    for _n in range(2):
        officer.get(reverse("sample", args=[made.pk]))
    assert Entry.objects.filter(verb="sample.read", subject_id=str(made.pk)).count() == 1


def test_the_leader_reads_and_does_not_draw(place: County, as_: SignedIn, cases: list[Case]) -> None:
    leader = as_(place.actor("county.leader"))
    page = leader.get(reverse("samples")).content.decode()
    assert "冻结并抽签" not in page and "由县级主管机关工作人员抽签" in page
    assert leader.post(reverse("sample-freeze"), freezing(cases[0])).status_code == 403


def test_an_outsider_finds_no_such_sample(elsewhere: County, as_: SignedIn, officer: Client, cases: list[Case]) -> None:
    made, outsider = frozen(officer, cases[0]), as_(elsewhere.actor("county.officer"))
    assert outsider.get(reverse("sample", args=[made.pk])).status_code == 404
    assert outsider.post(reverse("sample-pass", args=[made.pk]), {"on": localdate().isoformat()}).status_code == 404
    assert made.number not in outsider.get(reverse("samples")).content.decode()
