"""Serves the office as `doudi serve` does, by a calendar that the tests turn: the file named first says by how many
days the office's today is ahead. Sessions and codes of phones go by the real clock; nobody has to wait for a notice."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils import timezone

CALENDAR = Path(sys.argv.pop(1))
_now = timezone.now


def now() -> datetime.datetime:
    """The office's present instant."""
    return _now() + datetime.timedelta(days=int(CALENDAR.read_text(encoding="ascii") or 0))


timezone.now = now
PBKDF2PasswordHasher.iterations = (
    1  # as the passwords were made; else a sign-in makes them anew and ends other sessions
)

from doudi.command.main import main  # noqa: E402

main()
