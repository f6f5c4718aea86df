"""Forms as the desk shows them: the look of controls, dates, and a service's refusal said beside its field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DateBox(forms.DateInput):
    """A date with the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Day(forms.DateField):
    """A date."""

    widget = DateBox
    default_error_messages = {"required": _("请填日期。"), "invalid": _("日期写不对，应如 2026-03-05。")}  # noqa: RUF012


class Text(forms.CharField):
    """A line of text."""

    default_error_messages = {"required": _("请填写。")}  # noqa: RUF012


class Choice(forms.ChoiceField):
    """One of a list."""

    default_error_messages = {"required": _("请选一项。"), "invalid_choice": _("没有这个选项，请重选。")}  # noqa: RUF012


YES_NO = (("", _("不清楚")), ("true", _("是")), ("false", _("否")))


def lines(rows: int = 3) -> forms.Textarea:
    """A box for several lines."""
    return forms.Textarea(attrs={"rows": rows})


class DeskForm(forms.Form):
    """A form with the desk's look."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field)

    def refuse(self, problem: Exception) -> None:
        """Show why a service refused: beside the field that it names, or above the form."""
        name = getattr(problem, "field", "")
        self.add_error(name if name in self.fields else None, str(problem))


def dress(field: forms.Field) -> forms.Field:
    """Give a field's control its class."""
    widget = field.widget
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        widget.attrs.setdefault("class", "form-check-input")
    elif isinstance(widget, forms.Select):
        widget.attrs.setdefault("class", "form-select")
    else:
        widget.attrs.setdefault("class", "form-control")
    return field
