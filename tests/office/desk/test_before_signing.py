"""What a step's page and a case's page say before anything can be signed: what comes first, what is missing, and for
whom the six items of self-care are assessed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

import pytest
from casework import authorised
from county import County
from deskwork import LONG_AGO, case_of, do, household, id_number, in_hand, people_of
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from doudi.accounts.actor import Actor
from doudi.cases.models import Case, StepRun
from doudi.cases.self_care import ITEMS, grade
from doudi.registry.models import FactVersion
from doudi.registry.services import correct_person, record_facts

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Actor], Client]


@pytest.fixture
def case(place: County) -> Case:
    return case_of(place)


def page_of(client: Client, run: StepRun) -> str:
    """A step's page in words."""
    return re.sub(r"\s+", " ", client.get(reverse("step", args=[run.case.number, run.pk])).content.decode())


def worked_to(county: County, case: Case, step: str) -> StepRun:
    """Work on a case until a step can be done."""
    while in_hand(case).step != step:
        do(county, case)
    return in_hand(case, step)


# A notice: post, wait, sign


def test_a_notice_page_says_to_post_first_and_hides_the_signing(place: County, as_: SignedIn, case: Case) -> None:
    run = worked_to(place, case, "notice")
    page = page_of(as_(place.actor("village.assistant")), run)
    assert "填好张贴的日期（当天）和地点，点“先保存”，再制作公示单、打印张贴。" in page
    assert "公示 7 天，满期后才能办下一步。" in page
    assert re.search(r'<details class="early"><summary>.*公示期满，无异议.*</details>', page)
    assert "现在签字" not in page


def test_the_day_and_place_of_a_posting_are_marked_as_needed(place: County, as_: SignedIn, case: Case) -> None:
    run = worked_to(place, case, "notice")
    page = page_of(as_(place.actor("village.assistant")), run)
    for label in ("张贴日期", "张贴地点"):
        assert re.search(rf'{label}<span class="required"', page)
    assert not re.search(r'备注<span class="required"', page)


def test_a_posted_notice_says_until_when_it_hangs_and_from_when_it_is_signed(
    place: County, as_: SignedIn, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, assistant = worked_to(place, case, "notice"), as_(place.actor("village.assistant"))
    data = {"do": "save", "s-version": str(run.version), "d-posted_on": localdate().isoformat(), "d-place": "公示栏"}
    assistant.post(reverse("step", args=[case.number, run.pk]), data)
    page = page_of(assistant, run)
    last, day = localdate() + datetime.timedelta(6), datetime.timedelta(1)
    assert "✓ 公示已经张贴。" in page and f"公示到 {last} 为止，满期后才能办下一步。" in page
    assert f"{last + day} 起签“公示期满，无异议”" in page
    assert '<details class="early">' in page
    monkeypatch.setattr("doudi.office_day.localdate", lambda: last + day)
    page = page_of(assistant, run)
    assert "现在签字：没有异议的，签“公示期满，无异议”。" in page
    assert '<details class="early">' not in page


# Ways back


def test_a_way_back_names_the_step_to_which_the_case_goes(place: County, as_: SignedIn, case: Case) -> None:
    run = worked_to(place, case, "opinion")
    assert "退回（回到“入户调查”）" in page_of(as_(place.actor("township.clerk")), run)
    run = worked_to(place, case, "notice")
    assert "公示有异议（回到“入户调查”）" in page_of(as_(place.actor("village.assistant")), run)


# Telling the family


def test_the_page_that_tells_the_family_says_what_is_missing(place: County, as_: SignedIn, case: Case) -> None:
    page = page_of(as_(place.actor("township.clerk")), worked_to(place, case, "inform"))
    assert "还不能办结告知：还没有制作“批准通知书”；还没有登记送达回证（何时、怎样送达，谁签收）。" in page
    assert f'href="{reverse("case-decisions", args=[case.number])}"' in page
    done = do(place, case, "inform")
    assert "还不能办结告知" not in page_of(as_(place.actor("township.clerk")), done)


# The means check


def case_page(client: Client, case: Case) -> str:
    return client.get(reverse("case", args=[case.number])).content.decode()


def test_the_case_says_who_has_not_agreed_to_the_means_check(clerk: Client, case: Case) -> None:
    page = case_page(clerk, case)
    assert f'核对授权还没有签：虚一、虚二。 <a href="{reverse("case-check", args=[case.number])}">' in page
    authorised(case, localdate())
    assert "核对授权还没有签" not in case_page(clerk, case)


def test_a_refused_case_asks_for_no_authorisations(place: County, clerk: Client, case: Case) -> None:
    do(place, case, outcome="refused", reason="不在本县居住。")
    assert in_hand(case).step == "refusal"
    assert "核对授权还没有签" not in case_page(clerk, case)


def test_a_step_that_would_only_refuse_the_family_says_so_and_why(place: County, clerk: Client, case: Case) -> None:
    warning = "按现在掌握的事实，这一步办完就转入“不予批准告知”，同时作出不予批准的决定。"
    assert warning not in page_of(clerk, in_hand(case))
    for person in people_of(case.household):
        outside = {"hukou_division": "110101", "months_resident": 0}
        record_facts(actor=place.actor("township.clerk"), subject=person, values=outside, true_from=LONG_AGO)
    page = page_of(clerk, in_hand(case))
    assert warning + "程序的条件：没有成员符合“属本县帮扶范围”条件（" in page
    assert "受理（转入“不予批准告知”）" in page


# An appraisal: the vote goes with the case


@pytest.mark.parametrize(("agree", "against", "is_majority"), [("0", "5", False), ("2", "2", False), ("3", "2", True)])
def test_who_signs_next_sees_how_the_appraisal_voted(
    place: County, clerk: Client, case: Case, agree: str, against: str, is_majority: bool
) -> None:
    run = in_hand(case)
    data = {"present": str(int(agree) + int(against)), "agree": agree, "against": against}
    StepRun.objects.create(case=case, step="visit", kind="appraisal", label="民主评议", state="done", by="x", data=data)
    StepRun.objects.filter(pk=run.pk).delete()
    run.pk = None
    run.save()
    words = f"到会 {data['present']}，同意 {agree}，不同意 {against}"
    page = page_of(clerk, run)
    assert f"民主评议：{words}" in page
    assert ("同意的没有超过到会的半数" in page) is not is_majority
    assert words in case_page(clerk, case)


def test_the_case_names_an_adult_without_an_id_number_before_the_check(
    place: County, clerk: Client, case: Case
) -> None:
    first, second = people_of(case.household)
    correct_person(actor=place.actor("township.clerk"), person=first, changes={"id_number": id_number()}, reason="补登")
    page = case_page(clerk, case)
    assert "虚二 没有登记公民身份号码，数据源查不到；委托核对以前先补上。" in page
    assert reverse("person-correct", args=[case.household.number, second.pk]) in page
    assert "虚一 没有登记公民身份号码" not in page
    checked = clerk.get(reverse("case-check", args=[case.number])).content.decode()
    assert "虚二 没有登记公民身份号码" in checked
    worked_to(place, case, "visit")
    assert "没有登记公民身份号码" not in case_page(clerk, case)


# The assessment of self-care


def tekun(county: County) -> StepRun:
    """A case of somebody in destitution at its assessment of self-care."""
    home = household(county, "虚一", "虚二")
    return worked_to(county, case_of(county, home, process="tekun", process_reason="无人赡养"), "self_care")


def answers(run: StepRun, *failed: str) -> dict[str, str]:
    """The six answers of the head of the household."""
    first = people_of(run.case.household)[0]
    found = {f"c-{first.pk}-{item}": "false" if item in failed else "true" for item in ITEMS}
    day = localdate().isoformat()
    return {"do": "sign", "s-version": str(run.version), "s-outcome": "next", "s-on": day, "s-reason": "", **found}


@pytest.mark.parametrize(
    ("failed", "code"), [(0, "able"), (1, "partial"), (3, "partial"), (4, "unable"), (6, "unable")]
)
def test_six_items_come_to_a_grade(failed: int, code: str) -> None:
    assert grade({item: n >= failed for n, item in enumerate(ITEMS)}) == code


def test_fewer_than_six_items_come_to_no_grade() -> None:
    with pytest.raises(ValueError, match="six items"):
        grade({"eating": True})


def test_the_assessment_of_self_care_asks_six_things_of_each_and_records_the_fact(place: County, as_: SignedIn) -> None:
    run = tekun(place)
    officer, address = as_(place.actor("county.officer")), reverse("step", args=[run.case.number, run.pk])
    page = page_of(officer, run)
    for label in ITEMS.values():
        assert page.count(f">{label}</label>") == 2
    assert officer.post(address, answers(run, "dressing", "bathing")).status_code == 302
    first, second = people_of(run.case.household)
    fact = FactVersion.objects.get(person=first, name="self_care")
    assert (fact.value, fact.true_from, fact.source, fact.case) == ("partial", localdate(), "visited", run.case.number)
    assert not FactVersion.objects.filter(person=second, name="self_care").exists()
    assert "半失能（不能：穿衣、洗澡）" in page_of(officer, run)


def test_a_half_answered_assessment_is_refused(place: County, as_: SignedIn) -> None:
    run = tekun(place)
    given = answers(run)
    given[next(key for key in given if key.endswith("-bed"))] = ""
    answer = as_(place.actor("county.officer")).post(reverse("step", args=[run.case.number, run.pk]), given)
    assert answer.status_code == 422 and "六项都要评，或者都不评。" in answer.content.decode()
    assert not FactVersion.objects.filter(name="self_care").exists()


def test_other_steps_of_classification_ask_nothing_of_self_care(place: County, clerk: Client, case: Case) -> None:
    assert "自理能力六项" not in page_of(clerk, worked_to(place, case, "assess"))
