"""Where to go after a step of coming in: the page that was asked for, if it is ours, else the inbox."""

from __future__ import annotations

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def asked_for(request: HttpRequest) -> str:
    """The address that the user came for, or "" when there is none or it leads elsewhere."""
    address = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else ""


def onwards(request: HttpRequest) -> str:
    """The address to go on to."""
    return asked_for(request) or resolve_url("inbox")
