"""The doors of the officials' side: who comes in is signed in, has a role today, and may do what is behind the door."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from doudi.accounts import rights
from doudi.accounts.actor import Actor
from doudi.accounts.models import Membership, User
from doudi.accounts.selectors import memberships_on
from doudi.desk.words import post_in
from doudi.office_day import office_day

View = TypeVar("View", bound=Callable[..., Any])
ROLE_IN_SESSION = "membership"


def door(*verbs: str) -> Callable[[View], View]:
    """Let in whoever is signed in and may do one of `verbs` (no verb: anybody who has a role), as `request.actor`.

    Others are led to what is missing (sign-in, a new password, a role, the second factor) or refused (403). The
    area is not looked at here: selectors and services do that for each object.
    """
    if unknown := set(verbs) - set(rights.RIGHTS):
        raise ValueError(f"no such verbs in accounts.rights: {sorted(unknown)}")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            missing = _led_elsewhere(request)
            if missing is not None:
                return missing
            _require_one(request.actor, verbs)
            return view(request, *args, **kwargs)

        guarded.door = verbs  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def signed_in(view: View) -> View:
    """Let in whoever is signed in, with or without a role: their own account, password and second factor."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        return view(request, *args, **kwargs)

    guarded.door = "signed in"  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def anybody(view: View) -> View:
    """Mark a view that needs no sign-in. A view without a door and without this mark fails the tests."""
    view.door = "anybody"  # type: ignore[attr-defined]
    return view


def roles_today(user: User) -> list[Membership]:
    """The roles among which a user may choose today."""
    return list(memberships_on(user, office_day()))


def needs_second_factor(membership: Membership) -> bool:
    """Whether somebody in this role signs in with a second factor on this site."""
    return settings.DOUDI_SECOND_FACTOR and membership.role in rights.NEEDS_SECOND_FACTOR


def _led_elsewhere(request: HttpRequest) -> HttpResponse | None:
    """Where somebody must go first; None when `request.actor` is set and complete."""
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    if request.user.must_change_password:
        return _go(request, "change-password")
    roles = roles_today(request.user)
    if not roles:
        raise PermissionDenied(_("您的账号今天没有任何岗位。请联系本单位的系统管理员。"))
    chosen = request.session.get(ROLE_IN_SESSION)
    membership = next((role for role in roles if role.pk == chosen), roles[0] if len(roles) == 1 else None)
    if membership is None:
        return _go(request, "choose-role")
    if needs_second_factor(membership) and not request.user.is_verified():
        return _go(request, "second-factor")
    request.actor, request.has_roles = Actor(membership), len(roles) > 1
    return None


def _require_one(actor: Actor, verbs: tuple[str, ...]) -> None:
    if verbs and not any(rights.may(actor, verb) for verb in verbs):
        post = post_in(actor.organisation.name, actor.membership.get_role_display())
        raise PermissionDenied(_("%(post)s不能打开这一页。") % {"post": post})


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    return _go(request, settings.LOGIN_URL)


def _go(request: HttpRequest, name: str) -> HttpResponse:
    """Redirect, and come back afterwards where that is a page; htmx is told to load the whole page."""
    address = resolve_url(name)
    if request.method == "GET" and not request.htmx:
        return redirect(f"{address}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}")
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
