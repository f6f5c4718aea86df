"""A real browser for tests: the system's Chromium, driven by Playwright, with axe to judge what everybody can use.

A `conftest.py` takes the fixtures with `from browser import browser, new_page`. Where Chromium or Playwright is
missing, tests that ask for it are skipped with one line; with `DOUDI_SKIP=never` they fail instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = os.environ.get("DOUDI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK = {"width": 1366, "height": 768}
ZOOMED = {"width": 683, "height": 384}
"""The desk at 200 % zoom: half as many CSS pixels each way."""
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}


def skip_or_fail(reason: str) -> None:
    """Skip a test that this machine cannot run, unless nothing may be skipped."""
    if os.environ.get("DOUDI_SKIP") == "never":
        pytest.fail(f"{reason} (DOUDI_SKIP=never)", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium without a window, one for the tests of a file: while Playwright runs, its event loop keeps the process
    from asking Django's database."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        skip_or_fail("Playwright is not installed")
    if not CHROMIUM:
        skip_or_fail("Chromium is not installed")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield found
        found.close()


@pytest.fixture
def new_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens pages, each in a context of its own: `new_page(viewport=PHONE, color_scheme="dark")`.

    A page that raises an error in its script or asks anything of a network fails its test. `allow` is the beginning
    of the addresses that it may ask.
    """
    contexts, wrong = [], []

    def opened(*, allow: str = "file:", **options: Any) -> Any:
        context = browser.new_context(**{"viewport": DESK, "locale": "zh-CN", **options})
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: wrong.append(request.url) if not request.url.startswith(allow) else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not wrong, wrong


def violations(page: Any) -> list[str]:
    """What axe finds wrong with the page, a line each: the rule, how grave, and the first elements."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']} ({v['impact']}): {v['help']} — " + "; ".join(str(node["html"])[:200] for node in v["nodes"][:3])
        for v in found
    ]


def scrolls_sideways(page: Any) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def save(page: Any, name: str) -> None:
    """Keep a picture of the page where `DOUDI_PICTURES` says, for people to look at."""
    folder = os.environ.get("DOUDI_PICTURES")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=False)
