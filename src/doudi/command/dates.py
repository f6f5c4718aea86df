"""A day on the command line."""

from __future__ import annotations

import datetime
from typing import Any

import click

from doudi.command.language import say
from doudi.policy.expressions.values import ValueProblem, read_date


class DateType(click.ParamType):
    """A day, written 2021-12-31, from 1900 to 2199."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        """The date of the text; fails with a message in the current language."""
        if isinstance(value, datetime.date):
            return value
        if not value:
            words = (
                "后面没有写日期，请按 年-月-日 写，如 2021-12-31",
                "is empty; write year-month-day, such as 2021-12-31",
            )
            self.fail(say(words), param, ctx)
        try:
            return read_date(value)
        except ValueProblem:
            words = (
                f"{value} 不是 1900 至 2199 年间的日期，请按 年-月-日 写，如 2021-12-31",
                f"{value} is not a date from 1900 to 2199; write year-month-day, such as 2021-12-31",
            )
            self.fail(say(words), param, ctx)


DATE = DateType()
