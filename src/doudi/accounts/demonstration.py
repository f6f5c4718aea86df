"""What only a demonstration does: show the code that a phone would show, so that nobody needs one to look around."""

from __future__ import annotations

import time

from django.conf import settings

from doudi.accounts.models import Phone, User


def code_now(user: User) -> str:
    """The next code of a user's phone that will be taken; empty without a phone. Raises `RuntimeError` in any other mode."""
    if settings.MODE != "demo":
        raise RuntimeError("codes are shown in a demonstration only")
    phone = Phone.objects.filter(user=user, confirmed=True).first()
    if phone is None:
        return ""
    now = time.time()
    made = phone.code(now)
    steps_on = max(0, phone.last_t + 1 - made.t())  # a code works once; the one after it is taken already
    return f"{phone.code(now + steps_on * phone.STEP).token():0{phone.DIGITS}d}"
