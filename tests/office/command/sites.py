"""Whole sites of their own, each with its folder and its database, driven by real processes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

KEYS = {"DOUDI_KEYS": "k1:" + "0123456789abcdef" * 4, "DOUDI_INDEX_KEY": "02468ace" * 8}


@dataclass
class Site:
    """A site; `doudi("migrate")` runs a verb on it, `python(code)` a few lines with Django ready."""

    folder: Path
    database: str = ""
    environ: dict[str, str] = field(default_factory=dict)

    def doudi(self, *words: object, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a verb."""
        return self._run(["-c", "from doudi.command.main import main; main()", *map(str, words)], environ)

    def python(self, code: str) -> str:
        """Run code; what it printed."""
        done = self._run(["-c", f"import django; django.setup()\n{code}"], {})
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _run(self, words: list[str], environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("DOUDI_")}
        own = {"DJANGO_SETTINGS_MODULE": "doudi.office.settings", "DOUDI_MODE": "demo", "DOUDI_DATA": str(self.folder)}
        if self.database:
            own["DOUDI_DATABASE_URL"] = self.database
        return subprocess.run(
            [sys.executable, *words],
            env=kept | own | KEYS | self.environ | environ,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )


def sqlite_site(folder: Path) -> Site:
    """A site on SQLite."""
    return Site(folder)


def postgresql_site(folder: Path, server: str) -> Site:
    """A site in a new database of the server that the tests run on."""
    name = f"doudi_site_{uuid.uuid4().hex[:10]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return Site(folder, urlsplit(server)._replace(path=f"/{name}").geturl())


def copied(site: Site, folder: Path, server: str) -> Site:
    """The same site once more, in another place, sooner than by filling another."""
    shutil.copytree(site.folder, folder)
    if not site.database:
        return Site(folder)
    made = Site(folder, urlsplit(server)._replace(path=f"/doudi_site_{uuid.uuid4().hex[:10]}").geturl())
    source, target = (urlsplit(each.database).path[1:] for each in (site, made))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    return made


def drop(site: Site, server: str) -> None:
    """Remove the database of a site."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{urlsplit(site.database).path[1:]}" WITH (FORCE)')
