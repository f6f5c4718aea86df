"""The pictures of the README: `DOUDI_PICTURES=docs/images` keeps them, made of invented people in an invented county."""

from __future__ import annotations

import re

from officials import Office
from places import GUZHANG, XIUFENG

from browser import save, scrolls_sideways


def test_the_main_pages_are_what_the_readme_shows(office: Office) -> None:
    clerk, officer = office.desk(GUZHANG, "township.clerk"), office.desk(XIUFENG, "county.officer")
    closed, heard, *_others = office.of(GUZHANG)["shown"]
    clerk.goto(f"{office.address}/desk/")
    assert clerk.get_by_role("heading", name="待办").is_visible()
    save(clerk, "inbox")
    clerk.goto(f"{office.address}/desk/cases/{heard}/")
    assert clerk.get_by_role("heading", name="现在要办的").is_visible()
    save(clerk, "case")
    clerk.goto(f"{office.address}/desk/cases/{closed}/")
    clerk.locator(".strip").get_by_role("link", name="H").first.click()
    assert clerk.get_by_role("heading", name="家庭成员").is_visible()
    save(clerk, "household")
    board = office.public()
    board.goto(office.address)
    assert board.get_by_role("heading", name="公示栏").is_visible()
    save(board, "notice-board")
    officer.goto(f"{office.address}/desk/meetings/")
    officer.get_by_role("row").get_by_role("link", name="联席会议").first.click()
    assert officer.get_by_role("heading", name=re.compile("^议程（")).is_visible()
    save(officer, "meeting")
    assert all(scrolls_sideways(page) == 0 for page in (clerk, officer, board))
