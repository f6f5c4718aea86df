"""Choosing the role to act in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from doudi.desk.doors import ROLE_IN_SESSION, roles_today, signed_in
from doudi.desk.entry.onwards import asked_for, onwards


@signed_in
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose among the roles of today; everything done afterwards is done in it."""
    roles = roles_today(request.user)
    if request.method == "POST":
        chosen = request.POST.get("role", "")
        if any(str(role.pk) == chosen for role in roles):
            request.session[ROLE_IN_SESSION] = int(chosen)
            return redirect(onwards(request))
    words = {"roles": roles, "now": request.session.get(ROLE_IN_SESSION), "next": asked_for(request)}
    return render(request, "desk/entry/role.html", words, status=200 if request.method == "GET" else 422)
