"""A procedure as a drawn flow: who does what by when, the ways on, the ways back and the ways out.

`draw` is for whoever shows a procedure; with a `Stand` it shows where one case stands in it and which way it came.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from markupsafe import Markup

from doudi.book import svg
from doudi.book.posts import Posts
from doudi.book.route import Link, Route, route
from doudi.book.standing import BOX, GAP, Box, stand
from doudi.policy.definitions.model import Process
from doudi.policy.meaning.setting import Setting
from doudi.policy.words.lexicon import Lexicon

_TITLE, _SMALL = 14.5, 12.0
_LINE, _PAD = 17.0, 10.0
_BELOW_BACK, _BELOW_OUT, _BELOW_WAY = 14.0, 22.0, 32.0
"""How far below boxes that stand side by side the ways back, out and on run across."""
_ASIDE = 60.0
"""How far from the middle of a box the ways back and out leave its foot."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a case stands: the steps in hand (or the end that it came to), those that wait, those behind it, and the
    ways that it took, each from a step to a step or end."""

    here: Collection[str] = ()
    waiting: Collection[str] = ()
    done: Collection[str] = ()
    taken: Collection[tuple[str, str]] = ()

    def state(self, name: str) -> str:
        """`here`, `waiting`, `done` or nothing."""
        found = {"here": self.here, "waiting": self.waiting, "done": self.done}
        return next((state for state, names in found.items() if name in names), "")


_SIGNS = {"here": "●", "waiting": "○", "done": "✓"}
_TOLD = {
    "zh": {"here": "现在办到：{}。", "waiting": "等待：{}。", "done": "已办：{}。", "list": "、"},
    "en": {"here": "Now at: {}. ", "waiting": "Waiting: {}. ", "done": "Done: {}. ", "list": ", "},
}


def draw(process: Process, setting: Setting, lang: str = "zh", at: Stand | None = None) -> Markup:
    """The procedure as SVG, from the top down. `at` marks where a case stands in it, in signs and in words.

    Parameters in time limits are those in force in the setting.
    """
    return _Drawing(process, setting, lang, at or Stand()).picture()


def circled(number: int) -> str:
    """The sign by which the picture names a condition."""
    return chr(ord("①") + min(number, 20) - 1)


class _Drawing:
    def __init__(self, process: Process, setting: Setting, lang: str, at: Stand) -> None:
        self.process, self.at, self.lang = process, at, lang
        self.posts, self.lexicon = Posts(setting, lang), Lexicon(setting.policy, lang)
        self.route: Route = route(process)
        self.numbers = {name: place for place, name in enumerate(process.steps, 1)}
        self.standing = stand(self.route, lambda name: 2 * _PAD + _LINE * len(self.lines(name)) - 3)
        self.boxes = self.standing.boxes

    def picture(self) -> Markup:
        name = self.lexicon.name(self.process.name, self.process.label)
        ways = [*self.ways_on(), *self.ways_back(), *self.ways_out()]
        boxes = [self.box(box) for box in self.boxes.values()]
        size = self.standing.width, self.standing.height
        return svg.picture(*size, name, *ways, *boxes, class_="procedure", told=self.told())

    def told(self) -> str:
        """Where the case stands, for those who hear the page."""
        words, names = _TOLD[self.lang], [*self.process.steps, *self.process.ends]
        found = {state: [self.name(name) for name in names if self.at.state(name) == state] for state in _SIGNS}
        return "".join(words[state].format(words["list"].join(each)) for state, each in found.items() if each)

    def name(self, name: str) -> str:
        """A step with its number, or an end."""
        if name in self.process.ends:
            return self.lexicon.name(name, self.process.ends[name])
        return f"{self.numbers[name]} {self.lexicon.name(name, self.process.steps[name].label)}"

    # Boxes

    def lines(self, name: str) -> list[tuple[str, str]]:
        """The lines of a box and their kinds."""
        room = BOX - 2 * _PAD - 6
        if name in self.process.ends:
            return [(line, "title") for line in svg.wrapped(self.name(name), room, _TITLE, 2)]
        step = self.process.steps[name]
        found = [(line, "title") for line in svg.wrapped(self.name(name), room, _TITLE, 2)]
        found += [(line, "who") for line in svg.wrapped(self.posts.who(step), room, _SMALL, 2)]
        for limit in self.posts.limits(step):
            found += [(line, "limit") for line in svg.wrapped(limit, room, _SMALL, 2)]
        return found

    def box(self, box: Box) -> Markup:
        is_end = box.name in self.process.ends
        level = "end" if is_end else self.process.steps[box.name].by.partition(".")[0]
        state = self.at.state(box.name)
        round_ = box.height / 2 if is_end else 4.0
        parts = [svg.element("rect", x=box.left, y=box.y, width=BOX, height=box.height, rx=round_)]
        if not is_end:
            parts.append(svg.element("rect", x=box.left, y=box.y, width=6.0, height=box.height, class_="level"))
        baseline = box.y + _PAD - 4
        for text, kind in self.lines(box.name):
            baseline += _LINE
            at = {"x": box.x, "text_anchor": "middle"} if is_end else {"x": box.left + _PAD + 6, "text_anchor": None}
            parts.append(svg.element("text", text, y=baseline, class_=kind, **at))
        if state:
            parts.append(svg.element("text", _SIGNS[state], x=box.right - 18, y=box.y + _PAD + 11, class_="state"))
        return svg.element("g", *parts, class_=f"step {level} {state}".strip())

    def way_class(self, class_: str, *pairs: tuple[str, str]) -> str:
        """The class of a way; one that the case took says so."""
        return f"{class_} taken" if any(pair in self.at.taken for pair in pairs) else class_

    # Ways on

    def ways_on(self) -> list[Markup]:
        """Ways on, one for each two boxes, with the signs of their conditions; an outcome's way is dashed."""
        pairs: dict[tuple[str, str], list[Link]] = {}
        for link in self.route.forward:
            pairs.setdefault((link.start, link.end), []).append(link)
        return [self.way_on(self.boxes[start], self.boxes[end], links) for (start, end), links in pairs.items()]

    def way_on(self, start: Box, end: Box, links: Iterable[Link]) -> Markup:
        words = "".join(dict.fromkeys(self.word(link) for link in links))
        outcome = all(link.kind != "next" for link in links)
        path = self.path_on(start, end)
        text = svg.element("text", words, x=end.x + 6, y=end.y - 3, class_="branch") if words else Markup("")
        class_ = self.way_class("aside" if outcome else "on", (start.name, end.name))
        return _way(class_, [path], end.x, end.y, "down", text)

    def path_on(self, start: Box, end: Box) -> str:
        """Straight down; with a bend where they are not in one column; around the boxes that are in the way."""
        bend = end.y - GAP + _BELOW_WAY
        between = [box for box in self.boxes.values() if start.rank < box.rank < end.rank]
        if start.rank >= 0 and any(abs(box.x - start.x) < BOX / 2 for box in between):
            around = max(box.right for box in between) + 13
            turn = svg.number(start.foot + _BELOW_WAY)
            return f"M{_at(start.x, start.bottom)}V{turn}H{svg.number(around)}V{svg.number(bend)}H{svg.number(end.x)}V{svg.number(end.y - 1)}"
        across = "" if abs(start.x - end.x) < 1 else f"V{svg.number(bend)}H{svg.number(end.x)}"
        return f"M{_at(start.x, start.bottom)}{across}V{svg.number(end.y - 1)}"

    def word(self, link: Link) -> str:
        """What is written at a way: its outcome, or the sign of its condition."""
        return self.posts.outcome(link.kind) if link.kind != "next" else circled(link.branch) if link.branch else ""

    # Ways back

    def ways_back(self) -> list[Markup]:
        """Ways back run up at the left, one lane for each step that they lead to; from a way out, at its left."""
        found = []
        for target, lane in self.standing.back_lanes.items():
            to = self.boxes[target]
            links = [link for link in self.route.back if link.end == target and link.start in self.route.main]
            stubs = [self.stub_left(self.boxes[start], lane) for start in dict.fromkeys(link.start for link in links)]
            feet = [self.leaves_left(self.boxes[link.start]) for link in links]
            entry = to.y + 13 if to.first else to.y - 8
            found.append(svg.element("g", *stubs, class_="back"))
            found.append(_way("back", [self.into(to, lane, max(feet), entry)], *self.tip(to, entry)))
            for box in self.taken_from(links):
                path = self.into(to, lane, self.leaves_left(box), entry)
                found.append(_way("back taken", [self.to_left(box, lane), path], *self.tip(to, entry)))
        found += [self.from_out(link) for link in self.route.back if link.start not in self.route.main]
        return found

    def taken_from(self, links: Iterable[Link]) -> list[Box]:
        """The boxes from which the case took one of these ways."""
        return [self.boxes[s] for s in dict.fromkeys(k.start for k in links if (k.start, k.end) in self.at.taken)]

    def into(self, to: Box, lane: float, foot: float, entry: float) -> str:
        """Up a lane and into a box: from its left, or from above where others stand at its left."""
        if to.first:
            return f"M{_at(lane, foot)}V{svg.number(entry)}H{svg.number(to.left - 1)}"
        return f"M{_at(lane, foot)}V{svg.number(entry)}H{svg.number(to.x - _ASIDE)}V{svg.number(to.y - 1)}"

    def tip(self, to: Box, entry: float) -> tuple[float, float, str]:
        return (to.left, entry, "right") if to.first else (to.x - _ASIDE, to.y, "down")

    def leaves_left(self, box: Box) -> float:
        """Where a way back leaves a box: from its side, or, where others stand at its left, below them."""
        return box.bottom - 11 if box.first else box.foot + _BELOW_BACK

    def stub_left(self, box: Box, lane: float) -> Markup:
        """From a box to a lane. Whatever leads back from it leaves at one place, under one inscription."""
        y = self.leaves_left(box)
        text_x = box.left - 4 if box.first else box.x - _ASIDE - 4
        words = dict.fromkeys(self.word(link) for link in self.route.back if link.start == box.name)
        text = svg.element("text", " ".join(words), x=text_x, y=y - 3, text_anchor="end")
        return svg.element("g", svg.element("path", d=self.to_left(box, lane)), text)

    def to_left(self, box: Box, lane: float) -> str:
        y = self.leaves_left(box)
        first = f"M{_at(box.left, y)}" if box.first else f"M{_at(box.x - _ASIDE, box.bottom)}V{svg.number(y)}"
        return f"{first}H{svg.number(lane)}"

    def from_out(self, link: Link) -> Markup:
        """From a way out back to the main way, between the two."""
        box, to = self.boxes[link.start], self.boxes[link.end]
        lane, foot, entry = box.left - 14, box.bottom - 9, to.bottom - 9
        path = f"M{_at(box.left, foot)}H{svg.number(lane)}V{svg.number(entry)}H{svg.number(to.right + 1)}"
        text = svg.element("text", self.word(link), x=box.left - 2, y=foot + 13, text_anchor="end")
        return _way(self.way_class("back", (link.start, link.end)), [path], to.right, entry, "left", text)

    # Ways out

    def ways_out(self) -> list[Markup]:
        """Ways out run down at the right, one lane for each first step of a way out."""
        found = []
        for target, lane in self.standing.out_lanes.items():
            to = self.boxes[target]
            links = list(dict.fromkeys(link for link in self.route.leaving if link.end == target))
            stubs = [self.stub_right(link, lane) for link in links]
            ends = [self.leaves_right(link) for link in links]
            entry = to.y + to.height / 2
            lane_path = f"M{_at(lane, min([*ends, entry]))}V{svg.number(max([*ends, entry]))}"
            last = f"M{_at(lane, entry)}H{svg.number(to.left - 1)}"
            found.append(svg.element("g", *stubs, class_="out"))
            found.append(_way("out", [lane_path, last], to.left, entry, "right"))
            for link in (link for link in links if (link.start, link.end) in self.at.taken):
                down = f"{self.to_right(link, lane)}V{svg.number(entry)}H{svg.number(to.left - 1)}"
                found.append(_way("out taken", [down], to.left, entry, "right"))
        return found

    def leaves_right(self, link: Link) -> float:
        """Where a way out leaves a box: from its side, or, where others stand at its right, below them."""
        box = self.boxes[link.start]
        if not box.last:
            return box.foot + _BELOW_OUT
        return box.y + 17 + (15 if link.kind == "next" else 0)

    def stub_right(self, link: Link, lane: float) -> Markup:
        box, y = self.boxes[link.start], self.leaves_right(link)
        text_x = box.right + 4 if box.last else box.x + _ASIDE + 4
        text = svg.element("text", self.word(link), x=text_x, y=y - 3)
        return svg.element("g", svg.element("path", d=self.to_right(link, lane)), text)

    def to_right(self, link: Link, lane: float) -> str:
        box, y = self.boxes[link.start], self.leaves_right(link)
        first = f"M{_at(box.right, y)}" if box.last else f"M{_at(box.x + _ASIDE, box.bottom)}V{svg.number(y)}"
        return f"{first}H{svg.number(lane)}"


def _way(class_: str, paths: Iterable[str], x: float, y: float, way: str, *texts: Markup) -> Markup:
    """Lines that end in an arrow-head."""
    shape = {"down": "l-4 -7h8z", "right": "l-7 -4v8z", "left": "l7 -4v8z"}[way]
    head = svg.element("path", d=f"M{_at(x, y)}{shape}", class_="head")
    return svg.element("g", *(svg.element("path", d=path) for path in paths), head, *texts, class_=class_)


def _at(x: float, y: float) -> str:
    return f"{svg.number(x)} {svg.number(y)}"
