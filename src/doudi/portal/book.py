"""The policy book of this site, built into the data folder and given out as it stands there."""

from __future__ import annotations

import mimetypes

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils._os import safe_join
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from doudi.desk.doors import anybody

_AWHILE = 600


def has_book() -> bool:
    """Whether the policy book has been built."""
    return (settings.DATA_DIR / "book" / "index.html").is_file()


@anybody
@require_safe
@cache_control(public=True, max_age=_AWHILE)
def book(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """A page of the policy book."""
    try:
        found = settings.DATA_DIR / safe_join(str(settings.DATA_DIR / "book"), path or "index.html")
    except SuspiciousFileOperation:
        raise Http404 from None
    if found.is_dir():
        if path and not path.endswith("/"):
            return redirect(f"{request.path}/")
        found = found / "index.html"
    if not found.is_file() or found.name.startswith("."):
        raise Http404
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    return FileResponse(found.open("rb"), content_type=f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
