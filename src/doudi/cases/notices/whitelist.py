"""The fields that a notice may show, filled by the system alone: nobody types a word that the public reads."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doudi.accounts.models import Organisation
from doudi.areas import codes
from doudi.cases import facts
from doudi.cases.course import Course
from doudi.cases.models import Case, Decision, Outcome
from doudi.cases.notices.masking import masked
from doudi.cases.problems import CaseProblem
from doudi.rulebook.assessment import RECOGNITIONS, assess, granted_as_assessed

FIELDS = {
    "name": gettext_lazy("申请人"),
    "people": gettext_lazy("家庭人数"),
    "recipients": gettext_lazy("受助人数"),
    "class": gettext_lazy("救助类别"),
    "amount": gettext_lazy("金额"),
    "telephone": gettext_lazy("监督电话"),
}
"""All that a notice may show, in the order in which it stands there."""
REQUIRED = ("name", "people", "class", "telephone")
ADULT = 18
_AGAIN = ("yuan/month", "yuan/year")
_PLAIN = re.compile(r"[0-9０-９+()（）\- 转]{3,24}")
_LONG_NUMBER = re.compile(r"\d{15,}|\d{14,}[\dXx]")


def checked(shown: dict[str, str]) -> dict[str, str]:
    """What a notice shows, if it is no more and no less than it may be. Raises `CaseProblem`."""
    if foreign := sorted(set(shown) - set(FIELDS)):
        raise CaseProblem(_("公示不能有这些内容：%s。") % _("、").join(foreign))
    if missing := [str(FIELDS[name]) for name in REQUIRED if not str(shown.get(name, "")).strip()]:
        raise CaseProblem(_("公示缺少：%s。") % _("、").join(missing))
    if not _PLAIN.fullmatch(shown["telephone"]):
        raise CaseProblem(_("监督电话只能是电话号码。"))
    if any(_LONG_NUMBER.search(text) for text in shown.values()):
        raise CaseProblem(_("公示里不能有证件号码或者银行账号。"))
    return {name: shown[name] for name in FIELDS if name in shown}


def filled(course: Course, masking: str, said: Said) -> dict[str, str]:
    """The fields of a case's notice on the course's day. Raises `CaseProblem` where a required one cannot be had."""
    shown = {
        "name": masked(course.case.applicant.name, masking),
        "people": f"{len(course.facts['members'])} 人",
        "class": "、".join(said.classes) or "社会救助",
        "telephone": telephone_of(course.case.area_id),
    }
    if said.recipients:
        shown["recipients"] = f"{len(said.recipients)} 人"
    if said.amount:
        shown["amount"] = said.amount
    return checked(shown)


class Said:
    """What the policy or the decision gives to whom: the classes, who receives something, and how much money."""

    def __init__(self, course: Course, decision: Decision | None) -> None:
        self.facts = course.facts
        assessment = decision.assessment if decision else assess(course.setting, course.facts, explained=False)
        granted = decision.granted if decision else granted_as_assessed(assessment)
        rules = course.setting.policy.rules
        named = [name for name in RECOGNITIONS if assessment["results"].get(name) is True]
        of_members = {
            name: [who for who, results in assessment["members"].items() if results.get(name) is True]
            for name in RECOGNITIONS
        }
        self.classes = [rules[n].label for n in RECOGNITIONS if n in named or of_members[n]]
        members = {str(member["id"]) for member in course.facts["members"]}
        receiving = {str(entry["for"]) for entry in granted} | {who for each in of_members.values() for who in each}
        self.of_household = bool(named) or str(course.facts["id"]) in receiving
        self.recipients = members if self.of_household else receiving & members
        money = granted if decision else []
        self.amount = amount(money)
        self.lasts = any(entry["unit"] in _AGAIN for entry in money)
        self.once = any(entry["unit"] == "yuan" for entry in money)


def amount(granted: list[dict[str, Any]]) -> str:
    """What was decided in money; that it is no money where only services or waivers were; nothing for nothing.

    Which service is not said: it would tell of an illness or a disability.
    """
    sums = (
        ("每月", _sum(granted, "yuan/month")),
        ("每年", _sum(granted, "yuan/year")),
        ("一次性", _sum(granted, "yuan")),
    )
    if said := "，".join(f"{words} {total:.2f} 元" for words, total in sums if total):
        return said
    return "不发现金，给予减免或服务" if granted else ""


def _sum(granted: list[dict[str, Any]], unit: str) -> Decimal:
    return sum((Decimal(e["amount"]) for e in granted if e["unit"] == unit and e["amount"] is not None), Decimal(0))


def decided(case: Case) -> Decision | None:
    """The approval that a notice after the decision tells of."""
    return case.decisions.filter(replaced_by=None, outcome=Outcome.APPROVED).last()


def is_childs(course: Course, said: Said) -> bool:
    """Whether a case is a child's: then it has no notice. A child applies, the family has no adult, or all that is
    given goes to children alone."""
    ages = {str(member["id"]): _age(member, course.on) for member in course.facts["members"]}
    applicant = age(course.case.applicant.birth_date, course.on)
    if applicant is not None and applicant < ADULT:
        return True
    if ages and all(each is not None and each < ADULT for each in ages.values()):
        return True
    given = [] if said.of_household else [ages[who] for who in said.recipients]
    return bool(given) and all(each is not None and each < ADULT for each in given)


def _age(member: dict[str, Any], on: datetime.date) -> int | None:
    text = member.get("birth_date")
    return age(datetime.date.fromisoformat(text) if text else None, on)


def age(birth: datetime.date | None, on: datetime.date) -> int | None:
    """Whole years of age; None when the birth date is not known."""
    return None if birth is None else on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def require_adult(course: Course) -> None:
    """Refuse to post when nobody knows whether the applicant is a child. Raises `CaseProblem`."""
    member = facts.people(course.case.household, course.on).get(str(course.case.applicant_id))
    if (member or course.case.applicant).birth_date is None:
        raise CaseProblem(_("申请人的出生日期没有登记，不能确认不是儿童；请先登记，再公示。"))


def telephone_of(area: str) -> str:
    """The office's telephone for complaints: that of the nearest civil affairs office, from the case's place upwards.

    Raises `CaseProblem` when no office has one.
    """
    place: str | None = area
    while place is not None:
        offices = Organisation.objects.filter(area_id=place, agency="civil_affairs").exclude(telephone="")
        found = offices.order_by("pk").values_list("telephone", flat=True).first()
        if found:
            return found
        place = codes.parent(place)
    raise CaseProblem(_("公示要有监督电话；请系统管理员在机构里登记电话。"))
