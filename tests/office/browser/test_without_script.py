"""An application entered from its first page to its first step, in a browser that runs no script; and, with script, what
a lost connection and a double click leave behind."""

from __future__ import annotations

from typing import Any

import pytest
from officials import Office, sent_in
from places import GUZHANG
from playwright.sync_api import Route

from browser import DESK, PHONE, scrolls_sideways, violations


@pytest.mark.parametrize("script", [False, True], ids=["without script", "with script"])
def test_a_new_family_applies_and_is_accepted(office: Office, script: bool) -> None:
    page = office.desk(GUZHANG, "township.clerk", java_script_enabled=script)
    page.goto(f"{office.address}/desk/apply/")
    page.get_by_role("button", name="登记新家庭").click()
    page.get_by_label("姓名").first.fill("虚阿婆")
    page.get_by_label("性别").first.select_option(label="女")
    page.get_by_label("出生日期").first.fill("1960-03-04")
    page.get_by_role("button", name="保存，下一步").click()
    answer_what_is_asked(page)
    check_looks(page, script)
    page.get_by_role("button", name="保存，下一步").click()
    page.get_by_label("申请事项").fill("年老体弱，生活困难")
    check_looks(page, script)
    page.get_by_role("button", name="保存，下一步").click()
    check_looks(page, script)
    assert page.get_by_text("虚阿婆").first.is_visible()
    page.get_by_role("button", name="提交，登记办件").click()
    number = sent_in(page)
    page.get_by_role("link", name="办理", exact=True).last.click()
    page.get_by_label("受理", exact=True).check()
    page.get_by_role("button", name="签字", exact=True).click()
    assert page.get_by_text("“受理”已办完。").is_visible()
    assert number in page.url


def check_looks(page: Any, script: bool) -> None:
    """The page is for everybody and within its width (only a browser with script can be asked)."""
    if script:
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            assert (violations(page), scrolls_sideways(page)) == ([], 0)


def answer_what_is_asked(page: Any) -> None:
    """Answer what is asked, and what is asked then, until nothing is open that can be chosen from a list."""
    for _n in range(4):
        for folded in page.locator("fieldset.asked details:not([open]) > summary").all():
            folded.click()
        boxes = [box for box in page.locator("fieldset.asked select").all() if not box.input_value()]
        if not boxes:
            break
        for box in boxes:
            values = [each.get_attribute("value") for each in box.locator("option").all()]
            box.select_option("false" if "false" in values else next(value for value in values if value))
        page.get_by_role("button", name="保存，看还要问什么").click()


def test_what_was_typed_is_saved_as_it_goes_and_survives_closing_the_page(office: Office) -> None:
    page = office.desk(GUZHANG, "township.clerk")
    page.goto(f"{office.address}/desk/apply/")
    page.get_by_role("button", name="登记新家庭").click()
    page.get_by_label("姓名").first.fill("虚二姐")
    page.get_by_label("住址").fill("虚构路 7 号")
    page.get_by_label("住址").blur()
    page.locator("#saved").get_by_text("已保存").wait_for()
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    assert page.get_by_label("姓名").first.input_value() == "虚二姐"


def test_a_lost_connection_is_told_where_saving_is_told(office: Office) -> None:
    page = office.desk(GUZHANG, "township.clerk")
    page.goto(f"{office.address}/desk/apply/")
    page.get_by_role("button", name="登记新家庭").click()
    page.context.set_offline(True)
    page.get_by_label("姓名").first.fill("虚三哥")
    page.get_by_label("姓名").first.blur()
    page.get_by_text("没有保存：连不上服务器。").wait_for()
    page.context.set_offline(False)


def test_a_double_click_signs_once_even_while_the_form_is_being_saved(office: Office) -> None:
    file = office.apply_for(GUZHANG, "申请")
    step = next(iter(file.waiting().values()))
    page = office.desk(GUZHANG, step.post)
    page.goto(step.address)
    page.get_by_label("备注").fill("材料齐全")
    page.get_by_label("受理", exact=True).check()
    held: list[Route] = []  # the save, kept on its way until both clicks have been made

    def hold(route: Route) -> None:
        if route.request.headers.get("hx-request") and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/*", hold)
    with page.expect_request(lambda request: bool(request.headers.get("hx-request"))):
        page.evaluate("htmx.trigger(document.getElementById('step'), 'change')")
    page.get_by_role("button", name="签字", exact=True).dblclick(no_wait_after=True)
    held[0].continue_()
    page.get_by_text("“受理”已办完。").wait_for()
    page.get_by_role("link", name="受理", exact=True).click()
    assert page.get_by_text("材料齐全").is_visible()
    assert page.get_by_text("签字 1").count() == 1
