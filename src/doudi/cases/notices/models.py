"""A notice of a case, the photo of its posting, the objections to it, and how a place masks names."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doudi.accounts.models import Membership
from doudi.areas.models import Area


class Masking(models.TextChoices):
    """How much of a name the public reads."""

    MIDDLE = "middle", _("隐去中间的字（张*明）")
    GIVEN = "given", _("只留姓（张**）")
    FULL = "full", _("全名")


class NoticeMasking(models.Model):
    """How a place masks names on its notices; of the places above a case, the nearest one's word counts."""

    area = models.OneToOneField(Area, models.CASCADE, related_name="notice_masking", verbose_name=_("区划"))
    masking = models.CharField(_("姓名显示"), max_length=8, choices=Masking)
    set_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = _("公示姓名显示")


class NoticeKind(models.TextChoices):
    """公示 asks for objections before something is decided or takes effect; 公布 tells what was decided."""

    HEARING = "hearing", _("公示")
    RESULT = "result", _("公布")


class Notice(models.Model):
    """What the public reads of a case from a day until a day (included), and nothing else of it.

    `shown` holds the fields of the whitelist as they were posted, already masked. `token` is its public address.
    `until_date` None: as long as the decision stands and what it gives is paid.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="notices", verbose_name=_("办件"))
    run = models.OneToOneField("cases.StepRun", models.PROTECT, related_name="notice", verbose_name=_("步骤"))
    decision = models.ForeignKey("cases.Decision", models.PROTECT, null=True, blank=True, related_name="notices")
    kind = models.CharField(_("种类"), max_length=8, choices=NoticeKind)
    area = models.ForeignKey(Area, models.PROTECT, related_name="notices", verbose_name=_("区划"))
    shown = models.JSONField(_("公开的内容"))
    masking = models.CharField(_("姓名显示"), max_length=8, choices=Masking)
    place = models.CharField(_("张贴地点"), max_length=200)
    from_date = models.DateField(_("自"))
    until_date = models.DateField(_("至"), null=True, blank=True)
    posted_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("张贴人"))
    posted_at = models.DateTimeField(_("登记时间"))

    class Meta:
        ordering = ("-from_date", "-pk")
        verbose_name = _("公示")
        indexes = (models.Index(fields=("kind", "until_date", "area"), name="notice_by_end"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="result") | Q(until_date__isnull=False), name="a_hearing_has_a_last_day"
            ),
            models.CheckConstraint(
                condition=Q(kind="hearing") | Q(decision__isnull=False), name="a_result_has_a_decision"
            ),
        )


def photo_path(photo: NoticePhoto, name: str) -> str:
    """A random name in a folder of the month: nothing of what the sender called it."""
    return f"notices/{photo.at:%Y-%m}/{uuid.uuid4().hex}.{photo.type}"


class NoticePhoto(models.Model):
    """A photo that shows the notice where it hangs. For officials only."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="photos", verbose_name=_("公示"))
    file = models.FileField(upload_to=photo_path, max_length=200)
    type = models.CharField(max_length=4)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    at = models.DateTimeField(_("上传时间"))
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("上传人"))

    class Meta:
        ordering = ("pk",)
        verbose_name = _("张贴照片")


class Objection(models.Model):
    """What somebody says against a notice, and the written answer. The name may be left out."""

    class How(models.TextChoices):
        COUNTER = "counter", _("当面")
        TELEPHONE = "telephone", _("电话")
        LETTER = "letter", _("信函")

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="objections", verbose_name=_("公示"))
    received_on = models.DateField(_("收到日期"))
    how = models.CharField(_("方式"), max_length=16, choices=How)
    name = models.CharField(_("异议人"), max_length=64, blank=True)
    text = models.CharField(_("异议内容"), max_length=1000)
    received_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("接收人"))
    upheld = models.BooleanField(_("异议成立"), null=True, blank=True)
    answer = models.CharField(_("书面答复"), max_length=1000, blank=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("答复人")
    )

    class Meta:
        ordering = ("received_on", "pk")
        verbose_name = _("公示异议")
        constraints = (
            models.CheckConstraint(
                condition=Q(upheld=None, answer="", answered_on=None, answered_by=None)
                | (Q(upheld__isnull=False, answered_on__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="an_objection_is_answered_in_writing",
            ),
        )

    @property
    def is_answered(self) -> bool:
        return self.upheld is not None
