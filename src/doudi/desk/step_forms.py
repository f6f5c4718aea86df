"""What each kind of step writes down. The procedure says which steps there are; here is what their forms ask."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from doudi.desk.fields import YES_NO, Choice, Day, DeskForm, Text, lines

_BETWEEN_NAMES = re.compile(r"[\s、，,；;]+")  # kept
_VISITORS = 2


class StepForm(DeskForm):
    """Fields of a step, all kept in its data as text. Nothing is required before it is signed."""

    needed: tuple[str, ...] = ()
    """The fields that must be filled in when the step is done."""
    marked: tuple[str, ...] = ()
    """Fields that are shown as needed; that they are there, the service sees to, for some cases do without."""

    def __init__(self, *args: Any, signing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_signing = signing
        for name, field in self.fields.items():
            field.required = signing and name in self.needed
            field.is_needed = name in (*self.needed, *self.marked)

    def kept(self) -> dict[str, Any]:
        """What was filled in, as JSON."""
        return {name: _json(value) for name, value in self.cleaned_data.items() if name in self.fields}


def _json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


class NoteForm(StepForm):
    """A remark and nothing else."""

    note = Text(label=_("备注"), widget=lines(), max_length=1000)


class ClassifyForm(StepForm):
    """What the assessment of the household comes to, in the clerk's words."""

    note = Text(label=_("核算分类意见"), widget=lines(), max_length=1000)


class MeansCheckForm(StepForm):
    """What the check of the household's means found."""

    checked_on = Day(label=_("核对报告日期"))
    report = Text(label=_("核对报告编号"), max_length=64)
    result = Choice(
        label=_("核对结果"),
        choices=[
            ("", "—"),
            ("agreed", _("与申报一致")),
            ("differs", _("与申报有出入")),
            ("found", _("有未申报的收入或财产")),
        ],
    )
    note = Text(label=_("出入的说明"), widget=lines(), max_length=1000)
    needed = ("checked_on", "result")


class VisitForm(StepForm):
    """What two people saw at the household's home."""

    visited_on = Day(label=_("入户日期"))
    visitors = Text(label=_("入户人员（两人以上）"), max_length=200)
    met = Text(label=_("在场的家庭成员"), max_length=200)
    lives_there = Choice(label=_("申请家庭住在这里"), choices=YES_NO)
    dwelling = Text(label=_("住房、家电、车辆等所见"), widget=lines(), max_length=1000)
    neighbours = Text(label=_("邻里反映"), widget=lines(), max_length=1000)
    finding = Text(label=_("调查结论"), widget=lines(), max_length=1000)
    needed = ("visited_on", "visitors", "finding")

    def clean_visitors(self) -> str:
        """Two people at least, by name, when the visit is signed (办理低保的规定, article 16)."""
        text: str = self.cleaned_data["visitors"]
        names = dict.fromkeys(name for name in _BETWEEN_NAMES.split(text) if name)
        if self.is_signing and len(names) < _VISITORS:
            said = {"n": len(names), "names": text}
            raise ValidationError(_("入户要两人以上，这里只有 %(n)s 人：%(names)s。姓名之间用顿号隔开。") % said)
        return text


class AppraisalForm(StepForm):
    """How the community's representatives saw it."""

    held_on = Day(label=_("评议日期"))
    place = Text(label=_("地点"), max_length=100)
    present = Text(label=_("到会人数"), max_length=6)
    agree = Text(label=_("同意人数"), max_length=6)
    against = Text(label=_("不同意人数"), max_length=6)
    note = Text(label=_("评议意见"), widget=lines(), max_length=1000)
    needed = ("held_on", "present", "agree", "against")

    def clean(self) -> dict[str, Any]:
        """Counts are whole numbers, and no more votes than people."""
        counts = {}
        for name in ("present", "agree", "against"):
            text = self.cleaned_data.get(name) or ""
            if text and not (text.isascii() and text.isdigit()):
                self.add_error(name, _("请填人数，如 15。"))
            counts[name] = int(text) if text.isascii() and text.isdigit() else 0
        if counts["present"] and counts["agree"] + counts["against"] > counts["present"]:
            self.add_error("present", _("同意与不同意的人数合起来超过了到会人数。"))
        return self.cleaned_data


class NoticeForm(StepForm):
    """Where and from when a notice hangs; saving it posts it. What must be there before the next step, the service says."""

    posted_on = Day(label=_("张贴日期"))
    place = Text(label=_("张贴地点"), max_length=200)
    note = Text(label=_("备注"), widget=lines(), max_length=1000)
    marked = ("posted_on", "place")


class PublishForm(StepForm):
    """Where what was decided is published; it is published by the signature, from its day on."""

    place = Text(label=_("张贴地点"), max_length=200)
    note = Text(label=_("备注"), widget=lines(), max_length=1000)


class SampleForm(StepForm):
    """What the county's own look found."""

    visited_on = Day(label=_("抽查日期"))
    visitors = Text(label=_("抽查人员"), max_length=200)
    finding = Text(label=_("抽查结果"), widget=lines(), max_length=1000)
    needed = ("finding",)


class MeetingForm(StepForm):
    """What the meeting resolved on this case."""

    held_on = Day(label=_("会议日期"))
    present = Text(label=_("参会人员"), widget=lines(2), max_length=500)
    resolution = Text(label=_("本件决议"), widget=lines(), max_length=1000)
    needed = ("held_on", "present", "resolution")


class FileForm(StepForm):
    """Where the papers are kept."""

    shelf = Text(label=_("档案盒号"), max_length=64)
    note = Text(label=_("备注"), widget=lines(), max_length=1000)
    needed = ("shelf",)


FORMS: dict[str, type[StepForm]] = {
    "classify": ClassifyForm,
    "means_check": MeansCheckForm,
    "visit": VisitForm,
    "appraisal": AppraisalForm,
    "notice": NoticeForm,
    "publish": PublishForm,
    "sample": SampleForm,
    "meeting": MeetingForm,
    "file": FileForm,
}


def form_for(kind: str) -> type[StepForm]:
    """The form of a kind of step."""
    return FORMS.get(kind, NoteForm)


def told(kind: str, data: dict[str, Any]) -> list[tuple[Any, str]]:
    """What a step's form holds, for reading: (label, words)."""
    found = []
    for name, field in form_for(kind).base_fields.items():
        value = data.get(name)
        if value not in (None, ""):
            choices = dict(getattr(field, "choices", ()))
            found.append((field.label, str(choices.get(value, value))))
    return found
