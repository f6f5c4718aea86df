"""Settles what the quick reader left in doubt: one value at a time, by the same rules and words as `doudi decide`."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from doudi.policy.definitions.nodes import Value
from doudi.policy.generating.request import FACT_SCALE
from doudi.policy.inputs.factvalue import ValueReader
from doudi.policy.messages.refusal import Faults, Place
from doudi.registers.arrays import Integers, Mask, is_text
from doudi.registers.facts import FactColumn
from doudi.registers.quick import Texts
from doudi.vocabulary.fact_value import parse_number


class Settler:
    """Reads single values; `codes` are the code lists by name, `lang` the language of reasons."""

    def __init__(self, codes: Mapping[str, Mapping[str, str]], lang: str) -> None:
        self.codes, self.lang = codes, lang

    def settle(self, array: Any, fact: FactColumn, values: Integers, doubtful: Mask, texts: Texts) -> dict[int, str]:
        """Put right values into `values`; the reason by row for those that are wrong."""
        reasons: dict[int, str] = {}
        settled: dict[Any, tuple[int, str]] = {}
        written = is_text(array.type)
        for row in doubtful.nonzero()[0].tolist():
            raw = array[row].as_py()
            key = (type(raw), str(raw))
            if key not in settled:
                settled[key] = self._value(_as_json(raw, fact, written), fact, texts)
            values[row], reason = settled[key]
            if reason:
                reasons[row] = reason
        return reasons

    def _value(self, raw: Any, fact: FactColumn, texts: Texts) -> tuple[int, str]:
        faults = Faults("")
        value = ValueReader(self.codes, faults).read(raw, fact.type, Place(key=fact.name, label=fact.label))
        if faults.found:
            return fact.unknown, faults.found[0].text(self.lang)
        return (fact.unknown if value is None else _integer(value, fact, texts)), ""


def _as_json(raw: Any, fact: FactColumn, written: bool) -> Any:
    """A value of an Arrow column as the JSON reader would meet it."""
    if written and isinstance(raw, str):
        if fact.type.kind == "number" and not fact.type.is_money:
            return parse_number(raw) if raw.replace(".", "", 1).isdigit() and raw.isascii() else raw
        return raw
    if isinstance(raw, bool | str) or raw is None:
        return raw
    if isinstance(raw, int | float | Decimal):
        return parse_number(str(raw)) if isinstance(raw, int) or _is_finite(raw) else str(raw)
    if isinstance(raw, datetime.datetime) and raw.time() == datetime.time():
        return raw.date().isoformat()
    return raw.isoformat() if isinstance(raw, datetime.date) else str(raw)


def _is_finite(raw: float | Decimal) -> bool:
    return Decimal(raw).is_finite()


def _integer(value: Value, fact: FactColumn, texts: Texts) -> int:
    """A value as its column has it."""
    if isinstance(value, Fraction):
        return int(value * FACT_SCALE)
    if isinstance(value, datetime.date):
        return value.toordinal()
    if isinstance(value, bool):
        return int(value)
    return texts.place(value) if fact.type.kind == "text" else fact.keys.index(value)
