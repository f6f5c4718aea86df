"""How a policy is said in English. Things are called by their keys, since labels are Chinese."""

from __future__ import annotations

import datetime
from fractions import Fraction

from doudi.policy.definitions.types import Type
from doudi.policy.meaning.exact import rounded
from doudi.policy.meaning.output import money, plain_number

TEMPLATES = {
    # joining
    "and": ", and ",
    "or": ", or ",
    "told_and": "; and ",
    "told_or": "; or ",
    "group": "({inner})",
    "list": ", ",
    "list_or": " or ",
    "stop": ".",
    # values
    "decision_date": "the decision date",
    "table": "{column} in the table “{table}”",
    "reading": "the reading of “{label}”",
    "with_value": "{name} {value}",
    "with_total": "{name} ({value})",
    "not_applicable": "does not apply",
    "unlimited": "unlimited",
    "arithmetic_+": "{left} + {right}",
    "arithmetic_-": "{left} − {right}",
    "arithmetic_*": "{left} × {right}",
    "arithmetic_/": "{left} ÷ {right}",
    "sum_rest": "{sum} (the other terms are 0)",
    "sum_rest_inner": "({sum}, the other terms being 0)",
    "sum_nothing": "every term is 0",
    "min_two": "the lower of {first} and {second}",
    "max_two": "the higher of {first} and {second}",
    "min_many": "the lowest of {many}",
    "max_many": "the highest of {many}",
    "take": "{value}",
    "not_negative": "{operand} (0 if negative)",
    "sum": "the sum of {body} over all members",
    "min": "the lowest {body} of all members",
    "max": "the highest {body} of all members",
    "count": "the number of members with “{body}”",
    "count_all": "the number of members",
    "round_2": "{operand} (rounded to the fen)",
    "round_1": "{operand} (rounded to the jiao)",
    "round_0": "{operand} (rounded to the yuan)",
    "per_year": "{operand} per year",
    "per_month": "{operand} per month",
    "years": "the completed years from {start} to {end}",
    "months": "the completed months from {start} to {end}",
    "if": "if {condition}, then {value}",
    "else": "otherwise {value}",
    "if_else": "; ",
    "because": "since {condition}: {value}",
    "because_open": "since {condition}: {value}",
    # conditions
    "yes": "yes",
    "no": "no",
    "is": "{label}: {answer}",
    "must_be": "{label}: {answer} (must be {required})",
    "any_said": "some member has “{body}”",
    "any_told": "some member has “{body}”",
    "any_open": "whether some member has “{body}”: not yet known",
    "not_any": "no member has “{body}”",
    "all_said": "every member has “{body}”",
    "all_told": "every member has “{body}”",
    "all_open": "whether every member has “{body}”: not yet known",
    "not_all": "not every member has “{body}”",
    "code_is": "{left} is {options}",
    "code_is_not": "{left} is not {options}",
    "quoted": "“{word}”",
    "quoted_inside": "‘{word}’",
    "code_told": "{left}: {value}",
    "code_must_be": "{left}: {value} (must be {options})",
    "code_must_not_be": "{left}: {value} (must not be {options})",
    "reading_is": "{left} is {options}",
    "reading_open": "{left} is not set (must be {options})",
    "reading_told": "{left} is “{value}”",
    "reading_is_not": "{left} is not {options}",
    "reading_must_be": "{left} is “{value}” (must be {options})",
    "reading_must_not_be": "{left} is “{value}” (must not be {options})",
    "compare": "{left} {op} {right}",
    "compare_age": "{left} {op} {right}",
    "zero": "{left} is 0",
    "not_zero": "{left} is not 0",
    "not_zero_told": "{left}, not 0",
    "same": "{left} is the same as {right}",
    "different": "{left} differs from {right}",
    "holds": "{left}, {op} {right}",
    "holds_literal": "{left}, {op} {right}",
    "over": "{left}, {margin} above {right} ({value})",
    "over_literal": "{left}, {margin} above {right}",
    "under": "{left}, {margin} below {right} ({value})",
    "under_literal": "{left}, {margin} below {right}",
    "unequal": "{left}, not equal to {right} ({value})",
    "unequal_literal": "{left}, not equal to {right}",
    "level": "{left}, exactly {right} (must be {op} it)",
    "level_literal": "{left}, exactly {right} (must be {op} it)",
    "open": "{left}: {value} (must be {op} {right})",
    "open_literal": "{left}: {value} (must be {op} {right})",
    # required and found
    "required": "{head}{required}; found: {found}",
    "required_head": "required: ",
    "either_head": "required (one of several ways): ",
    "is_required": "{label} is “{answer}”",
    "found_level": "{value}, exactly the same",
    "found_off": "{value}, off by {margin}",
    "both": "{first}, {second}",
    "found_any": "there is one",
    "found_not_any": "none",
    "found_all": "every one has",
    "found_not_all": "not every one has",
    # unknown
    "missing_fact": "not answered",
    "missing_parameter": "not set",
    "missing_result": "not yet known",
    # results
    "result": "{label}: {value}. {reason}.",
    "result_open": "{label}: not yet known, for want of: {missing}.",
    "of_whom": "{who}: {what}",
    "parameters": "parameters",
    "result_never": "{label}: cannot be worked out.",
    # warnings
    "not_yet": "The policy is not yet in force: {title} takes effect on {start}, the decision date is {date}; "
    "the parameters that have a value on that day are used.",
    "no_longer": "The policy is no longer in force: {title} held until {end}, the decision date is {date}; "
    "the parameters that have a value on that day are used.",
    # the report
    "heading": "{household}  {title}{number}",
    "number": " ({number})",
    "on": "decided on {date}",
    "given": "; given: {given}",
    "warning": "Note: {warning}",
    "due": "Due",
    "may_be_due": "May be due",
    "not_due": "Not due",
    "also_not_due": "Services, waivers and the like that are not due (--full gives the reasons)",
    "missing": "Still needed (all of it, once)",
    "none_due": "Nothing is certain to be due yet.",
    "whole_household": "household",
    "benefit": "{label} ({who}): {what}, {agency}, under {cites}",
    "benefit_open": "{label} ({who}): not yet known, {agency}, under {cites}",
    "benefit_refused": "{label} ({who}), under {cites}",
    "waiver": "waived",
    "service": "provided",
    "referral": "referred",
    "cash": "paid",
    "line": "· {line}",
    "need": "{who}: {what}",
    "the_household": "household",
    "the_parameters": "parameters",
    "unset": "{label} (not set)",
    "expired": "{label} (expired {date})",
}

_NUMBER = {"<": "below", "<=": "at most", ">": "above", ">=": "at least", "==": "equal to", "!=": "other than"}
COMPARISONS = {
    "money": _NUMBER,
    "ratio": _NUMBER,
    "count": {**_NUMBER, "<": "fewer than", ">": "more than"},
    "age": {**_NUMBER, "<": "under", ">": "over"},
    "plain": _NUMBER,
    "date": {"<": "before", "<=": "not after", ">": "after", ">=": "not before", "==": "on", "!=": "not on"},
}

_MONEY_UNITS = {"yuan": "yuan", "yuan/month": "yuan a month", "yuan/year": "yuan a year"}
_UNITS = {
    "months": "months",
    "years": "years",
    "days": "days",
    "workdays": "workdays",
    "persons": "persons",
    "square_metres": "m²",
}


def day(date: datetime.date) -> str:
    """1 December 2021."""
    return f"{date.day} {date:%B} {date.year}"


def quantity(value: Fraction, type: Type, of: str = "", *, period: bool = False) -> str:
    """A number with its unit: 550.00 yuan, 3 months, 70%; `of` is what it is a number of.

    `period` says the period of money, 1350.00 yuan a month.
    """
    if type.is_money:
        return f"{money(value)} {_MONEY_UNITS[type.unit or ''] if period else 'yuan'}"
    if type.unit == "ratio":
        return number(value) if abs(value) > 1 else f"{number(value * 100)}%"
    unit = _UNITS.get(type.unit or "")
    return f"{number(value)} {unit}" if unit else number(value)


def is_age(type: Type, of: str) -> bool:
    """Whether years of this are years of life."""
    return type.unit == "years" and "age" in of.split()


def granted(value: Fraction, type: Type) -> str:
    """An amount as it is granted: 1350.00 yuan a month."""
    return quantity(value, type, period=True)


def margin(value: Fraction, type: Type, of: str = "") -> str:
    """By how much two numbers differ: 62.50 yuan, 5 percentage points."""
    if type.unit == "ratio":
        return f"{number(rounded(value * 100, 2))} percentage points"
    return quantity(value, type, of)


def number(value: Fraction) -> str:
    """A plain number: 3, 1.5."""
    return str(plain_number(value))


def name(key: str, label: str) -> str:
    """What a thing is called: its key, spaced."""
    return key.replace("_", " ")


def spaced(text: str) -> str:
    """Text that follows a word: as it is."""
    return text
