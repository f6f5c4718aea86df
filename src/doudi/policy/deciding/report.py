"""A decision as text that people read: what is due and why, what is not and by how much, what is still missing."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby
from typing import Any

from doudi.policy.deciding.reasons import Decision, Entry, Reasons, decides, failures
from doudi.policy.definitions.model import Benefit, Policy
from doudi.policy.definitions.nodes import UNLIMITED, RuleRef, walk
from doudi.policy.definitions.types import number
from doudi.policy.words.lexicon import Lexicon
from doudi.vocabulary import AGENCIES


def report(policy: Policy, decision: Decision, lang: str = "zh", *, brief: bool = False, full: bool = False) -> str:
    """The text of a decision (the JSON form that `decide` gives, in the same language).

    What decides comes first: what is due, what may be, and which money or class is refused for which reasons. Other
    services, waivers and the like that are refused are only named, unless the text is to be `full`. `brief` leaves out
    all reasons.
    """
    return "\n".join(_Report(policy, decision, Lexicon(policy, lang), brief, full or brief).lines()) + "\n"


class _Report:
    def __init__(self, policy: Policy, decision: Decision, lexicon: Lexicon, brief: bool, full: bool) -> None:
        self.policy, self.decision, self.lexicon, self.brief, self.full = policy, decision, lexicon, brief, full
        self.say = lexicon.say
        self.why = Reasons(policy, decision)
        self.standing = {(entry["benefit"], entry["for"]): entry for entry in decision["benefits"]}

    def lines(self) -> Iterator[str]:
        yield from self.head()
        yield from self.due()
        yield from self.section("may_be_due", self.open())
        yield from self.section("not_due", self.refused())
        yield from self.section("also_not_due", self.also_refused())
        yield from self.section("missing", self.missing())

    def section(self, title: str, lines: Iterator[str]) -> Iterator[str]:
        """A titled block, left out when it is empty."""
        found = list(lines)
        if found:
            yield from ("", self.say(title), *(f"  {line}" for line in found))

    def head(self) -> Iterator[str]:
        front, decision = self.policy.front, self.decision
        written = self.say("number", number=front.number) if front.number else ""
        title = self.lexicon.name(front.policy, front.title)
        yield self.say("heading", household=decision["household"], title=title, number=written)
        given = self.say("given", given=self.given()) if decision["parameters"] else ""
        yield self.say("on", date=self.day(decision["date"])) + given
        yield from (self.say("warning", warning=warning) for warning in decision["warnings"])

    def given(self) -> str:
        return self.lexicon.many([self.set_to(name, value) for name, value in self.decision["parameters"].items()])

    def set_to(self, name: str, value: Any) -> str:
        """A parameter or reading with the value that it was given."""
        if name in self.policy.readings:
            said = self.lexicon.name(value, self.policy.readings[name].options.get(value, value))
        else:
            type = self.policy.parameters[name].type
            exact = Fraction(str(value)) if type.is_number and value != "unlimited" else value
            said = self.lexicon.value(UNLIMITED if value == "unlimited" else exact, type, period=True)
        return self.say("with_value", name=self.settable(name), value=said)

    # Benefits

    def due(self) -> Iterator[str]:
        lines = list(self.granted())
        yield from self.section("due", iter(lines or [self.say("none_due")]))

    def granted(self) -> Iterator[str]:
        for entry in self.decision["benefits"]:
            if entry.get("amount", "") is None:
                continue
            benefit = self.policy.benefits[entry["benefit"]]
            yield self.benefit("benefit", benefit, [entry["for"]], what=self.what(entry))
            if not self.brief:
                yield from self.marked(self.reasons(benefit, entry["for"]))

    def open(self) -> Iterator[str]:
        for benefit in self.policy.benefits.values():
            held = [h for h in self.why.holders(benefit) if (e := self.standing.get((benefit.name, h))) and _is_open(e)]
            if held:
                yield self.benefit("benefit_open", benefit, held)

    def refused(self) -> Iterator[str]:
        """What is refused, with the reasons: everything, or money and what goes with a class only."""
        for benefit in self.policy.benefits.values():
            if not (self.full or decides(benefit)):
                continue
            refused = self.why.refused(benefit)
            reasons = {h: () if self.brief else failures(self.why.refusing(benefit, h)) for h in refused}
            for why in dict.fromkeys(reasons.values()):
                same = [holder for holder in refused if reasons[holder] == why]
                yield self.benefit("benefit_refused", benefit, same)
                yield from self.marked(iter(why))

    def also_refused(self) -> Iterator[str]:
        """What else is refused, by its name."""
        for benefit in self.policy.benefits.values():
            if not (self.full or decides(benefit)) and (refused := self.why.refused(benefit)):
                yield self.benefit("benefit_refused", benefit, refused)

    def benefit(self, template: str, benefit: Benefit, holders: list[str], **parts: str) -> str:
        who = self.lexicon.many(holders) if benefit.to == "person" else self.say("whole_household")
        return self.say(
            template,
            label=self.lexicon.name(benefit.name, benefit.label),
            who=who,
            agency=self.lexicon.name(benefit.agency, AGENCIES[benefit.agency]),
            cites=self.lexicon.many(benefit.cites),
            **parts,
        )

    def what(self, entry: Entry) -> str:
        """An amount with its period, or the kind of help."""
        if "amount" not in entry:
            return self.say(entry["kind"])
        return str(self.lexicon.language.granted(Fraction(entry["amount"]), number(entry["unit"])))

    # Reasons

    def reasons(self, benefit: Benefit, holder: str) -> Iterator[str]:
        """How what is due came about; for a sum over members, how each part did."""
        entry = self.why.entry(benefit.amount or benefit.when or "", holder)
        yield entry["sentence"]
        if entry["conditions"]:
            yield from (each for each in _holding(entry) if each not in entry["sentence"])
            return
        parts = list(self.parts(entry))
        for part in parts:
            whose = part["of"] != self.decision["household"]
            yield self.say("of_whom", who=part["of"], what=part["sentence"]) if whose else part["sentence"]
        yield from (each for each in _holding(*parts[:1]) if all(each in _holding(part) for part in parts))

    def parts(self, entry: Entry) -> Iterator[Entry]:
        """The entries of the results that a result names."""
        names = [node.name for node in walk(self.policy.rules[entry["result"]].expr) if isinstance(node, RuleRef)]
        for name in dict.fromkeys(names):
            yield from (each for (result, _), each in self.why.entries.items() if result == name)

    def marked(self, lines: Iterator[str]) -> Iterator[str]:
        yield from (f"    {self.say('line', line=line)}" for line in lines)

    # What is missing

    def missing(self) -> Iterator[str]:
        for who, needs in groupby(self.decision["needs"], key=self.asked_of):
            yield self.say("need", who=who, what=self.lexicon.many([self.called(need) for need in needs]))

    def asked_of(self, need: Entry) -> str:
        if "parameter" in need:
            return self.say("the_parameters")
        return self.say("the_household") if self.is_of_household(need) else str(need["of"])

    def is_of_household(self, need: Entry) -> bool:
        return need["of"] == self.decision["household"] and ("household", need["fact"]) in self.policy.facts

    def called(self, need: Entry) -> str:
        """What a need is called on the application form; of a parameter also why it has no value."""
        if "parameter" not in need:
            entity = "household" if self.is_of_household(need) else "person"
            return self.lexicon.name(need["fact"], self.policy.facts[entity, need["fact"]].label)
        label, (reason, _, date) = self.settable(need["parameter"]), need["reason"].partition(" ")
        if reason == "expired":
            return self.say("expired", label=label, date=self.day(date))
        return self.say("unset", label=label)

    def settable(self, name: str) -> str:
        """The name of a parameter or reading."""
        found = self.policy.parameters.get(name) or self.policy.readings[name]
        return self.lexicon.name(name, found.label)

    def day(self, text: str) -> str:
        return str(self.lexicon.language.day(datetime.date.fromisoformat(text)))


def _is_open(entry: Entry) -> bool:
    return "amount" in entry and entry["amount"] is None


def _holding(*entries: Entry) -> list[str]:
    return [condition["sentence"] for entry in entries for condition in entry["conditions"] if condition["holds"]]
