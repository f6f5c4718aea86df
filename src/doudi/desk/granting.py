"""What a decision gives: the assessed benefits, each to confirm, change or leave out, and room for others."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.cases.deciding import Grounds
from doudi.desk import words
from doudi.desk.assessed import names_of
from doudi.desk.fields import Choice, DeskForm, Text
from doudi.language import word
from doudi.vocabulary import load

MORE = 2
"""How many benefits may be added to those that the assessment knows of, at one time."""


class GrantForm(DeskForm):
    """One line for each benefit of the assessment, and a few empty ones."""

    def __init__(self, data: Any, *, grounds: Grounds, prefix: str) -> None:
        super().__init__(data, prefix=prefix)
        self.policy = grounds.setting.policy
        self.names = names_of(grounds.facts)
        self.entries = grounds.assessment["benefits"]
        for place, entry in enumerate(self.entries):
            benefit = self.policy.benefits[entry["benefit"]]
            due = "amount" not in entry or entry["amount"] is not None
            label = words.about(benefit.label, self.names.get(str(entry["for"]), entry["for"]))
            self.fields[f"give-{place}"] = forms.BooleanField(label=label, required=False, initial=due)
            if benefit.amount:
                unit = word(load().units.get(entry.get("unit") or "", ""))
                self.fields[f"amount-{place}"] = _amount(words.noted(label, unit), entry.get("amount"))
        for place in range(MORE):
            self.fields[f"more-{place}"] = Choice(label=_("另给待遇"), required=False, choices=self._others())
            self.fields[f"for-{place}"] = Choice(
                label=_("对象"), required=False, choices=[("", "—"), *self.names.items()]
            )
            self.fields[f"sum-{place}"] = _amount(_("金额（元）"), None)
        for field in self.fields.values():
            check = isinstance(field.widget, forms.CheckboxInput)
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-check-input" if check else "form-select" if select else "form-control"

    def _others(self) -> list[tuple[str, Any]]:
        return [("", "—"), *((name, benefit.label) for name, benefit in self.policy.benefits.items())]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The benefits of the assessment with their fields."""
        return [
            {
                "give": self[f"give-{n}"],
                "amount": self[f"amount-{n}"] if f"amount-{n}" in self.fields else None,
                "unit": word(load().units.get(entry.get("unit") or "", "")),
            }
            for n, entry in enumerate(self.entries)
        ]

    @property
    def more(self) -> list[dict[str, Any]]:
        return [{"benefit": self[f"more-{n}"], "of": self[f"for-{n}"], "sum": self[f"sum-{n}"]} for n in range(MORE)]

    def clean(self) -> dict[str, Any]:
        """What is given has an amount where it is money, and somebody to go to."""
        found = self.cleaned_data
        for place in range(len(self.entries)):
            if found.get(f"give-{place}") and f"amount-{place}" in self.fields and not found.get(f"amount-{place}"):
                self.add_error(f"amount-{place}", _("请填金额，或不勾选这一项。"))
        for place in range(MORE):
            if found.get(f"more-{place}") and not found.get(f"for-{place}"):
                self.add_error(f"for-{place}", _("请选对象。"))
        return found

    def granted(self) -> tuple[dict[str, Any], ...]:
        """What is given, as a proposal names it. The service checks amounts and whether each fits."""
        found = self.cleaned_data
        given = [
            {"benefit": entry["benefit"], "for": entry["for"], "amount": found.get(f"amount-{place}") or None}
            for place, entry in enumerate(self.entries)
            if found.get(f"give-{place}")
        ]
        given += [
            {"benefit": found[f"more-{n}"], "for": found[f"for-{n}"], "amount": found.get(f"sum-{n}") or None}
            for n in range(MORE)
            if found.get(f"more-{n}")
        ]
        return tuple(given)


def _amount(label: Any, value: Any) -> forms.Field:
    field = Text(label=label, required=False, initial=value, max_length=16)
    field.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
    return field
