"""A paper that went out or into a file: numbered, kept as it was, with its hash."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.accounts.models import Membership
from doudi.areas.models import Area


class PaperCounter(models.Model):
    """The last number given in a place and year; its row is locked while a number is given."""

    place = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("place", "year"), name="one_paper_counter_of_a_place_and_year"),)


class PaperKind(models.TextChoices):
    """What a paper is."""

    RECEIPT = "receipt", _("受理通知书")
    MISSING = "missing", _("一次性告知书")
    APPROVAL = "approval", _("批准通知书")
    REFUSAL = "refusal", _("不予批准通知书")
    APPLICATION = "application", _("申请审核审批表")
    NOTICE = "notice", _("公示单")
    APPRAISAL = "appraisal", _("民主评议记录")
    HOUSEHOLD = "household", _("家庭档案")
    MEETING_AGENDA = "meeting_agenda", _("会议议程")
    MEETING_MINUTES = "meeting_minutes", _("会议纪要")


class Paper(models.Model):
    """A paper about a subject: the number of a case, a household or a meeting. `about` says what in it (`decision:7`).

    `content` is what the paper says, `word` the Word file; both are kept with their hashes. Never changed: a mistake
    is set right by another paper.
    """

    number = models.CharField(_("文书编号"), max_length=64, unique=True)
    kind = models.CharField(_("种类"), max_length=16, choices=PaperKind)
    area = models.ForeignKey(Area, models.PROTECT, related_name="papers", verbose_name=_("区划"))
    subject = models.CharField(_("办件、家庭或会议编号"), max_length=32, db_index=True)
    about = models.CharField(max_length=64, blank=True, default="")
    made_on = models.DateField(_("日期"))
    content = models.JSONField(_("内容"))
    word = models.BinaryField(_("Word 文件"))
    sha256 = models.CharField(max_length=64)
    content_sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("制作人"))
    made_at = models.DateTimeField(_("制作时间"))

    class Meta:
        ordering = ("pk",)
        verbose_name = _("文书")

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("文书一经制作不能修改；有错另制一份。")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("文书不能删除。")
