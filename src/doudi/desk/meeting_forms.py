"""The forms of a meeting: calling it, who came, what was resolved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.accounts.models import Membership
from doudi.cases.meetings import selectors
from doudi.cases.meetings.minutes import LONGEST_TEXT
from doudi.cases.meetings.models import AgendaItem, Attendee, MeetingKind, Resolved
from doudi.cases.meetings.services import Guest, Mark, Resolution
from doudi.desk import words
from doudi.desk.fields import Choice, Day, DeskForm, Text, dress, lines

DROP = "drop"
PRESENT = [("", _("未记")), ("true", _("到会")), ("false", _("缺席")), (DROP, _("移出名单"))]


def seat_words(membership: Membership) -> str:
    """Somebody among those who can be asked: 县医疗保障局 李某（部门联系人）."""
    return words.noted(f"{membership.organisation.name} {membership.user.name}", membership.get_role_display())


class CallForm(DeskForm):
    """When, where, under whom. The cases are chosen beside it."""

    kind = Choice(label=_("会议种类"), choices=MeetingKind.choices)
    title = Text(label=_("名称"), required=False, max_length=100, help_text=_("不填就用年月加会议种类。"))
    held_on = Day(label=_("会议日期"))
    place = Text(label=_("地点"), max_length=100)
    chair = Choice(label=_("主持人"), required=False)
    chair_name = Text(label=_("主持人不在名单里的，写姓名"), required=False, max_length=64)

    def __init__(self, *args: Any, people: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(each.pk): each for each in people}
        choices = [("", _("（另写姓名）")), *((key, seat_words(each)) for key, each in self.people.items())]
        self.fields["chair"].choices = choices

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("chair") and not self.cleaned_data.get("chair_name"):
            self.add_error("chair", _("请选主持人，或者写姓名。"))
        return self.cleaned_data

    def chairing(self, organisation: str) -> Guest:
        """Who chairs; somebody by name is of the house."""
        chosen = self.people.get(self.cleaned_data["chair"])
        return Guest(membership=chosen) if chosen else Guest(self.cleaned_data["chair_name"], organisation)


class AttendanceForm(DeskForm):
    """Who came and who did not, a row for each."""

    def __init__(self, *args: Any, attendees: Iterable[Attendee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attendees = list(attendees)
        for one in self.attendees:
            initial = {True: "true", False: "false", None: ""}[one.present]
            self.fields[f"p{one.pk}"] = Choice(label=_("到会"), choices=PRESENT, required=False, initial=initial)
            self.fields[f"r{one.pk}"] = Text(label=_("缺席原因"), required=False, max_length=200, initial=one.reason)
        for name, field in self.fields.items():
            dress(field)
            if name.startswith("r"):
                field.widget.attrs["placeholder"] = field.label

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [{"of": one, "present": self[f"p{one.pk}"], "reason": self[f"r{one.pk}"]} for one in self.attendees]

    def marks(self) -> dict[int, Mark]:
        """What was said of those who stay on the list."""
        given, found = self.cleaned_data, {}
        for one in self.attendees:
            said = given[f"p{one.pk}"]
            if said != DROP:
                found[one.pk] = Mark({"true": True, "false": False}.get(said), given[f"r{one.pk}"])
        return found

    def dropped(self) -> list[Attendee]:
        return [one for one in self.attendees if self.cleaned_data[f"p{one.pk}"] == DROP]


class GuestForm(DeskForm):
    """One more person: a user, or somebody by name."""

    who = Choice(label=_("从名单里选"), required=False)
    name = Text(label=_("或者写姓名"), required=False, max_length=64)
    organisation = Text(label=_("单位"), required=False, max_length=100)

    def __init__(self, *args: Any, people: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(each.pk): each for each in people}
        self.fields["who"].choices = [("", "—"), *((key, seat_words(each)) for key, each in self.people.items())]

    def guest(self) -> Guest:
        given = self.cleaned_data
        return Guest(given["name"], given["organisation"], self.people.get(given["who"]))


class ResolutionsForm(DeskForm):
    """What was resolved, a card for each case. Nothing is chosen beforehand."""

    def __init__(self, *args: Any, items: Iterable[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            choices = [(key, Resolved(key).label) for key in selectors.allowed(item)]
            said = Choice(choices=choices, widget=forms.RadioSelect, required=False, initial=item.outcome)
            text = Text(
                label=_("说明（没有同意的要写理由）"),
                widget=lines(2),
                required=False,
                max_length=LONGEST_TEXT,
                initial=item.text,
            )
            self.fields[f"o{item.pk}"], self.fields[f"t{item.pk}"] = dress(said), dress(text)

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [{"of": item, "outcome": self[f"o{item.pk}"], "text": self[f"t{item.pk}"]} for item in self.items]

    def resolutions(self, *, rest: bool = False) -> dict[int, Resolution]:
        """What was said of each; with `rest`, a case of which nothing is said is agreed to."""
        given = self.cleaned_data
        left = Resolved.NEXT.value if rest else ""
        return {item.pk: Resolution(given[f"o{item.pk}"] or left, given[f"t{item.pk}"]) for item in self.items}


class CancelForm(DeskForm):
    """Why a meeting is called off."""

    reason = Text(label=_("取消的理由"), widget=lines(), max_length=500)


class CloseForm(DeskForm):
    """The day on which a meeting is closed."""

    on = Day(label=_("办结日期"))
