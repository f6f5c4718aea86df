"""Where the boxes of a drawn procedure stand: the longest way straight down at the left, what is beside it in columns
to the right, and the ways out in columns of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from doudi.book.layered import Size, lay_out
from doudi.book.route import Route

BOX = 196.0
GAP, BESIDE = 44.0, 26.0
LANE, STUB, STUB_OUT = 15.0, 48.0, 60.0
MARGIN = 6.0


@dataclass(frozen=True, slots=True)
class Box:
    """A step or an end as drawn: its middle across, top, height, rank and the foot of the lowest box of that rank;
    whether its sides are open to the edges."""

    name: str
    x: float
    y: float
    height: float
    rank: int
    foot: float
    first: bool = True
    last: bool = True

    @property
    def left(self) -> float:
        return self.x - BOX / 2

    @property
    def right(self) -> float:
        return self.x + BOX / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Standing:
    """The boxes, the lanes of ways back (by the step that they lead to) and out (by the first step of the way out)."""

    boxes: Mapping[str, Box]
    back_lanes: Mapping[str, float]
    out_lanes: Mapping[str, float]

    @property
    def width(self) -> float:
        return max(box.right for box in self.boxes.values()) + MARGIN

    @property
    def height(self) -> float:
        return max(box.bottom for box in self.boxes.values()) + MARGIN


def stand(route: Route, height: Callable[[str], float]) -> Standing:
    """The places of all boxes; `height` is that of each."""
    in_main = set(route.main)
    targets = dict.fromkeys(link.end for link in route.back if link.start in in_main)
    left = MARGIN + (STUB + LANE * (len(targets) - 1) if targets else 0)
    main = _main(route, height, left + BOX / 2)
    back_lanes = {name: left - STUB - LANE * place for place, name in enumerate(targets)}
    right = max(box.right for box in main.values())
    entries = list(dict.fromkeys(link.end for link in route.leaving))
    out_lanes = {name: right + STUB_OUT + LANE * place for place, name in enumerate(entries)}
    column = max(out_lanes.values(), default=right) + 30 + BOX / 2
    return Standing({**main, **_outs(route, height, main, column)}, back_lanes, out_lanes)


def _main(route: Route, height: Callable[[str], float], x: float) -> dict[str, Box]:
    in_main, spine = set(route.main), set(route.spine)
    links = [(link.start, link.end) for link in route.forward if link.start in in_main and link.end in in_main]
    layout = lay_out({name: Size(height(name), BOX) for name in route.main}, links, GAP, BESIDE)
    ranks: dict[int, list[str]] = {}
    for name in sorted(route.main, key=lambda name: (name not in spine, layout.spots[name].across)):
        ranks.setdefault(layout.spots[name].rank, []).append(name)
    found = {}
    for rank, names in ranks.items():
        shift = 0 if names[0] in spine else 1
        foot = MARGIN + max(layout.spots[name].along + height(name) for name in names)
        for place, name in enumerate(names):
            at = x + (place + shift) * (BOX + BESIDE)
            top = MARGIN + layout.spots[name].along
            found[name] = Box(
                name, at, top, height(name), rank, foot, place == 0 and not shift, place == len(names) - 1
            )
    return {name: found[name] for name in route.main}


def _outs(route: Route, height: Callable[[str], float], main: Mapping[str, Box], x: float) -> dict[str, Box]:
    """Each way out begins level with the lowest box from which it is entered, in the first column that is free there."""
    found: dict[str, Box] = {}
    columns: list[float] = []  # how far down each is taken
    foot = max(box.bottom for box in main.values())
    for names in sorted(route.outs, key=lambda names: _lowest(route, main, names)):
        length = sum(height(name) for name in names) + GAP * (len(names) - 1)
        top = min(_lowest(route, main, names), max(foot - length, MARGIN))
        place = next((i for i, taken in enumerate(columns) if taken + GAP <= top), len(columns))
        columns[place : place + 1] = [top + length]
        for name in names:
            found[name] = Box(name, x + place * (BOX + BESIDE + STUB), top, height(name), -1, top + height(name))
            top += height(name) + GAP
    return found


def _lowest(route: Route, main: Mapping[str, Box], names: tuple[str, ...]) -> float:
    return max((main[link.start].y for link in route.leaving if link.end in names), default=MARGIN)
