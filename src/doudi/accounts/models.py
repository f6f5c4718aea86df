"""Users, the organisations they work in, and the role each has there."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q

from doudi.areas.models import Area
from doudi.vocabulary import AGENCIES


class Role(models.TextChoices):
    """What somebody does in an organisation."""

    ASSISTANT = "assistant", "协理员"
    CLERK = "clerk", "经办人"
    LEADER = "leader", "分管领导"
    OFFICER = "officer", "工作人员"
    CHECKER = "checker", "核对员"
    CONTACT = "contact", "部门联系人"
    FINANCE = "finance", "财务人员"
    AUDITOR = "auditor", "审计人员"
    EDITOR = "editor", "政策编辑"
    ADMINISTRATOR = "administrator", "系统管理员"


class Level(models.TextChoices):
    """Where in the procedure an organisation stands."""

    VILLAGE = "village", "社区（村）服务点"
    TOWNSHIP = "township", "街道（乡镇）服务中心"
    COUNTY = "county", "县级主管机关"
    DEPARTMENT = "department", "县级部门"


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
    agency = models.CharField("部门", max_length=32, choices=list(AGENCIES.items()), default="civil_affairs")
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
                violation_error_message="截止日期早于起始日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user.name}（{self.organisation.name}{self.get_role_display()}）"
