"""Serves the office as `doudi serve` does, with passwords that are as cheap to check as they were to make: checked as
dearly as usual they would be made anew, which ends a person's other sessions."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher

PBKDF2PasswordHasher.iterations = 1

from doudi.command.main import main  # noqa: E402

main()
