"""The public notice board, the way in for officials, and the policy book."""

from __future__ import annotations

import mimetypes

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils._os import safe_join
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from doudi.desk.doors import anybody

_MINUTE = 60


def book_folder() -> str:
    """Where the policy book of this site is built."""
    return str(settings.DATA_DIR / "book")


def has_book() -> bool:
    """Whether the policy book has been built."""
    return (settings.DATA_DIR / "book" / "index.html").is_file()


@anybody
@require_safe
@cache_control(public=True, max_age=_MINUTE)
def board(request: HttpRequest) -> HttpResponse:
    """What is posted now. No sign-in, no search by name, nothing to index."""
    return render(request, "portal/board.html", {"has_book": has_book()})


@anybody
@require_safe
@cache_control(public=True, max_age=10 * _MINUTE)
def book(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """A page of the policy book."""
    try:
        found = settings.DATA_DIR / "book" / safe_join(book_folder(), path or "index.html")
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


@anybody
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
