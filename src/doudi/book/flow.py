"""The flow of a decision as a picture: which results rest on which, and the facts and parameters each asks for itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from doudi.book import svg
from doudi.book.layered import Layout, Size, lay_out
from doudi.book.rests import Ground
from doudi.policy.lexicon import Lexicon

_TITLE, _DETAIL = 13.5, 11.5
_LINE_TITLE, _LINE_DETAIL = 18.0, 15.5
_PAD = 7.0
_GAP_ALONG, _GAP_ACROSS, _EDGE = 34.0, 12.0, 4.0
_WIDTH = {"zh": 152.0, "en": 160.0}


@dataclass(frozen=True, slots=True)
class _Box:
    title: list[str]
    details: list[tuple[str, str]]
    class_: str
    whole: str

    @property
    def height(self) -> float:
        return 2 * _PAD + len(self.title) * _LINE_TITLE + len(self.details) * _LINE_DETAIL


def under_result(ground: Ground, result: str, lexicon: Lexicon, name: str) -> Markup:
    """A result with all that it rests on, facts and parameters named."""
    under = ground.under(result)
    chosen = [rule for rule in ground.policy.rules if rule in under or rule == result]
    return _draw(ground, chosen, lexicon, name, details=True, goals=[result])


def whole(ground: Ground, lexicon: Lexicon, name: str) -> Markup:
    """All results of a policy that another result or a benefit rests on, without their facts."""
    goals = {word for b in ground.policy.benefits.values() for word in (b.amount, b.when) if word}
    wanted = set(goals).union(*(ground.under(goal) for goal in goals))
    chosen = [rule for rule in ground.policy.rules if rule in wanted]
    return _draw(ground, chosen, lexicon, name, details=False, goals=goals)


def _draw(
    ground: Ground, chosen: Sequence[str], lexicon: Lexicon, name: str, *, details: bool, goals: Iterable[str]
) -> Markup:
    width, goals = _WIDTH[lexicon.lang], set(goals)
    boxes = {rule: _box(ground, rule, lexicon, width, details, rule in goals) for rule in chosen}
    arrows = ground.arrows(chosen)
    sizes = {rule: Size(width, box.height) for rule, box in boxes.items()}
    layout = lay_out(sizes, arrows, _GAP_ALONG, _GAP_ACROSS)
    lines = [_arrow(layout, boxes, arrow, width) for arrow in arrows]
    drawn = [_drawn(layout, rule, box, width) for rule, box in boxes.items()]
    return svg.picture(layout.along + 2 * _EDGE, layout.across + 2 * _EDGE, name, *lines, *drawn, class_="flow")


def _box(ground: Ground, rule: str, lexicon: Lexicon, width: float, details: bool, goal: bool) -> _Box:
    policy = ground.policy
    definition, direct = policy.rules[rule], ground.direct[rule]
    label = lexicon.name(rule, definition.label)
    room = width - 2 * _PAD
    lines: list[tuple[str, str]] = []
    if details:
        facts = [lexicon.name(name, policy.facts[entity, name].label) for entity, name in direct.facts]
        fixed = [lexicon.name(name, policy.parameters[name].label) for name in direct.parameters]
        fixed += [lexicon.name(name, policy.readings[name].label) for name in direct.readings]
        fixed += [lexicon.name(name, policy.tables[name].label) for name in direct.tables]
        for words, class_ in ((facts, "fact"), (fixed, "fixed")):
            for word in words:
                lines.append((svg.shortened(("• " if class_ == "fact" else "▪ ") + word, room, _DETAIL), class_))
    class_ = f"box {definition.entity}" + (" goal" if goal else "")
    return _Box(svg.wrapped(label, room, _TITLE, 3), lines, class_, label)


def _drawn(layout: Layout, rule: str, box: _Box, width: float) -> Markup:
    spot = layout.spots[rule]
    x, y = spot.along + _EDGE, spot.across - box.height / 2 + _EDGE
    parts = [
        svg.element("title", box.whole),
        svg.element("rect", x=x, y=y, width=width, height=box.height, rx=4.0),
    ]
    baseline = y + _PAD - 4.5
    for line in box.title:
        baseline += _LINE_TITLE
        parts.append(svg.element("text", line, x=x + _PAD, y=baseline, class_="title"))
    for line, class_ in box.details:
        baseline += _LINE_DETAIL
        parts.append(svg.element("text", line, x=x + _PAD, y=baseline, class_=class_))
    return svg.element("g", *parts, class_=box.class_)


def _arrow(layout: Layout, boxes: dict[str, _Box], arrow: tuple[str, str], width: float) -> Markup:
    """A smooth line from the right side of one box, through the ranks that it passes, to the left side of another."""
    start, end = layout.spots[arrow[0]], layout.spots[arrow[1]]
    x, y = start.along + width + _EDGE, start.across + _EDGE
    path = f"M{svg.number(x)} {svg.number(y)}"
    for left, right, across in layout.ways[arrow]:
        path += _curve(x, y, left + _EDGE, across + _EDGE) + f"H{svg.number(right + _EDGE)}"
        x, y = right + _EDGE, across + _EDGE
    path += _curve(x, y, end.along + _EDGE - 5, end.across + _EDGE)
    tip_x, tip_y = end.along + _EDGE, end.across + _EDGE
    head = f"M{svg.number(tip_x)} {svg.number(tip_y)}l-7 -3.5v7z"
    return svg.element("g", svg.element("path", d=path), svg.element("path", d=head, class_="head"), class_="arrow")


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    numbers = [middle, y, middle, to_y, to_x, to_y]
    return "C" + " ".join(svg.number(n) for n in numbers)
