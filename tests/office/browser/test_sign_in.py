"""Coming in by the form: people of every post, with the code of their phone where the post needs one."""

from __future__ import annotations

import pytest
from officials import Office
from places import BENGBU

from doudi.accounts.rights import POSTS

LEADERS = ("township.leader", "county.leader", "county.finance", "county.administrator", "department.leader")


@pytest.mark.parametrize("post", sorted(POSTS))
def test_everybody_comes_in_by_name_and_password_and_those_who_decide_by_their_phone(office: Office, post: str) -> None:
    page = office.public()
    office.sign_in(page, BENGBU, post)
    who = office.person(BENGBU, post)
    page.get_by_text(who["name"]).first.wait_for()
    assert bool(who["phone"]) == (post in LEADERS)
    assert "/sign-in/" not in page.url and "/second-factor/" not in page.url


def test_a_wrong_password_says_nothing_of_the_name(office: Office) -> None:
    page = office.public()
    page.goto(f"{office.address}/desk/sign-in/")
    page.get_by_label("账号").fill("nobody")
    page.get_by_label("密码").fill("nothing-at-all")
    page.get_by_role("button", name="登录").click()
    assert page.get_by_role("alert").inner_text() == "账号或密码不对。连续错五次，账号会锁定半小时。"


def test_english_is_one_click_away_and_so_is_the_way_back(office: Office) -> None:
    page = office.desk(BENGBU, "township.clerk")
    page.goto(f"{office.address}/desk/cases/")
    page.get_by_role("button", name="English").click()
    assert page.url == f"{office.address}/desk/cases/"
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="中文").click()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
