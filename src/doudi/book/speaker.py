"""Speaks of one policy in one language: what things are called, what values come to, and where each is explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from doudi.book import place
from doudi.book.chart import Stretch, history, stretches
from doudi.book.citing import Named, definitions, rows
from doudi.book.english import in_language
from doudi.book.posts import Posts
from doudi.book.rests import rests_on
from doudi.book.sentence import Said, Sentences
from doudi.policy.definitions.model import Dated, Definition, Fact, Parameter, Policy, Reading
from doudi.policy.definitions.nodes import Expr, Unlimited, Value
from doudi.policy.definitions.types import Type
from doudi.policy.meaning.setting import Setting
from doudi.policy.messages.type_words import type_words
from doudi.policy.words.lexicon import Lexicon
from doudi.vocabulary import AGENCIES

_UNITS = {"yuan": "元", "yuan/month": "元/月", "yuan/year": "元/年"}
_OTHER_UNITS = {
    "months": "个月",
    "years": "年",
    "days": "天",
    "workdays": "个工作日",
    "persons": "人",
    "square_metres": "平方米",
    "ratio": "比例",
}


@dataclass(frozen=True, slots=True)
class Link:
    """Something that has a name and a place: `path` and `anchor` as `Place.href` takes them."""

    label: str
    path: str
    anchor: str
    kind: str


class Speaker:
    """`date` is the day on which the book says what is in force: that of the setting."""

    def __init__(self, setting: Setting, lang: str) -> None:
        self.setting, self.lang = setting, lang
        self.policy: Policy = setting.policy
        self.lexicon, self.posts = Lexicon(self.policy, lang), Posts(setting, lang)
        self.sentences = Sentences(self.lexicon)
        self._named: Mapping[tuple[str, str], Named] = {
            (named.kind, named.definition.name): named for named in definitions(self.policy)
        }
        self._rows = rows(self.policy)

    def t(self, words: str, **parts: object) -> str:
        return in_language(words, self.lang, **parts)

    # Names

    def name(self, thing: Definition | Fact) -> str:
        """What a definition or fact is called."""
        return self.called(thing.name, thing.label)

    def called(self, key: str, label: str) -> str:
        words = self.lexicon.name(key, label or key)
        return words[:1].upper() + words[1:] if self.lang == "en" else words

    # Values

    def value(self, value: Value | Unlimited | None, type: Type, of: str = "") -> str:
        """A value in words, money with its period; None is a dash."""
        return "—" if value is None else self.lexicon.value(value, type, of, period=True)

    def type(self, type: Type) -> str:
        """A type in a few words: 元/月, 是或否."""
        if type.kind == "code":
            return self.t("选项")
        if type.is_number:
            unit = type.unit or ""
            zh = _UNITS.get(unit) or _OTHER_UNITS.get(unit) or "数"
            return zh if self.lang == "zh" else unit or "number"
        return {"boolean": self.t("是或否"), "date": self.t("日期")}.get(type.kind) or type_words(type, self.lang)

    def now(self, definition: Parameter | Reading) -> Value | Unlimited | None:
        """The value in force on the day."""
        return self.setting.value(definition.name)

    def why_unknown(self, definition: Parameter) -> str:
        """Why there is no value on the day."""
        if definition.values.expired(self.setting.date):
            return self.t("{date}止，其后未知", date=definition.values.until)
        if definition.required:
            return self.t("由采用的地方给出")
        return self.t("该日尚无值")

    def stretches(self, definition: Parameter | Reading) -> list[Stretch]:
        """The history of a parameter's values or a reading's choices."""
        return self.history(definition.values, self._type(definition), definition.label)  # type: ignore[arg-type]

    def history(self, dated: Dated[Value | Unlimited], type: Type, of: str = "") -> list[Stretch]:
        """The history of a dated value."""
        return stretches(dated, [self.value(value, type, of) for _, value in dated.values])

    def chart(self, definition: Parameter) -> Markup | None:
        """The history of a parameter as a picture."""
        found = self.stretches(definition)
        words = self.t("；").join(self.span(stretch) for stretch in found)
        return history(found, self.setting.date, f"{self.name(definition)}：{words}") if found else None

    def span(self, stretch: Stretch) -> str:
        """自 2021-09-27 起 400.00 元/月."""
        if stretch.end is None:
            return self.t("{start} 起 {value}", start=stretch.start, value=stretch.text)
        return self.t("{start} 至 {end} {value}", start=stretch.start, end=stretch.end, value=stretch.text)

    def _type(self, definition: Parameter | Reading) -> Type:
        return (
            definition.type if isinstance(definition, Parameter) else Type("code", codes=f"reading:{definition.name}")
        )

    # Sentences

    def sentence(self, expr: Expr) -> Said:
        return self.sentences.whole(expr)

    def line(self, expr: Expr) -> str:
        return self.sentences.plain(expr)

    # Where things are

    def row(self, row: str) -> Link:
        """A row, which a definition cites."""
        found = self._rows.get(row)
        policy = found.origin.policy if found else self.policy.name
        return Link(row, place.of_policy(policy), row, "row")

    def link(self, named: Named) -> Link:
        """A definition, where its clause shows it."""
        label = self.name(named.definition)
        if named.within is not None:
            label = self.t("{process}：{step}", process=self.name(named.within), step=label)
            return Link(label, place.of_policy(named.policy, "procedures"), named.anchor, "process")
        return Link(label, place.of_policy(named.policy), named.anchor, named.kind)

    def defined(self, kind: str, name: str) -> Link:
        return self.link(self._named[kind, name])

    def fact(self, entity: str, name: str) -> Link:
        """A fact: in the glossary, or where the policy brings it in."""
        fact = self.policy.facts[entity, name]
        if fact.own and ("fact", name) in self._named:
            return Link(self.name(fact), place.of_policy(self._named["fact", name].policy), f"fact-{name}", "fact")
        return Link(self.name(fact), place.GLOSSARY, f"fact-{entity}-{name}", "fact")

    def grounds(self, expr: Expr) -> list[Link]:
        """What an expression rests on: results, facts, and what the policy sets."""
        found = rests_on(expr)
        return [
            *(self.defined("rule", name) for name in found.rules),
            *(self.fact(entity, name) for entity, name in found.facts),
            *(self.defined("parameter", name) for name in found.parameters),
            *(self.defined("reading", name) for name in found.readings),
            *(self.defined("table", name) for name in found.tables),
        ]

    def own_fact(self, name: str) -> list[Fact]:
        """The facts of that name that the policy brings in, of a person or of a household."""
        return [fact for (_, key), fact in self.policy.facts.items() if key == name and fact.own]

    def agency(self, agency: str) -> str:
        return AGENCIES[agency] if self.lang == "zh" else self.lexicon.name(agency, "")
