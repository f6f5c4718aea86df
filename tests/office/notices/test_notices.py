"""Notices: what the public reads, for how long, and what is said against it."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from county import County
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils.timezone import localdate
from families import apply, days, do, family, head, in_force, in_hand, poor_family, run_of, sign
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.cases.models import Case, Notice, Objection
from doudi.cases.notices import selectors, whitelist
from doudi.cases.notices.masking import masked
from doudi.cases.notices.photos import type_of
from doudi.cases.notices.services import (
    Answer,
    Words,
    add_photo,
    answer_objection,
    choose_masking,
    post,
    receive_objection,
)
from doudi.cases.problems import CaseProblem
from doudi.cases.services import Leaving, Signing, leave, save_step, sign_step
from doudi.registry.models import Household, Person

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 40 + b"\xff\xd9"
CHILD = datetime.date(2012, 1, 1)


@pytest.fixture
def poor(county: County) -> Household:
    return poor_family(county)


@pytest.fixture
def case(county: County, poor: Household) -> Case:
    """A case whose notice is to be posted."""
    found = apply(county, poor)
    for step, day in (("accept", 1), ("assess", 2), ("check", 2), ("visit", 3), ("opinion", 4)):
        do(county, found, step, days(day))
    return found


def hang(county: County, case: Case, day: int = 5) -> Notice:
    run = run_of(case, "notice")
    return post(
        actor=county.actor("village.assistant"), run=run, version=run.version, posted_on=days(day), place="公示栏"
    )


def object_to(county: County, notice: Notice, text: str = "他家有车", day: int = 6) -> Objection:
    words = Words(text=text, how="counter", received_on=days(day))
    return receive_objection(actor=county.actor("village.assistant"), notice=notice, words=words)


def answer(county: County, objection: Objection, *, upheld: bool, day: int = 7) -> Objection:
    said = Answer(text="已经核实。", upheld=upheld, on=days(day))
    return answer_objection(actor=county.actor("township.clerk"), objection=objection, answer=said)


# What is shown


def test_a_notice_shows_the_masked_name_the_numbers_the_class_and_the_telephone(county: County, case: Case) -> None:
    shown = selectors.posted(hang(county, case))
    assert dict(shown.rows) == {
        "申请人": "虚*1",
        "家庭人数": "3 人",
        "受助人数": "3 人",
        "救助类别": "整户低保",
        "监督电话": "0990-1234567",
    }


def test_the_public_address_says_nothing_of_the_case(county: County, case: Case) -> None:
    notice = hang(county, case)
    assert isinstance(selectors.posted(notice).token, uuid.UUID)
    assert case.number not in str(selectors.posted(notice))


def test_the_public_board_shows_the_notice_and_nothing_that_finds_the_family(
    client: Client, county: County, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    hang(county, case)
    monkeypatch.setattr("doudi.portal.board.office_day", lambda: days(8))
    page = client.get("/").content.decode()
    assert "虚*1" in page
    assert "0990-1234567" in page
    for secret in ("虚人1", case.number, case.household.number):
        assert secret not in page
    monkeypatch.setattr("doudi.portal.board.office_day", lambda: days(12))
    assert "虚*1" not in client.get("/").content.decode()


def test_a_page_of_the_board_asks_the_database_few_questions(
    client: Client, county: County, case: Case, django_assert_max_num_queries: Any
) -> None:
    hang(county, case)
    with django_assert_max_num_queries(6):
        assert client.get("/").status_code == 200


@pytest.mark.parametrize("field", ["id_number", "bank_card", "address", "illness", "disability", "name_of_child"])
def test_no_other_field_can_be_posted(field: str) -> None:
    shown = {"name": "张*明", "people": "3 人", "class": "低保对象", "telephone": "0990-1234567", field: "甲"}
    with pytest.raises(CaseProblem, match="公示不能有这些内容"):
        whitelist.checked(shown)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from([*whitelist.FIELDS, "id_number", "illness", "xx"]), st.text(max_size=8)))
def test_whatever_is_given_only_the_whitelist_comes_out(given_: dict[str, str]) -> None:
    try:
        found = whitelist.checked(given_)
    except CaseProblem:
        return
    assert set(found) <= set(whitelist.FIELDS)
    assert set(whitelist.REQUIRED) <= set(found)


@pytest.mark.parametrize("number", ["990101198001011234", "99010119800101123X", "6222020000000000000"])
def test_a_number_of_a_card_is_refused_in_every_field(number: str) -> None:
    shown = {"name": number, "people": "3 人", "class": "低保对象", "telephone": "0990-1234567"}
    with pytest.raises(CaseProblem, match="证件号码"):
        whitelist.checked(shown)


def test_without_a_telephone_for_complaints_nothing_is_posted(county: County, case: Case) -> None:
    for organisation in county.organisations.values():
        organisation.telephone = ""
        organisation.save()
    with pytest.raises(CaseProblem, match="公示要有监督电话"):
        hang(county, case)
    assert not Notice.objects.exists()


# Masking


@pytest.mark.parametrize(
    ("name", "middle", "given_"),
    [("张明", "张*", "张*"), ("张晓明", "张*明", "张**"), ("欧阳晓明", "欧**明", "欧***"), ("甲", "*", "*")],
)
def test_names_are_masked_as_the_place_chooses(name: str, middle: str, given_: str) -> None:
    assert (masked(name, "middle"), masked(name, "given"), masked(name, "full")) == (middle, given_, name)


@settings(max_examples=60, deadline=None)
@given(st.text("王小明阿依古丽·买提", min_size=1, max_size=12))
def test_a_masked_name_hides_something_and_shows_at_most_two_signs(name: str) -> None:
    for how in ("middle", "given"):
        found = masked(name, how)
        assert "*" in found
        assert len(found.replace("*", "")) <= 2


def test_the_nearest_place_says_how_names_are_masked(county: County, case: Case) -> None:
    choose_masking(actor=county.actor("county.officer"), area=county.area, masking="full")
    choose_masking(actor=county.actor("county.officer"), area=county.township, masking="given")
    assert hang(county, case).shown["name"] == "虚**"


# Children


def test_a_child_is_never_published_and_the_case_goes_on(county: County) -> None:
    in_force(county)
    household = family(county, {}, {"wage_income": "0.00"})
    Person.objects.filter(pk=head(household).pk).update(birth_date=CHILD)
    found = apply(county, household, process="general", process_reason="按情况办理")
    for step, day in (("accept", 1), ("assess", 2), ("check", 2), ("visit", 3), ("opinion", 4)):
        do(county, found, step, days(day))
    with pytest.raises(CaseProblem, match="儿童的件一律不公示"):
        hang(county, found)
    run = run_of(found, "notice")
    sign_step(
        actor=county.actor("village.assistant"),
        run=run,
        signing=Signing(version=run.version, outcome="next", on=days(5)),
    )
    assert in_hand(found) == ["sample"]
    assert not Notice.objects.exists()


def test_an_applicant_of_unknown_age_may_be_a_child_and_is_not_posted(county: County, case: Case) -> None:
    Person.objects.filter(pk=case.applicant_id).update(birth_date=None)
    with pytest.raises(CaseProblem, match="不能确认不是儿童"):
        hang(county, Case.objects.get(pk=case.pk))


# Days


def test_a_notice_hangs_in_natural_days_and_comes_down_by_itself(county: County, case: Case) -> None:
    notice = hang(county, case)
    assert (notice.from_date, notice.until_date) == (days(5), days(11))
    seen = [day for day in range(3, 15) if notice in selectors.board(days(day))]
    assert seen == [5, 6, 7, 8, 9, 10, 11]
    with pytest.raises(Notice.DoesNotExist):
        selectors.public_notice(notice.token, days(12))


def test_a_posting_is_not_put_back_before_its_step_was_opened(county: County, case: Case) -> None:
    """Each day put back would be taken from the time that the public has."""
    with pytest.raises(CaseProblem) as refused:
        hang(county, case, 3)
    assert str(refused.value) == (
        "张贴日期 2021-12-04 早于公示这一步开始的日期 2021-12-05；公示期从实际张贴之日起算，不能提前。"
    )
    assert not Notice.objects.exists()
    assert run_of(case, "notice").data == {}
    assert hang(county, case, 4).from_date == days(4)


def test_a_posting_is_not_registered_before_it_is_done(county: County, case: Case) -> None:
    tomorrow = localdate() + datetime.timedelta(1)
    run = run_of(case, "notice")
    with pytest.raises(CaseProblem, match=f"张贴日期 {tomorrow} 还没有到；实际张贴之后再登记。"):
        post(actor=county.actor("village.assistant"), run=run, version=run.version, posted_on=tomorrow, place="公示栏")
    assert not Notice.objects.exists()


def test_a_wrong_day_is_refused_even_before_the_place_is_filled_in(county: County, case: Case) -> None:
    run = run_of(case, "notice")
    with pytest.raises(CaseProblem, match="早于公示这一步开始的日期"):
        data = {"posted_on": days(1).isoformat()}
        save_step(actor=county.actor("village.assistant"), run=run, version=run.version, data=data)


def test_a_step_cannot_go_on_without_its_notice(county: County, case: Case) -> None:
    run = run_of(case, "notice")
    signing = Signing(version=run.version, outcome="next", on=days(20))
    with pytest.raises(CaseProblem, match="还没有张贴公示"):
        sign_step(actor=county.actor("village.assistant"), run=run, signing=signing)


def test_a_notice_comes_down_when_its_case_ends(county: County, case: Case) -> None:
    notice = hang(county, case)
    found = Case.objects.get(pk=case.pk)
    leave(actor=county.actor("township.clerk"), case=found, how=Leaving.WITHDRAWN, on=days(6), reason="本人撤回")
    assert notice not in selectors.board(days(7))


def test_what_is_approved_is_published_as_long_as_it_is_paid(county: County, case: Case) -> None:
    do(county, case, "notice", days(20))
    do(county, case, "sample", days(21))
    do(county, case, "decide_civil_affairs", days(22))
    do(county, case, "second_notice", days(40))
    do(county, case, "inform", days(41))
    do(county, case, "publish", days(42))
    [notice] = selectors.board(days(400), kind="result")
    rows = dict(selectors.posted(notice).rows)
    assert rows["申请人"] == "虚*1"
    assert rows["金额"].startswith("每月 ")
    assert notice.until_date is None


def given_to_somebody(unit: str, amount: str | None) -> dict[str, Any]:
    return {"benefit": "b", "for": "1", "unit": unit, "amount": amount}


def test_an_amount_says_how_often_it_is_paid_and_only_that_of_what_is_no_money() -> None:
    month, year, once = (given_to_somebody(unit, "120.50") for unit in ("yuan/month", "yuan/year", "yuan"))
    service = given_to_somebody("", None)
    assert whitelist.amount([]) == ""
    assert whitelist.amount([service]) == "不发现金，给予减免或服务"
    assert whitelist.amount([month, month, service]) == "每月 241.00 元"
    assert whitelist.amount([once, year, month]) == "每月 120.50 元，每年 120.50 元，一次性 120.50 元"


# Objections


def test_an_objection_is_answered_in_writing_before_the_step_goes_on(county: County, case: Case) -> None:
    objection = object_to(county, hang(county, case))
    with pytest.raises(CaseProblem, match="公示的异议还没有书面答复"):
        sign(county.actor("village.assistant"), run_of(case, "notice"), days(20))
    answer(county, objection, upheld=False)
    sign(county.actor("village.assistant"), run_of(case, "notice"), days(20))
    assert in_hand(case) == ["sample"]


def test_an_objection_that_is_upheld_leads_back_to_a_visit(county: County, case: Case) -> None:
    notice = hang(county, case)
    answer(county, object_to(county, notice), upheld=True)
    run, assistant = run_of(case, "notice"), county.actor("village.assistant")
    with pytest.raises(CaseProblem, match="要按“有异议”办理"):
        sign(assistant, run, days(20))
    sign(assistant, run, days(20), "objected", "异议成立")
    assert in_hand(case) == ["visit"]
    assert notice not in selectors.board(days(8))


def test_an_objection_is_answered_once(county: County, case: Case) -> None:
    objection = answer(county, object_to(county, hang(county, case)), upheld=False)
    with pytest.raises(CaseProblem, match="已经答复过了"):
        answer(county, objection, upheld=True)


def test_an_objection_says_something_and_comes_while_the_notice_hangs(county: County, case: Case) -> None:
    notice = hang(county, case)
    with pytest.raises(CaseProblem, match="要写明异议的内容"):
        object_to(county, notice, "  ")
    with pytest.raises(CaseProblem, match="早于公示开始"):
        object_to(county, notice, day=4)
    sign(county.actor("village.assistant"), run_of(case, "notice"), days(12))
    with pytest.raises(CaseProblem, match="已经结束"):
        object_to(county, notice, day=13)


# Photos


def test_a_photo_is_kept_under_a_name_of_our_own(county: County, case: Case) -> None:
    notice = hang(county, case)
    photo = add_photo(actor=county.actor("village.assistant"), notice=notice, name="张家.JPG", content=JPEG)
    assert photo.file.read() == JPEG
    assert "张家" not in photo.file.name
    assert photo.file.name.startswith("notices/")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", b"<html></html>"),
        ("a.html", JPEG),
        ("a.png", JPEG),
        ("../a.jpg", JPEG),
        ("a.jpg", JPEG + b"<script>"),
        ("a.jpg", JPEG[:-2] + b"0" * (8 * 1024 * 1024) + b"\xff\xd9"),
    ],
)
def test_what_is_no_photo_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(CaseProblem):
        type_of(name, content)


# Outsiders


def test_outsiders_are_refused(county: County, elsewhere: County, case: Case) -> None:
    notice = hang(county, case)
    objection = object_to(county, notice)
    run, said = run_of(case, "notice"), Words(text="有车", how="counter", received_on=days(6))
    stranger = elsewhere.actor("village.assistant")
    reply = Answer(text="已核实", upheld=False, on=days(7))
    with pytest.raises(PermissionDenied):
        post(actor=stranger, run=run, version=run.version, posted_on=days(6), place="别处")
    with pytest.raises(PermissionDenied):
        receive_objection(actor=stranger, notice=notice, words=said)
    with pytest.raises(PermissionDenied):
        answer_objection(actor=elsewhere.actor("township.clerk"), objection=objection, answer=reply)
    with pytest.raises(PermissionDenied):
        answer_objection(actor=county.actor("village.assistant"), objection=objection, answer=reply)
    with pytest.raises(PermissionDenied):
        add_photo(actor=stranger, notice=notice, name="a.jpg", content=JPEG)
    with pytest.raises(PermissionDenied):
        choose_masking(actor=elsewhere.actor("county.officer"), area=county.area, masking="full")
    assert not selectors.notices(elsewhere.actor("county.officer")).exists()
    assert not selectors.objections(elsewhere.actor("county.officer")).exists()
    assert list(selectors.notices(county.actor("county.officer"))) == [notice]
