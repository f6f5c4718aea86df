"""What the registry refuses to enter."""

from __future__ import annotations


class RegistryProblem(ValueError):
    """Something cannot be entered as asked; the message says what, why and what to do, for the official.

    `field` names the field of the form that is wrong, when one is.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field
