"""The flow of a decision as a picture: which results rest on which, and the facts and parameters each asks for itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from doudi.book import svg
from doudi.book.layered import Layout, Size, lay_out
from doudi.book.rests import Ground
from doudi.policy.words.lexicon import Lexicon

_TITLE, _DETAIL = 13.5, 11.5
_LINE_TITLE, _LINE_DETAIL = 18.0, 15.5
_PAD = 7.0
_GAP_ALONG, _GAP_ACROSS, _EDGE = 34.0, 12.0, 4.0
_IN_STACK = 5.0
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
    """A result with all that it rests on, facts and parameters named. Two pages show it; it is drawn once."""
    key = result, lexicon.lang
    if key not in ground.pictures:
        under = ground.under(result)
        chosen = [rule for rule in ground.policy.rules if rule in under or rule == result]
        ground.pictures[key] = _draw(ground, chosen, lexicon, name, details=True, goals=[result])
    return ground.pictures[key]


def whole(ground: Ground, lexicon: Lexicon, name: str) -> Markup:
    """All results of a policy that another result or a benefit rests on, without their facts."""
    goals = {word for b in ground.policy.benefits.values() for word in (b.amount, b.when) if word}
    alone = set(standing_alone(ground))
    wanted = (goals or set(ground.policy.rules)).union(*(ground.under(goal) for goal in goals)) - alone
    chosen = [rule for rule in ground.policy.rules if rule in wanted]
    return _draw(ground, chosen, lexicon, name, details=False, goals=goals)


def standing_alone(ground: Ground) -> list[str]:
    """The results that rest on no other and on which no other rests: an arrow would have nowhere to go."""
    return [rule for rule in ground.policy.rules if not ground.under(rule) and not ground.over(rule)]


def _draw(
    ground: Ground, chosen: Sequence[str], lexicon: Lexicon, name: str, *, details: bool, goals: Iterable[str]
) -> Markup:
    width, goals = _WIDTH[lexicon.lang], set(goals)
    boxes = {rule: _box(ground, rule, lexicon, width, details, rule in goals) for rule in chosen}
    stacks = _stacks(chosen, ground.arrows(chosen))
    sizes = {first: Size(_stack_height([boxes[rule] for rule in stack]), width) for first, stack in stacks.items()}
    arrows = [arrow for arrow in ground.arrows(chosen) if arrow[1] in stacks]
    layout = lay_out(sizes, arrows, _GAP_ALONG, _GAP_ACROSS)
    lines = [_arrow(layout, sizes, arrow) for arrow in arrows]
    drawn = []
    for first, stack in stacks.items():
        x, y = layout.spots[first].across - width / 2 + _EDGE, layout.spots[first].along + _EDGE
        for rule in stack:
            drawn.append(_drawn(boxes[rule], x, y, width))
            y += boxes[rule].height + _IN_STACK
    return svg.picture(layout.across + 2 * _EDGE, layout.along + 2 * _EDGE, name, *lines, *drawn, class_="flow")


def _stacks(chosen: Sequence[str], arrows: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Results that rest on the same others, and on which none rests, stand in one stack; everything else alone."""
    before: dict[str, list[str]] = {rule: [] for rule in chosen}
    for start, end in arrows:
        before[end].append(start)
    starts = {start for start, _ in arrows}
    stacks: dict[str, list[str]] = {}
    first: dict[tuple[str, ...], str] = {}
    for rule in chosen:
        key = tuple(sorted(before[rule]))
        leader = first.setdefault(key, rule) if key and rule not in starts else rule
        stacks.setdefault(leader, []).append(rule)
    return stacks


def _stack_height(boxes: Sequence[_Box]) -> float:
    return sum(box.height for box in boxes) + _IN_STACK * (len(boxes) - 1)


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


def _drawn(box: _Box, x: float, y: float, width: float) -> Markup:
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


def _arrow(layout: Layout, sizes: Mapping[str, Size], arrow: tuple[str, str]) -> Markup:
    """A smooth line from the foot of one box, through the ranks that it passes, to the head of another."""
    start, end = layout.spots[arrow[0]], layout.spots[arrow[1]]
    x, y = start.across + _EDGE, layout.ranks[start.rank][1] + _EDGE
    path = f"M{svg.number(x)} {svg.number(start.along + sizes[arrow[0]].along + _EDGE)}V{svg.number(y)}"
    for top, bottom, across in layout.ways[arrow]:
        path += _curve(x, y, across + _EDGE, top + _EDGE) + f"V{svg.number(bottom + _EDGE)}"
        x, y = across + _EDGE, bottom + _EDGE
    tip_x, tip_y = end.across + _EDGE, end.along + _EDGE
    path += _curve(x, y, tip_x, tip_y - 5)
    head = f"M{svg.number(tip_x)} {svg.number(tip_y)}l-3.5 -7h7z"
    return svg.element("g", svg.element("path", d=path), svg.element("path", d=head, class_="head"), class_="arrow")


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (y + to_y) / 2
    numbers = [x, middle, to_x, middle, to_x, to_y]
    return "C" + " ".join(svg.number(n) for n in numbers)
