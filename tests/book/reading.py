"""Reads pages as a browser would, and strictly: every element is closed where it was opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    """An element with all its text."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    lang: str = ""
    in_prose: bool = False


@dataclass
class Reading(HTMLParser):
    """What a page consists of; `faults` are elements closed wrongly or not at all, and ids used twice."""

    elements: list[Element] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    chinese_in_english: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[Element] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {key: value or "" for key, value in attrs}
        lang = attributes.get("lang") or (self.open[-1].lang if self.open else "")
        in_prose = any("prose" in other.attributes.get("class", "").split() for other in self.open)
        element = Element(tag, attributes, lang=lang, in_prose=in_prose)
        name = attributes.get("id")
        if name is not None and name in self.ids:
            self.faults.append(f"id {name} twice")
        self.ids.add(name or "")
        if len({key for key, _ in attrs}) < len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        self.elements.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.faults += [] if tag in _VOID else [f"<{tag}/>"]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1].tag != tag:
            self.faults.append(f"</{tag}> closes <{self.open[-1].tag if self.open else ''}>")
            return
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data
        if self.open and self.open[-1].lang == "en" and any("\u4e00" <= sign <= "\u9fff" for sign in data):
            self.chinese_in_english.append(data.strip()[:60])

    def close(self) -> None:
        super().close()
        self.faults += [f"<{element.tag}> is never closed" for element in self.open]

    def with_id(self, name: str) -> list[Element]:
        return [element for element in self.elements if element.attributes.get("id") == name]

    def having(self, tag: str, class_: str = "") -> list[Element]:
        return [
            e for e in self.elements if e.tag == tag and (not class_ or class_ in e.attributes.get("class", "").split())
        ]


def read(text: str) -> Reading:
    """The page."""
    reading = Reading()
    reading.feed(text)
    reading.close()
    return reading
