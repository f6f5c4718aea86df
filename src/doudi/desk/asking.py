"""Facts as questions: the field that asks for each, and what somebody answered as the registry keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.desk.fields import YES_NO, Choice, Day, DeskForm, Text, dress
from doudi.desk.seldom import NOTHING, seldom
from doudi.desk.words import noted
from doudi.language import spoken
from doudi.office_day import office_day
from doudi.policy.definitions.model import Policy
from doudi.registry import values
from doudi.registry.problems import RegistryProblem
from doudi.rulebook.processes import Setting
from doudi.vocabulary import Term, Vocabulary, load

HOUSEHOLD = "h"
"""The key of the household among the subjects of a form; members have their own ids."""
NONE_OF_THESE = "none"
"""The key, behind the subject's, of the box that says that there is nothing of what seldom concerns anybody."""
GRADES: dict[str, dict[str, Any]] = {
    "disability_grade": {"1": _("一级（最重）"), "2": _("二级"), "3": _("三级"), "4": _("四级（最轻）")},
}
"""Facts that are numbers and of which there are only these (GB/T 26341)."""


@dataclass
class Subject:
    """Somebody (or the household) of whom something is asked: what is known, and the facts asked for, in order."""

    key: str
    label: str
    entity: str
    known: Mapping[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def ask(self, *names: str) -> None:
        """Ask for facts, each once, never for what follows from who somebody is."""
        self.asked += [name for name in names if name not in self.asked and name not in values.IDENTITY]


def vocabulary_of(setting: Setting) -> Vocabulary:
    """The vocabulary with the own facts of the policy in force."""
    return vocabulary_with(setting.policy)


def vocabulary_with(policy: Policy) -> Vocabulary:
    """The vocabulary with a policy's own facts."""
    facts = {
        (fact.entity, fact.name): Term(fact.name, fact.entity, fact.type.declared, fact.type.unit, fact.label)
        for fact in policy.facts.values()
    }
    words = load()
    return spoken(replace(words, facts={**words.facts, **facts}, codes={**words.codes, **policy.codes}))


def subjects(facts: Mapping[str, Any]) -> list[Subject]:
    """The household and its members, from facts as the engine reads them."""
    own = {name: value for name, value in facts.items() if name != "members"}
    found = [Subject(HOUSEHOLD, str(_("家庭情况")), "household", own)]
    for member in facts["members"]:
        found.append(Subject(str(member["id"]), str(member.get("name") or member["id"]), "person", member))
    return found


def needed(asked_of: Iterable[Subject], assessment: Mapping[str, Any]) -> None:
    """Ask every subject for what the policy still needs of it."""
    by_key = {subject.key: subject for subject in asked_of}
    for need in assessment["needs"]:
        if "fact" in need:
            key = HOUSEHOLD if need["of"] == assessment["household"] else str(need["of"])
            if key in by_key:
                by_key[key].ask(need["fact"])


@dataclass(frozen=True)
class Group:
    """What is asked of one subject: the fields, those that seldom concern anybody of that age, and the box that
    answers the latter at once."""

    label: str
    fields: list[forms.BoundField]
    seldom: list[forms.BoundField]
    none: forms.BoundField | None

    @property
    def is_wrong(self) -> bool:
        """Whether something is wrong with what is folded away."""
        return any(field.errors for field in self.seldom)


class FactsForm(DeskForm):
    """Questions to several subjects. `answers` are what was answered, by subject and fact, as the registry keeps it."""

    def __init__(self, data: Any, *, about: list[Subject], words: Vocabulary, prefix: str = "f") -> None:
        self.about, self.words = about, words
        super().__init__(data, prefix=prefix)
        order = {key: place for place, key in enumerate(words.facts)}
        for subject in about:
            subject.asked.sort(key=lambda name, of=subject.entity: order[of, name])  # type: ignore[misc]
            for name in subject.asked:
                term = words.facts[subject.entity, name]
                made = field_of(term, words, subject.known.get(name))
                self.fields[f"{subject.key}-{name}"] = made
            if self.seldom(subject):
                self.fields[f"{subject.key}-{NONE_OF_THESE}"] = none_of_these()

    def seldom(self, subject: Subject) -> list[str]:
        """What is asked of somebody, not known yet, and seldom concerns anybody of that age."""
        names = seldom(subject.known, office_day()) if subject.entity == "person" else ()
        return [name for name in subject.asked if name in names and subject.known.get(name) is None]

    @property
    def groups(self) -> list[Group]:
        """The fields by subject."""
        found = []
        for subject in self.about:
            last = self.seldom(subject)
            first = [name for name in subject.asked if name not in last]
            found.append(
                Group(
                    subject.label,
                    [self[f"{subject.key}-{name}"] for name in first],
                    [self[f"{subject.key}-{name}"] for name in last],
                    self[f"{subject.key}-{NONE_OF_THESE}"] if last else None,
                )
            )
        return [group for group in found if group.fields or group.seldom]

    def clean(self) -> dict[str, Any]:
        """Read every answer as the fact that it answers."""
        self.answers: dict[str, dict[str, Any]] = {subject.key: {} for subject in self.about}
        for subject in self.about:
            for name in subject.asked:
                key = f"{subject.key}-{name}"
                try:
                    term = self.words.facts[subject.entity, name]
                    self.answers[subject.key][name] = values.stored(self.words, term, _raw(self.cleaned_data.get(key)))
                except RegistryProblem as problem:
                    self.add_error(key, problem.cause)
            if self.cleaned_data.get(f"{subject.key}-{NONE_OF_THESE}"):
                self._declare_none(subject)
        return self.cleaned_data

    def _declare_none(self, subject: Subject) -> None:
        """Answer what was left empty of the questions that seldom concern anybody of that age: there is nothing."""
        answers = self.answers[subject.key]
        for name in self.seldom(subject):
            if name in NOTHING and answers.get(name, False) is None:
                term = self.words.facts[subject.entity, name]
                answers[name] = values.stored(self.words, term, NOTHING[name])

    def changed(self) -> dict[str, dict[str, Any]]:
        """Only the answers that differ from what was known."""
        return {
            subject.key: found
            for subject in self.about
            if (found := {n: v for n, v in self.answers[subject.key].items() if v != subject.known.get(n)})
        }


def none_of_these() -> forms.BooleanField:
    """The box by which somebody declares that there is nothing of the kind."""
    label = _("这里空着的都没有：记作“否”“无”或 0")
    return dress(forms.BooleanField(label=label, required=False))  # type: ignore[return-value]


def field_of(term: Term, words: Vocabulary, value: Any) -> forms.Field:
    """The field that asks for a fact."""
    unit = words.units.get(term.unit or "", "")
    if term.type == "boolean":
        made: forms.Field = Choice(choices=YES_NO, initial={True: "true", False: "false"}.get(value, ""))
    elif term.type in words.codes:
        made = Choice(choices=[("", _("不清楚")), *words.codes[term.type].items()], initial=value)
    elif term.name in GRADES:
        made = Choice(
            choices=[("", _("不清楚")), *graded(term.name, value)], initial="" if value is None else str(value)
        )
    elif term.type == "date":
        made = Day(initial=value)
    else:
        made = Text(initial=value, max_length=200)
        if term.type in ("money", "number"):
            made.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
    made.required, made.label = False, noted(term.label, unit)
    from_class = "form-select" if isinstance(made.widget, forms.Select) else "form-control"
    made.widget.attrs["class"] = from_class
    return made


def graded(name: str, value: Any) -> list[tuple[str, Any]]:
    """The grades to choose from, and the one that was recorded if it is none of them."""
    found = list(GRADES[name].items())
    return found if value is None or str(value) in GRADES[name] else [*found, (str(value), str(value))]


def _raw(answer: Any) -> Any:
    return {"true": True, "false": False}.get(answer, answer) if isinstance(answer, str) else answer
