"""SQLite's own copy of its file, which is whole even while others write."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection, connections


def dump(path: Path) -> None:
    """Write a copy of the database, sessions left out."""
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("DELETE FROM django_session")
        copy.commit()
        copy.execute("VACUUM")


def load(path: Path) -> None:
    """Put the copy in the place of an empty database."""
    target = Path(connection.settings_dict["NAME"])
    connections.close_all()
    part = target.with_name(target.name + ".part")
    shutil.copyfile(path, part)
    for leftover in ("-wal", "-shm"):  # of the empty database: they must not be read into the new one
        target.with_name(target.name + leftover).unlink(missing_ok=True)
    part.replace(target)
