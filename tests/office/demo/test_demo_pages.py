"""What the pages of a demonstration show, and that no other site shows it."""

from __future__ import annotations

import pytest
from django.test import Client

from doudi.accounts.demonstration import code_now
from doudi.accounts.models import User
from doudi.office.demo import making, shown
from doudi.office.demo.progress import PROGRESS
from doudi.office.demo.staff import PASSWORD

CODE = "演示系统没有真手机"


@pytest.fixture
def office(db: None) -> None:
    making.found()


@pytest.fixture
def demo(settings, office: None) -> None:
    settings.MODE = "demo"


def sign_in(username: str) -> Client:
    client = Client()
    answer = client.post("/desk/sign-in/", {"username": username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def test_the_board_answers_and_says_that_it_is_a_demonstration(demo: None) -> None:
    page = Client().get("/").content.decode()
    assert "演示系统：人和事都是虚构的" in page


def test_a_printed_account_signs_in_and_sees_the_inbox(demo: None) -> None:
    assert "待办" in sign_in("guzhang-clerk").get("/desk/").content.decode()


def test_the_sign_in_page_lists_the_accounts(demo: None) -> None:
    page = Client().get("/desk/sign-in/").content.decode()
    for part in ("演示账号", PASSWORD, "guzhang-clerk", "wuzhou-town-leader", "坐龙镇经办人", "guzhang-clerk-2"):
        assert part in page
    for shelf in shown.accounts():
        for account in (*shelf.accounts, *shelf.departments):
            assert User.objects.filter(username=account.username).exists(), account


def test_a_leader_comes_in_with_the_code_that_the_page_shows_as_often_as_wanted(demo: None) -> None:
    for _ in range(2):  # a code works once; the page shows the next
        client = sign_in("guzhang-leader")
        page = client.get("/desk/second-factor/").content.decode()
        assert CODE in page
        code = page.partition('class="demo-code">')[2][:6]
        answer = client.post("/desk/second-factor/", {"code": code})
        assert (answer.status_code, answer["Location"]) == (302, "/desk/")
        assert client.get("/desk/cases/").status_code == 200


@pytest.mark.parametrize("mode", ["test", "production"])
def test_no_other_site_shows_codes_accounts_or_progress(settings, office: None, mode: str) -> None:
    settings.MODE = mode
    PROGRESS.total = 10
    try:
        client = sign_in("guzhang-leader")
        for page in (client.get("/desk/second-factor/"), Client().get("/desk/sign-in/"), Client().get("/")):
            text = page.content.decode()
            assert page.status_code == 200
            for part in (CODE, PASSWORD, "演示账号", "演示数据还在生成", "demo-code"):
                assert part not in text
    finally:
        PROGRESS.total = 0
    assert (shown.accounts(), shown.password(), shown.percent()) == ([], "", None)
    with pytest.raises(RuntimeError, match="in a demonstration only"):
        code_now(User.objects.get(username="guzhang-leader"))


def test_pages_say_how_much_is_still_being_made(demo: None) -> None:
    PROGRESS.done, PROGRESS.total = 30, 120
    try:
        assert "演示数据还在生成，已完成 25%，过一会儿刷新就全了。" in Client().get("/").content.decode()
    finally:
        PROGRESS.total = 0
    assert "演示数据还在生成" not in Client().get("/").content.decode()
