"""A case and what happens to it: steps, signatures, materials, decisions, letters, appeals."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from doudi.accounts.models import Membership
from doudi.areas.models import Area
from doudi.rulebook.models import Release

USER = settings.AUTH_USER_MODEL


class Counter(models.Model):
    """The last number given in a place and year; its row is locked while a number is given."""

    place = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("place", "year"), name="one_counter_of_a_place_and_year"),)


class CaseState(models.TextChoices):
    OPEN = "open", _("在办")
    CLOSED = "closed", _("办结")


class AppliedBy(models.TextChoices):
    """Who applies: themselves, or somebody for a child or for an adult who cannot."""

    SELF = "self", _("本人")
    GUARDIAN = "guardian", _("监护人")
    AGENT = "agent", _("受委托人")
    OFFICE = "office", _("主动发现")


class Case(models.Model):
    """One application, from the day of applying to its end.

    `end` is the key of one of the process's ends, or `withdrawn`, `died`, `moved`. `moved_on` is the latest day on
    which anything happened: a case's days never run backwards. Whoever changes a case locks its row.
    """

    number = models.CharField(_("办件编号"), max_length=32, unique=True)
    key = models.CharField(_("防重键"), max_length=64, unique=True, null=True, blank=True)
    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="cases", verbose_name=_("家庭"))
    applicant = models.ForeignKey("registry.Person", models.PROTECT, related_name="cases", verbose_name=_("申请人"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="cases", verbose_name=_("区划"))
    release = models.ForeignKey(Release, models.PROTECT, related_name="cases", verbose_name=_("政策版本"))
    process = models.CharField(_("程序"), max_length=64)
    suggested_process = models.CharField(_("按政策应走的程序"), max_length=64)
    process_reason = models.CharField(_("改走程序的理由"), max_length=500, blank=True)
    applied_by = models.CharField(_("申请方式"), max_length=16, choices=AppliedBy, default=AppliedBy.SELF)
    agent = models.ForeignKey("registry.Person", models.PROTECT, null=True, blank=True, related_name="agent_cases")
    agent_name = models.CharField(_("代办人"), max_length=64, blank=True)
    agent_papers = models.CharField(_("代办手续"), max_length=200, blank=True)
    request = models.CharField(_("申请事项"), max_length=500, blank=True)
    applied_on = models.DateField(_("申请日期"))
    accepted_on = models.DateField(_("受理日期"), null=True, blank=True)
    noticed_on = models.DateField(_("公示结束日期"), null=True, blank=True)
    decided_on = models.DateField(_("审批日期"), null=True, blank=True)
    due_on = models.DateField(_("总期限"), null=True, blank=True)
    moved_on = models.DateField(_("最近办理日期"))
    state = models.CharField(_("状态"), max_length=8, choices=CaseState, default=CaseState.OPEN)
    end = models.CharField(_("结果"), max_length=64, blank=True)
    closed_on = models.DateField(_("办结日期"), null=True, blank=True)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers", verbose_name=_("前一办件")
    )
    opened_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    opened_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        ordering = ("-applied_on", "-number")
        verbose_name = _("办件")
        indexes = (
            models.Index(fields=("area", "state", "due_on"), name="case_by_area_and_due"),
            models.Index(fields=("household", "-applied_on"), name="case_by_household"),
            models.Index(fields=("-applied_on", "-number"), name="case_by_day"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state="open", closed_on=None, end="") | Q(state="closed", closed_on__isnull=False),
                name="a_closed_case_has_an_end",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state == CaseState.OPEN


class StaffRelative(models.Model):
    """A declared tie between somebody in the case and a member of staff or village cadre, who then signs nothing."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="staff_relatives")
    user = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("工作人员"))
    staff_name = models.CharField(_("工作人员姓名"), max_length=64)
    relation = models.CharField(_("关系"), max_length=64)

    class Meta:
        verbose_name = _("近亲属备案")


class RunState(models.TextChoices):
    WAITING = "waiting", _("等待")  # the steps before it are not all done
    OPEN = "open", _("待办")
    SIGNED = "signed", _("待复核")  # signed by the first, waits for the second
    DONE = "done", _("已办")
    SKIPPED = "skipped", _("未启用")  # optional, and not asked for
    CANCELLED = "cancelled", _("中止")  # the case moved on or ended without it


ACTIVE = (RunState.WAITING, RunState.OPEN, RunState.SIGNED)


class StepRun(models.Model):
    """One passage of a case through a step of its process.

    `by` and `second` are posts (`township.clerk`). `outcome` is `next`, `returned`, `refused` or `objected`; `led_to`
    the step or end that followed; `because` the outcome by which this run was opened. `data` is what the
    step's form holds. `version` rises with every change: who saved over somebody else's work is told.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="runs")
    step = models.CharField(_("步骤"), max_length=64)
    kind = models.CharField(_("类型"), max_length=16)
    label = models.CharField(_("名称"), max_length=100)
    round = models.PositiveSmallIntegerField(_("第几次"), default=1)
    state = models.CharField(_("状态"), max_length=16, choices=RunState)
    by = models.CharField(_("办理岗位"), max_length=32)
    second = models.CharField(_("复核岗位"), max_length=32, blank=True)
    agency = models.CharField(_("部门"), max_length=32, blank=True)
    because = models.CharField(_("来由"), max_length=16, default="next")
    came_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    asked_for = models.BooleanField(_("要求启用"), null=True)
    opened_on = models.DateField(_("开始日期"), null=True, blank=True)
    due_on = models.DateField(_("期限"), null=True, blank=True)
    warn_on = models.DateField(_("预警日期"), null=True, blank=True)
    done_on = models.DateField(_("办理日期"), null=True, blank=True)
    outcome = models.CharField(_("结果"), max_length=16, blank=True)
    led_to = models.CharField(_("下一步"), max_length=64, blank=True)
    reason = models.CharField(_("理由"), max_length=1000, blank=True)
    data = models.JSONField(_("内容"), default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        verbose_name = _("步骤办理")
        indexes = (
            models.Index(fields=("state", "by", "due_on"), name="run_by_post_and_due"),
            models.Index(fields=("case", "step"), name="run_by_case_and_step"),
        )
        constraints = (
            models.UniqueConstraint(fields=("case", "step", "round"), name="one_run_of_a_round"),
            models.UniqueConstraint(
                fields=("case", "step"),
                condition=Q(state__in=("waiting", "open", "signed")),
                name="one_active_run_of_a_step",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case.number} {self.label}"

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE


class Signature(models.Model):
    """Somebody's name under a step: the first does it, the second confirms it. Never the same person."""

    run = models.ForeignKey(StepRun, models.CASCADE, related_name="signatures")
    position = models.PositiveSmallIntegerField(_("次序"))
    user = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("签字人"))
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("岗位"))
    post = models.CharField(max_length=32)
    signed_on = models.DateField(_("签字日期"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        ordering = ("run", "position")
        verbose_name = _("签字")
        constraints = (
            models.UniqueConstraint(fields=("run", "position"), name="no_step_signed_twice"),
            models.UniqueConstraint(fields=("run", "user"), name="two_signatures_of_two_persons"),
        )


class Event(models.Model):
    """The case's own story, for people: what happened when, by whom and why."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="events")
    at = models.DateTimeField(_("时间"))
    on = models.DateField(_("日期"))
    what = models.CharField(_("事项"), max_length=32)
    run = models.ForeignKey(StepRun, models.CASCADE, null=True, blank=True, related_name="events")
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField(_("说明"), max_length=1000, blank=True)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("办理记录")


class MaterialList(models.Model):
    """The one list of what is missing: made once, in one letter, and never a second."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="material_list")
    made_on = models.DateField(_("日期"))
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("一次性告知单")


class MaterialState(models.TextChoices):
    ASKED = "asked", _("待补")
    RECEIVED = "received", _("已交")
    WAIVED = "waived", _("免交")


class Material(models.Model):
    """One thing on the list: a fact to be told or shown (`fact`, of a person or the household), or a document."""

    letter = models.ForeignKey(MaterialList, models.CASCADE, related_name="materials")
    fact = models.CharField(max_length=64, blank=True)
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField(_("材料"), max_length=200)
    needed_for = models.JSONField(default=list, blank=True)
    state = models.CharField(_("状态"), max_length=16, choices=MaterialState, default=MaterialState.ASKED)
    settled_on = models.DateField(_("日期"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("材料")


from doudi.cases.archive.models import DestroyedCase, Destruction, DestructionState, KeptAs  # noqa: E402, F401
from doudi.cases.decision_models import (  # noqa: E402, F401
    Appeal,
    BenefitDue,
    Decision,
    DecisionKind,
    LetterProof,
    Outcome,
)
from doudi.cases.meetings.models import (  # noqa: E402, F401
    AgendaItem,
    Attendee,
    Meeting,
    MeetingKind,
    MeetingState,
    Resolved,
)
from doudi.cases.notices.models import (  # noqa: E402, F401  the models of this app stand in several files
    Masking,
    Notice,
    NoticeKind,
    NoticeMasking,
    NoticePhoto,
    Objection,
)
from doudi.cases.samples.models import Always, Sample, SampledCase  # noqa: E402, F401
