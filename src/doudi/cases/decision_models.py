"""What is decided: the decision, what it gives, the proof that its letter was served, and how it is taken further."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doudi.accounts.models import Membership
from doudi.rulebook.models import Release


class DecisionKind(models.TextChoices):
    DECISION = "decision", _("决定")
    CORRECTION = "correction", _("更正")
    REVOCATION = "revocation", _("撤销")


class Outcome(models.TextChoices):
    APPROVED = "approved", _("批准")
    REFUSED = "refused", _("不予批准")


class Decision(models.Model):
    """What a person decided, beside what the policy's assessment says, with all that is needed to replay it.

    `values` are the place's values in force (JSON), `facts` the household as the engine read it, `assessment` the
    engine's whole answer. `granted` is `[{"benefit", "for", "amount", "unit"}, …]`. Where it `differs` from the
    assessment, the official gives the `reason`. Never changed: a later decision `replaces` it.
    """

    GROUNDS = ("values", "facts", "assessment")
    """What takes much room, and is read only where a decision is looked into."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="decisions")
    run = models.OneToOneField("cases.StepRun", models.PROTECT, null=True, blank=True, related_name="decision")
    kind = models.CharField(_("种类"), max_length=16, choices=DecisionKind, default=DecisionKind.DECISION)
    outcome = models.CharField(_("结果"), max_length=16, choices=Outcome)
    release = models.ForeignKey(Release, models.PROTECT, related_name="+", verbose_name=_("政策版本"))
    date = models.DateField(_("审批日期"))
    known_at = models.DateTimeField(_("事实截至"))
    values = models.JSONField(_("当地标准"))
    facts = models.JSONField(_("事实"))
    assessment = models.JSONField(_("核算结果"))
    suggested = models.CharField(_("核算建议"), max_length=16)
    granted = models.JSONField(_("给予"), default=list)
    differs = models.BooleanField(_("与核算不同"), default=False)
    reason = models.CharField(_("不同的理由"), max_length=1000, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("代替")
    )
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        ordering = ("id",)
        verbose_name = _("审批决定")
        constraints = (
            models.CheckConstraint(condition=Q(differs=False) | ~Q(reason=""), name="a_difference_has_a_reason"),
            models.CheckConstraint(
                condition=Q(kind="decision") | Q(replaces__isnull=False), name="what_corrects_names_what_it_corrects"
            ),
        )

    @property
    def is_in_force(self) -> bool:
        return not hasattr(self, "replaced_by")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("决定一经作出不能修改；更正或撤销须另作决定。")
        super().save(*args, **kwargs)


class BenefitDue(models.Model):
    """What a decision gives: to the household (person None) or to a person, from a day."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="benefits")
    benefit = models.CharField(_("待遇"), max_length=64)
    label = models.CharField(_("名称"), max_length=100)
    kind = models.CharField(_("种类"), max_length=16)
    agency = models.CharField(_("部门"), max_length=32)
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, blank=True, related_name="+")
    amount = models.DecimalField(_("金额"), max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=16, blank=True)
    from_date = models.DateField(_("自"))
    until_date = models.DateField(_("至"), null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("待遇")


class LetterProof(models.Model):
    """Proof that a letter was served: how, when, and who took it."""

    class How(models.TextChoices):
        HAND = "hand", _("直接送达")
        POST = "post", _("邮寄送达")
        LEFT = "left", _("留置送达")
        AGENT = "agent", _("转交送达")
        PUBLIC = "public", _("公告送达")

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="proofs")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="proofs")
    paper_number = models.CharField(_("文书编号"), max_length=64, blank=True)
    how = models.CharField(_("送达方式"), max_length=16, choices=How)
    served_on = models.DateField(_("送达日期"))
    received_by = models.CharField(_("签收人"), max_length=64, blank=True)
    thumbprint = models.BooleanField(_("按手印"), default=False)
    witness = models.CharField(_("见证人"), max_length=64, blank=True)
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("served_on", "id")
        verbose_name = _("送达回证")


class Appeal(models.Model):
    """Reconsideration or lawsuit against a decision, with its dates, on the same case."""

    class Kind(models.TextChoices):
        RECONSIDERATION = "reconsideration", _("行政复议")
        LAWSUIT = "lawsuit", _("行政诉讼")

    class Result(models.TextChoices):
        UPHELD = "upheld", _("维持")
        CHANGED = "changed", _("变更")
        REVOKED = "revoked", _("撤销")
        REDONE = "redone", _("责令重作")
        DROPPED = "dropped", _("撤回")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="appeals")
    kind = models.CharField(_("种类"), max_length=16, choices=Kind)
    filed_on = models.DateField(_("提出日期"))
    last_day = models.DateField(_("期限末日"), null=True, blank=True)
    body = models.CharField(_("受理机关"), max_length=100)
    result = models.CharField(_("结果"), max_length=16, choices=Result, blank=True)
    ended_on = models.DateField(_("审结日期"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        ordering = ("filed_on", "id")
        verbose_name = _("复议与诉讼")
