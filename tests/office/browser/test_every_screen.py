"""Every page of the office on a screen and on a phone: for everybody (axe), within its width, by the keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from officials import Office
from places import GUZHANG, XIUFENG, Place
from walking import pages, walk

from browser import DESK, PHONE, ZOOMED, save, scrolls_sideways, violations

WALKERS = (
    (GUZHANG, "township.clerk"),
    (XIUFENG, "county.officer"),
    (GUZHANG, "county.officer"),
    (GUZHANG, "county.leader"),
    (GUZHANG, "county.administrator"),
    (GUZHANG, "county.editor"),
    (GUZHANG, "county.auditor"),
    (GUZHANG, "county.checker"),
)
BEFORE_THE_DESK = {"sign-in", "second-factor", "choose-role"}
"""Pages at which nobody comes who is signed in; they are looked at by themselves."""
BY_A_FORM = {"apply-facts", "apply-request", "apply-check", "demo-calendar"}
"""Pages to which a form leads; the test of the application opens them."""
OF_LONG_AGO = {"destruction-new", "destruction", "destruction-approve", "destruction-reject"}
"""Pages about cases that ended ten years ago and more: a demonstration has none."""


def faults(page: Any, name: str, *, by_keyboard: bool = True) -> list[str]:
    """What is wrong with a page, a line each."""
    found = []
    for size, kind in ((DESK, "desk"), (PHONE, "phone"), (ZOOMED, "zoomed")):
        page.set_viewport_size(size)
        if over := scrolls_sideways(page):
            found.append(f"{name} on {kind}: {over} pixels wider than the screen")
        if size is not ZOOMED:
            found += [f"{name} on {kind}: {each}" for each in violations(page)]
        save(page, f"every/{kind}/{name}")
    page.set_viewport_size(DESK)
    return found + ([f"{name}: {each}" for each in out_of_reach(page)] if by_keyboard else [])


def out_of_reach(page: Any) -> list[str]:
    """Links, buttons and fields of the page that the tabulator key never comes to, or that then show nothing."""
    return list(
        page.evaluate(
            """() => {
            const wanted = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
                .filter(e => e.type !== 'hidden' && e.checkVisibility() && !e.disabled);
            return wanted.filter(e => e.tabIndex < 0).map(e => 'no key comes to ' + e.outerHTML.slice(0, 120));
        }"""
        )
    )


@pytest.fixture(scope="module")
def seen() -> dict[str, int]:
    """How many pages of each address were looked at by all walkers."""
    return {}


@pytest.mark.parametrize(("place", "post"), WALKERS, ids=lambda each: getattr(each, "policy", each))
def test_everything_that_somebody_comes_to_by_links_is_for_everybody(
    office: Office, seen: dict[str, int], place: Place, post: str
) -> None:
    found: list[str] = []
    for each, page in walk(office, place, post, seen):
        found += faults(page, f"{each.name}-{seen[each.name]}")
    assert found == []


def test_every_page_was_come_to_by_somebody(seen: dict[str, int]) -> None:
    if "inbox" not in seen:
        pytest.skip("the walkers before did not walk")
    assert pages() - set(seen) - BEFORE_THE_DESK - BY_A_FORM - OF_LONG_AGO == set()


def test_the_pages_before_the_desk_are_for_everybody(office: Office) -> None:
    page = office.public()
    page.goto(f"{office.address}/desk/sign-in/")
    found = faults(page, "sign-in")
    who = office.person(GUZHANG, "county.leader")
    page.get_by_label("账号").fill(who["username"])
    page.get_by_label("密码").fill(office.known["password"])
    page.get_by_role("button", name="登录").click()
    page.get_by_label("验证码").wait_for()
    assert found + faults(page, "second-factor") == []


def test_refusals_are_for_everybody(office: Office) -> None:
    page = office.desk(GUZHANG, "township.clerk")
    page.goto(f"{office.address}/desk/cases/999999-2020-000001/")
    found = faults(page, "no-such-page")
    page.goto(f"{office.address}/desk/audit/")
    assert found + faults(page, "closed-door") == []


def test_the_keyboard_goes_from_the_top_of_a_page_to_its_menu_and_its_text(office: Office) -> None:
    page = office.desk(GUZHANG, "township.clerk")
    page.goto(f"{office.address}/desk/cases/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_menu_of_a_phone_opens_by_the_keyboard(office: Office) -> None:
    page = office.desk(GUZHANG, "township.clerk", viewport=PHONE)
    page.goto(f"{office.address}/desk/cases/")
    menu = page.get_by_role("navigation", name="主菜单")
    assert not menu.is_visible()
    page.get_by_label("显示菜单").focus()
    page.keyboard.press("Space")
    assert menu.is_visible()
