"""Audit entries and the daily checkpoints that fix the chain's end."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class AppendOnly(models.Model):
    """A row that is written once. The database refuses too (see the migrations)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("审计日志只能追加，不能修改。")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("审计日志只能追加，不能删除。")


class Entry(AppendOnly):
    """One thing that somebody did. Names and numbers of residents never stand here: the subject is an id."""

    sequence = models.PositiveBigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    user_id = models.PositiveBigIntegerField("人员", null=True)
    membership_id = models.PositiveBigIntegerField("岗位", null=True)
    verb = models.CharField("事项", max_length=64)
    subject_type = models.CharField("对象类别", max_length=64, blank=True)
    subject_id = models.CharField("对象", max_length=80, blank=True)
    area = models.CharField("区划", max_length=12, blank=True)
    reason = models.CharField("理由", max_length=500, blank=True)
    details = models.JSONField("细节", default=dict)
    previous = models.CharField("上一条摘要", max_length=80)
    hash = models.CharField("摘要", max_length=80, unique=True)

    class Meta:
        ordering = ("sequence",)
        verbose_name = "审计日志"
        indexes = (
            models.Index(fields=("subject_type", "subject_id"), name="audit_by_subject"),
            models.Index(fields=("area", "-sequence"), name="audit_by_area"),
        )


class Checkpoint(AppendOnly):
    """The end of the chain on a day, printed or sent outside, so that a tail cut off later is missed."""

    date = models.DateField("日期", primary_key=True)
    sequence = models.PositiveBigIntegerField("序号")
    hash = models.CharField("摘要", max_length=80)

    class Meta:
        ordering = ("date",)
        verbose_name = "审计锚点"


class Head(models.Model):
    """The end of the chain: one row, locked while an entry is added, so that two writers never fork the chain."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=80, default="")
