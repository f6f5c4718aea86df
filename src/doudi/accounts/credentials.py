"""How users prove who they are: passwords, the second factor and its recovery codes. Each change is audited."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp import verify_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from doudi.accounts.actor import Actor
from doudi.accounts.models import Membership, Phone, User
from doudi.accounts.rights import in_area, require
from doudi.audit import services as audit
from doudi.secrets import index

_PHONE, _CODES = "手机", "备用码"  # kept
_RECOVERY_CODES = 8
_LONGEST_TOKEN = 16
"""Characters that django-otp has for a token; as many of the keyed digest are kept."""


@transaction.atomic
def change_password(*, user: User, password: str) -> None:
    """Set the password that a user chose. Raises `ValidationError` by the password rules."""
    validate_password(password, user)
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    audit.record(actor=None, verb="user.password_changed", subject=user)


def has_second_factor(user: User) -> bool:
    """Whether a user has tied a phone to the account."""
    return Phone.objects.filter(user=user, confirmed=True).exists()


def new_phone(user: User) -> Phone:
    """The phone that a user is about to tie to the account: its key stays the same until it is confirmed."""
    device, _ = Phone.objects.get_or_create(user=user, confirmed=False, defaults={"name": _PHONE})
    return device


@transaction.atomic
def confirm_phone(*, user: User, code: str) -> tuple[Phone, list[str]] | None:
    """Tie the new phone to the account when its code is right; an earlier phone and its recovery codes end.

    The device and the new recovery codes, which are shown once; None when the code is wrong.
    """
    device = Phone.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None or not device.verify_token(code):
        return None
    Phone.objects.filter(user=user, confirmed=True).delete()
    StaticDevice.objects.filter(user=user).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    spare = StaticDevice.objects.create(user=user, name=_CODES)
    codes = [StaticToken.random_token() for _ in range(_RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=spare, token=_kept(user, each)) for each in codes)
    audit.record(actor=None, verb="user.second_factor_set", subject=user)
    return device, codes


def check_code(*, user: User, code: str) -> Device | None:
    """The device whose code this is: six digits from the phone, or a recovery code, which is then used up."""
    code = code.replace(" ", "").lower()
    devices = Phone if code.isdecimal() else StaticDevice
    shown = _kept(user, code) if devices is StaticDevice else code
    for device in devices.objects.filter(user=user, confirmed=True):
        if found := verify_token(user, device.persistent_id, shown):
            if devices is StaticDevice:
                audit.record(actor=None, verb="user.recovery_code_used", subject=user)
            return found
    return None


def _kept(user: User, code: str) -> str:
    """A recovery code as it is kept: who reads the database cannot sign in with it."""
    return index("recovery_code", f"{user.pk} {code}")[-_LONGEST_TOKEN:]


@transaction.atomic
def reset(*, actor: Actor | None, user: User, password: str, reason: str) -> None:
    """Give a user who is locked out a passing password and take the second factor away, so that both are set anew.

    By an administrator for somebody with a role in their own area; `actor` None is the command line of the machine.
    """
    if actor is not None:
        require(actor, "accounts.change")
        _require_own(actor, user)
    validate_password(password, user)
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    Phone.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    audit.record(actor=actor, verb="user.reset", subject=user, reason=reason)


def _require_own(actor: Actor, user: User) -> None:
    """Every role of the user must lie in the administrator's area: nobody is taken over from outside."""
    theirs = Membership.objects.filter(user=user)
    if theirs.exclude(in_area(actor, "organisation__area")).exists():
        raise PermissionDenied(_("此人在辖区外还有岗位，不能由您重置。"))
