"""Signing in and out."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from doudi.audit import services as audit
from doudi.desk.doors import anybody
from doudi.desk.entry.forms import SignIn
from doudi.desk.entry.onwards import asked_for, onwards


@anybody
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password; what is still missing after that, the doors ask for."""
    if request.user.is_authenticated:
        return redirect(onwards(request))
    form = SignIn(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.get_user()
        auth.login(request, user)
        import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
        audit.record(actor=None, verb="user.signed_in", subject=user)
        return redirect(onwards(request))
    status = 200 if request.method == "GET" else 422
    return render(request, "desk/entry/sign_in.html", {"form": form, "next": asked_for(request)}, status=status)


@anybody
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.user.is_authenticated:
        audit.record(actor=None, verb="user.signed_out", subject=request.user)
    auth.logout(request)
    return redirect("sign-in")
