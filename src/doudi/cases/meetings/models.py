"""A meeting on cases: its agenda, the people asked to it, the resolution on each case, and who signed the minutes."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doudi.accounts.models import Membership
from doudi.areas.models import Area


class MeetingKind(models.TextChoices):
    JOINT = "joint", _("联席会议")
    CONFERENCE = "conference", _("个案会商")


class MeetingState(models.TextChoices):
    OPEN = "open", _("筹备和进行")
    CLOSED = "closed", _("已办结")
    CANCELLED = "cancelled", _("已取消")


class Resolved(models.TextChoices):
    """What a meeting may say of a case; what the procedure allows at the step, and to put it off."""

    NEXT = "next", _("同意")
    RETURNED = "returned", _("退回")
    REFUSED = "refused", _("不同意")
    DEFERRED = "deferred", _("暂缓再议")


class MeetingClosed(TypeError):
    """Something of a meeting that is over was to be changed."""


class Meeting(models.Model):
    """A meeting. Open until it is closed with its minutes or cancelled; then it never changes."""

    kind = models.CharField(_("种类"), max_length=16, choices=MeetingKind)
    title = models.CharField(_("名称"), max_length=100)
    area = models.ForeignKey(Area, models.PROTECT, related_name="meetings", verbose_name=_("区划"))
    held_on = models.DateField(_("会议日期"))
    place = models.CharField(_("地点"), max_length=100)
    chair = models.CharField(_("主持人"), max_length=64)
    state = models.CharField(_("状态"), max_length=16, choices=MeetingState, default=MeetingState.OPEN)
    called_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("召集人"))
    called_at = models.DateTimeField(_("登记时间"))
    ended_on = models.DateField(_("办结日期"), null=True, blank=True)
    ended_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("取消的理由"), max_length=500, blank=True)

    class Meta:
        ordering = ("-held_on", "-pk")
        verbose_name = _("会议")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="open", ended_on=None) | (~Q(state="open") & Q(ended_on__isnull=False)),
                name="a_meeting_that_is_over_has_a_day",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """How people call it: 990101-2026-H0003."""
        return f"{self.area_id[:6]}-{self.held_on.year}-H{self.pk:04}"

    @property
    def is_open(self) -> bool:
        return self.state == MeetingState.OPEN

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            _require_open(self.pk)
        super().save(*args, **kwargs)


class AgendaItem(models.Model):
    """A case on an agenda, by its passage through the meeting step. A passage is on one open agenda at most.

    `brief` is what the meeting was told of the case when the agenda was frozen. `outcome` "" is not yet resolved.
    After closing, `failed` says why the resolution could not be carried out.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items", verbose_name=_("会议"))
    run = models.ForeignKey("cases.StepRun", models.PROTECT, related_name="agenda_items", verbose_name=_("步骤"))
    position = models.PositiveSmallIntegerField(_("次序"))
    brief = models.JSONField(_("情况"), default=dict)
    outcome = models.CharField(_("决议"), max_length=16, choices=Resolved, blank=True)
    text = models.CharField(_("决议说明"), max_length=400, blank=True)
    is_open = models.BooleanField(_("待议"), default=True)
    failed = models.CharField(_("未能执行的原因"), max_length=500, blank=True)

    class Meta:
        ordering = ("position",)
        verbose_name = _("议题")
        constraints = (
            models.UniqueConstraint(fields=("meeting", "position"), name="one_item_of_a_position"),
            models.UniqueConstraint(fields=("meeting", "run"), name="a_case_stands_once_on_an_agenda"),
            models.UniqueConstraint(
                fields=("run",), condition=Q(is_open=True), name="a_case_stands_on_one_open_agenda"
            ),
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        _require_open(self.meeting_id)
        super().save(*args, **kwargs)


class Attendee(models.Model):
    """Somebody asked to a meeting: a user in a post, or somebody by name. `present` None: not yet known."""

    class Signed(models.TextChoices):
        NO = "", _("未签")
        SELF = "self", _("本人签字")
        PAPER = "paper", _("纸质签字")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendees", verbose_name=_("会议"))
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("姓名"), max_length=64)
    organisation = models.CharField(_("单位"), max_length=100)
    present = models.BooleanField(_("到会"), null=True, blank=True)
    reason = models.CharField(_("缺席原因"), max_length=200, blank=True)
    signed = models.CharField(_("签字"), max_length=8, choices=Signed, blank=True)
    signed_on = models.DateField(_("签字日期"), null=True, blank=True)
    recorded_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("pk",)
        verbose_name = _("参会人员")
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "membership"),
                condition=Q(membership__isnull=False),
                name="a_post_is_asked_once_to_a_meeting",
            ),
            models.CheckConstraint(
                condition=Q(signed="", signed_on=None) | (Q(present=True, signed_on__isnull=False) & ~Q(signed="")),
                name="who_signs_minutes_was_present",
            ),
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        _require_open(self.meeting_id)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        _require_open(self.meeting_id)
        return super().delete(*args, **kwargs)


def _require_open(pk: int) -> None:
    if Meeting.objects.filter(pk=pk).exclude(state=MeetingState.OPEN).exists():
        raise MeetingClosed(_("会议已经结束，不能再改。"))
