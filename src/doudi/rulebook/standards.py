"""The values that places give, from rows to the dated values of the engine."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from fractions import Fraction

from doudi.policy.definitions.model import Dated, Policy
from doudi.policy.definitions.nodes import Unlimited, Value
from doudi.policy.inputs.outside import Given, OutsideReader
from doudi.policy.meaning.setting import Setting
from doudi.policy.messages.refusal import Faults, Refused
from doudi.rulebook.models import StandardValue
from doudi.vocabulary.fact_value import FIRST_DATE


class StandardProblem(ValueError):
    """A value cannot be entered; the message says which and why."""


def read_value(policy: Policy, name: str, text: str) -> Value | Unlimited:
    """The value of a parameter or reading from its text. Raises `StandardProblem`."""
    faults = Faults("")
    value = OutsideReader(policy, faults).value(name, text)
    try:
        faults.check()
    except Refused as refused:
        raise StandardProblem("；".join(fault.text("zh") for fault in refused.faults)) from None
    assert value is not None  # what is missing has been refused
    return value


def given(policy: Policy, rows: Iterable[StandardValue]) -> Given:
    """Dated values by name. `rows` go from the widest area to the narrowest: from its first day on, the narrower wins."""
    found: dict[str, dict[str, list[tuple[datetime.date, Value | Unlimited]]]] = {}
    for row in rows:
        if row.name in policy.parameters or row.name in policy.readings:
            value = read_value(policy, row.name, row.value)
            found.setdefault(row.name, {}).setdefault(row.area_id, []).append((row.from_date, value))
    return {name: Dated(_joined(list(areas.values()))) for name, areas in found.items()}


def _joined(
    areas: list[list[tuple[datetime.date, Value | Unlimited]]],
) -> tuple[tuple[datetime.date, Value | Unlimited], ...]:
    """One line of values from those of several areas, the widest first."""
    line: list[tuple[datetime.date, Value | Unlimited]] = []
    for values in areas:
        first = min(start for start, _ in values)
        line = [pair for pair in line if pair[0] < first] + sorted(values, key=lambda pair: pair[0])
    return tuple(line)


def written(value: Value | Unlimited) -> str:
    """A value as it is written in a place file, exactly; `read_value` reads it back."""
    match value:
        case bool():
            return "true" if value else "false"
        case datetime.date():
            return value.isoformat()
        case Fraction():
            sign, millionths = ("-" if value < 0 else ""), abs(value * 1_000_000)
            whole, rest = divmod(int(millionths), 1_000_000)
            return f"{sign}{whole}.{rest:06}".rstrip("0").rstrip(".")
        case _:
            return str(value)


def values_of(setting: Setting) -> dict[str, str]:
    """The place's values that hold on the setting's date, as a decision stores them."""
    return {name: written(value) for name, value in setting.given_values().items()}


def setting_with(policy: Policy, date: datetime.date, values: Mapping[str, str]) -> Setting:
    """The setting of a decision, from the values that it stored."""
    dated = {name: Dated(((FIRST_DATE, read_value(policy, name, text)),)) for name, text in values.items()}
    return Setting(policy, date, dated)
