"""The same result in every policy, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from doudi.book import flow
from doudi.book.citing import Named
from doudi.book.rests import Ground
from doudi.book.shelf import Shelf, Volume
from doudi.book.speaker import Link, Speaker
from doudi.book.worked import case_anchor
from doudi.policy.definitions.model import Rule


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """What one policy has of a result."""

    policy: str
    short: str
    own: bool = False
    base: str = ""
    link: Link | None = None
    settings: Sequence[str] = ()
    benefits: Sequence[str] = ()
    cases: int = 0
    first_case: str = ""


@dataclass(slots=True)
class Card:
    """One wording of the rule and the policies that have it; `others` only take it over."""

    say: Speaker
    rule: Rule
    grounds: Sequence[Link]
    cites: Sequence[Link]
    picture: Markup
    policies: list[str] = field(default_factory=list)
    taken_over: list[str] = field(default_factory=list)

    @property
    def others(self) -> str:
        return self.say.t("、").join(self.taken_over)


def short(volume: Volume, lang: str) -> str:
    """A policy's short name: its place and the year in which it was issued, or its title; in English its key."""
    front = volume.policy.front
    if lang == "en":
        return front.policy
    return f"{front.place} {front.issued.year}" if front.place else front.title.partition("（")[0]


class Comparison:
    """Compares results over the policies of a shelf, in one language. `speakers` and `grounds` by policy."""

    def __init__(self, shelf: Shelf, speakers: dict[str, Speaker], grounds: dict[str, Ground], lang: str) -> None:
        self.shelf, self.speakers, self.grounds, self.lang = shelf, speakers, grounds, lang

    def first(self, name: str) -> tuple[Rule, Speaker]:
        """The result where the lowest layer has it."""
        volume = next(v for v in reversed(self.shelf.volumes) if name in v.policy.rules)
        return volume.policy.rules[name], self.speakers[volume.name]

    def groups(self, t: Any) -> list[dict[str, Any]]:
        """All results, by whose they are, with a mark for every policy."""
        found = []
        for entity, heading in (("household", t("家庭的结果")), ("person", t("个人的结果"))):
            names = [name for name in self.shelf.results() if self.first(name)[0].entity == entity]
            entries = [
                {"name": n, "label": self._label(n), "marks": [self._mark(v, n) for v in self.shelf.volumes]}
                for n in names
            ]
            found.append({"heading": heading, "results": entries})
        return found

    def shared(self) -> list[dict[str, Any]]:
        """Results that decide a benefit in more than one policy, most shared first."""
        found = []
        for name in self.shelf.results():
            count = sum(_decides(volume, name) for volume in self.shelf.volumes)
            if count > 1:
                found.append({"name": name, "label": self._label(name), "count": count})
        return sorted(found, key=lambda entry: -int(str(entry["count"])))

    def page(self, name: str) -> dict[str, Any]:
        """What the template of one result needs."""
        rule, say = self.first(name)
        return {
            "name": name,
            "label": say.name(rule),
            "label_zh": rule.label,
            "entity": rule.entity,
            "type": say.type(rule.type),
            "lines": [self._line(volume, name) for volume in self.shelf.volumes],
            "cards": self._cards(name),
        }

    def _label(self, name: str) -> str:
        rule, say = self.first(name)
        return say.name(rule)

    def _mark(self, volume: Volume, name: str) -> str:
        rule = volume.policy.rules.get(name)
        return "" if rule is None else "own" if rule.origin.policy == volume.name else "below"

    def _line(self, volume: Volume, name: str) -> ComparedLine:
        rule, say = volume.policy.rules.get(name), self.speakers[volume.name]
        if rule is None:
            return ComparedLine(volume.name, short(volume, self.lang))
        about = [place for place, case in enumerate(volume.cases) if any(e.result == name for e in case.expected)]
        base = next((v for v in self.shelf.volumes if v.name == rule.origin.policy), volume)
        return ComparedLine(
            volume.name,
            short(volume, self.lang),
            rule.origin.policy == volume.name,
            short(base, self.lang),
            say.link(Named("rule", rule)),
            self._settings(volume, name),
            [say.name(b) for b in volume.policy.benefits.values() if name in (b.amount, b.when)],
            len(about),
            case_anchor(about[0]) if about else "",
        )

    def _settings(self, volume: Volume, name: str) -> list[str]:
        """The parameters and readings that the rule itself uses, with what they come to on the day."""
        say, direct, policy = self.speakers[volume.name], self.grounds[volume.name].direct[name], volume.policy
        found = []
        for key in direct.parameters:
            parameter = policy.parameters[key]
            value = say.now(parameter)
            words = say.why_unknown(parameter) if value is None else say.value(value, parameter.type, parameter.label)
            found.append(f"{say.name(parameter)}{say.t('：')}{words}")
        for key in direct.readings:
            reading, chosen = policy.readings[key], say.now(policy.readings[key])
            words = reading.options.get(str(chosen)) or str(chosen)
            found.append(f"{say.name(reading)}{say.t('：')}{say.called(str(chosen), words)}")
        return found

    def _cards(self, name: str) -> list[Card]:
        cards: dict[str, Card] = {}
        for volume in self.shelf.volumes:
            rule = volume.policy.rules.get(name)
            if rule is None:
                continue
            home = self.shelf.volume(rule.origin.policy)
            if home.name not in cards:
                cards[home.name] = self._card(home, rule)
            if home is not volume:
                cards[home.name].taken_over.append(short(volume, self.lang))
        return list(cards.values())

    def _card(self, volume: Volume, rule: Rule) -> Card:
        say = self.speakers[volume.name]
        picture = flow.under_result(self.grounds[volume.name], rule.name, say.lexicon, say.name(rule))
        cites = [say.row(cite) for cite in rule.cites]
        return Card(say, rule, say.grounds(rule.expr), cites, picture, [short(volume, self.lang)])


def _decides(volume: Volume, name: str) -> bool:
    return any(name in (benefit.amount, benefit.when) for benefit in volume.policy.benefits.values())
