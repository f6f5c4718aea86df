"""People, households, who lives with whom from when until when, and what is known of them.

What the world was like has dates; what we knew of it has instants. No row is written over: a correction is a new
version, and the one before stays with the instant until which it was believed.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doudi.accounts.models import Membership
from doudi.areas.models import Area
from doudi.registry.masks import mask
from doudi.vocabulary import load

SECRETS = ("id_number", "telephone", "bank_card")
"""What is encrypted at rest, masked on screens, and opened only with a reason."""


def _labels(codes: str) -> list[tuple[str, Any]]:
    return [(key, _(label)) for key, label in load().codes[codes].items()]


class Source(models.TextChoices):
    """How we came to know something."""

    DECLARED = "declared", _("本人申报")
    VISITED = "visited", _("入户核查")
    CHECKED = "checked", _("信息核对")
    IMPORTED = "imported", _("表格导入")
    CORRECTED = "corrected", _("更正")


class HouseholdEnd(models.TextChoices):
    """Why a household is one no more."""

    MOVED_OUT = "moved_out", _("迁出")
    DISSOLVED = "dissolved", _("分户或并户")
    DIED = "died", _("全户死亡")


class Leaving(models.TextChoices):
    """Why somebody left a household."""

    MOVED = "moved", _("迁入另一户")
    LEFT = "left", _("离开本户")
    DIED = "died", _("死亡")
    RELATION = "relation", _("与户主关系变更")
    HOUSEHOLD_ENDED = "household_ended", _("本户注销")


class Counter(models.Model):
    """The last household number of a county; its row is locked while a number is given."""

    place = models.CharField(max_length=6, primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Household(models.Model):
    """People who live together. `area` is where the office serves it, `address` its present address.

    The numbers are given once and stay. Earlier areas and addresses are facts (`division`, `address`).
    """

    number = models.CharField(_("户编号"), max_length=32, unique=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="households", verbose_name=_("区划"))
    address = models.CharField(_("住址"), max_length=200, blank=True)
    formed_on = models.DateField(_("登记日期"))
    ended_on = models.DateField(_("注销日期"), null=True, blank=True)
    end = models.CharField(_("注销原因"), max_length=16, choices=HouseholdEnd, blank=True)
    registered_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    registered_at = models.DateTimeField(_("登记时间"))

    class Meta:
        ordering = ("number",)
        verbose_name = _("家庭")
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("formed_on")), name="household_ends_after_it_forms"
            ),
        )

    def __str__(self) -> str:
        return self.number


class Identity(models.Model):
    """Who somebody is. The three secrets are ciphertext, each with a keyed index by which equal ones are found."""

    SEALED = dict(zip(SECRETS, SECRETS, strict=True))  # noqa: RUF012

    name = models.CharField(_("姓名"), max_length=64)
    sex = models.CharField(_("性别"), max_length=8, choices=_labels("sex"), blank=True)
    birth_date = models.DateField(_("出生日期"), null=True, blank=True)
    died_on = models.DateField(_("死亡日期"), null=True, blank=True)
    id_number = models.TextField(_("公民身份号码"), blank=True)
    id_number_index = models.CharField(max_length=80, blank=True)
    telephone = models.TextField(_("电话"), blank=True)
    telephone_index = models.CharField(max_length=80, blank=True, db_index=True)
    bank_card = models.TextField(_("银行卡号"), blank=True)
    bank_card_index = models.CharField(max_length=80, blank=True)
    learned_at = models.DateTimeField(_("得知时间"))
    source = models.CharField(_("来源"), max_length=16, choices=Source)
    recorded_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("录入人"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def id_number_masked(self) -> str:
        """The ID number as screens show it: `990101***********4`."""
        return mask("id_number", self)

    @property
    def telephone_masked(self) -> str:
        return mask("telephone", self)

    @property
    def bank_card_masked(self) -> str:
        return mask("bank_card", self)


class Person(Identity):
    """Somebody, as known now. `merged_into` is the record of the same person that is kept instead of this one."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="people", verbose_name=_("区划"))
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates", verbose_name=_("并入")
    )

    class Meta:
        ordering = ("pk",)
        verbose_name = _("人员")
        indexes = (models.Index(fields=("id_number_index",), name="person_by_id_number"),)  # of duplicates too
        constraints = (
            models.UniqueConstraint(
                fields=("id_number_index",),
                condition=Q(merged_into=None) & ~Q(id_number_index=""),
                name="one_person_of_an_id_number",
            ),
        )


class PersonVersion(Identity):
    """What was believed of somebody's identity from `learned_at` until `replaced_at`."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="versions")
    replaced_at = models.DateTimeField(_("更正时间"))
    why = models.CharField(_("更正理由"), max_length=500, blank=True)

    class Meta:
        ordering = ("person", "replaced_at", "pk")
        verbose_name = _("人员信息旧版")


class HouseholdMember(models.Model):
    """Somebody lives in a household from a day until a day (included), as it was known until `retired_at`.

    On any day a person is in one household: PostgreSQL refuses the rest, and the services on every database.
    """

    household = models.ForeignKey(Household, models.PROTECT, related_name="members", verbose_name=_("家庭"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name=_("人员"))
    relation = models.CharField(_("与户主关系"), max_length=16, choices=_labels("relation"))
    from_date = models.DateField(_("自"))
    until_date = models.DateField(_("至"), null=True, blank=True)
    left = models.CharField(_("离开原因"), max_length=16, choices=Leaving, blank=True)
    learned_at = models.DateTimeField(_("得知时间"))
    retired_at = models.DateTimeField(_("更正时间"), null=True, blank=True)
    recorded_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("录入人"))

    class Meta:
        ordering = ("household", "from_date", "pk")
        verbose_name = _("家庭成员")
        constraints = (
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=F("from_date")), name="member_leaves_after_joining"
            ),
        )

    def __str__(self) -> str:
        return str(_("%(text)s（%(note)s）") % {"text": self.person.name, "note": self.get_relation_display()})


class FactVersion(models.Model):
    """A fact that was true of a person or a household from a day until a day (included), learned at an instant.

    Of all versions that cover a day, the one learned last holds. `value` None says that it is unknown.
    """

    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="facts")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="facts")
    name = models.CharField(_("事实"), max_length=64)
    value = models.JSONField(_("值"), null=True)
    true_from = models.DateField(_("自"))
    true_until = models.DateField(_("至"), null=True, blank=True)
    learned_at = models.DateTimeField(_("得知时间"))
    source = models.CharField(_("来源"), max_length=16, choices=Source)
    case = models.CharField(_("办件编号"), max_length=32, blank=True)
    recorded_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("录入人"))

    class Meta:
        ordering = ("name", "true_from", "learned_at", "pk")
        verbose_name = _("事实")
        constraints = (
            models.CheckConstraint(
                condition=Q(household=None, person__isnull=False) | Q(household__isnull=False, person=None),
                name="fact_of_a_person_or_a_household",
            ),
            models.CheckConstraint(
                condition=Q(true_until=None) | Q(true_until__gte=F("true_from")), name="fact_ends_after_it_begins"
            ),
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("事实只能追加新的版本，不能修改。")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("事实只能追加新的版本，不能删除。")


class SearchKey(models.Model):
    """What somebody can be found by: the name, its pinyin (`zhangsan`) and initials (`zs`), without spaces."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="search_keys")
    key = models.CharField(max_length=200, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "key"), name="one_search_key_of_a_person"),)


class Merge(models.Model):
    """Two records were found to be one person; undone when they were not.

    `moved` is what the merge changed besides: `members` (made for the kept record, by id, with the id of the one they
    replace) and `filled` (names of the blanks that the other record filled).
    """

    kept = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("保留"))
    merged = models.ForeignKey(Person, models.PROTECT, related_name="merges", verbose_name=_("并入"))
    reason = models.CharField(_("理由"), max_length=500)
    moved = models.JSONField(default=dict)
    at = models.DateTimeField(_("合并时间"))
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("合并人"))
    undone_at = models.DateTimeField(_("拆分时间"), null=True, blank=True)
    undone_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    undone_reason = models.CharField(_("拆分理由"), max_length=500, blank=True)

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("合并")
        constraints = (
            models.UniqueConstraint(fields=("merged",), condition=Q(undone_at=None), name="merged_into_one"),
        )
