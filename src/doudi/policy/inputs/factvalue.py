"""Reads one value of a file as a fact of its type, and notes what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from doudi.policy.definitions.types import Type
from doudi.policy.messages.nearest import nearest
from doudi.policy.messages.refusal import Faults, Place
from doudi.vocabulary.fact_value import Value, WrongValue, read


class ValueReader:
    """Reads values for one file: `codes` are the code lists by name, what is wrong goes to `faults`."""

    def __init__(self, codes: Mapping[str, Mapping[str, str]], faults: Faults) -> None:
        self.codes, self.faults = codes, faults

    def read(self, raw: object, type: Type, place: Place) -> Value | None:
        """The value, or None when it is unknown (null) or wrong (and noted)."""
        if raw is None:
            return None
        try:
            return read(raw, type.declared, type.unit, self.codes)
        except WrongValue as wrong:
            near = self._nearest(raw, type) if wrong.code == "unknown-code" else ""
            if near:
                self.faults.add("unknown-code-near", place, near=near, **wrong.particulars)
            else:
                self.faults.add(wrong.code, place, **wrong.particulars)
            return None

    def _nearest(self, raw: object, type: Type) -> str:
        """The key that was most likely meant: that of a label, or of a name that is near."""
        options = self.codes[type.declared]
        return {label: key for key, label in options.items()}.get(str(raw)) or nearest(str(raw), options)
