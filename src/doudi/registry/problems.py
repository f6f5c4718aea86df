"""What the registry refuses to enter."""

from __future__ import annotations

from django.utils.translation import gettext as _

MOST_REASON = 500


class RegistryProblem(ValueError):
    """Something cannot be entered as asked; the message says what, why and what to do, for the official.

    `field` names the field of the form that is wrong, when one is; `cause` says it without the field's label.
    """

    def __init__(self, message: str, field: str = "", cause: str = "") -> None:
        super().__init__(message)
        self.field, self.cause = field, cause or message


def check_reason(reason: str, when_empty: str) -> None:
    """Refuse a reason that is empty, with the words given, or longer than the log keeps."""
    if not reason.strip():
        raise RegistryProblem(when_empty, "reason")
    if len(reason) > MOST_REASON:
        raise RegistryProblem(_("理由最多 %d 个字。") % MOST_REASON, "reason")
