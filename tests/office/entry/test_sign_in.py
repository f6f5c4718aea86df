"""Signing in and out, lock-out, sessions."""

from __future__ import annotations

import logging
import time

import pytest
from county import PASSWORD
from django.contrib.sessions.models import Session
from django.test import Client

from doudi.accounts.models import User
from doudi.audit.models import Entry

pytestmark = pytest.mark.django_db


def test_who_gives_the_right_password_goes_on_to_the_inbox(client: Client, clerk: User, sign_in) -> None:
    response = sign_in(client, clerk.username)
    assert (response.status_code, response["Location"]) == (302, "/lobby/")
    assert client.get("/lobby/").status_code == 200


def test_who_asked_for_a_page_gets_it_after_signing_in(client: Client, clerk: User, sign_in) -> None:
    asked = client.get("/cases/?page=2")
    assert asked["Location"] == "/desk/sign-in/?next=%2Fcases%2F%3Fpage%3D2"
    assert 'value="/cases/?page=2"' in client.get(asked["Location"]).content.decode()
    assert sign_in(client, clerk.username, next="/cases/?page=2")["Location"] == "/cases/?page=2"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", "\\\\example.org"]
)
def test_nobody_is_sent_to_another_site(client: Client, clerk: User, sign_in, elsewhere: str) -> None:
    assert sign_in(client, clerk.username, next=elsewhere)["Location"] == "/lobby/"


def test_a_wrong_password_and_an_unknown_name_are_told_apart_by_nobody(client: Client, clerk: User, sign_in) -> None:
    pages = [
        sign_in(client, name, "wrong-password").content.decode().replace(name, "")
        for name in (clerk.username, "nobody")
    ]
    assert "账号或密码不对。连续错五次，账号会锁定半小时。" in pages[0]
    without_token = [[line for line in page.splitlines() if "csrfmiddlewaretoken" not in line] for page in pages]
    assert without_token[0] == without_token[1]


def test_a_user_who_may_not_sign_in_does_not(client: Client, clerk: User, sign_in) -> None:
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert sign_in(client, clerk.username).status_code == 422


def test_the_fifth_wrong_password_locks_even_the_right_one(client: Client, clerk: User, sign_in) -> None:
    for _ in range(4):
        assert sign_in(client, clerk.username, "wrong-password").status_code == 422
    locked = sign_in(client, clerk.username, "wrong-password")
    assert locked.status_code == 429
    assert "连续 5 次密码不对，这个账号在这里已锁定半小时。" in locked.content.decode()
    assert sign_in(client, clerk.username).status_code == 429


def test_a_lock_touches_no_other_account(client: Client, clerk: User, leader: User, sign_in) -> None:
    for _ in range(5):
        sign_in(client, clerk.username, "wrong-password")
    assert sign_in(client, leader.username).status_code == 302


def test_signing_out_ends_the_session_and_needs_a_form(client: Client, clerk: User, sign_in) -> None:
    sign_in(client, clerk.username)
    assert client.get("/desk/sign-out/").status_code == 405
    assert client.get("/lobby/").status_code == 200
    client.post("/desk/sign-out/")
    assert client.get("/lobby/").status_code == 302
    assert not Session.objects.exists()


def test_signing_in_and_out_is_audited(client: Client, clerk: User, sign_in) -> None:
    sign_in(client, clerk.username)
    client.post("/desk/sign-out/")
    assert list(Entry.objects.values_list("verb", "subject_type", "subject_id")) == [
        ("user.signed_in", "accounts.User", str(clerk.pk)),
        ("user.signed_out", "accounts.User", str(clerk.pk)),
    ]


def test_an_unused_session_ends(client: Client, clerk: User, sign_in, settings, monkeypatch) -> None:
    sign_in(client, clerk.username)
    client.get("/lobby/")
    now = time.time()
    monkeypatch.setattr("doudi.office.middleware.time.time", lambda: now + settings.DOUDI_IDLE_MINUTES * 60 - 5)
    assert client.get("/lobby/").status_code == 200
    monkeypatch.setattr("doudi.office.middleware.time.time", lambda: now + settings.DOUDI_IDLE_MINUTES * 120 + 60)
    assert client.get("/lobby/").status_code == 302


def test_a_used_session_writes_its_clock_once_a_minute_only(
    client: Client, clerk: User, sign_in, django_assert_max_num_queries, monkeypatch
) -> None:
    sign_in(client, clerk.username)
    client.get("/cases/")
    with django_assert_max_num_queries(20) as queries:
        client.get("/cases/")
    assert not [each for each in queries if each["sql"].startswith(("UPDATE", "INSERT"))]


def test_a_new_session_key_is_given_at_sign_in(client: Client, clerk: User, sign_in) -> None:
    client.get("/desk/sign-in/")
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    sign_in(client, clerk.username)
    assert client.session.session_key != planted


def test_many_forms_from_one_address_are_stopped(client: Client, clerk: User, sign_in, settings) -> None:
    settings.DOUDI_FORMS_A_MINUTE = 3
    answers = [sign_in(client, f"guess-{number}", "wrong-password").status_code for number in range(4)]
    assert answers == [422, 422, 422, 429]
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert sign_in(other, clerk.username).status_code == 302


def test_a_form_without_its_token_is_refused_in_chinese(clerk: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/desk/sign-in/", {"username": clerk.username, "password": PASSWORD})
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


def test_logs_hold_no_password_and_no_user_name(client: Client, clerk: User, sign_in, caplog) -> None:
    with caplog.at_level(logging.INFO):
        for _ in range(6):
            sign_in(client, clerk.username, "wrong-password-4711")
    assert "wrong-password-4711" not in caplog.text
    assert clerk.username not in caplog.text
