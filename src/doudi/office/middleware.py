"""What every answer carries, and what every visitor is held to."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import auth
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

Answer = Callable[[HttpRequest], HttpResponse]

_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "style-src 'self'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_SEEN = "seen"
_MINUTE = 60


class ChosenLanguage:
    """Chinese, unless the visitor has chosen another language by the switch; a browser's own wish is not asked."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))  # a page that anybody may keep is kept once in each language
        return response


class SecurityHeaders:
    """A content policy without inline script or style, and no caching of pages that somebody signed in for."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.setdefault("Permissions-Policy", "geolocation=(), microphone=(), camera=()")
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class IdleSession:
    """Ends a session that nobody has used for `DOUDI_IDLE_MINUTES`. Its clock is written once a minute at most."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = int(time.time())
            seen = request.session.get(_SEEN, now)
            if now - seen > settings.DOUDI_IDLE_MINUTES * _MINUTE:
                auth.logout(request)
            elif _SEEN not in request.session or now - seen >= _MINUTE:
                request.session[_SEEN] = now
        return self.get_response(request)


class PublicFormLimit:
    """Bounds how many forms in a minute come from one address without a sign-in; more are answered with 429.

    Counted in the cache of each process, which is enough to stop guessing and flooding by one visitor.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated and self._count(request) > self._most():
            response = render(request, "429.html", status=429)
            response.headers["Retry-After"] = str(_MINUTE)
            return response
        return self.get_response(request)

    @staticmethod
    def _most() -> int:
        return settings.DOUDI_FORMS_A_MINUTE

    @staticmethod
    def _count(request: HttpRequest) -> int:
        key = f"forms:{request.META['REMOTE_ADDR']}:{int(time.time()) // _MINUTE}"
        cache.add(key, 0, 2 * _MINUTE)
        return int(cache.incr(key))
