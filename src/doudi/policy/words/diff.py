"""Says in words what differs between two policies, or two releases of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from doudi.policy.definitions.model import ClauseRow, Fact, Policy, Rule
from doudi.policy.words.facets import Describer, Facets

T = TypeVar("T")

_SECTIONS = {
    "front": ("文件", "Document"),
    "rows": ("条款", "Rows"),
    "facts": ("事实", "Facts"),
    "codes": ("代码", "Codes"),
    "parameters": ("参数", "Parameters"),
    "readings": ("读法", "Readings"),
    "tables": ("表", "Tables"),
    "rules": ("规则", "Rules"),
    "benefits": ("待遇", "Benefits"),
    "processes": ("程序", "Procedures"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One definition that differs. `kind` is added, removed or changed; each line says one facet."""

    section: str
    kind: str
    name: str
    label: str
    lines: tuple[str, ...]


def changes(old: Policy, new: Policy, lang: str = "zh") -> list[Change]:
    """What a reader of `old` must know of `new`, in the order of a document; nothing where both decide alike."""
    return list(_Comparison(old, new, lang).all())


def in_words(found: list[Change], lang: str = "zh") -> str:
    """The changes as text, under a heading for each section."""
    place = 0 if lang == "zh" else 1
    lines: list[str] = []
    for section, titles in _SECTIONS.items():
        inside = [change for change in found if change.section == section]
        if inside:
            lines += ["", titles[place], *(line for change in inside for line in _entry(change, place))]
    return "\n".join(lines[1:])


def _entry(change: Change, place: int) -> list[str]:
    word = {"added": ("新增", "added"), "removed": ("取消", "removed"), "changed": ("改变", "changed")}[change.kind][
        place
    ]
    label = change.label if change.label != change.name else ""
    named = change.name + (f"（{label}）" if label and place == 0 else f" ({label})" if label else "")
    return [f"- {word} {named}", *(f"    {line}" for line in change.lines)]


class _Comparison:
    def __init__(self, old: Policy, new: Policy, lang: str) -> None:
        self.old, self.new, self.zh = old, new, lang == "zh"
        self.of_old, self.of_new = Describer(old, lang), Describer(new, lang)

    def all(self) -> Iterator[Change]:
        """Every change, section by section."""
        old, new, was, now = self.old, self.new, self.of_old, self.of_new
        fronts = {old.name: old.front}, {old.name: new.front}
        yield from self.section("front", *fronts, was.front, now.front, lambda front: "")
        yield from self.section("rows", _rows(old), _rows(new), was.row, now.row, lambda row: "")
        yield from self.section("facts", _own_facts(old), _own_facts(new), was.fact, now.fact, lambda fact: fact.label)
        yield from self.section("codes", _codes(old), _codes(new), was.codes, now.codes, lambda codes: "")
        yield from self.section(
            "parameters", old.parameters, new.parameters, was.parameter, now.parameter, lambda p: p.label
        )
        yield from self.section("readings", old.readings, new.readings, was.reading, now.reading, lambda r: r.label)
        yield from self.section("tables", old.tables, new.tables, was.table, now.table, lambda t: t.label)
        yield from self.section("rules", old.rules, new.rules, was.rule, self.rule_now, lambda r: r.label)
        yield from self.section("benefits", old.benefits, new.benefits, was.benefit, now.benefit, lambda b: b.label)
        yield from self.section("processes", old.processes, new.processes, was.process, now.process, lambda p: p.label)

    def section(
        self,
        section: str,
        old: Mapping[str, T],
        new: Mapping[str, T],
        was: Callable[[T], Facets],
        now: Callable[[T], Facets],
        label: Callable[[T], str],
    ) -> Iterator[Change]:
        """The definitions of one section that are gone, changed or new."""
        for name, thing in old.items():
            if name not in new:
                yield Change(section, "removed", name, label(thing), tuple(_told(was(thing), self.zh)))
            elif lines := (*self.renamed(label(thing), label(new[name])), *self.lines(was(thing), now(new[name]))):
                yield Change(section, "changed", name, label(new[name]), lines)
        for name, thing in new.items():
            if name not in old:
                yield Change(section, "added", name, label(thing), tuple(_told(now(thing), self.zh)))

    def rule_now(self, rule: Rule) -> Facets:
        """A rule of the new policy. One that means the same keeps its words, whatever else was renamed; one that
        means something else in the same words is shown as written."""
        facets, old = self.of_new.rule(rule), self.old.rules.get(rule.name)
        if old is None:
            return facets
        (key, words), *_ = self.of_old.rule(old).items()
        if old.expr == rule.expr:
            return {**facets, key: words}
        return {**facets, key: rule.source} if facets[key] == words else facets

    def renamed(self, was: str, now: str) -> tuple[str, ...]:
        """A label that changed."""
        return () if was == now else (f"{'名称：' if self.zh else 'label: '}{was} → {now}",)

    def lines(self, was: Facets, now: Facets) -> tuple[str, ...]:
        """The facets that differ."""
        colon, nothing = ("：", "（无）") if self.zh else (": ", "(none)")
        return tuple(
            f"{name}{colon}{was.get(name) or nothing} → {now.get(name) or nothing}"
            for name in {**was, **now}
            if was.get(name) != now.get(name)
        )


def _told(facets: Facets, zh: bool) -> Iterator[str]:
    return (f"{name}{'：' if zh else ': '}{words}" for name, words in facets.items())


def _rows(policy: Policy) -> dict[str, ClauseRow]:
    return {row.id: row for row in policy.rows()}


def _own_facts(policy: Policy) -> dict[str, Fact]:
    return {name: fact for (_, name), fact in policy.facts.items() if fact.own}


def _codes(policy: Policy) -> dict[str, Mapping[str, str]]:
    """The code lists but those that stand for the options of a reading."""
    return {name: options for name, options in policy.codes.items() if not name.startswith("reading:")}
