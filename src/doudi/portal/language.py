"""The switch of the language, for officials and for the readers of the notice board."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from doudi.desk.doors import anybody


@anybody
@csrf_exempt  # the public pages are the same for every reader, so no token can stand in them; nothing else is changed
@require_POST
def chosen(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie, and go back to where the reader was on this site."""
    return set_language(request)
