"""A procedure as a drawn flow: who does what by when, the ways on, the ways back and the way out.

`draw` is for whoever shows a procedure; with `here` and `done` it shows where one case stands in it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from markupsafe import Markup

from doudi.book import svg
from doudi.book.layered import Layout, Size, lay_out
from doudi.book.posts import Posts
from doudi.book.route import Link, Route, route
from doudi.policy.lexicon import Lexicon
from doudi.policy.model import Process
from doudi.policy.setting import Setting

_BOX = 196.0
_TITLE, _SMALL = 14.5, 12.0
_LINE = 17.0
_PAD = 10.0
_GAP, _BESIDE = 44.0, 26.0
_LANE, _STUB, _STUB_OUT = 15.0, 48.0, 60.0
_BELOW_BACK, _BELOW_OUT, _BELOW_WAY = 14.0, 22.0, 32.0
"""How far below boxes that stand side by side the ways back, out and on run across."""
_MARGIN = 6.0


@dataclass(frozen=True, slots=True)
class _Box:
    """A step or an end as drawn: where its middle lies across, its top, its height."""

    name: str
    x: float
    y: float
    height: float
    alone: bool

    @property
    def left(self) -> float:
        return self.x - _BOX / 2

    @property
    def right(self) -> float:
        return self.x + _BOX / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def draw(process: Process, setting: Setting, lang: str = "zh", *, here: str = "", done: Collection[str] = ()) -> Markup:
    """The procedure as SVG, from the top down. `here` is the step at which a case stands, `done` those behind it.

    Parameters in time limits are those in force in the setting.
    """
    return _Drawing(process, setting, lang, here, done).picture()


class _Drawing:
    def __init__(self, process: Process, setting: Setting, lang: str, here: str, done: Collection[str]) -> None:
        self.process, self.here, self.done = process, here, done
        self.posts, self.lexicon = Posts(setting, lang), Lexicon(setting.policy, lang)
        self.route: Route = route(process)
        self.numbers = {name: place for place, name in enumerate(process.steps, 1)}
        self.back_targets = list(dict.fromkeys(link.end for link in self.route.back_links))
        self.boxes = self._boxes()

    def picture(self) -> Markup:
        parts: list[Markup] = []
        parts += [self._forward(*pair) for pair in self._pairs() if pair[0] in self.main_names]
        parts += self._back_ways()
        parts += self._way_out()
        parts += [self._box(box) for box in self.boxes.values()]
        width = max(box.right for box in self.boxes.values()) + _MARGIN
        height = max(box.bottom for box in self.boxes.values()) + _MARGIN
        name = self.lexicon.name(self.process.name, self.process.label)
        return svg.picture(width, height, name, *parts, class_="procedure")

    # Where the boxes lie

    def _boxes(self) -> dict[str, _Box]:
        route_, names = self.route, self.route.main
        self.main_names = set(names)
        links = [(link.start, link.end) for link in route_.forward if link.start in self.main_names]
        sizes = {name: Size(self._height(name), _BOX) for name in names}
        layout = lay_out(sizes, links, _GAP, _BESIDE)
        left = _MARGIN + (_STUB + _LANE * len(self.back_targets) if route_.back_links else 0)
        beside = {name: self._is_alone(layout, name) for name in names}
        found = {
            name: _Box(
                name, left + layout.spots[name].across, _MARGIN + layout.spots[name].along, size.along, beside[name]
            )
            for name, size in sizes.items()
        }
        return found | self._out_boxes(found)

    def _is_alone(self, layout: Layout, name: str) -> bool:
        rank = layout.spots[name].rank
        others = sum(1 for spot in layout.spots.values() if spot.rank == rank)
        return others == 1

    def _out_boxes(self, main: dict[str, _Box]) -> dict[str, _Box]:
        """The way out stands in a column at the right; its end lies level with the end of the main way."""
        x = max(box.right for box in main.values()) + _STUB_OUT + 22 + _BOX / 2
        bottom, found = max(box.bottom for box in main.values()), {}
        for name in reversed(self.route.out):
            height = self._height(name)
            found[name] = _Box(name, x, bottom - height, height, True)
            bottom -= height + _GAP
        return dict(reversed(found.items()))

    def _height(self, name: str) -> float:
        return 2 * _PAD + _LINE * len(self._lines(name)) - 3

    def _lines(self, name: str) -> list[tuple[str, str]]:
        """The lines of a box and their kinds."""
        room = _BOX - 2 * _PAD - 6
        if name in self.process.ends:
            label = self.lexicon.name(name, self.process.ends[name])
            return [(line, "title") for line in svg.wrapped(label, room, _TITLE, 2)]
        step = self.process.steps[name]
        title = f"{self.numbers[name]} {self.lexicon.name(name, step.label)}"
        lines = [(line, "title") for line in svg.wrapped(title, room, _TITLE, 2)]
        lines += [(line, "who") for line in svg.wrapped(self.posts.who(step), room, _SMALL, 2)]
        return lines + [
            (line, "limit") for limit in self.posts.limits(step) for line in svg.wrapped(limit, room, _SMALL, 2)
        ]

    # How they are drawn

    def _box(self, box: _Box) -> Markup:
        is_end = box.name in self.process.ends
        level = "end" if is_end else self.process.steps[box.name].by.partition(".")[0]
        state = " here" if box.name == self.here else " done" if box.name in self.done else ""
        shape = svg.element(
            "rect", x=box.left, y=box.y, width=_BOX, height=box.height, rx=box.height / 2 if is_end else 4.0
        )
        parts = [shape]
        if not is_end:
            parts.append(svg.element("rect", x=box.left, y=box.y, width=6.0, height=box.height, class_="level"))
        baseline = box.y + _PAD - 4
        for text, kind in self._lines(box.name):
            baseline += _LINE
            at = {"x": box.x, "text_anchor": "middle"} if is_end else {"x": box.left + _PAD + 6, "text_anchor": None}
            parts.append(svg.element("text", text, y=baseline, class_=kind, **at))
        if state:
            sign = "●" if state == " here" else "✓"
            parts.append(svg.element("text", sign, x=box.right - 18, y=box.y + _PAD + 11, class_="state"))
        return svg.element("g", *parts, class_=f"step {level}{state}")

    def _pairs(self) -> dict[tuple[str, str], str]:
        """The boxes that a way joins, with the signs of the conditions under which it is taken."""
        found: dict[tuple[str, str], str] = {}
        for link in self.route.forward:
            pair = link.start, link.end
            found[pair] = found.get(pair, "") + (circled(link.branch) if link.branch else "")
        return found

    def _forward(self, from_: str, to: str) -> Markup:
        """Down from one box to another: straight, or with a bend on the way."""
        start, end = self.boxes[from_], self.boxes[to]
        bend = end.y - _GAP + _BELOW_WAY
        if abs(start.x - end.x) < 1:
            path = f"M{_at(start.x, start.bottom)}V{svg.number(end.y - 1)}"
        else:
            path = f"M{_at(start.x, start.bottom)}V{svg.number(bend)}H{svg.number(end.x)}V{svg.number(end.y - 1)}"
        signs = self._pairs()[from_, to]
        parts = [svg.element("path", d=path), _head(end.x, end.y, "down")]
        if signs:
            parts.append(svg.element("text", signs, x=end.x + 6, y=end.y - 3, class_="branch"))
        return svg.element("g", *parts, class_="way")

    def _back_ways(self) -> list[Markup]:
        """Ways back run up at the left, one lane for each step that they lead to."""
        parts = []
        for lane, target in enumerate(self.back_targets):
            x = self._first_left() - _STUB - _LANE * lane
            to = self.boxes[target]
            links = [link for link in self.route.back_links if link.end == target]
            ways = [self._stub_left(link, x) for link in links]
            ys = [self._leaves_left(self.boxes[link.start]) for link in links]
            path = f"M{_at(x, max(ys))}V{svg.number(to.y + 13)}H{svg.number(to.left - 1)}"
            ways += [svg.element("path", d=path), _head(to.left, to.y + 13, "right")]
            parts.append(svg.element("g", *ways, class_=f"back lane{lane % 3}"))
        return parts

    def _first_left(self) -> float:
        return min(self.boxes[name].left for name in self.route.main)

    def _leaves_left(self, box: _Box) -> float:
        """Where a way back leaves a box: from its side, or, where others stand beside it, below them."""
        return box.bottom - 11 if box.alone else box.bottom + _BELOW_BACK

    def _stub_left(self, link: Link, lane: float) -> Markup:
        box, y = self.boxes[link.start], self._leaves_left(self.boxes[link.start])
        first = f"M{_at(box.left, y)}" if box.alone else f"M{_at(box.x - 60, box.bottom)}V{svg.number(y)}"
        word = self.posts.outcome(link.kind) if link.kind != "next" else ""
        text_x = box.left - 4 if box.alone else box.x - 64
        text_y = y - 3
        return svg.element(
            "g",
            svg.element("path", d=f"{first}H{svg.number(lane)}"),
            svg.element("text", word, x=text_x, y=text_y, text_anchor="end"),
        )

    def _way_out(self) -> list[Markup]:
        """Ways out run down at the right into the first box of the way out, and on to its end."""
        if not self.route.out:
            return []
        parts = [self._onward(link) for link in self.route.forward if link.start in self.route.out]
        lane = max(self.boxes[name].right for name in self.route.main) + _STUB_OUT
        for target in dict.fromkeys(link.end for link in self.route.out_links):
            to = self.boxes[target]
            links = [link for link in self.route.out_links if link.end == target]
            ways = [self._stub_right(link, lane) for link in dict.fromkeys(links)]
            tops = [self._leaves_right(self.boxes[link.start]) for link in links]
            path = f"M{_at(lane, min(tops))}V{svg.number(to.middle)}H{svg.number(to.left - 1)}"
            ways += [svg.element("path", d=path), _head(to.left, to.middle, "right")]
            parts.append(svg.element("g", *ways, class_="out"))
        return parts

    def _onward(self, link: Link) -> Markup:
        start, end = self.boxes[link.start], self.boxes[link.end]
        path = svg.element("path", d=f"M{_at(start.x, start.bottom)}V{svg.number(end.y - 1)}")
        return svg.element("g", path, _head(end.x, end.y, "down"), class_="way")

    def _leaves_right(self, box: _Box) -> float:
        return box.y + 17 if box.alone else box.bottom + _BELOW_OUT

    def _stub_right(self, link: Link, lane: float) -> Markup:
        box = self.boxes[link.start]
        y = self._leaves_right(box) + (14 if link.kind == "next" and box.alone else 0)
        first = f"M{_at(box.right, y)}" if box.alone else f"M{_at(box.x + 60, box.bottom)}V{svg.number(y)}"
        word = self.posts.outcome(link.kind) if link.kind != "next" else circled(max(link.branch, 1))
        word = "" if link.kind == "next" and not link.branch else word
        text_x = box.right + 4 if box.alone else box.x + 64
        return svg.element(
            "g",
            svg.element("path", d=f"{first}H{svg.number(lane)}"),
            svg.element("text", word, x=text_x, y=y - 3 if box.alone else y - 2),
        )


_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def circled(number: int) -> str:
    """The sign by which the picture names a condition."""
    return _CIRCLED[min(number, len(_CIRCLED)) - 1]


def _at(x: float, y: float) -> str:
    return f"{svg.number(x)} {svg.number(y)}"


def _head(x: float, y: float, way: str) -> Markup:
    """An arrow-head whose tip is at a place."""
    shape = "l-4 -7h8z" if way == "down" else "l-7 -4v8z"
    return svg.element("path", d=f"M{_at(x, y)}{shape}", class_="head")
