"""The assessment of self-care at the desk: six questions of each member of the family, and the fact that they give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doudi.cases.self_care import ITEMS, grade
from doudi.desk import words
from doudi.desk.fields import Choice, DeskForm
from doudi.language import spoken
from doudi.registry.models import Person
from doudi.vocabulary import load

_ANSWERS = (("", gettext_lazy("未评")), ("true", gettext_lazy("能")), ("false", gettext_lazy("不能")))
Items = dict[str, dict[str, bool]]
"""What was answered: by member, what they can do of the six."""


class SelfCareForm(DeskForm):
    """The six questions to each member; a member has all of them answered, or none."""

    def __init__(self, data: Any, *, people: Mapping[str, Person], kept: Items, prefix: str = "c") -> None:
        self.people = people
        super().__init__(data, prefix=prefix)
        for key in people:
            for item, label in ITEMS.items():
                before = {True: "true", False: "false"}.get(kept.get(key, {}).get(item))
                self.fields[f"{key}-{item}"] = Choice(
                    label=label,
                    choices=_ANSWERS,
                    required=False,
                    initial=before,
                    widget=forms.Select(attrs={"class": "form-select"}),
                )

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by member."""
        return [(person.name, [self[f"{key}-{item}"] for item in ITEMS]) for key, person in self.people.items()]

    def clean(self) -> dict[str, Any]:
        """Six answers or none."""
        self.items: Items = {}
        for key in self.people:
            given = {item: self.cleaned_data.get(f"{key}-{item}") or "" for item in ITEMS}
            answered = {item: answer == "true" for item, answer in given.items() if answer}
            if answered:
                self.items[key] = answered
            if 0 < len(answered) < len(ITEMS):
                for item in set(ITEMS) - set(answered):
                    self.add_error(f"{key}-{item}", _("六项都要评，或者都不评。"))
        return self.cleaned_data

    def grades(self) -> dict[str, str]:
        """What the answers come to, by member: the code of `self_care`."""
        return {key: grade(able) for key, able in self.items.items()}


def told(kept: Items) -> list[tuple[str, str]]:
    """What was assessed, for reading: (name, 半失能（不能：穿衣、洗澡）)."""
    people = {str(person.pk): person for person in Person.objects.filter(pk__in=kept)}
    codes, found = spoken(load()).codes["self_care"], []
    for key, able in kept.items():
        if key in people and set(able) == set(ITEMS):
            failed = [label for item, label in ITEMS.items() if not able[item]]
            why = words.about(_("不能"), words.together(failed)) if failed else ""
            found.append((people[key].name, words.noted(codes[grade(able)], why)))
    return found
