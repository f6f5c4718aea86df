"""Whether every key of a table has exactly one row.

Rows are bits of a number: for each key the rows that serve one value are one mask, so that overlaps and gaps are found
without comparing every row with every other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import reduce
from itertools import product
from math import inf, prod

from doudi.policy.definitions.model import Origin, Span, Table
from doudi.policy.definitions.nodes import Value
from doudi.policy.definitions.types import Type
from doudi.policy.messages.problems import Problems
from doudi.policy.messages.subject import Subject
from doudi.policy.reading.fields import Codes

_MOST_COMBINATIONS = 20_000


def check_keys(table: Table, origins: Mapping[str, Origin], codes: Codes, problems: Problems) -> None:
    """Note rows that overlap (at `origins`, by the text of their keys), and keys without a row."""
    _check_overlaps(table, origins, problems)
    if table.otherwise is None:
        _check_missing(table, codes, problems)


def _check_overlaps(table: Table, origins: Mapping[str, Origin], problems: Problems) -> None:
    what = Subject("table", table.name)
    meeting = [-1] * len(table.rows)  # for each row, the mask of the rows that it meets in every part
    for part, key in enumerate(table.by):
        spans = [row.keys[part] for row in table.rows]
        meets = _meeting_numbers(spans) if key.type.is_number else _meeting_words(spans)
        meeting = [a & b for a, b in zip(meeting, meets, strict=True)]
    for place, row in enumerate(table.rows):
        earlier = meeting[place] & ((1 << place) - 1)
        if earlier:
            other = table.rows[(earlier & -earlier).bit_length() - 1]
            problems.add("overlapping-rows", origins[row.text], what=what, one=other.text, two=row.text)
        if any(_overlap(spans) for spans in row.keys):
            problems.add("overlapping-rows", origins[row.text], what=what, one=row.text, two=row.text)


def _overlap(spans: tuple[Span, ...]) -> bool:
    """Whether the alternatives of one part (`1..3 | 2`) overlap."""
    if len(spans) == 1:
        return False
    alone: list[tuple[Span, ...]] = [(span,) for span in spans]
    numbers = any(isinstance(end, Fraction) for span in spans for end in (span.low, span.high))
    meets = _meeting_numbers(alone) if numbers else _meeting_words(alone)
    return any(mask & ~(1 << place) for place, mask in enumerate(meets))


def _meeting_words(rows: list[tuple[Span, ...]]) -> list[int]:
    """For each row, the mask of the rows that share a code or truth value with it; `*` has all of them."""
    serving: dict[Value | None, int] = {}
    for place, spans in enumerate(rows):
        for span in spans:
            serving[span.low] = serving.get(span.low, 0) | 1 << place
    everything = (1 << len(rows)) - 1
    found = []
    for spans in rows:
        mask = serving.get(None, 0)
        for span in spans:
            mask |= everything if span.low is None else serving[span.low]
        found.append(mask)
    return found


def _meeting_numbers(rows: list[tuple[Span, ...]]) -> list[int]:
    """For each row, the mask of the rows that share a number with it."""
    spans = [(_low(span), _high(span), place) for place, spans in enumerate(rows) for span in spans]
    # Two spans that meet share an end of one of them: it is enough to look at the ends, in order.
    ends = sorted({end for low, high, _ in spans for end in (low, high)})
    found = [0] * len(rows)
    unions = _Unions(_serving(spans, ends))
    for low, high, place in spans:
        found[place] |= unions.over(bisect_left(ends, low), bisect_left(ends, high))
    return found


def _low(span: Span) -> Fraction | float:
    return span.low if isinstance(span.low, Fraction) else -inf


def _high(span: Span) -> Fraction | float:
    return span.high if isinstance(span.high, Fraction) else inf


def _serving(spans: list[tuple[Fraction | float, Fraction | float, int]], ends: list[Fraction | float]) -> list[int]:
    """For each of the ends, the mask of the rows that serve it."""
    starting: dict[Fraction | float, list[int]] = {}
    ending: dict[Fraction | float, list[int]] = {}
    for low, high, place in spans:
        starting.setdefault(low, []).append(place)
        ending.setdefault(high, []).append(place)
    found, open_spans, mask = [], Counter[int](), 0
    for end in ends:
        for place in starting.get(end, ()):
            open_spans[place] += 1
            mask |= 1 << place
        found.append(mask)
        for place in ending.get(end, ()):
            open_spans[place] -= 1
            if not open_spans[place]:
                mask &= ~(1 << place)
    return found


class _Unions:
    """Unions of runs of masks, each in two steps: `levels[k][i]` is the union of 2**k masks from i."""

    def __init__(self, masks: list[int]) -> None:
        self.levels = [masks]
        width = 1
        while 2 * width <= len(masks):
            below = self.levels[-1]
            self.levels.append([below[i] | below[i + width] for i in range(len(below) - width)])
            width *= 2

    def over(self, first: int, last: int) -> int:
        """The union from the first to the last, both included."""
        level = (last - first + 1).bit_length() - 1
        return self.levels[level][first] | self.levels[level][last - (1 << level) + 1]


def _check_missing(table: Table, codes: Codes, problems: Problems) -> None:
    """Without `otherwise`, every combination of codes and truth values has a row, or one row serves everything."""
    what = Subject("table", table.name)
    everything = [
        sum(1 << i for i, row in enumerate(table.rows) if _serves_all(row.keys[p])) for p in range(len(table.by))
    ]
    if _both(everything):
        return
    parts: list[dict[int, Value]] = []  # values that the same rows serve are alike: one of them is looked at
    for part, key in enumerate(table.by):
        options = _options(key.type, codes)
        if options is None:
            problems.add("table-needs-otherwise", table.origin, what=what)
            return
        serving = dict.fromkeys(options, everything[part])
        for place, row in enumerate(table.rows):
            for span in row.keys[part]:
                if span.low is not None:
                    serving[span.low] |= 1 << place
        parts.append({mask: value for value, mask in reversed(serving.items())})
    if prod(len(part) for part in parts) > _MOST_COMBINATIONS:
        problems.add("table-needs-otherwise", table.origin, what=what)
        return
    missing = next((key for key in product(*parts) if not _both(key)), None)
    if missing is not None:
        values = [part[mask] for part, mask in zip(parts, missing, strict=True)]
        shown = ", ".join(str(v).lower() if isinstance(v, bool) else str(v) for v in values)
        problems.add("missing-row", table.origin, what=what, key=shown)


def _serves_all(spans: tuple[Span, ...]) -> bool:
    return any(span.low is None and span.high is None for span in spans)


def _both(masks: Iterable[int]) -> int:
    """The rows that are in every mask."""
    return reduce(int.__and__, masks)


def _options(type: Type, codes: Codes) -> list[Value] | None:
    """Every value of a code list or a truth value, in order; None for numbers."""
    if type.kind == "boolean":
        return [True, False]
    return list(codes[type.codes]) if type.codes else None
