"""Starts the office inside the command line: its settings, its apps, its database."""

from __future__ import annotations

import importlib.util
import os

import click

from doudi.command.failures import Failure
from doudi.command.language import current, say


def start() -> None:
    """Load the office. Raises `Failure` when it is not installed or a setting stops it."""
    if importlib.util.find_spec("django") is None or importlib.util.find_spec("axes") is None:
        raise Failure(
            say(
                (
                    "这里没有装办公系统。运行：pip install 'doudi[office]'",
                    "The office is not installed here. Run: pip install 'doudi[office]'",
                )
            )
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.office.settings")
    refuse_unsafe()
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise Failure(str(error)) from None
    except ValueError as error:  # dj_database_url on an address it cannot read
        raise Failure(f"DOUDI_DATABASE_URL：{error}") from None


def refuse_unsafe() -> None:
    """Raises `Failure` with every unsafe setting of a production site."""
    from doudi.office.checks import findings

    found = findings(os.environ)
    if found:
        head = say(
            ("正式站点的设置不安全，没有启动：", "The settings of this production site are unsafe; not started:")
        )
        raise Failure("\n".join([head, *(f"- {each.text(current())}" for each in found)]), 1)


def ready(*, behind_too: bool = False) -> None:
    """Start, and refuse to go on when the database is away or not on the present schema.

    `behind_too` lets a database pass that is on an earlier schema, but not an empty one: it can be backed up.
    """
    start()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import Error

    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as error:
        raise Failure(_no_database(error)) from None
    if behind and not (behind_too and executor.loader.applied_migrations):
        raise Failure(
            say(
                (
                    "数据库的结构还不是这一版的。先备份，再运行 doudi migrate。",
                    "The database is not on the schema of this version. Back it up, then run doudi migrate.",
                )
            )
        )


def _no_database(error: Exception) -> str:
    first = str(error).splitlines()[0] if str(error) else type(error).__name__
    return say(
        (
            f"连不上数据库（{first}）。请检查 DOUDI_DATABASE_URL，以及数据库是否在运行。",
            f"The database cannot be reached ({first}). Check DOUDI_DATABASE_URL and whether it is running.",
        )
    )


def progress(words: tuple[str, str]) -> None:
    """A line on standard error about what is being done."""
    click.echo(say(words), err=True)
