"""What every page may say about the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

import doudi


def site(request: HttpRequest) -> dict[str, Any]:
    """The version, and whether this is a demonstration with invented people."""
    return {"doudi_version": doudi.__version__, "is_demo": settings.MODE == "demo"}
