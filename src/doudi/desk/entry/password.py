"""Changing one's own password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import password_validation, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from doudi.accounts import credentials
from doudi.desk.doors import signed_in
from doudi.desk.entry.forms import Password
from doudi.desk.entry.onwards import asked_for, onwards


@signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Choose a new password; other sessions of the account end."""
    form = Password(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        credentials.change_password(user=request.user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        messages.success(request, _("密码已修改。"))
        return redirect(onwards(request))
    words = {
        "form": form,
        "next": asked_for(request),
        "rules": password_validation.password_validators_help_texts(),
    }
    return render(request, "desk/entry/password.html", words, status=200 if request.method == "GET" else 422)
