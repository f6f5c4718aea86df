"""What the pages of a demonstration show, and that no other site shows it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from doudi.accounts.demonstration import code_now
from doudi.accounts.models import User
from doudi.cases.models import StepRun
from doudi.cases.notices.selectors import hanging
from doudi.cases.problems import CaseProblem
from doudi.cases.services import Signing, sign_step
from doudi.office.demo import families, making, shown
from doudi.office.demo.casting import Plot
from doudi.office.demo.places import PLACES
from doudi.office.demo.plans import Way
from doudi.office.demo.progress import PROGRESS
from doudi.office.demo.staff import PASSWORD, Crew
from doudi.office_day import office_day, office_now, turn_forward

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


@pytest.fixture
def own_calendar(settings, tmp_path: Path) -> None:
    """A calendar of this test's own: whoever turns it turns no other test's."""
    settings.DATA_DIR = tmp_path


def days_from_now(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days)


def test_the_sign_in_page_and_every_page_of_the_desk_turn_the_calendar(demo: None, own_calendar: None) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get("/desk/sign-in/?next=/desk/cases/").content.decode()
    assert f"演示日历：今天是 {days_from_now(0)}" in page
    assert 'name="days" value="1">过一天' in page
    token = client.cookies["csrftoken"].value
    turned = {"days": "7", "next": "/desk/sign-in/?next=/desk/cases/", "csrfmiddlewaretoken": token}
    answer = client.post("/demo/calendar/", turned)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/sign-in/?next=/desk/cases/")
    assert office_day() == days_from_now(7)
    desk = sign_in("guzhang-clerk")
    assert f"演示日历：今天是 {days_from_now(7)}" in desk.get("/desk/").content.decode()
    answer = desk.post("/demo/calendar/", {"days": "1", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/desk/"  # never to another site
    assert f"演示日历：今天是 {days_from_now(8)}" in desk.get("/desk/cases/").content.decode()


def test_the_calendar_is_turned_by_a_form_of_this_site_and_by_a_button_of_it_alone(
    demo: None, own_calendar: None
) -> None:
    assert Client(enforce_csrf_checks=True).post("/demo/calendar/", {"days": "7"}).status_code == 403
    assert Client().get("/demo/calendar/").status_code == 405
    for days in ("", "-1", "0", "2", "366", "x"):
        assert Client().post("/demo/calendar/", {"days": days}).status_code == 404
    assert office_day() == days_from_now(0)


@pytest.mark.parametrize("mode", ["test", "production"])
def test_no_other_site_has_a_calendar_to_turn(settings, office: None, own_calendar: None, mode: str) -> None:
    settings.MODE = mode
    for page in (sign_in("guzhang-clerk").get("/desk/"), Client().get("/desk/sign-in/")):
        assert page.status_code == 200
        assert "演示日历" not in page.content.decode()
    assert Client().post("/demo/calendar/", {"days": "1"}).status_code == 404
    assert office_day() == days_from_now(0)


def played(step: str, mood: str) -> StepRun:
    """Where a family of Guzhang stands today: at a step, to which it has come just now or half its time ago."""
    here = making.scene(PLACES[2], timezone.localdate())
    case = making.make(making.Unit(here, 1, Plot(families.widow, "general", Way(step), mood)))
    return case.runs.get(step=step, state="open")


def test_a_notice_comes_down_by_itself_and_its_step_can_be_signed_then(demo: None, own_calendar: None) -> None:
    run = played("notice", "due")
    village = Crew(PLACES[2]).actor(run.by, run.case.area_id)

    def sign() -> StepRun:
        return sign_step(actor=village, run=run, signing=Signing(run.version, "next", office_day()))

    with pytest.raises(CaseProblem):
        sign()
    assert hanging(office_day()).filter(case=run.case).exists()
    Client().post("/demo/calendar/", {"days": "7"})
    assert not hanging(office_day()).filter(case=run.case).exists()
    assert sign().state == "done"


def test_what_nobody_does_is_late_when_the_calendar_was_turned(demo: None, own_calendar: None) -> None:
    run = played("assess", "fresh")
    assert timezone.localdate() <= run.due_on < days_from_now(14)
    username = Crew(PLACES[2]).actor(run.by, run.case.area_id).user.username
    assert run.case.number not in sign_in(username).get("/desk/?when=late").content.decode()
    for _ in range(2):
        Client().post("/demo/calendar/", {"days": "7"})
    assert run.case.number in sign_in(username).get("/desk/?when=late").content.decode()


def test_the_sign_in_page_leads_to_a_case_that_waits(demo: None) -> None:
    run = played("assess", "fresh")
    page = Client().get("/desk/sign-in/").content.decode()
    address = f"/desk/cases/{run.case.number}/steps/{run.pk}/"
    assert f'formaction="/desk/sign-in/?next={address}"' in page
    answer = Client().post(f"/desk/sign-in/?next={address}", {"username": "guzhang-clerk", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, address)


def test_what_is_written_down_after_a_turn_carries_the_turned_day(demo: None, own_calendar: None) -> None:
    turn_forward(7)
    assert timezone.localdate(office_now()) == days_from_now(7) == office_day()
