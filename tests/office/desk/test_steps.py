"""Doing a step at the desk: saved as it goes, signed once, confirmed by another, refused with the reason."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from county import County
from deskwork import case_of, do, household, in_hand, people_of, to_decision
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from doudi.accounts.actor import Actor
from doudi.cases.models import Case, Decision, RunState, StepRun
from doudi.registry.models import FactVersion

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Actor], Client]


@pytest.fixture
def case(place: County) -> Case:
    return case_of(place)


def address(run: StepRun) -> str:
    return reverse("step", args=[run.case.number, run.pk])


def signing(run: StepRun, outcome: str = "next", **more: str) -> dict[str, str]:
    day = localdate().isoformat()
    return {"do": "sign", "s-version": str(run.version), "s-outcome": outcome, "s-on": day, "s-reason": "", **more}


def test_the_clerk_accepts_an_application(clerk: Client, case: Case) -> None:
    run = in_hand(case)
    answer = clerk.post(address(run), signing(run))
    assert answer["Location"] == reverse("case", args=[case.number])
    run.refresh_from_db()
    assert (run.state, run.outcome) == (RunState.DONE, "next")


def test_no_outcome_is_chosen_beforehand(clerk: Client, case: Case) -> None:
    page = clerk.get(address(in_hand(case))).content.decode()
    assert 'type="radio"' in page and "checked" not in page


def test_a_refusal_without_a_reason_is_refused_in_the_services_words(clerk: Client, case: Case) -> None:
    run = in_hand(case)
    answer = clerk.post(address(run), signing(run, "refused"))
    assert answer.status_code == 422
    assert "退回、不予同意或有异议的，要写明理由。" in answer.content.decode()


def test_nobody_signs_for_a_day_that_has_not_come(clerk: Client, case: Case) -> None:
    run = in_hand(case)
    tomorrow = (localdate() + datetime.timedelta(1)).isoformat()
    answer = clerk.post(address(run), signing(run, **{"s-on": tomorrow}))
    assert answer.status_code == 422 and "办理日期不能晚于今天。" in answer.content.decode()
    assert run.signatures.count() == 0


def test_a_step_sent_twice_is_done_once(clerk: Client, case: Case) -> None:
    run = in_hand(case)
    clerk.post(address(run), signing(run))
    answer = clerk.post(address(run), signing(run), follow=True)
    assert "没有重复办理" in answer.content.decode()
    assert run.signatures.count() == 1


def test_saving_keeps_what_was_filled_in_and_tells_the_new_version(clerk: Client, case: Case) -> None:
    run = in_hand(case)
    data = {"s-version": str(run.version), "d-note": "材料齐", "do": "save"}
    answer = clerk.post(address(run), data, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and f'value="{run.version + 1}"' in answer.content.decode()
    assert "材料齐" in clerk.get(address(run)).content.decode()


def test_a_colleague_who_saved_meanwhile_is_not_overwritten(
    place: County, clerk: Client, case: Case, as_: SignedIn
) -> None:
    run = in_hand(case)
    colleague = as_(place.actor("township.clerk", 2))
    colleague.post(address(run), {"s-version": str(run.version), "d-note": "同事写的", "do": "save"})
    answer = clerk.post(address(run), signing(run, **{"d-note": "我写的"}))
    assert answer.status_code == 422
    assert "这一步刚被别人改过" in answer.content.decode()
    run.refresh_from_db()
    assert (run.state, run.data["note"]) == (RunState.OPEN, "同事写的")


def test_a_visit_wants_its_day_its_people_and_its_finding(place: County, clerk: Client, case: Case) -> None:
    for _n in range(3):
        do(place, case)
    run = in_hand(case, "visit")
    answer = clerk.post(address(run), signing(run))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert all(f'id="id_d-{name}_error"' in page for name in ("visited_on", "visitors", "finding"))


@pytest.mark.parametrize(("visitors", "count"), [("甲", 1), ("甲、甲", 1), ("、", 0)])
def test_a_visit_wants_the_names_of_two(place: County, clerk: Client, case: Case, visitors: str, count: int) -> None:
    for _n in range(3):
        do(place, case)
    run = in_hand(case, "visit")
    answer = clerk.post(address(run), signing(run, **{"d-visitors": visitors}))
    words = f"入户要两人以上，这里只有 {count} 人：{visitors}。姓名之间用顿号隔开。"
    assert answer.status_code == 422 and words in answer.content.decode()
    for enough in ("甲、乙", "甲 乙", "甲，乙"):
        page = clerk.post(address(run), signing(run, **{"d-visitors": enough})).content.decode()
        assert "入户要两人以上，这里" not in page


def test_what_a_visit_sees_is_recorded_when_it_is_signed(place: County, clerk: Client, case: Case) -> None:
    for _n in range(3):
        do(place, case)
    run, person = in_hand(case, "visit"), people_of(case.household)[0]
    seen = {
        "d-visited_on": localdate().isoformat(),
        "d-visitors": "甲、乙",
        "d-finding": "属实",
        f"f-{person.pk}-wage_income": "1200",
    }
    page = clerk.get(address(run))
    kept = {f"f-{key}": field.value() for key, field in _fields(page) if field.value() not in (None, "")}
    answer = clerk.post(address(run), signing(run, **{**kept, **seen}))
    assert answer.status_code == 302
    fact = FactVersion.objects.filter(name="wage_income", person=person).latest("pk")
    assert (fact.value, fact.source, fact.case) == ("1200.00", "visited", case.number)
    assert FactVersion.objects.filter(source="visited").count() == 1


def _fields(page):
    form = page.context["desk"].seen
    return [(name, form[name]) for name in form.fields]


def test_the_first_signature_waits_for_another_person(place: County, as_: SignedIn, case: Case) -> None:
    run = to_decision(place, case)
    officer, leader = as_(place.actor("county.officer")), as_(place.actor("county.leader"))
    page = officer.get(address(run)).context["desk"].grant
    granted = {f"g-{name}": page[name].value() for name in page.fields if page[name].value()}
    officer.post(address(run), signing(run, **granted))
    run.refresh_from_db()
    assert run.state == RunState.SIGNED and not Decision.objects.exists()
    assert "第一签字人的意见" in leader.get(address(run)).content.decode()
    leader.post(address(run), signing(run))
    assert Decision.objects.get().outcome == "approved"


def test_a_decision_that_differs_needs_a_reason(place: County, as_: SignedIn, case: Case) -> None:
    run = to_decision(place, case)
    officer = as_(place.actor("county.officer"))
    answer = officer.post(address(run), signing(run))  # nothing is ticked: nothing would be given
    assert answer.status_code == 422
    assert "决定与政策核算的结果不同，要写明理由。" in answer.content.decode()
    assert officer.post(address(run), signing(run, **{"s-reason": "家庭自愿放弃"})).status_code == 302


def test_the_second_hand_may_send_it_back(place: County, as_: SignedIn, case: Case) -> None:
    run = to_decision(place, case)
    as_(place.actor("county.officer")).post(address(run), signing(run, **{"s-reason": "放弃"}))
    run.refresh_from_db()
    leader = as_(place.actor("county.leader"))
    answer = leader.post(address(run), signing(run, "redo", **{"s-reason": "金额再核"}))
    assert answer.status_code == 302
    page = as_(place.actor("county.officer")).get(address(in_hand(case))).content.decode()
    assert "金额再核" in page


@pytest.mark.parametrize("post", ["village.assistant", "county.officer", "county.auditor"])
def test_whoever_is_not_of_the_post_reads_and_does_nothing(place: County, as_: SignedIn, case: Case, post: str) -> None:
    run, browser = in_hand(case), as_(place.actor(post))
    assert 'value="sign"' not in browser.get(address(run)).content.decode()
    browser.post(address(run), signing(run))
    run.refresh_from_db()
    assert run.state == RunState.OPEN


def test_an_outsider_finds_no_such_case(outsider: Client, case: Case) -> None:
    run = in_hand(case)
    assert outsider.get(address(run)).status_code == 404
    assert outsider.post(address(run), signing(run)).status_code == 404


def test_a_step_of_another_case_is_not_found_under_this_number(place: County, clerk: Client, case: Case) -> None:
    other = in_hand(case_of(place, household(place, "另家", known=False)))
    assert clerk.get(reverse("step", args=[case.number, other.pk])).status_code == 404


def test_a_case_is_withdrawn_with_a_reason(clerk: Client, case: Case) -> None:
    page = reverse("case-end", args=[case.number])
    assert clerk.post(page, {"how": "withdrawn", "on": localdate().isoformat(), "reason": ""}).status_code == 422
    clerk.post(page, {"how": "withdrawn", "on": localdate().isoformat(), "reason": "搬去外地务工"})
    case.refresh_from_db()
    assert (case.state, case.end) == ("closed", "withdrawn")
