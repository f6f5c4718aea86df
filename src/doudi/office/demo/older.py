"""Whether a demonstration was made by another version, and where it is kept then.

Asked before the office starts, for its keys lie beside its data: no Django here.
"""

from __future__ import annotations

import sqlite3
from importlib.resources import files
from pathlib import Path

from doudi.office.demo.places import PLACES
from doudi.office.demo.state import DATABASE, NotADemo, read
from doudi.policy.building import build
from doudi.policy.messages.problems import PolicyError


def is_older(folder: Path) -> bool:
    """Whether the demonstration in a folder rests on other policies or on another database than this version's."""
    try:
        if read(folder) is None:
            return False
    except NotADemo:
        return False
    database = sqlite3.connect(f"file:{folder / DATABASE}?mode=ro", uri=True)
    try:
        return _knows_not(database) or _other_policies(database)
    except sqlite3.Error:  # begun and cut off before there were tables, or locked: the office goes on and says so
        return False
    finally:
        database.close()


def put_aside(folder: Path) -> Path:
    """Give a folder another name, the first that is free: nothing in it is lost. Returns the new one."""
    number = 1
    while (kept := folder.with_name(f"{folder.name}.old-{number}")).exists():
        number += 1
    return folder.rename(kept)


def _other_policies(database: sqlite3.Connection) -> bool:
    """Whether places were founded under releases that the policies no longer have."""
    adopted = {row[0] for row in database.execute("select distinct release_id from rulebook_adoption")}
    try:
        return bool(adopted) and not adopted >= {build.load(place.policy).release for place in PLACES}
    except PolicyError:
        return False  # somebody is at work on a policy: what was made still runs by the release that is kept


def _knows_not(database: sqlite3.Connection) -> bool:
    """Whether the database had a change of its tables that this version does not know."""
    done = database.execute("select app, name from django_migrations").fetchall()
    ours = {place.name for place in files("doudi").iterdir()}
    return any(
        app in ours and not files("doudi").joinpath(app, "migrations", f"{name}.py").is_file() for app, name in done
    )
