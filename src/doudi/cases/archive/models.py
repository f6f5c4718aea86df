"""A destruction of cases whose time in the archive is over, with the list that stays when the cases are gone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doudi.areas.models import Area

USER = settings.AUTH_USER_MODEL


class DestructionState(models.TextChoices):
    PROPOSED = "proposed", _("待批准")
    DONE = "done", _("已销毁")
    REJECTED = "rejected", _("不同意销毁")


class KeptAs(models.TextChoices):
    """What the time of a case goes by."""

    APPROVED = "approved", _("有批准")
    OTHER = "other", _("没有批准")


class Destruction(models.Model):
    """Cases that one person appraised and proposed to destroy, and what another said of it. Both names stay.

    `reason` is the appraisal. While it is proposed nothing is destroyed; afterwards it never changes.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="destructions", verbose_name=_("区划"))
    reason = models.CharField(_("鉴定意见"), max_length=500)
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("提请人"))
    proposed_on = models.DateField(_("提请日期"))
    state = models.CharField(_("状态"), max_length=8, choices=DestructionState, default=DestructionState.PROPOSED)
    ended_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("批准人")
    )
    ended_on = models.DateField(_("批准日期"), null=True, blank=True)
    rejection = models.CharField(_("不同意的理由"), max_length=500, blank=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("档案销毁")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="proposed", ended_by=None, ended_on=None)
                | (~Q(state="proposed") & Q(ended_by__isnull=False, ended_on__isnull=False)),
                name="a_destruction_ends_with_a_name",
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None) | ~Q(ended_by=F("proposed_by")),
                name="who_proposes_destruction_does_not_end_it",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(rejection=""), name="a_rejected_destruction_has_a_reason"
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people call it: 990101-2056-X0003."""
        return f"{self.area_id[:6]}-{self.proposed_on.year}-X{self.pk:04}"


class DestroyedCase(models.Model):
    """A line of the list: what the archive still says of a case that is gone. Nothing in it is personal.

    `case_key` is the key that the case had: the audit log calls it by that.
    """

    destruction = models.ForeignKey(Destruction, models.PROTECT, related_name="cases", verbose_name=_("档案销毁"))
    case_key = models.PositiveBigIntegerField(db_index=True)
    case_number = models.CharField(_("办件编号"), max_length=32, db_index=True)
    process = models.CharField(_("程序"), max_length=200)
    applied_on = models.DateField(_("申请日期"))
    closed_on = models.DateField(_("办结日期"))
    end = models.CharField(_("结果"), max_length=200)
    kept_as = models.CharField(_("保管类别"), max_length=8, choices=KeptAs)
    kept_until = models.DateField(_("保管至"))

    class Meta:
        ordering = ("pk",)
        verbose_name = _("销毁清册中的办件")
        constraints = (
            models.UniqueConstraint(fields=("destruction", "case_key"), name="a_case_stands_once_on_a_list"),
        )

    def __str__(self) -> str:
        return self.case_number
