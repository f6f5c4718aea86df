"""A real office in a real browser: its own process, its own database, Chromium in front of it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from officials import Office
from sites import KEYS, Site, drop, postgresql_site, sqlite_site

from browser import browser, new_page

__all__ = ["browser", "new_page"]

FOUNDING, SERVING = (Path(__file__).with_name(name) for name in ("founding.py", "serving.py"))
SETTINGS = {"DOUDI_MODE": "test", "DOUDI_SECOND_FACTOR": "1", "DOUDI_FORMS_A_MINUTE": "10000", "DOUDI_LANG": "zh"}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A migrated site, on the server that the tests run on or else on SQLite."""
    folder, server = tmp_path_factory.mktemp("browser") / "site", os.environ.get("DOUDI_TEST_DATABASE_URL")
    made = postgresql_site(folder, server) if server else sqlite_site(folder)
    made.environ |= SETTINGS
    done = made.doudi("migrate")
    assert done.returncode == 0, done.stderr
    yield made
    if server:
        drop(made, server)


@pytest.fixture(scope="session")
def known(site: Site) -> dict[str, Any]:
    """What the tests know of the office: its places, people and families."""
    path = site.folder / "known.json"
    run = f"import runpy, sys; sys.argv[1:] = [{str(path)!r}]; runpy.run_path({str(FOUNDING)!r}, run_name='__main__')"
    site.python(run)
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def calendar(site: Site) -> Path:
    """The office's calendar: the file that says by how many days its today is ahead (doudi.office_day)."""
    return site.folder / "calendar"


@pytest.fixture(scope="session")
def address(site: Site, known: dict[str, Any], calendar: Path) -> Iterator[str]:
    """The address at which the office answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    calendar.write_text("0", encoding="ascii")
    own = {"DOUDI_DATA": str(site.folder), **KEYS, **site.environ}
    if site.database:
        own["DOUDI_DATABASE_URL"] = site.database
    with (site.folder / "serve.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, str(SERVING), "serve", "--port", str(port)],
            env={key: value for key, value in os.environ.items() if not key.startswith("DOUDI_")} | own,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "办公系统已启动" in line, (site.folder / "serve.log").read_text()
        yield f"http://127.0.0.1:{port}"
        process.terminate()
        process.wait(30)


@pytest.fixture
def office(address: str, known: dict[str, Any], calendar: Path, new_page: Callable[..., Any]) -> Office:
    """The office on the real day, with nobody at any desk yet."""
    calendar.write_text("0", encoding="ascii")
    return Office(address, known, new_page, calendar)
