"""Releases of policies, where and from when each is in force, and the values that a place gives."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doudi.areas.models import Area


class Release(models.Model):
    """A policy kept whole: what a decision cites, so that it can be replayed when the files are long gone.

    `layers` hold the source from the policy down to the lowest layer: `[{"policy", "text"}, …]`.
    """

    id = models.CharField(_("版本号"), max_length=80, primary_key=True)
    policy = models.CharField(_("政策"), max_length=64)
    title = models.CharField(_("名称"), max_length=200)
    layers = models.JSONField(_("原文"))
    kept_at = models.DateTimeField(_("入库时间"))

    class Meta:
        ordering = ("policy", "-kept_at")
        verbose_name = _("政策版本")

    def __str__(self) -> str:
        return str(_("%(text)s（%(note)s）") % {"text": self.title, "note": self.short})

    @property
    def short(self) -> str:
        """The first eight digits of the release, for people."""
        return self.id.partition(":")[2][:8]


class Approved(models.Model):
    """What one person enters and another approves; until then it is in force nowhere."""

    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("录入人"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("批准人")
    )
    approved_at = models.DateTimeField(_("批准时间"), null=True, blank=True)
    withdrawn = models.BooleanField(_("已撤回"), default=False)

    class Meta:
        abstract = True

    @property
    def is_approved(self) -> bool:
        return self.approved_by_id is not None and not self.withdrawn


def second_person(name: str) -> models.CheckConstraint:
    """The database's own word that who enters does not approve."""
    condition = Q(approved_by=None) | ~Q(approved_by=F("entered_by"))
    return models.CheckConstraint(condition=condition, name=name)


class Adoption(Approved):
    """A place applies a release from a day until a day."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="adoptions", verbose_name=_("地方"))
    release = models.ForeignKey(Release, models.PROTECT, related_name="adoptions", verbose_name=_("政策版本"))
    from_date = models.DateField(_("自"))
    until_date = models.DateField(_("至"), null=True, blank=True)

    class Meta:
        ordering = ("area_id", "-from_date")
        verbose_name = _("政策采用")
        constraints = (
            second_person("adoption_by_two_persons"),
            models.UniqueConstraint(
                fields=("area", "from_date"), condition=Q(withdrawn=False), name="one_adoption_of_a_place_from_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.area} {self.release} {self.from_date}"


class StandardValue(Approved):
    """What a place gives for a parameter or a reading, from a day. `value` is written as in a place file."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="standards", verbose_name=_("地方"))
    policy = models.CharField(_("政策"), max_length=64)
    name = models.CharField(_("参数"), max_length=64)
    value = models.CharField(_("值"), max_length=64)
    from_date = models.DateField(_("自"))
    source = models.CharField(_("文号"), max_length=200, blank=True)

    class Meta:
        ordering = ("area_id", "policy", "name", "from_date")
        verbose_name = _("地方标准")
        constraints = (
            second_person("standard_by_two_persons"),
            models.UniqueConstraint(
                fields=("area", "policy", "name", "from_date"),
                condition=Q(withdrawn=False),
                name="one_value_of_a_standard_from_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} = {self.value} ({self.from_date})"
