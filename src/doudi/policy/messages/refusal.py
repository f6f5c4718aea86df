"""What is wrong with the facts or values that somebody gives: where, why and what to do, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from doudi.policy.messages.refusal_messages import MESSAGES
from doudi.vocabulary.hidden import shown

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the facts: household, member, key and the key's Chinese label; what is empty is not said."""

    household: str = ""
    member: str = ""
    key: str = ""
    label: str = ""

    def text(self, lang: str) -> str:
        """`户 H1，成员 P2，wage_income（工资性收入）` or the same in English."""
        zh = lang == "zh"
        label = self.label and (f"（{self.label}）" if zh else f" ({self.label})")
        key = shown(self.key) + label
        household = self.household and ("户 " if zh else "household ") + shown(self.household)
        member = self.member and ("成员 " if zh else "member ") + shown(self.member)
        return ("，" if zh else ", ").join(part for part in (household, member, key) if part)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, of the kind `code`, with the particulars that its message needs."""

    code: str
    place: Place = Place()
    particulars: Mapping[str, str] = field(default_factory=dict)

    def text(self, lang: str = "zh") -> str:
        """The message without the file's name: where, what is wrong, and what to do."""
        template = MESSAGES[self.code][0 if lang == "zh" else 1]
        colon = "：" if lang == "zh" else ": "
        where = self.place.text(lang)
        return (where + colon if where else "") + template.format_map(self.particulars)


class Refused(Exception):
    """Nothing is decided: `source` (a file's name) holds `faults`, the first of them when there are very many."""

    def __init__(self, source: str, faults: list[Fault], total: int) -> None:
        self.source, self.faults, self.total = source, faults, total
        super().__init__(self.text("en"))

    def text(self, lang: str = "zh") -> str:
        """One paragraph: the file, and a line for each fault."""
        zh = lang == "zh"
        if len(self.faults) == 1:
            return self.source + ("：" if zh else ": ") + self.faults[0].text(lang)
        head = (
            f"{self.source}：有 {self.total} 处错误，没有作任何认定："
            if zh
            else (f"{self.source}: {self.total} mistakes, nothing was decided:")
        )
        lines = [head, *("- " + fault.text(lang) for fault in self.faults)]
        if self.total > len(self.faults):
            rest = self.total - len(self.faults)
            lines.append(f"- 另有 {rest} 处没有列出" if zh else f"- and {rest} more")
        return "\n".join(lines)


@dataclass(slots=True)
class Faults:
    """Collects what is wrong with one file; the first `MOST_SHOWN` are kept, all are counted."""

    source: str
    found: list[Fault] = field(default_factory=list)
    total: int = 0

    def add(self, code: str, place: Place | None = None, **particulars: object) -> None:
        """Note a fault and go on."""
        self.total += 1
        if len(self.found) < MOST_SHOWN:
            words = {key: shown(str(value)) for key, value in particulars.items()}
            self.found.append(Fault(code, place or Place(), words))

    def check(self) -> None:
        """Raise `Refused` when anything was noted."""
        if self.found:
            raise Refused(self.source, self.found, self.total)

    def stop(self, code: str, place: Place | None = None, **particulars: object) -> Refused:
        """Note a fault that nothing can follow; raise what comes back."""
        self.add(code, place, **particulars)
        return Refused(self.source, self.found, self.total)
