"""The means check: who agreed to it, what was asked, and what came back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doudi.accounts.models import Membership
from doudi.areas.models import Area
from doudi.registry.models import Household, Person


class Authorisation(models.Model):
    """Somebody agrees in writing that their means are looked up, from a day until a day (included).

    `guardian_name` and `papers` say who agreed for somebody who cannot, and by what right.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="authorisations", verbose_name=_("被核对人"))
    from_date = models.DateField(_("签署日期"))
    until_date = models.DateField(_("有效期至"))
    guardian_name = models.CharField(_("监护人"), max_length=64, blank=True)
    papers = models.CharField(_("监护手续"), max_length=200, blank=True)
    thumbprint = models.BooleanField(_("按手印"), default=False)
    withdrawn_on = models.DateField(_("撤回日期"), null=True, blank=True)
    recorded_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    recorded_at = models.DateTimeField(_("登记时间"))

    class Meta:
        ordering = ("person", "-from_date")
        verbose_name = _("核对授权")
        constraints = (
            models.CheckConstraint(
                condition=Q(until_date__gte=F("from_date")), name="authorisation_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(guardian_name="") | ~Q(papers=""), name="a_guardian_has_papers_to_authorise"
            ),
        )


class CheckRequest(models.Model):
    """A check of a household's means, asked for a case. Open until its report has come."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="check_requests", verbose_name=_("家庭"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="check_requests", verbose_name=_("区划"))
    case = models.CharField(_("办件编号"), max_length=32, db_index=True)
    asked_on = models.DateField(_("提出日期"))
    people = models.ManyToManyField(Person, related_name="+", verbose_name=_("被核对人"))
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("提出人"))

    class Meta:
        ordering = ("-asked_on", "-pk")
        verbose_name = _("核对委托")


class Report(models.Model):
    """What the check found, on a day; good until a day (included)."""

    request = models.OneToOneField(CheckRequest, models.PROTECT, related_name="report", verbose_name=_("核对委托"))
    reference = models.CharField(_("报告编号"), max_length=64)
    checked_on = models.DateField(_("核对日期"))
    valid_until = models.DateField(_("有效期至"))
    entered_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("录入人"))
    entered_at = models.DateTimeField(_("录入时间"))

    class Meta:
        ordering = ("-checked_on", "-pk")
        verbose_name = _("核对报告")
        constraints = (
            models.CheckConstraint(condition=Q(valid_until__gte=F("checked_on")), name="report_is_good_for_a_day"),
        )


class Result(models.TextChoices):
    """How what was found stands to what was declared."""

    AGREED = "agreed", _("一致")
    DIFFERS = "differs", _("不一致")
    UNDECLARED = "undeclared", _("未申报")


class Finding(models.Model):
    """One fact of a report: what was declared (None: nothing), what was found, and whether they agree."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="findings")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    fact = models.CharField(_("事实"), max_length=64)
    declared = models.JSONField(_("申报"), null=True)
    found = models.JSONField(_("核对"))
    result = models.CharField(_("结果"), max_length=16, choices=Result)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("核对结果")
