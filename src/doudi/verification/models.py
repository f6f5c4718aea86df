"""The means check: who agreed to it, what was asked, and what came back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doudi.accounts.models import Membership
from doudi.areas.models import Area
from doudi.registry.masks import masked
from doudi.registry.models import Household, Person
from doudi.secrets import unseal


class Supporter(models.Model):
    """Somebody outside a household who is bound by law to support one of its members (法定赡养、抚养、扶养义务人).

    They have no file of their own: the registry is of those who are helped. Struck off when entered by mistake.
    """

    SEALED = {"id_number": "id_number"}  # noqa: RUF012

    household = models.ForeignKey(Household, models.PROTECT, related_name="supporters", verbose_name=_("家庭"))
    case = models.CharField(_("办件编号"), max_length=32)
    name = models.CharField(_("姓名"), max_length=64)
    relation = models.CharField(_("与被供养人的关系"), max_length=64)
    id_number = models.TextField(_("公民身份号码"))
    id_number_index = models.CharField(max_length=80)
    recorded_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    recorded_at = models.DateTimeField(_("登记时间"))
    struck_at = models.DateTimeField(_("注销时间"), null=True, blank=True)
    struck_reason = models.CharField(_("注销理由"), max_length=200, blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("法定义务人")
        constraints = (
            models.UniqueConstraint(
                fields=("household", "id_number_index"), condition=Q(struck_at=None), name="one_supporter_of_a_number"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def id_number_masked(self) -> str:
        """The ID number as screens show it."""
        return masked("id_number", unseal("id_number", self.id_number))


class NoSupporters(models.Model):
    """It was looked into and put on record for a case: outside the household nobody is bound to support its members."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name=_("家庭"))
    case = models.CharField(_("办件编号"), max_length=32, unique=True)
    stated_on = models.DateField(_("日期"))
    recorded_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("登记人"))

    class Meta:
        verbose_name = _("无法定义务人")


class Authorisation(models.Model):
    """Somebody agrees in writing that their means are looked up, from a day until a day (included).

    It is given by a member of a household or by a supporter outside it. `guardian_name` and `papers` say who agreed
    for somebody who cannot, and by what right.
    """

    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="authorisations", verbose_name=_("被核对人")
    )
    supporter = models.ForeignKey(
        Supporter, models.PROTECT, null=True, blank=True, related_name="authorisations", verbose_name=_("法定义务人")
    )
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
            models.CheckConstraint(
                condition=Q(person=None, supporter__isnull=False) | Q(person__isnull=False, supporter=None),
                name="authorisation_of_a_member_or_a_supporter",
            ),
        )

    @property
    def of(self) -> Person | Supporter:
        """Whose means may be looked up."""
        found = self.person or self.supporter
        assert found is not None
        return found

    @property
    def area_id(self) -> str:
        """Where it is kept: the place of the member, or of the household that the supporter is bound to."""
        return self.person.area_id if self.person else self.supporter.household.area_id  # type: ignore[union-attr]


class CheckRequest(models.Model):
    """A check of a household's means, asked for a case. Open until its report has come.

    `sources` are keys of `kinds.SOURCES`; `facts` the names asked of each person and of the household.
    """

    household = models.ForeignKey(Household, models.PROTECT, related_name="check_requests", verbose_name=_("家庭"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="check_requests", verbose_name=_("区划"))
    case = models.CharField(_("办件编号"), max_length=32, db_index=True)
    asked_on = models.DateField(_("提出日期"))
    people = models.ManyToManyField(Person, related_name="+", verbose_name=_("被核对人"))
    supporters = models.ManyToManyField(Supporter, related_name="+", verbose_name=_("法定义务人"))
    sources = models.JSONField(_("数据源"), default=list)
    facts = models.JSONField(_("要核对的事实"), default=dict)
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("提出人"))

    class Meta:
        ordering = ("-asked_on", "-pk")
        verbose_name = _("核对委托")

    def __str__(self) -> str:
        return self.case


class Batch(models.Model):
    """A request as it was handed to a configured source, until its answers have been fetched."""

    request = models.ForeignKey(CheckRequest, models.PROTECT, related_name="batches")
    source = models.CharField(_("数据源"), max_length=64)
    key = models.CharField(_("批次"), max_length=200)
    sent_at = models.DateTimeField(_("发出时间"))
    sent_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("发出人"))
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("数据源批次")
        constraints = (models.UniqueConstraint(fields=("request", "source"), name="asked_of_a_source_once"),)


class Report(models.Model):
    """What the check found, on a day; good until a day (included)."""

    request = models.OneToOneField(CheckRequest, models.PROTECT, related_name="report", verbose_name=_("核对委托"))
    reference = models.CharField(_("报告编号"), max_length=64)
    checked_on = models.DateField(_("核对日期"))
    valid_until = models.DateField(_("有效期至"))
    note = models.CharField(_("核对结论"), max_length=2000, blank=True)
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


class Settled(models.TextChoices):
    """What an official made of a finding that does not agree."""

    ADOPTED = "adopted", _("已采用")
    SET_ASIDE = "set_aside", _("不采用")


class Finding(models.Model):
    """One fact of a report: what was declared (None: nothing), what was found, and whether they agree.

    What does not agree is settled by an official: adopted into the registry, or set aside with a reason.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="findings")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    fact = models.CharField(_("事实"), max_length=64)
    declared = models.JSONField(_("申报"), null=True)
    found = models.JSONField(_("核对"))
    result = models.CharField(_("结果"), max_length=16, choices=Result)
    source = models.CharField(_("数据源"), max_length=64, blank=True)
    settled = models.CharField(_("处理"), max_length=16, choices=Settled, blank=True)
    settled_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    settled_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("处理人")
    )
    reason = models.CharField(_("不采用的理由"), max_length=500, blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("核对结果")
        constraints = (
            models.CheckConstraint(
                condition=~Q(settled="set_aside") | ~Q(reason=""), name="what_is_set_aside_has_a_reason"
            ),
        )


class ReportFile(models.Model):
    """A file that came with a report, sealed at rest. Its given name is not kept: it may name people."""

    SEALED = {"content": "check_report"}  # noqa: RUF012

    report = models.ForeignKey(Report, models.PROTECT, related_name="files", verbose_name=_("核对报告"))
    type = models.CharField(_("类型"), max_length=8)
    size = models.PositiveIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(_("内容"))
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("录入人"))

    class Meta:
        ordering = ("pk",)
        verbose_name = _("报告附件")
