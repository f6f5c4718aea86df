"""What every answer carries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from county import PASSWORD, County
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = pytest.mark.django_db
TEMPLATES = sorted(
    path for app in ("desk", "portal") for path in (Path("src/doudi") / app / "templates").rglob("*.html")
)


def test_every_answer_forbids_inline_script_style_and_framing(client: Client) -> None:
    for address in ("/desk/sign-in/", "/desk/nowhere/"):
        headers = client.get(address).headers
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert policy["script-src"] == policy["style-src"] == policy["default-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "unsafe" not in headers["Content-Security-Policy"]


def test_pages_of_somebody_signed_in_are_not_kept_by_browsers(client: Client, county: County) -> None:
    client.post("/desk/sign-in/", {"username": county.actor("township.clerk").user.username, "password": PASSWORD})
    assert "no-store" in client.get("/desk/account/").headers["Cache-Control"]


def test_cookies_are_closed_to_scripts_and_other_sites(client: Client, county: County) -> None:
    client.post("/desk/sign-in/", {"username": county.actor("township.clerk").user.username, "password": PASSWORD})
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    assert session["httponly"]
    assert session["samesite"] == "Lax"


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_no_template_has_what_the_content_policy_forbids(path: Path) -> None:
    text = re.sub(
        r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text, re.IGNORECASE)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text, re.IGNORECASE)
    assert not re.search(r"(src|href)\s*=\s*[\"']?(https?:)?//", text, re.IGNORECASE)


def test_a_page_that_is_not_there_says_so_in_chinese(client: Client) -> None:
    response = client.get("/desk/nowhere/")
    assert response.status_code == 404
    assert "没有这一页" in response.content.decode()


def test_an_upload_larger_than_the_site_allows_is_stopped(client: Client, settings) -> None:
    settings.DOUDI_UPLOAD_MEGABYTES = 1
    file = SimpleUploadedFile("large.jpg", b"x" * (1024 * 1024 + 1))
    response = client.post("/desk/sign-in/", {"username": "x", "password": "y", "file": file})
    assert response.status_code == 400
    assert "没有做任何改动" in response.content.decode()
    small = SimpleUploadedFile("small.jpg", b"x" * 1024)
    assert client.post("/desk/sign-in/", {"username": "x", "password": "y", "file": small}).status_code == 422


def test_the_language_changes_by_a_form(client: Client) -> None:
    wish = {"Accept-Language": "en-GB,en;q=0.9"}
    assert '<html lang="zh-CN">' in client.get("/desk/sign-in/", headers=wish).content.decode()
    response = client.post("/i18n/setlang/", {"language": "en", "next": "/desk/sign-in/"})
    assert response["Location"] == "/desk/sign-in/"
    assert '<html lang="en">' in client.get("/desk/sign-in/").content.decode()


@pytest.mark.parametrize("name", ["vendor/tabler/tabler.min.css", "vendor/htmx/htmx.min.js", "desk/desk.css"])
def test_what_pages_load_is_vendored_whole_with_its_licence(name: str) -> None:
    path = Path(finders.find(name))
    assert path.stat().st_size > 1000
    if "vendor" in name:
        assert (path.parent / "LICENSE").is_file()
        assert "sourceMappingURL" not in path.read_text(encoding="utf-8")


def test_a_production_site_gathers_its_files_under_names_that_change_with_them(tmp_path: Path, settings) -> None:
    from django.core.management import call_command

    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert list(tmp_path.glob("vendor/tabler/tabler.min.*.css.gz"))
