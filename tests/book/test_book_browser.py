from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from browser import DESK, NARROW, PHONE, ZOOMED, save, scrolls_sideways, violations

KINDS = {
    "home": "index.html",
    "clauses": "policies/guzhang-2021/index.html",
    "base": "policies/national/index.html",
    "parameters": "policies/xiufeng-2020/parameters.html",
    "readings": "policies/guzhang-2021/readings.html",
    "procedures": "policies/guzhang-2021/procedures.html",
    "flow": "policies/guzhang-2021/flow.html",
    "cases": "policies/national/cases.html",
    "results": "results.html",
    "result": "results/dibao_amount.html",
    "glossary": "glossary.html",
    "features": "features.html",
    "search": "search.html?q=%E4%BD%8E%E4%BF%9D",
}
EDITIONS = {"zh": "", "en": "en/"}
A4 = {"width": 688, "height": 1000}
"""A sheet without its margins."""
WINDOWS = {
    "desk": (DESK, "screen"),
    "zoomed": (ZOOMED, "screen"),
    "phone": (PHONE, "screen"),
    "narrow": (NARROW, "screen"),
    "paper": (A4, "print"),
}
Opener = Callable[..., Any]


def address(book: Path, path: str) -> str:
    return f"{book.as_uri()}/{path}"


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_wrong_with_any_kind_of_page(book: Path, new_page: Opener, kind: str, edition: str) -> None:
    page = new_page()
    page.goto(address(book, EDITIONS[edition] + KINDS[kind]))
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    save(page, f"{kind}-{edition}")
    assert violations(page) == []


@pytest.mark.parametrize("kind", ["home", "clauses", "procedures", "readings", "search"])
def test_axe_finds_nothing_wrong_in_the_dark_or_on_a_phone(book: Path, new_page: Opener, kind: str) -> None:
    page = new_page(color_scheme="dark", viewport=PHONE)
    page.goto(address(book, KINDS[kind]))
    save(page, f"{kind}-dark")
    assert violations(page) == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_page_is_wider_than_its_window_or_a4(book: Path, new_page: Opener, edition: str) -> None:
    page = new_page()
    wide = {}
    for kind, path in KINDS.items():
        page.goto(address(book, EDITIONS[edition] + path))
        for name, (window, media) in WINDOWS.items():
            page.set_viewport_size(window)
            page.emulate_media(media=media)
            save(page, f"{kind}-{edition}-{name}")
            if (by := scrolls_sideways(page)) > 0:
                wide[kind, name] = by
    assert not wide


def test_the_first_tab_leads_past_the_menu_to_the_text(book: Path, new_page: Opener) -> None:
    page = new_page()
    page.goto(address(book, KINDS["clauses"]))
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "跳到正文" and skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_whole_menu_can_be_reached_and_used_with_keys(book: Path, new_page: Opener) -> None:
    page = new_page()
    page.goto(address(book, KINDS["clauses"]))
    seen = []
    for _ in range(20):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.innerText || document.activeElement.name"))
        if page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "none":
            pytest.fail(f"no focus to see on {seen[-1]}")
        if seen[-1] == "算例":
            break
    assert seen == ["跳到正文", "政策书", "政策", "结果对照", "词汇", "系统功能", "q", "查找", "English",
                    "条款与规则", "参数", "读法", "办理流程", "结果从哪里来", "算例"]  # fmt: skip
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases.html")


def test_a_search_from_any_page_finds_clauses_and_words_with_keys_alone(book: Path, new_page: Opener) -> None:
    page = new_page()
    page.goto(address(book, KINDS["clauses"]))
    page.focus("#find")
    page.keyboard.insert_text("家庭低保金")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    first = page.locator("#found li a").first
    assert first.inner_text() == "家庭低保金"
    assert "找到" in page.locator("#count").inner_text()
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/results/dibao_amount.html")


def test_a_search_takes_parts_of_words_several_words_and_near_misses(book: Path, new_page: Opener) -> None:
    page = new_page()
    page.goto(address(book, "search.html"))

    def found(query: str) -> tuple[str, list[str]]:
        page.fill("#q", query)
        return page.locator("#count").inner_text(), page.locator("#found li").all_inner_texts()

    assert any("GZ-4.1-3" in text for text in found("不到 400 元")[1])
    assert any("GZ-4.1-3" in text for text in found("gz-4.1-3")[1])
    assert any("家庭低保金" in text for text in found("低保金 家庭")[1])
    count, near = found("最低生活保障金额标准线")
    assert "相近" in count and near
    assert found("没有任何地方写着这样的话语哉")[0] == "没有找到"
    assert found("")[1] == []


def test_a_search_result_in_english_leads_to_the_english_page(book: Path, new_page: Opener) -> None:
    page = new_page()
    page.goto(address(book, "en/search.html?q=dibao_amount"))
    page.locator("#found li a").first.click()
    page.wait_for_url("**/en/results/dibao_amount.html")
    page.get_by_role("link", name="中文").click()
    page.wait_for_url("**/results/dibao_amount.html")
    assert "/en/" not in page.url


def test_everything_but_the_search_works_without_scripts(book: Path, new_page: Opener) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(address(book, "index.html"))
    page.get_by_role("link", name="条款与规则").first.click()
    assert page.locator(".clause-row").first.is_visible() and page.locator(".definition").first.is_visible()
    page.goto(address(book, "search.html"))
    assert page.get_by_text("查找要用 JavaScript").is_visible()


def test_on_paper_the_menu_is_gone_and_what_was_folded_is_open(book: Path, new_page: Opener, tmp_path: Path) -> None:
    page = new_page()
    page.goto(address(book, KINDS["flow"]))
    page.emulate_media(media="print")
    assert not page.locator(".masthead").is_visible()
    assert page.locator("details .picture").last.is_visible()
    page.goto(address(book, KINDS["clauses"]))
    assert not page.locator(".contents").is_visible()
    assert page.locator("h1").is_visible() and page.locator(".definition").last.is_visible()
    written = page.pdf(path=tmp_path / "clauses.pdf", prefer_css_page_size=True)
    assert re.search(rb"/MediaBox\s*\[\s*0 0 59[45][\d.]* 84[12]", written)  # A4 in points


def test_the_switch_of_language_keeps_the_page(book: Path, new_page: Opener) -> None:
    page = new_page()
    page.goto(address(book, KINDS["procedures"]))
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/en/policies/guzhang-2021/procedures.html")
    assert page.locator("h1").inner_text() == "Procedures"
