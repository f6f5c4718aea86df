"""The public side: open to everybody, indexed by nobody, and never a way to files that are not the book's."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_board_needs_no_sign_in_and_is_not_indexed(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert 'content="noindex, nofollow"' in answer.content.decode()
    assert "max-age=60" in answer["Cache-Control"]


def test_the_next_reader_within_a_minute_costs_the_database_nothing(client: Client, django_assert_num_queries) -> None:
    client.get("/")
    with django_assert_num_queries(0):
        assert client.get("/", {"area": "nowhere", "kind": "all", "page": "1"}).status_code == 200


def test_the_board_leads_officials_to_the_sign_in(client: Client) -> None:
    assert 'href="/desk/"' in client.get("/").content.decode()


def test_the_book_is_linked_when_it_is_there(client: Client, settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    assert "政策书" not in client.get("/").content.decode()
    assert client.get("/book/").status_code == 404
    (tmp_path / "book" / "one").mkdir(parents=True)
    for place in ("book", "book/one"):
        (tmp_path / place / "index.html").write_text("<p>书</p>", encoding="utf-8")
    assert 'href="/book/"' in client.get("/").content.decode()
    assert client.get("/book/one")["Location"] == "/book/one/"
    assert b"".join(client.get("/book/one/").streaming_content).decode() == "<p>书</p>"


@pytest.mark.parametrize("path", ["../secret-key", "%2e%2e/secret-key", "one/../../secret-key", "/etc/passwd", ".mark"])
def test_nothing_beside_the_book_is_given_out(client: Client, settings, tmp_path: Path, path: str) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "book").mkdir()
    for name in ("secret-key", "book/index.html", "book/.mark"):
        (tmp_path / name).write_text("geheim", encoding="utf-8")
    assert client.get(f"/book/{path}").status_code in (301, 302, 404)


def test_robots_are_told_to_stay_out(client: Client) -> None:
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
