"""A phone that shows codes."""

from __future__ import annotations

import time

from doudi.accounts.models import Phone


def code_of(device: Phone, steps: int = 0) -> str:
    """What the phone shows, `steps` half minutes from now."""
    return f"{device.code(time.time() + steps * Phone.STEP).token():06d}"
