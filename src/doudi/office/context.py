"""What every page may say about the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

import doudi
from doudi.office.demo import shown
from doudi.office_day import office_day


def site(request: HttpRequest) -> dict[str, Any]:
    """The version, and whether this is a demonstration with invented people."""
    found: dict[str, Any] = {"doudi_version": doudi.__version__, "is_demo": settings.MODE == "demo"}
    if found["is_demo"]:
        found |= {
            "demo_accounts": shown.accounts,
            "demo_password": shown.password(),
            "demo_percent": shown.percent(),
            "demo_today": office_day(),
        }
    return found
