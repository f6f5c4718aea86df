"""The second factor: a code from the phone, and tying a phone to the account."""

from __future__ import annotations

from base64 import b32encode

import django_otp
import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from doudi.accounts import credentials, demonstration
from doudi.accounts.models import Phone
from doudi.desk.doors import signed_in
from doudi.desk.entry.forms import Code
from doudi.desk.entry.onwards import asked_for, onwards


@signed_in
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a code of the phone, or a recovery code."""
    if request.user.is_verified():
        return redirect(onwards(request))
    if not credentials.has_second_factor(request.user):
        return _keeping_next(request, "enrol")
    form = Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = credentials.check_code(user=request.user, code=form.cleaned_data["code"])
        if device is not None:
            _verified(request, device)
            return redirect(onwards(request))
        form.add_error("code", _("验证码不对或已过期。看清手机上的六位数字再试；连续错几次要等一会儿。"))
    words = {"form": form, "next": asked_for(request)}
    if settings.MODE == "demo":
        words["shown_code"] = demonstration.code_now(request.user)
    return render(request, "desk/entry/second_factor.html", words, status=422 if form.errors else 200)


@signed_in
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Tie a phone to the account. Who has one already must have proved it in this session."""
    if request.user.must_change_password:
        return _keeping_next(request, "change-password")
    if credentials.has_second_factor(request.user) and not request.user.is_verified():
        return _keeping_next(request, "second-factor")
    form = Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = credentials.confirm_phone(user=request.user, code=form.cleaned_data["code"].replace(" ", ""))
        if done is not None:
            device, codes = done
            _verified(request, device)
            return render(request, "desk/entry/recovery_codes.html", {"codes": codes, "onwards": onwards(request)})
        form.add_error("code", _("验证码不对。请核对手机的时间是否准确，再输入新的六位数字。"))
    words = {"form": form, "next": asked_for(request)} | _shown(credentials.new_phone(request.user))
    return render(request, "desk/entry/enrol.html", words, status=422 if form.errors else 200)


def _shown(device: Phone) -> dict[str, str]:
    """The key of a new phone, as a picture to scan and as letters to type."""
    letters = b32encode(device.bin_key).decode("ascii").rstrip("=")
    return {
        "qr": segno.make_qr(device.config_url).svg_data_uri(scale=4, border=2),
        "letters": " ".join(letters[at : at + 4] for at in range(0, len(letters), 4)),
    }


def _verified(request: HttpRequest, device: django_otp.models.Device) -> None:
    """The session is now worth more than before: it gets a new key."""
    request.session.cycle_key()
    django_otp.login(request, device)


def _keeping_next(request: HttpRequest, name: str) -> HttpResponse:
    response = redirect(name)
    if query := request.META.get("QUERY_STRING"):
        response["Location"] += f"?{query}"
    return response
