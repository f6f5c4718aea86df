"""PostgreSQL's own tools, which are fast on a large database."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection

from doudi.office.backup.manifest import BackupProblem

_NAMES = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}


def has_tools() -> bool:
    """Whether pg_dump and pg_restore are on this machine."""
    return bool(shutil.which("pg_dump") and shutil.which("pg_restore"))


def dump(path: Path) -> None:
    """Write the whole database, sessions left out. Raises `BackupProblem`."""
    _run(
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--exclude-table-data=django_session",
        f"--file={path}",
    )


def load(path: Path) -> None:
    """Fill an empty database, all or nothing. Raises `BackupProblem`."""
    connection.close()
    database = str(connection.settings_dict["NAME"])
    _run(
        "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--clean",
        "--if-exists",
        "--single-transaction",
        f"--dbname={database}",
        str(path),
    )


def _run(program: str, *words: str) -> None:
    """Run a tool; the password travels in the environment, never on the command line."""
    done = subprocess.run([program, *words], env=os.environ | _environment(), capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or [str(done.returncode)]
        raise BackupProblem(
            f"{program} 没有成功：{said[0]}。可以改用 doudi backup --any，它不用 {program}。",
            f"{program} failed: {said[0]}. doudi backup --any does without it.",
        )


def _environment() -> dict[str, str]:
    settings = connection.settings_dict
    found = {variable: str(settings[name]) for name, variable in _NAMES.items() if settings.get(name)}
    if mode := settings.get("OPTIONS", {}).get("sslmode"):
        found["PGSSLMODE"] = mode
    return found
