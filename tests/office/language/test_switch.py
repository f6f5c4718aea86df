"""Anybody chooses the language of the screen by a button; the choice is kept in a cookie."""

from __future__ import annotations

import pytest
from county import PASSWORD, County
from django.test import Client

pytestmark = pytest.mark.django_db


def choose(client: Client, language: str, next: str = "/") -> str:
    """Press the button; where it leads."""
    answer = client.post("/i18n/setlang/", {"language": language, "next": next})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_a_reader_of_the_board_switches_to_english_and_back(client: Client) -> None:
    assert "公示栏" in client.get("/").content.decode()
    assert choose(client, "en") == "/"
    page = client.get("/").content.decode()
    assert "Notice board" in page and "公示栏" not in page
    choose(client, "zh-hans")
    assert "公示栏" in client.get("/").content.decode()


def test_the_switch_stands_on_public_pages_on_the_sign_in_and_at_the_desk(county: County) -> None:
    client = Client()
    official = Client()
    official.force_login(county.actor("township.clerk").user, backend="django.contrib.auth.backends.ModelBackend")
    for page in (client.get("/"), client.get("/desk/sign-in/"), official.get("/desk/calendar/")):
        assert 'name="language" value="en"' in page.content.decode()


def test_the_switch_asks_for_no_token_since_public_pages_are_the_same_for_everybody() -> None:
    client = Client(enforce_csrf_checks=True)
    assert "csrfmiddlewaretoken" not in client.get("/").content.decode()
    assert choose(client, "en") == "/"


def test_a_public_page_is_kept_by_others_once_in_each_language(client: Client) -> None:
    assert "Cookie" in client.get("/")["Vary"]


def test_the_switch_leads_to_no_other_site(client: Client) -> None:
    assert choose(client, "en", "https://example.org/") == "/"


def test_a_language_that_is_none_of_ours_changes_nothing(client: Client) -> None:
    choose(client, "fr")
    client.cookies["django_language"] = "fr"
    assert client.get("/")["Content-Language"] == "zh-hans"


def test_the_switch_takes_only_a_form(client: Client) -> None:
    assert client.get("/i18n/setlang/").status_code == 405


def test_the_choice_lasts_a_year_and_stays_out_of_the_reach_of_scripts(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    cookie = client.cookies["django_language"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (31536000, True, "Lax")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ("这个密码太常见了。", "密码只包含数字。", "密码至少 10 个字符。")),
        ("en", ("This password is too common.", "This password is entirely numeric.", "at least 10 characters.")),
    ],
)
def test_the_rules_of_django_itself_are_said_in_the_chosen_language(
    county: County, client: Client, language: str, words: tuple[str, ...]
) -> None:
    client.cookies["django_language"] = language
    client.force_login(county.actor("township.clerk").user, backend="django.contrib.auth.backends.ModelBackend")
    given = {"old_password": PASSWORD, "new_password1": "1234567890", "new_password2": "1234567890"}
    answer = client.post("/desk/password/", given)
    assert answer.status_code == 422
    for sentence in words:
        assert sentence in answer.content.decode()
