"""What a verb refuses, in words for the person at the desk."""

from __future__ import annotations


class CaseProblem(ValueError):
    """The case cannot go that way; the message says why and what to do."""


class Conflict(CaseProblem):
    """Somebody else has changed it meanwhile: nothing was saved, look again."""
