"""Logs name no resident."""

from __future__ import annotations

import logging
import sys

import pytest

from doudi.office.logs import Impersonal

ID_NUMBER, TELEPHONE, CARD = "990101199003074518", "13800990001", "6222029900112233445"


def told(error: BaseException, message: str = "failed", *arguments: object) -> str:
    """What the log says of a failure."""
    try:
        raise error
    except type(error):
        record = logging.LogRecord("doudi", logging.ERROR, "views.py", 1, message, arguments, sys.exc_info())
    return Impersonal("%(levelname)s %(name)s %(message)s").format(record)


@pytest.mark.parametrize("secret", [ID_NUMBER, TELEPHONE, CARD, "99010119900307451X"])
def test_long_numbers_are_left_out_of_lines_and_failures(secret: str) -> None:
    assert secret[:-1] not in told(ValueError(f"no person {secret}"), "looked for %s", secret)


def test_the_row_that_the_database_quotes_is_left_out() -> None:
    text = (
        'duplicate key value violates unique constraint "one_id_number"\n'
        f"DETAIL:  Key (name, telephone)=(Wang Qing, {TELEPHONE}) already exists."
    )
    line = told(ValueError(text))
    assert "Wang Qing" not in line
    assert "duplicate key value violates unique constraint" in line


def test_names_in_chinese_and_in_quotes_are_left_out() -> None:
    line = told(ValueError("王清已经在另一户：'Wang Qing'"))
    assert "王清" not in line
    assert "Wang Qing" not in line


def test_the_kind_of_failure_and_the_lines_of_code_stay() -> None:
    line = told(KeyError("x"))
    assert "builtins.KeyError" in line
    assert 'File "' in line
    assert "in told" in line


def test_a_failure_behind_a_failure_is_told_without_values_too() -> None:
    cause = ValueError(f"number {ID_NUMBER}")
    error = RuntimeError("could not save")
    error.__cause__ = cause
    line = told(error)
    assert line.index("builtins.ValueError") < line.index("builtins.RuntimeError")
    assert ID_NUMBER not in line


def test_what_a_technician_needs_stays_in_the_line() -> None:
    line = told(ValueError("x"), "Forbidden: %s (status %s)", "/desk/households/17/", 403)
    assert "Forbidden: /desk/households/17/ (status 403)" in line
