"""The worked cases of a policy: what is given, what comes out, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from doudi.book.shelf import Volume
from doudi.book.speaker import Speaker
from doudi.book.stated import Stated, read_stated
from doudi.policy.cases.worked import Case, Expected, as_it_leaves
from doudi.policy.deciding.telling import Teller
from doudi.policy.definitions.nodes import Unlimited, Value
from doudi.policy.meaning.interpreter import Evaluation, evaluate


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody of whom a case says something."""

    who: str
    facts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One expected result and what the rules give."""

    who: str
    name: str
    label: str
    value: str
    expected: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class OutcomesOf:
    """The results of the household or of one member."""

    who: str
    outcomes: Sequence[Outcome]


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case as shown; `given` are the values from outside that it sets for itself."""

    name: str
    anchor: str
    date: str
    given: Sequence[str]
    cites: Sequence[str]
    holders: Sequence[Holder]
    results: Sequence[OutcomesOf]
    reasons: Sequence[str]


def case_anchor(place: int) -> str:
    return f"case-{place + 1}"


def cases_page(volume: Volume, say: Speaker, evaluations: Sequence[Evaluation]) -> dict[str, Any]:
    """What the template of the worked cases needs."""
    if not volume.cases:
        return {"cases": [], "defaults": []}
    stated = read_stated(volume.folder, volume.policy)
    shown = [
        _Shown(case, stated.cases[place], evaluations[place], say).case(place)
        for place, case in enumerate(volume.cases)
    ]
    return {"cases": shown, "defaults": _defaults(stated, say)}


def evaluations(volume: Volume) -> list[Evaluation]:
    """What the rules give for every case, once for both languages."""
    return [evaluate(case.setting, case.household) for case in volume.cases]


def _defaults(stated: Stated, say: Speaker) -> list[dict[str, str]]:
    found = [
        {"label": say.called(name, _label(name, say)), "value": _written(name, text, say)}
        for name, text in stated.given.items()
    ]
    for entity, texts in (("household", stated.household), ("person", stated.person)):
        for name, text in texts.items():
            fact = say.policy.facts[entity, name]
            found.append({"label": say.name(fact), "value": _text(text, entity, name, say)})
    return found


def _label(name: str, say: Speaker) -> str:
    policy = say.policy
    return policy.parameters[name].label if name in policy.parameters else policy.readings[name].label


def _written(name: str, text: str, say: Speaker) -> str:
    """A value from outside, from the text of the file."""
    policy = say.policy
    if name in policy.readings:
        return say.called(text, policy.readings[name].options.get(text, text))
    return text if text != "unknown" else say.t("未知")


def _text(text: str, entity: str, name: str, say: Speaker) -> str:
    """A fact's value, from the text of the file."""
    type_ = say.policy.facts[entity, name].type
    if text == "unknown":
        return say.t("未知")
    if type_.kind == "boolean":
        return say.t("是") if text == "true" else say.t("否")
    return say.value(text, type_) if type_.kind == "code" else text


class _Shown:
    def __init__(self, case: Case, stated: Mapping[str, Sequence[str]], evaluation: Evaluation, say: Speaker) -> None:
        self.case_, self.stated, self.evaluation, self.say = case, stated, evaluation, say
        self.teller = Teller(say.lexicon, evaluation)

    def case(self, place: int) -> ShownCase:
        case = self.case_
        outcomes = [self.outcome(expected) for expected in case.expected]
        holders = dict.fromkeys(outcome.who for outcome in outcomes)
        results = [OutcomesOf(who, [outcome for outcome in outcomes if outcome.who == who]) for who in holders]
        reasons = [self.reason(expected) for expected in case.expected]
        return ShownCase(
            case.name,
            case_anchor(place),
            str(case.date),
            self.given(),
            case.cites,
            self.holders(),
            results,
            list(dict.fromkeys(reasons)),
        )

    def given(self) -> list[str]:
        """The parameters and readings that the case sets."""
        found = []
        for name in self.stated[""]:
            value = self.case_.setting.given[name].on(self.case_.date) if name in self.case_.setting.given else None
            found.append(f"{self.say.called(name, _label(name, self.say))} {self.setting_value(name, value)}")
        return found

    def setting_value(self, name: str, value: Value | Unlimited | None) -> str:
        if value is None:
            return self.say.t("未知")
        policy = self.say.policy
        if name in policy.parameters:
            return self.say.value(value, policy.parameters[name].type, policy.parameters[name].label)
        return self.say.called(str(value), policy.readings[name].options.get(str(value), str(value)))

    def holders(self) -> list[Holder]:
        """The household and its members, with the facts that the case itself states."""
        household = self.case_.household
        found = [Holder(self.say.t("全家"), self.facts("household", household.facts, self.stated["household"]))]
        found = found if found[0].facts else []
        for place, person in enumerate(household.members):
            facts = self.facts("person", person.facts, self.stated[f"member{place}"])
            found.append(Holder(self.called(place), facts))
        return found

    def called(self, place: int) -> str:
        return self.case_.household.members[place].id

    def facts(self, entity: str, facts: Mapping[str, Value | None], names: Sequence[str]) -> list[str]:
        found = []
        for name in names:
            if name in ("id", "members") or (entity, name) not in self.say.policy.facts:
                continue
            fact, value = self.say.policy.facts[entity, name], facts.get(name)
            words = self.say.t("未知") if value is None else self.say.value(value, fact.type, fact.label)
            found.append(f"{self.say.name(fact)} {words}")
        return found

    def outcome(self, expected: Expected) -> Outcome:
        rule = self.say.policy.rules[expected.result]
        actual = self.evaluation.value(rule.name, expected.member)
        agrees = as_it_leaves(actual, rule) == as_it_leaves(expected.value, rule)
        words = [
            self.say.t("未知") if v is None else self.say.value(v, rule.type, rule.label)
            for v in (actual, expected.value)
        ]
        who = self.say.t("全家") if expected.member is None else self.called(expected.member)
        return Outcome(who, rule.name, self.say.name(rule), words[0], words[1], agrees)

    def reason(self, expected: Expected) -> str:
        """The result with the numbers put in."""
        rule = self.say.policy.rules[expected.result]
        sentence = self.teller.result(rule, expected.member)
        who = "" if expected.member is None else self.called(expected.member) + self.say.t("：")
        return who + sentence
