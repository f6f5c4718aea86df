"""One's own account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from doudi.accounts import credentials
from doudi.desk.doors import roles_today, signed_in


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show who one is here, one's roles, and how one signs in."""
    words = {"roles": roles_today(request.user), "has_phone": credentials.has_second_factor(request.user)}
    return render(request, "desk/entry/account.html", words)
