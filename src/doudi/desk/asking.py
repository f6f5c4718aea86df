"""Facts as questions: the field that asks for each, and what somebody answered as the registry keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.desk.fields import YES_NO, Choice, Day, DeskForm, Text
from doudi.desk.words import noted
from doudi.language import spoken
from doudi.registry import values
from doudi.registry.problems import RegistryProblem
from doudi.rulebook.processes import Setting
from doudi.vocabulary import Term, Vocabulary, load

HOUSEHOLD = "h"
"""The key of the household among the subjects of a form; members have their own ids."""


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
    facts = {
        (fact.entity, fact.name): Term(fact.name, fact.entity, fact.type.declared, fact.type.unit, fact.label)
        for fact in setting.policy.facts.values()
    }
    words = load()
    return spoken(replace(words, facts={**words.facts, **facts}, codes={**words.codes, **setting.policy.codes}))


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


class FactsForm(DeskForm):
    """Questions to several subjects. `answers` are what was answered, by subject and fact, as the registry keeps it."""

    def __init__(self, data: Any, *, about: list[Subject], words: Vocabulary, prefix: str = "f") -> None:
        self.about, self.words = about, words
        super().__init__(data, prefix=prefix)
        for subject in about:
            for name in subject.asked:
                term = words.facts[subject.entity, name]
                made = field_of(term, words, subject.known.get(name))
                self.fields[f"{subject.key}-{name}"] = made

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by subject."""
        found = [(s.label, [self[f"{s.key}-{name}"] for name in s.asked]) for s in self.about]
        return [(label, fields) for label, fields in found if fields]

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
        return self.cleaned_data

    def changed(self) -> dict[str, dict[str, Any]]:
        """Only the answers that differ from what was known."""
        return {
            subject.key: found
            for subject in self.about
            if (found := {n: v for n, v in self.answers[subject.key].items() if v != subject.known.get(n)})
        }


def field_of(term: Term, words: Vocabulary, value: Any) -> forms.Field:
    """The field that asks for a fact."""
    unit = words.units.get(term.unit or "", "")
    if term.type == "boolean":
        made: forms.Field = Choice(choices=YES_NO, initial={True: "true", False: "false"}.get(value, ""))
    elif term.type in words.codes:
        made = Choice(choices=[("", _("不清楚")), *words.codes[term.type].items()], initial=value)
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


def _raw(answer: Any) -> Any:
    return {"true": True, "false": False}.get(answer, answer) if isinstance(answer, str) else answer
