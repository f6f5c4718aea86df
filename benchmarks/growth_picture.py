"""The picture of how time grows with the number of people: both axes by powers of ten."""

from __future__ import annotations

import math
from collections.abc import Sequence

TITLE = "Seconds from file to file, by number of people"
_WIDE, _HIGH, _LEFT, _TOP, _RIGHT, _BOTTOM = 640, 320, 64, 36, 48, 48
_LINE, _GRID, _TEXT = "#0b6e4f", "#d7dde2", "#37424a"


def draw(points: Sequence[tuple[int, float]]) -> str:
    """An SVG of the points (people, seconds)."""
    if not points:
        return _svg([])
    left, right = (math.floor(math.log10(points[0][0])), math.ceil(math.log10(points[-1][0])))
    low = math.floor(math.log10(min(seconds for _, seconds in points)))
    high = max(low + 1, math.ceil(math.log10(max(seconds for _, seconds in points))))

    def x(people: float) -> float:
        return _LEFT + (math.log10(people) - left) / max(1, right - left) * (_WIDE - _LEFT - _RIGHT)

    def y(seconds: float) -> float:
        return _HIGH - _BOTTOM - (math.log10(seconds) - low) / (high - low) * (_HIGH - _TOP - _BOTTOM)

    parts = [_rule(x(10.0**e), _TOP, x(10.0**e), _HIGH - _BOTTOM) for e in range(left, right + 1)]
    parts += [_rule(_LEFT, y(10.0**e), _WIDE - _RIGHT, y(10.0**e)) for e in range(low, high + 1)]
    parts += [_text(x(10.0**e), _HIGH - _BOTTOM + 18, f"{10**e:,}", "middle") for e in range(left, right + 1)]
    parts += [_text(_LEFT - 8, y(10.0**e) + 4, f"{10.0**e:g} s", "end") for e in range(low, high + 1)]
    path = " ".join(f"{x(people):.1f},{y(seconds):.1f}" for people, seconds in points)
    parts.append(f'<polyline points="{path}" fill="none" stroke="{_LINE}" stroke-width="2.5"/>')
    for people, seconds in points:
        parts.append(f'<circle cx="{x(people):.1f}" cy="{y(seconds):.1f}" r="4" fill="{_LINE}"/>')
        parts.append(
            _text(x(people), y(seconds) - 10, f"{seconds:.1f} s", "end" if people == points[-1][0] else "middle")
        )
    parts.append(_text((_LEFT + _WIDE - _RIGHT) / 2, _HIGH - 10, "people", "middle"))
    return _svg(parts)


def _svg(parts: Sequence[str]) -> str:
    lines = "\n".join(f"  {part}" for part in parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-label="{TITLE}">\n'
        f'  <rect width="{_WIDE}" height="{_HIGH}" fill="#fff"/>\n'
        f"  {_text(_LEFT, 20, TITLE, 'start')}\n{lines}\n</svg>\n"
    )


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{_GRID}"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="sans-serif" font-size="13" fill="{_TEXT}" '
        f'text-anchor="{anchor}">{text}</text>'
    )
