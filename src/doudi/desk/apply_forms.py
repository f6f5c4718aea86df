"""The forms of a new application."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.accounts.actor import Actor
from doudi.areas.models import Area
from doudi.cases.models import AppliedBy
from doudi.desk.asking import Subject
from doudi.desk.drafting import someone
from doudi.desk.fields import Choice, Day, DeskForm, Text, lines
from doudi.desk.members import RELATIONS, SEXES
from doudi.office_day import office_day
from doudi.registry.problems import RegistryProblem
from doudi.rulebook.processes import Setting

ROWS, MOST = 3, 30
"""How many rows an empty form has, and the most that any has."""
COLUMNS = ("name", "relation", "id_number", "telephone", "sex", "birth_date")


class FamilyForm(DeskForm):
    """Where a family lives, and one row for each member. Rows without a name are left out."""

    area = Choice(label=_("所在社区（村）"))
    address = Text(label=_("住址"), required=False, max_length=200)

    def __init__(self, data: Any, *, actor: Actor, kept: dict[str, Any] | None = None, more: bool = False) -> None:
        kept = kept or {}
        self.actor = actor
        members = kept.get("members", [])
        if data is not None:
            self.count = min(int(data.get("rows", ROWS)) if str(data.get("rows", "")).isdigit() else ROWS, MOST)
        else:
            self.count = min(max(ROWS, len(members) + (2 if more else 0)), MOST)
        super().__init__(data, initial={"area": kept.get("area"), "address": kept.get("address")})
        self.fields["area"].choices = _areas(actor)
        for place in range(self.count):
            self._row(place, members[place] if place < len(members) else {})

    def _row(self, place: int, row: dict[str, str]) -> None:
        made: dict[str, forms.Field] = {
            "name": Text(label=_("姓名"), max_length=64),
            "relation": Choice(label=_("与户主关系"), choices=RELATIONS, initial="head" if place == 0 else "spouse"),
            "id_number": Text(label=_("身份证号"), max_length=18),
            "telephone": Text(label=_("电话"), max_length=20),
            "sex": Choice(label=_("性别"), choices=SEXES),
            "birth_date": Day(label=_("出生日期")),
        }
        for name, field in made.items():
            field.required = False
            field.initial = row.get(name) or field.initial
            field.widget.attrs |= {
                "class": "form-select" if isinstance(field.widget, forms.Select) else "form-control",
                "autocomplete": "off",
            }
            self.fields[f"{place}-{name}"] = field

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows, each with its fields by name."""
        return [{name: self[f"{place}-{name}"] for name in COLUMNS} for place in range(self.count)]

    def as_typed(self) -> dict[str, Any]:
        """What stands in the form, right or wrong: so that nothing that was typed is lost."""
        rows = [{n: str(self.data.get(f"{p}-{n}", "")).strip() for n in COLUMNS} for p in range(self.count)]
        rows = [{**row, "birth_date": _iso(row["birth_date"])} for row in rows if row["name"] or row["id_number"]]
        return {"area": self.data.get("area", ""), "address": self.data.get("address", ""), "members": rows}

    def clean(self) -> dict[str, Any]:
        """Every member is somebody, each ID number once, one head."""
        found = self.cleaned_data
        self.members: list[dict[str, str]] = []
        heads, numbers = 0, set()
        for place in range(self.count):
            row = {name: _text(found.get(f"{place}-{name}")) for name in COLUMNS}
            if not row["name"] and not row["id_number"]:
                continue
            row["relation"] = row["relation"] or "other"
            heads += row["relation"] == "head"
            try:
                someone(self.actor, row)
            except RegistryProblem as problem:
                self.add_error(f"{place}-{problem.field if problem.field in COLUMNS else 'name'}", str(problem))
            if row["id_number"] and row["id_number"] in numbers:
                self.add_error(f"{place}-id_number", _("同一个身份证号写了两次。"))
            numbers.add(row["id_number"])
            self.members.append(row)
        if not self.members:
            self.add_error("0-name", _("请至少填一个人。"))
        elif heads != 1:
            self.add_error(None, _("一户要有一个户主，也只能有一个。"))
        return found

    def kept(self) -> dict[str, Any]:
        """The family as the draft keeps it."""
        found = self.cleaned_data
        return {"area": found["area"], "address": found["address"], "members": self.members}


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else str(value or "").strip()


def _iso(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _areas(actor: Actor) -> list[tuple[str, str]]:
    """The communities of the actor's area, with the township where there are several; the one there is, chosen."""
    found = Area.objects.filter(code__startswith=actor.area.prefix).select_related("parent").order_by("code")
    villages = [area for area in found if area.level == "village"]
    several = len({area.parent_id for area in villages}) > 1
    named = [(a.code, f"{a.parent.name}{a.name}" if several and a.parent else a.name) for a in villages]
    return named if len(named) == 1 else [("", "—"), *named]


class RequestForm(DeskForm):
    """What is applied for, by whom and how."""

    applicant = Choice(label=_("申请人"))
    applied_on = Day(label=_("申请日期"))
    applied_by = Choice(label=_("由谁提出"), choices=AppliedBy.choices)
    agent_name = Text(label=_("代办人（监护人或受委托人）"), required=False, max_length=64)
    agent_papers = Text(label=_("监护或委托手续"), required=False, max_length=200)
    request = Text(label=_("申请事项"), required=False, widget=lines(2), max_length=500)
    staff_name = Text(label=_("有近亲属是工作人员或村（社区）干部的，写其姓名"), required=False, max_length=64)
    staff_relation = Text(label=_("与其关系"), required=False, max_length=64)
    follows = Choice(label=_("接着哪一件再次申请"), required=False)
    process = Choice(label=_("程序"), required=False)
    process_reason = Text(label=_("改走其他程序的理由"), required=False, max_length=500)

    def __init__(
        self, data: Any, *, members: list[Subject], setting: Setting, closed: list[str], initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["applicant"].choices = [(member.key, member.label) for member in members]
        processes = setting.policy.processes.values()
        self.fields["process"].choices = [("", _("按政策自动确定")), *((p.name, p.label) for p in processes)]
        self.fields["follows"].choices = [("", "—"), *((number, number) for number in closed)]
        if not closed:
            del self.fields["follows"]

    def clean_applied_on(self) -> datetime.date:
        """Nobody applies tomorrow."""
        day: datetime.date = self.cleaned_data["applied_on"]
        if day > office_day():
            raise forms.ValidationError(_("申请日期不能晚于今天。"))
        return day

    def clean(self) -> dict[str, Any]:
        """An agent needs a name and papers; another procedure a reason."""
        found = self.cleaned_data
        if found.get("applied_by") in (AppliedBy.GUARDIAN, AppliedBy.AGENT):
            for name in ("agent_name", "agent_papers"):
                if not found.get(name):
                    self.add_error(name, _("由监护人或受委托人申请的，请填写。"))
        if bool(found.get("staff_name")) != bool(found.get("staff_relation")):
            missing = "staff_relation" if found.get("staff_name") else "staff_name"
            self.add_error(missing, _("姓名和关系要一起填。"))
        if found.get("process") and not found.get("process_reason"):
            self.add_error("process_reason", _("自己指定程序的，请写理由。"))
        return found

    def kept(self) -> dict[str, str]:
        """As the draft keeps it."""
        return {name: _text(value) for name, value in self.cleaned_data.items()}
