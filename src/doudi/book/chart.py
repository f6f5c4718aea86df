"""The history of a dated value as a small picture: a line that steps where the value changes, with the day marked."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from doudi.book import svg
from doudi.policy.definitions.model import Dated
from doudi.policy.definitions.nodes import Unlimited, Value

_WIDTH, _HEIGHT, _FLAT = 230.0, 64.0, 40.0
"""In pixels; a value that never changed needs less height."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 6.0, 8.0, 18.0, 15.0
_SIZE = 10.5

Across = Callable[[datetime.date], float]
"""Where a day lies, in pixels from the left."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A value and the days on which it holds; `end` None: still."""

    start: datetime.date
    end: datetime.date | None
    value: Value | Unlimited
    text: str


def stretches(dated: Dated[Value | Unlimited], texts: Sequence[str]) -> list[Stretch]:
    """The stretches of a dated value, oldest first; `texts` are its values in words."""
    if not dated.values:
        return []
    starts = [start for start, _ in dated.values]
    ends = [*(start - datetime.timedelta(days=1) for start in starts[1:]), dated.until]
    return [
        Stretch(start, end, value, text)
        for (start, value), end, text in zip(dated.values, ends, texts, strict=True)
        if end is None or end >= start
    ]


def history(found: Sequence[Stretch], date: datetime.date, name: str) -> Markup:
    """The picture of stretches up to at least a day."""
    first, last = found[0].start, _last_day(found, date)
    span = max((last - first).days, 1)
    width = _WIDTH - _LEFT - _RIGHT

    def x(day: datetime.date) -> float:
        return _LEFT + width * min(max((day - first).days / span, 0), 1)

    height = _HEIGHT if len(found) > 1 else _FLAT
    heights = _heights([stretch.value for stretch in found], height)
    parts = [_line(_LEFT, height - _BOTTOM, _WIDTH - _RIGHT, height - _BOTTOM, "axis")]
    if first <= date <= last:
        parts.append(_line(x(date), _TOP - 4, x(date), height - _BOTTOM, "today"))
    parts += _steps(found, heights, x, last)
    parts += _labels(found, heights, x, height)
    return svg.picture(_WIDTH, height, name, *parts, class_="history")


def _last_day(found: Sequence[Stretch], date: datetime.date) -> datetime.date:
    """The end of the picture: a quarter after what happened last, so that the last value has a length."""
    known = [*(stretch.start for stretch in found), *(s.end for s in found if s.end), date]
    first, last = found[0].start, max(known)
    return last + datetime.timedelta(days=max((last - first).days // 6, 120))


def _heights(values: Sequence[Value | Unlimited], height: float) -> list[float]:
    """Where each value lies, in pixels from the top. Numbers keep their proportion to zero; other values take turns."""
    low, high = height - _BOTTOM, _TOP
    numbers = [value for value in values if isinstance(value, Fraction)]
    if len(numbers) < len(values):
        order = list(dict.fromkeys(str(value) for value in values))
        return [low - 6 - (low - high - 6) * order.index(str(v)) / max(len(order) - 1, 1) for v in values]
    most, least = max(numbers), min([*numbers, Fraction(0)])
    return [low - float((n - least) / ((most - least) or 1)) * (low - high) for n in numbers]


def _line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    return svg.element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def _steps(found: Sequence[Stretch], heights: Sequence[float], x: Across, last: datetime.date) -> list[Markup]:
    path, parts = "", []
    for stretch, y in zip(found, heights, strict=True):
        end = x(stretch.end or last)
        path += f"{'L' if path else 'M'}{svg.number(x(stretch.start))} {svg.number(y)}H{svg.number(end)}"
        parts.append(svg.element("circle", cx=x(stretch.start), cy=y, r=2.6, class_="change"))
    parts.insert(0, svg.element("path", d=path, class_="value"))
    if found[-1].end is not None:
        end = x(found[-1].end)
        parts.append(_line(end, heights[-1] - 5, end, heights[-1] + 5, "end"))
    return parts


def _labels(found: Sequence[Stretch], heights: Sequence[float], x: Across, height: float) -> list[Markup]:
    """Values above their steps and years below the axis, as many as there is room for: the newest first."""
    parts: list[Markup] = []
    amounts: list[tuple[float, float, float]] = []
    years: list[tuple[float, float, float]] = []
    for stretch, y in reversed(list(zip(found, heights, strict=True))):
        amount, year = stretch.text, str(stretch.start.year)
        left = _fitting(x(stretch.start), amount)
        if _is_free(amounts, left, max(y - 5, 9.0), amount):
            parts.append(svg.element("text", amount, x=left, y=max(y - 5, 9.0), class_="amount"))
        left = _fitting(x(stretch.start), year)
        if _is_free(years, left, height - 3, year):
            parts.append(svg.element("text", year, x=left, y=height - 3, class_="year"))
    return parts


def _fitting(left: float, text: str) -> float:
    """As far to the left as a text must begin to stay inside the picture."""
    return max(min(left, _WIDTH - svg.text_width(text, _SIZE) - 2), 0.0)


def _is_free(taken: list[tuple[float, float, float]], left: float, y: float, text: str) -> bool:
    """Whether a text overlaps none before it (by left, right and line); if so, its place is taken."""
    right = left + svg.text_width(text, _SIZE)
    if any(left < end + 3 and start < right + 3 and abs(y - line) < _SIZE + 1 for start, end, line in taken):
        return False
    taken.append((left, right, y))
    return True
