"""A day of the calendar."""

from django.db import models


class Day(models.Model):
    """A day that is known to be a workday or not. A day without a row is what its weekday says."""

    date = models.DateField("日期", primary_key=True)
    is_workday = models.BooleanField("是工作日")
    note = models.CharField("说明", max_length=100, blank=True)
    edited = models.BooleanField("人工修改", default=False)

    class Meta:
        ordering = ("date",)
        verbose_name = "工作日历"
