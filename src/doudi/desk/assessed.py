"""An assessment as people read it: benefits, what decides them with the reasons, and what is still missing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from doudi.cases.deciding import Grounds, grounds
from doudi.cases.models import Case, Decision
from doudi.desk import words
from doudi.desk.asking import vocabulary_of
from doudi.language import spoken, word
from doudi.registry import values
from doudi.registry.problems import RegistryProblem
from doudi.rulebook.kept import policy_of
from doudi.rulebook.selectors import NothingAdopted
from doudi.vocabulary import Vocabulary, load


@dataclass
class Said:
    """An assessment in words. `problem` says why there is none."""

    suggested: str = ""
    suggests: str = ""
    benefits: list[dict[str, Any]] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)
    missing: list[dict[str, Any]] = field(default_factory=list)
    facts: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    problem: str = ""


def assessed(case: Case, on: datetime.date) -> Said:
    """What the policy in force on a day says of a case's household as known now."""
    try:
        return said(grounds(case, on))
    except NothingAdopted as problem:
        return Said(problem=str(problem))


def said(found: Grounds) -> Said:
    """The grounds of a decision in words."""
    return _said(found.assessment, found.facts, found.setting.policy, found.suggested, vocabulary_of(found.setting))


def as_decided(decision: Decision) -> Said:
    """The assessment that a decision stored, in words."""
    policy = policy_of(decision.release)
    return _said(decision.assessment, decision.facts, policy, decision.suggested, spoken(load()))


def _said(assessment: dict[str, Any], facts: dict[str, Any], policy: Any, suggested: str, words_: Vocabulary) -> Said:
    names = names_of(facts)
    return Said(
        suggested=suggested,
        suggests=str(words.SUGGESTED[suggested]),
        benefits=[_benefit(entry, policy, names) for entry in assessment["benefits"]],
        results=_results(assessment, policy, names),
        missing=_missing(assessment, policy, names),
        facts=_facts(facts, names, words_),
        warnings=list(assessment["warnings"]),
    )


def names_of(facts: dict[str, Any]) -> dict[str, str]:
    """What the household and its members are called, by their ids."""
    found = {str(member["id"]): str(member.get("name") or member["id"]) for member in facts["members"]}
    return {str(facts["id"]): str(_("全户")), **found}


def _benefit(entry: dict[str, Any], policy: Any, names: dict[str, str]) -> dict[str, Any]:
    benefit = policy.benefits[entry["benefit"]]
    amount, is_money = entry.get("amount"), "amount" in entry
    return {
        "label": benefit.label,
        "of": names.get(str(entry["for"]), entry["for"]),
        "amount": amount,
        "unit": word(load().units.get(entry.get("unit") or "", "")),
        "open": is_money and amount is None,
        "cites": entry.get("cites", []),
    }


def _results(assessment: dict[str, Any], policy: Any, names: dict[str, str]) -> list[dict[str, Any]]:
    """The explanation, result by result; what decides a benefit comes first."""
    goals = {word for b in policy.benefits.values() for word in (b.amount, b.when) if word}
    found = [
        {
            "of": names.get(str(entry["of"]), entry["of"]),
            "sentence": _named(entry["sentence"], names),
            "conditions": [{**c, "sentence": _named(c["sentence"], names)} for c in entry["conditions"]],
            "cites": entry["cites"],
            "goal": entry["result"] in goals,
            "is_open": entry["value"] is None,
        }
        for entry in assessment["explanation"]
    ]
    return sorted(found, key=lambda each: not each["goal"])


def _named(sentence: str, names: dict[str, str]) -> str:
    """The sentence with names where it says ids: `17：工资性收入` is about 王小明."""
    for key, name in names.items():
        sentence = sentence.replace(f"{key}：", f"{name}：")  # kept, as the engine writes it
    return sentence


def _missing(assessment: dict[str, Any], policy: Any, names: dict[str, str]) -> list[dict[str, Any]]:
    found: dict[str, list[str]] = {}
    for need in assessment["needs"]:
        if "fact" in need:
            entity = "household" if need["of"] == assessment["household"] else "person"
            label = word(policy.facts[entity, need["fact"]].label)
            found.setdefault(names.get(str(need["of"]), str(need["of"])), []).append(label)
        else:
            name = next((need[key] for key in ("parameter", "reading") if key in need), "")
            told = policy.parameters.get(name) or policy.readings.get(name)
            found.setdefault(str(_("当地标准")), []).append(told.label if told else name)
    return [{"of": who, "what": what} for who, what in found.items()]


def _facts(facts: dict[str, Any], names: dict[str, str], words_: Vocabulary) -> list[dict[str, Any]]:
    """The facts on which all this rests, by whom they are about."""
    household = {name: value for name, value in facts.items() if name != "members"}
    groups = [(str(_("全户")), "household", household)]
    groups += [(names[str(member["id"])], "person", member) for member in facts["members"]]
    return [{"of": who, "facts": _lines(found, entity, words_)} for who, entity, found in groups]


def _lines(found: dict[str, Any], entity: str, words_: Vocabulary) -> list[tuple[str, str]]:
    lines = []
    for name, value in found.items():
        term = words_.facts.get((entity, name))
        if term is None or name in ("id", "name", "division"):
            continue
        try:
            text = values.shown(term, value, words_.codes)
        except (KeyError, RegistryProblem):
            text = str(value)
        unit = words_.units.get(term.unit or "", "")
        lines.append((term.label, f"{text} {unit}".strip()))
    return lines
