"""What a screen shows of a secret: enough to tell two people apart, too little to use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doudi import secrets

if TYPE_CHECKING:
    from doudi.registry.models import Identity

_SHOWN = {"id_number": (6, 1), "telephone": (3, 4), "bank_card": (0, 4)}
"""How many signs are shown at the beginning and at the end. The birth date often stands beside the ID number, so that the
number within the day must not be seen."""


def mask(field: str, of: Identity) -> str:
    """A secret of somebody, masked; empty when there is none."""
    sealed: str = getattr(of, field)
    return masked(field, secrets.unseal(field, sealed)) if sealed else ""


def masked(field: str, text: str) -> str:
    """The text with its middle starred; a text too short for that is starred whole."""
    head, tail = _SHOWN[field]
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]
