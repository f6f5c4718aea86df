"""Each of the five policies in a browser: the ordinary way, a return and an objection, a refusal, and outsiders."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from officials import HANGS, File, Office
from places import BENGBU, GUZHANG, MANGSHI, PLACES, WUZHOU, XIUFENG, Place

EACH = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.policy)


@dataclass(frozen=True)
class Steps:
    """What a policy calls the steps that the tests stop at, and who takes its applications."""

    returned_at: str
    notice: str
    back: str
    accepts: str = "township.clerk"
    notice_first: bool = False


STEPS = {
    GUZHANG: Steps("综合帮扶审核意见", "张榜公示", "入户调查"),
    XIUFENG: Steps("审核意见", "社区公示", "异议复查", accepts="village.assistant", notice_first=True),
    BENGBU: Steps("审核意见", "公示", "有异议的复查"),
    WUZHOU: Steps("乡镇认定", "公示", "异议复查", notice_first=True),
    MANGSHI: Steps("审核意见", "公示", "有异议的复查"),
}


@EACH
def test_an_application_comes_to_an_approval_a_letter_and_a_publication(office: Office, place: Place) -> None:
    file = office.apply_for(place, "贫困", by=STEPS[place].accepts)
    file.carry()
    assert file.stands() == "批准"
    head = office.of(place)["households"]["贫困"]["head"]
    letter = file.print_letter("批准通知书")
    assert head in letter and file.number in letter and "给予以下救助" in letter
    published = office.public()
    published.goto(public_address(office, place, file.number, "公布"))
    text = published.locator("main").inner_text()
    assert "待遇停发为止" in text and head[0] in text and head not in text
    assert place.name not in published.url and not re.search(r"\d{6}-\d{4}", published.url)


def public_address(office: Office, place: Place, number: str, kind: str) -> str:
    """Where the public reads the notice of a case."""
    page = office.desk(place, "county.officer")
    page.goto(f"{office.address}/desk/notices/")
    row = page.get_by_role("row").filter(has_text=number).filter(has_text=kind)
    row.get_by_role("link").first.click()
    return f"{office.address}{page.get_by_role('link', name='公众看到的').get_attribute('href')}"


@EACH
def test_what_the_leader_returns_and_what_a_neighbour_objects_to_is_looked_into_again(
    office: Office, place: Place
) -> None:
    steps = STEPS[place]
    file = office.apply_for(place, "反复", by=steps.accepts)
    if steps.notice_first:
        object_and_come_back(office, file, steps)
        return_and_come_back(file, steps)
    else:
        return_and_come_back(file, steps)
        object_and_come_back(office, file, steps)
    assert file.stands() == "在办"


def return_and_come_back(file: File, steps: Steps) -> None:
    """A leader sends the case back with a reason, which those who do the step again read; then it comes once more."""
    step = file.carry(until=steps.returned_at)[steps.returned_at]
    if not step.post.endswith(".leader"):  # the clerk signs first
        step = file.sign(step)[steps.returned_at]
        assert step.post.endswith(".leader")
    reason = "邻里情况写得不清楚，请补充。"
    waiting = file.sign(step, "退回", reason)
    assert steps.returned_at not in waiting
    again = next(iter(waiting.values()))
    page = file.office.desk(file.place, again.post)
    page.goto(again.address)
    assert page.get_by_text(f"由“{steps.returned_at}”转来：{reason}").is_visible()
    file.carry(until=steps.returned_at)


def object_and_come_back(office: Office, file: File, steps: Steps) -> None:
    """A neighbour objects, is answered in writing, and the case goes back; then it hangs once more."""
    file.carry(until=steps.notice)
    notice = file.post_notice(steps.notice)
    office.wait(1)
    file.object_to(notice, "他家新近买了车。", "经查属实，本件重新调查。", "成立")
    waiting = file.do_step(steps.notice, "公示有异议", "异议成立，重新调查")
    assert steps.back in waiting
    file.carry(until=steps.notice)
    assert file.open().get_by_text("第 2 次").first.is_visible()


@pytest.mark.parametrize("place", [p for p in PLACES if p is not XIUFENG], ids=lambda place: place.policy)
def test_a_refusal_tells_the_conditions_that_failed_and_how_to_appeal(office: Office, place: Place) -> None:
    file = office.apply_for(place, "富裕")
    waiting = file.do_step(next(iter(file.waiting())), "不予受理", "家庭收入高于标准。")
    label = next(iter(waiting))
    letter = file.print_letter("不予受理通知书")
    assert "不符合的条件" in letter and "申请行政复议" in letter
    assert re.search("应(（几种情形之一）)?：家庭人均月收入 ", letter)
    file.serve_letter(office.of(place)["households"]["富裕"]["head"])
    file.do_step(label)
    assert file.stands() == "不予批准"


def test_the_joint_meeting_of_xiufeng_refuses_and_the_family_reads_why(office: Office) -> None:
    file = office.apply_for(XIUFENG, "上会", by="village.assistant")
    file.carry(until="联席会议")
    waiting = file.do_step("联席会议", "不予同意", "收入明显高于标准。")
    assert "审批" in waiting
    file.do_step("审批", "不予批准", "收入明显高于标准。")
    assert "不符合的条件" in file.print_letter("不予批准通知书")
    file.carry()
    assert file.stands() == "不予批准"


@EACH
def test_outsiders_find_no_such_case(office: Office, place: Place) -> None:
    file = office.apply_for(place, "旁听")
    step = next(iter(file.waiting().values()))
    neighbour = PLACES[(PLACES.index(place) + 1) % len(PLACES)]
    for where, post in ((place, "other_clerk"), (neighbour, "township.clerk"), (neighbour, "county.officer")):
        page = office.desk(where, post)
        for address in (file.address, f"{file.address}decisions/", step.address):
            page.goto(address)
            assert page.get_by_role("heading", name="没有这一页").is_visible()
            assert file.number not in page.locator("main").inner_text()
    resident = office.public()
    resident.goto(file.address)
    assert resident.get_by_role("heading", name="登录").is_visible()


def test_a_family_already_in_receipt_comes_into_xiufeng_directly(office: Office) -> None:
    file = office.apply_for(XIUFENG, "在享", by="village.assistant")
    assert "在享直接纳入" in file.open().locator("h1").inner_text()
    assert list(file.waiting()) == ["登记"]
    file.carry(until="确认纳入")
    file.carry()
    assert file.stands() == "批准"


def test_a_hardship_worker_of_guzhang_is_decided_by_the_union(office: Office) -> None:
    file = office.apply_for(GUZHANG, "工会")
    waiting = file.carry(until="工会审批")
    assert waiting["工会审批"].post == "department.contact"
    file.do_step("工会审批")
    assert "审批公示" in file.waiting()


def test_bengbu_files_a_family_with_its_contact_and_plan(office: Office) -> None:
    file = office.apply_for(BENGBU, "申请")
    file.carry(until="建档，定联系人和方案")
    file.do_step("建档，定联系人和方案", 备注="联系人：街道民政办王海涛；方案：一季度一访。")
    page = file.open()
    page.get_by_role("link", name="建档，定联系人和方案").first.click()
    assert page.get_by_text("联系人：街道民政办王海涛").is_visible()


@pytest.mark.parametrize(
    ("place", "accepts", "aids"),
    [
        (WUZHOU, "发生地受理", "乡镇先行救助"),
        (MANGSHI, "急难发生地受理", "小金额先行救助"),
    ],
    ids=["wuzhou-2023", "mangshi-2021"],
)
def test_an_emergency_is_helped_on_the_same_day_and_its_papers_follow(
    office: Office, place: Place, accepts: str, aids: str
) -> None:
    file = office.apply_for(place, "急难")
    assert list(file.waiting()) == [accepts]
    file.do_step(accepts)
    waiting = file.do_step(aids)
    assert len(waiting) == 1 and "补" in next(iter(waiting))
    office.wait(HANGS)
    file.carry()
    assert file.stands() == "批准"


def test_mangshi_helps_in_an_emergency_whatever_the_hukou(office: Office) -> None:
    file = office.apply_for(MANGSHI, "外地")
    assert "急难先行救助" in file.open().locator("h1").inner_text()
    file.carry()
    assert file.stands() == "批准"


def test_a_larger_sum_of_temporary_aid_goes_to_the_county_in_wuzhou(office: Office) -> None:
    file = office.apply_for(WUZHOU, "大额")
    waiting = file.carry(until="县级民政认定")
    assert waiting["县级民政认定"].post == "county.officer"
