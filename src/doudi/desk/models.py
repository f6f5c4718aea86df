"""What the desk itself keeps: applications that are being entered."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.accounts.models import Membership
from doudi.cases.models import Case
from doudi.registry.models import Household


class Draft(models.Model):
    """An application that is being entered, saved as it goes, so that a lost connection loses nothing.

    `content` is sealed JSON (see `drafting`): it holds what people declared before any of it is in the registry. When
    the application is sent in, `case` says what became of it, and the content is wiped. The key is also the mark by
    which the case is opened once, however often the form is sent.
    """

    SEALED = {"content": "draft"}  # noqa: RUF012

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    made_by = models.ForeignKey(Membership, models.CASCADE, related_name="+", verbose_name=_("登记人"))
    household = models.ForeignKey(
        Household, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("家庭")
    )
    content = models.TextField(blank=True)
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("办件"))
    updated_at = models.DateTimeField(_("最近保存"), auto_now=True)

    class Meta:
        ordering = ("-updated_at",)
        verbose_name = _("登记草稿")
