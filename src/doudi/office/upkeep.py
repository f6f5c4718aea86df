"""What a technician does to a site: bring its database up to date."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from doudi.office_day import office_day
from doudi.workdays.selectors import is_known
from doudi.workdays.services import fill_year


def migrate() -> int:
    """Make or upgrade the database, fill the calendar where it is empty, gather static files in production.

    The number of migrations applied.
    """
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    recorder = MigrationRecorder(connection)
    before = len(recorder.applied_migrations())
    call_command("migrate", interactive=False, verbosity=0)
    this_year = office_day().year
    for year in (this_year, this_year + 1):
        if not is_known(year):
            fill_year(actor=None, year=year)
    if settings.PRODUCTION:
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    return len(recorder.applied_migrations()) - before
