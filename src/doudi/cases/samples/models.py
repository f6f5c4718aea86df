"""A sample: the cases that stood at a sample step on a day, the seed, and which of them were drawn."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.accounts.models import Membership
from doudi.areas.models import Area
from doudi.rulebook.models import Release


class Always(models.TextChoices):
    """Why a case is visited whatever is drawn."""

    NO = "", _("随机")
    RELATIVE = "relative", _("近亲属备案")
    OBJECTION = "objection", _("有异议")


class Sample(models.Model):
    """Cases frozen at one step of one procedure of a release. Never changed: the draw can be done again and compared.

    `share` is the share as the policy has it, as text (`3/10`); empty where the policy gives none, and then every case
    is drawn. `algorithm` names the way of drawing of `draw.py`.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="samples", verbose_name=_("区划"))
    release = models.ForeignKey(Release, models.PROTECT, related_name="+", verbose_name=_("政策版本"))
    process = models.CharField(_("程序"), max_length=64)
    step = models.CharField(_("步骤"), max_length=64)
    label = models.CharField(_("名称"), max_length=200)
    share = models.CharField(_("比例"), max_length=32, blank=True)
    seed = models.CharField(_("种子"), max_length=64)
    algorithm = models.CharField(_("抽签方法"), max_length=32)
    frozen_on = models.DateField(_("冻结日期"))
    frozen_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("冻结人"))
    frozen_at = models.DateTimeField(_("登记时间"))

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("抽查批次")

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people call it: 990101-2026-C0003."""
        return f"{self.area_id[:6]}-{self.frozen_on.year}-C{self.pk:04}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("批次一经冻结不能修改。")
        super().save(*args, **kwargs)


class SampledCase(models.Model):
    """A case in a sample, by its passage through the step. A passage is in one sample at most, ever.

    `run` None: the case was destroyed when its time in the archive was over; its number stays, so that the draw can be
    done again.
    """

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="cases", verbose_name=_("批次"))
    run = models.OneToOneField(
        "cases.StepRun", models.SET_NULL, null=True, related_name="sampled", verbose_name=_("步骤")
    )
    case_number = models.CharField(_("办件编号"), max_length=32)
    township = models.CharField(_("乡镇"), max_length=12)
    always = models.CharField(_("必查"), max_length=16, choices=Always, blank=True)
    ticket = models.CharField(_("抽签码"), max_length=64)
    drawn = models.BooleanField(_("抽中"))

    class Meta:
        ordering = ("pk",)
        verbose_name = _("批次中的办件")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("批次一经冻结不能修改。")
        super().save(*args, **kwargs)
