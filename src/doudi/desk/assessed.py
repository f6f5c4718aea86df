"""An assessment as people read it: benefits, what decides them with the reasons, and what is still missing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from doudi.accounts.rights import RIGHTS
from doudi.cases.deciding import Grounds, grounds
from doudi.cases.models import Case, Decision
from doudi.desk import words
from doudi.desk.answers import Answers, answers
from doudi.desk.asking import vocabulary_with
from doudi.language import word
from doudi.policy.deciding.entitlements import RECOGNITIONS
from doudi.policy.deciding.reasons import decides
from doudi.policy.definitions.model import Policy
from doudi.registry import values
from doudi.registry.problems import RegistryProblem
from doudi.rulebook.kept import policy_of
from doudi.rulebook.selectors import NothingAdopted
from doudi.vocabulary import Vocabulary

SETTING_VERBS = ("policy.adopt", "policy.approve")


@dataclass
class Said:
    """An assessment in words. `problem` says why there is none."""

    suggested: str = ""
    suggests: str = ""
    answers: Answers = field(default_factory=lambda: Answers([], []))
    results: list[dict[str, Any]] = field(default_factory=list)
    missing: list[dict[str, Any]] = field(default_factory=list)
    unset: list[str] = field(default_factory=list)
    facts: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    problem: str = ""

    @property
    def who_sets(self) -> str:
        """Who may give the values that the policy leaves to the place, and how they come into force."""
        enter, approve = (words.together(words.post(post) for post in sorted(RIGHTS[verb])) for verb in SETTING_VERBS)
        return _("由%(enter)s在“政策与标准”的“地方标准”页录入，经%(approve)s批准后生效。") % {
            "enter": enter,
            "approve": approve,
        }


def assessed(case: Case, on: datetime.date) -> Said:
    """What the policy in force on a day says of a case's household as known now."""
    try:
        return said(grounds(case, on))
    except NothingAdopted as problem:
        return Said(problem=str(problem))


def said(found: Grounds) -> Said:
    """The grounds of a decision in words."""
    return _said(found.assessment, found.facts, found.setting.policy, found.suggested)


def as_decided(decision: Decision) -> Said:
    """The assessment that a decision stored, in words."""
    policy = policy_of(decision.release)
    return _said(decision.assessment, decision.facts, policy, decision.suggested)


def _said(assessment: dict[str, Any], facts: dict[str, Any], policy: Policy, suggested: str) -> Said:
    names = names_of(facts)
    return Said(
        suggested=suggested,
        suggests=str(words.SUGGESTED[suggested]),
        answers=answers(assessment, policy, names, lambda sentence: _named(sentence, names)),
        results=_results(assessment, policy, names),
        missing=_missing(assessment, policy, names),
        unset=_unset(assessment, policy),
        facts=_facts(facts, names, vocabulary_with(policy)),
        warnings=list(assessment["warnings"]),
    )


def names_of(facts: dict[str, Any]) -> dict[str, str]:
    """What the household and its members are called, by their ids."""
    found = {str(member["id"]): str(member.get("name") or member["id"]) for member in facts["members"]}
    return {str(facts["id"]): str(_("全户")), **found}


def _results(assessment: dict[str, Any], policy: Policy, names: dict[str, str]) -> list[dict[str, Any]]:
    """The explanation by holder, each result to be folded; open are the classes, and what refuses a benefit."""
    goals = {name for b in policy.benefits.values() if decides(b) for name in (b.amount, b.when) if name}
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in assessment["explanation"]:
        conditions = [{**c, "sentence": _named(c["sentence"], names)} for c in entry["conditions"]]
        fails = any(c["holds"] is False for c in conditions)
        found.setdefault(names.get(str(entry["of"]), str(entry["of"])), []).append(
            {
                "sentence": _named(entry["sentence"], names),
                "conditions": conditions,
                "cites": entry["cites"],
                "is_open": entry["result"] in RECOGNITIONS or (entry["result"] in goals and fails),
            }
        )
    return [{"of": of, "results": sorted(told, key=lambda each: not each["is_open"])} for of, told in found.items()]


def _named(sentence: str, names: dict[str, str]) -> str:
    """The sentence with names where it says ids: `17：工资性收入` is about 王小明."""
    for key, name in names.items():
        sentence = sentence.replace(f"{key}：", f"{name}：")  # kept, as the engine writes it
    return sentence


def _missing(assessment: dict[str, Any], policy: Policy, names: dict[str, str]) -> list[dict[str, Any]]:
    """The facts that are still needed, by whom they are about."""
    found: dict[str, list[str]] = {}
    for need in assessment["needs"]:
        if "fact" in need:
            entity = "household" if need["of"] == assessment["household"] else "person"
            label = word(policy.facts[entity, need["fact"]].label)
            found.setdefault(names.get(str(need["of"]), str(need["of"])), []).append(label)
    return [{"of": who, "what": what} for who, what in found.items()]


def _unset(assessment: dict[str, Any], policy: Policy) -> list[str]:
    """The values that the policy leaves to the place and that are not set, or no longer."""
    settable = {**policy.parameters, **policy.readings}
    needs = [need for need in assessment["needs"] if "parameter" in need]
    return [words.noted(settable[need["parameter"]].label, _ended(need["reason"])) for need in needs]


def _ended(reason: str) -> str:
    """Of the reason why a parameter has no value, the day on which it ended."""
    how, _space, day = reason.partition(" ")
    return _("有效期至 %s，已到期") % day if how == "expired" else ""


def _facts(facts: dict[str, Any], names: dict[str, str], words_: Vocabulary) -> list[dict[str, Any]]:
    """The facts on which all this rests, by whom they are about."""
    household = {name: value for name, value in facts.items() if name != "members"}
    groups = [(str(_("全户")), "household", household)]
    groups += [(names[str(member["id"])], "person", member) for member in facts["members"]]
    return [{"of": who, "facts": _lines(found, entity, words_)} for who, entity, found in groups]


def _lines(found: dict[str, Any], entity: str, words_: Vocabulary) -> list[tuple[str, str]]:
    """The facts with their values, of everybody in the order of the vocabulary."""
    lines = []
    for (of, name), term in words_.facts.items():
        if of != entity or name not in found or name in ("id", "name", "division"):
            continue
        value = found[name]
        try:
            text = values.shown(term, value, words_.codes)
        except (KeyError, RegistryProblem):
            text = str(value)
        unit = words_.units.get(term.unit or "", "")
        lines.append((term.label, f"{text} {unit}".strip()))
    return lines
