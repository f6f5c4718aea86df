"""Users, the organisations they work in, and the role each has there."""

from __future__ import annotations

import os
import time
from base64 import b32encode
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP

from doudi import secrets
from doudi.areas.models import Area
from doudi.vocabulary import AGENCIES


class Role(models.TextChoices):
    """What somebody does in an organisation."""

    ASSISTANT = "assistant", _("协理员")
    CLERK = "clerk", _("经办人")
    LEADER = "leader", _("分管领导")
    OFFICER = "officer", _("工作人员")
    CHECKER = "checker", _("核对员")
    CONTACT = "contact", _("部门联系人")
    FINANCE = "finance", _("财务人员")
    AUDITOR = "auditor", _("审计人员")
    EDITOR = "editor", _("政策编辑")
    ADMINISTRATOR = "administrator", _("系统管理员")


class Level(models.TextChoices):
    """Where in the procedure an organisation stands."""

    VILLAGE = "village", _("社区（村）服务点")
    TOWNSHIP = "township", _("街道（乡镇）服务中心")
    COUNTY = "county", _("县级主管机关")
    DEPARTMENT = "department", _("县级部门")


class UserManager(BaseUserManager["User"]):
    """Makes users; a user without a password cannot sign in."""

    def create_user(self, username: str, name: str, password: str | None = None) -> User:
        user = self.model(username=username, name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. What they may do follows from their memberships, never from flags of their own."""

    username = models.CharField("账号", max_length=64, unique=True)
    name = models.CharField("姓名", max_length=64)
    is_active = models.BooleanField("可登录", default=True)
    must_change_password = models.BooleanField("须改密码", default=False)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ("name",)

    class Meta:
        ordering = ("username",)
        verbose_name = "人员"

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """An office with an area; the area bounds everything that its members see."""

    name = models.CharField("名称", max_length=100)
    level = models.CharField("层级", max_length=16, choices=Level)
    agency = models.CharField(
        "部门", max_length=32, choices=[(key, _(label)) for key, label in AGENCIES.items()], default="civil_affairs"
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="organisations", verbose_name="区划")
    telephone = models.CharField("电话", max_length=32, blank=True)

    class Meta:
        ordering = ("area_id", "name")
        verbose_name = "机构"
        constraints = (models.UniqueConstraint(fields=("area", "name"), name="one_organisation_of_a_name_in_an_area"),)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A user's role in an organisation, from a day until a day. A deputy names whose place they take."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="人员")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships", verbose_name="机构")
    role = models.CharField("岗位", max_length=16, choices=Role)
    from_date = models.DateField("自")
    until_date = models.DateField("至", null=True, blank=True)
    deputy_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代理")

    class Meta:
        ordering = ("organisation", "role", "user")
        verbose_name = "岗位"
        constraints = (
            models.UniqueConstraint(
                fields=("user", "organisation", "role"),
                condition=Q(until_date=None),
                name="one_open_membership_of_a_role",
            ),
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=F("from_date")),
                name="membership_ends_after_it_begins",
                violation_error_message=_("截止日期早于起始日期。"),
            ),
        )

    def __str__(self) -> str:
        names = {"user": self.user.name, "office": self.organisation.name, "role": self.get_role_display()}
        return str(_("%(user)s（%(office)s%(role)s）") % names)


def new_phone_key() -> str:
    """A new key, sealed."""
    return secrets.seal(Phone.SEALED["key"], os.urandom(20).hex())


class Phone(TimestampMixin, ThrottlingMixin, Device):
    """The phone that shows a user's codes (TOTP, RFC 6238). Its key is sealed at rest: whoever reads the database
    alone can make no codes.

    `last_t` is the half minute of the last code taken: a code works once. `drift`: by how many half minutes the
    phone's clock is known to be off.
    """

    SEALED = {"key": "phone_key"}  # noqa: RUF012
    STEP, DIGITS, TOLERANCE = 30, 6, 1

    key = models.TextField("密钥", default=new_phone_key)
    drift = models.SmallIntegerField("时钟偏差", default=0)
    last_t = models.BigIntegerField("上次验证", default=-1)

    class Meta(Device.Meta):
        verbose_name = "手机验证"

    @property
    def bin_key(self) -> bytes:
        """The key itself. Raises `KeyProblem`."""
        return bytes.fromhex(secrets.unseal(self.SEALED["key"], self.key))

    @property
    def config_url(self) -> str:
        """What an authenticator scans: `otpauth://totp/…`."""
        issuer = settings.DOUDI_ISSUER
        asked = {"secret": b32encode(self.bin_key).decode(), "digits": self.DIGITS, "period": self.STEP}
        label = quote(f"{issuer}:{self.user.get_username()}")
        return f"otpauth://totp/{label}?{urlencode({**asked, 'issuer': issuer}, quote_via=quote)}"

    def code(self, at: float) -> TOTP:
        """The codes of the phone as it stands at an instant (seconds since 1970)."""
        made = TOTP(self.bin_key, self.STEP, 0, self.DIGITS, self.drift)
        made.time = at
        return made

    def verify_token(self, token: str) -> bool:
        """Whether a code is right and was not used before; wrong ones make the next wait longer."""
        if not self.verify_is_allowed()[0]:
            return False
        found = self.code(time.time())
        if not (token.isascii() and token.isdigit() and found.verify(int(token), self.TOLERANCE, self.last_t + 1)):
            self.throttle_increment(commit=True)
            return False
        self.last_t, self.drift = found.t(), found.drift
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save()
        return True

    def get_throttle_factor(self) -> int:
        """Seconds of the first wait; each wrong code doubles it."""
        return 1
