"""What a verb refuses, in words for the person at the desk."""

from __future__ import annotations

from django.utils.translation import gettext as _

LONGEST_REASON = 500


class CaseProblem(ValueError):
    """The case cannot go that way; the message says why and what to do."""


class Conflict(CaseProblem):
    """Somebody else has changed it meanwhile: nothing was saved, look again."""


def check_reason(reason: str, missing: str = "") -> None:
    """Refuse a reason that is too long to keep, and, with the words `missing`, one that is not given."""
    if missing and not reason.strip():
        raise CaseProblem(missing)
    if len(reason) > LONGEST_REASON:
        raise CaseProblem(_("理由最多 %s 字。") % LONGEST_REASON)
