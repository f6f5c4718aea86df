"""Places the boxes of a picture in ranks so that arrows run one way, cross little and bend little.

The method is Sugiyama's: ranks by longest path, long arrows cut at every rank they pass, orders by barycentre sweeps,
places by isotonic regression. The same graph always gives the same picture.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_SWEEPS = 24
_ROUNDS = 16
_THREAD = 12.0
"""How much room an arrow that passes a rank takes."""

Arrow = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Size:
    """A box: `along` the ranks' direction, and `across` it."""

    along: float
    across: float


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a box begins `along` the ranks' direction and where its middle lies `across`; its rank."""

    along: float
    across: float
    rank: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Spots of boxes, the ways of arrows between boxes (start and end across of every rank passed), and the extent."""

    spots: Mapping[str, Spot]
    ways: Mapping[Arrow, Sequence[tuple[float, float, float]]]
    ranks: Sequence[tuple[float, float]]
    across: float

    @property
    def along(self) -> float:
        return self.ranks[-1][1] if self.ranks else 0.0


def lay_out(sizes: Mapping[str, Size], arrows: Iterable[Arrow], gap_along: float, gap_across: float) -> Layout:
    """The layout of an acyclic graph; boxes earlier in `sizes` come first where nothing else decides."""
    arrows = [arrow for arrow in dict.fromkeys(arrows) if arrow[0] in sizes and arrow[1] in sizes]
    ranks = _ranks(list(sizes), arrows)
    threads, links = _threads(arrows, ranks)
    levels: list[list[str]] = [[] for _ in range(max(ranks.values(), default=-1) + 1)]
    for name in (*sizes, *(thread for chain in threads.values() for thread in chain)):
        levels[_rank_of(name, ranks, threads)].append(name)
    levels = _ordered(levels, links)
    wide = {name: sizes[name].across if name in sizes else _THREAD for level in levels for name in level}
    across = _placed(levels, links, wide, gap_across)
    bounds = _bounds(levels, sizes, gap_along)
    spots = {name: Spot(bounds[ranks[name]][0], across[name], ranks[name]) for name in sizes}
    ways = {
        arrow: [(*bounds[ranks[arrow[0]] + 1 + step], across[thread]) for step, thread in enumerate(chain)]
        for arrow, chain in threads.items()
    }
    extent = max((across[name] + wide[name] / 2 for name in across), default=0.0)
    return Layout(spots, ways, bounds, extent)


def _neighbours(arrows: Iterable[Arrow], names: Iterable[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    before: dict[str, list[str]] = {name: [] for name in names}
    after: dict[str, list[str]] = {name: [] for name in before}
    for start, end in arrows:
        before[end].append(start)
        after[start].append(end)
    return before, after


def _ranks(names: list[str], arrows: list[Arrow]) -> dict[str, int]:
    """The longest way to each box; what has more ways out than in moves close to what needs it."""
    before, after = _neighbours(arrows, names)
    order = _topological(names, before, after)
    ranks: dict[str, int] = {}
    for name in order:
        ranks[name] = max((ranks[start] + 1 for start in before[name]), default=0)
    for name in reversed(order):
        if after[name] and len(after[name]) >= len(before[name]):
            ranks[name] = min(ranks[end] for end in after[name]) - 1
    lowest = min(ranks.values(), default=0)
    return {name: rank - lowest for name, rank in ranks.items()}


def _topological(names: list[str], before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> list[str]:
    waiting = {name: len(before[name]) for name in names}
    ready = [name for name in names if not waiting[name]]
    order: list[str] = []
    while ready:
        name = ready.pop(0)
        order.append(name)
        for end in after[name]:
            waiting[end] -= 1
            if not waiting[end]:
                ready.append(end)
    if len(order) < len(names):
        raise ValueError("the graph has a circle")
    return order


def _threads(arrows: list[Arrow], ranks: Mapping[str, int]) -> tuple[dict[Arrow, list[str]], list[Arrow]]:
    """For every arrow a thread in each rank that it passes, and the short arrows that then remain."""
    threads: dict[Arrow, list[str]] = {}
    links: list[Arrow] = []
    for arrow in arrows:
        start, end = arrow
        threads[arrow] = [f"{start}\0{end}\0{rank}" for rank in range(ranks[start] + 1, ranks[end])]
        chain = [start, *threads[arrow], end]
        links += itertools.pairwise(chain)
    return threads, links


def _rank_of(name: str, ranks: Mapping[str, int], threads: Mapping[Arrow, list[str]]) -> int:
    return ranks[name] if name in ranks else int(name.rpartition("\0")[2])


def _ordered(levels: list[list[str]], links: list[Arrow]) -> list[list[str]]:
    """The order in each rank with the fewest crossings that sweeping back and forth finds."""
    before, after = _neighbours(links, [name for level in levels for name in level])
    best, fewest = levels, _crossings(levels, after)
    current = [list(level) for level in levels]
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        near = before if forward else after
        places = {name: place for level in current for place, name in enumerate(level)}
        indices = range(1, len(current)) if forward else range(len(current) - 2, -1, -1)
        for index in indices:
            means = {n: _mean([places[m] for m in near[n]], places[n]) for n in current[index]}
            current[index].sort(key=means.__getitem__)
            places |= {name: place for place, name in enumerate(current[index])}
        count = _crossings(current, after)
        if count < fewest:
            best, fewest = [list(level) for level in current], count
    return best


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _crossings(levels: Sequence[Sequence[str]], after: Mapping[str, Sequence[str]]) -> int:
    count = 0
    for level, following in itertools.pairwise(levels):
        place = {name: index for index, name in enumerate(following)}
        ends = [end for name in level for end in sorted(place[e] for e in after[name])]
        count += sum(1 for i, end in enumerate(ends) for earlier in ends[:i] if earlier > end)
    return count


def _placed(levels: list[list[str]], links: list[Arrow], wide: Mapping[str, float], gap: float) -> dict[str, float]:
    """Middles across: every box as near to the middle of its neighbours as those beside it allow."""
    before, after = _neighbours(links, wide)
    middle: dict[str, float] = {}
    for level in levels:
        middle |= _spread(level, dict.fromkeys(level, 0.0), wide, gap)
    for round_ in range(_ROUNDS):
        forward = round_ % 2 == 0
        for level in levels if forward else reversed(levels):
            wanted = {}
            for name in level:
                near = before[name] if forward else after[name]
                near = near or after[name] or before[name]
                if round_ >= _ROUNDS - 4:
                    near = [*before[name], *after[name]]
                wanted[name] = _mean([middle[other] for other in near], middle[name])
            middle |= _spread(level, wanted, wide, gap)
    least = min((middle[name] - wide[name] / 2 for name in middle), default=0.0)
    return {name: place - least for name, place in middle.items()}


def _spread(
    level: Sequence[str], wanted: Mapping[str, float], wide: Mapping[str, float], gap: float
) -> dict[str, float]:
    """The places nearest to those wanted that keep the order and do not overlap (pool adjacent violators)."""
    offsets, offset = {}, 0.0
    for place, name in enumerate(level):
        if place:
            offset += (wide[level[place - 1]] + wide[name]) / 2 + gap
        offsets[name] = offset
    pools: list[list[float]] = []
    for name in level:
        pools.append([wanted[name] - offsets[name], 1.0])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            value, weight = pools.pop()
            pools[-1] = [
                (pools[-1][0] * pools[-1][1] + value * weight) / (pools[-1][1] + weight),
                pools[-1][1] + weight,
            ]
    values = [value for value, weight in pools for _ in range(int(weight))]
    return {name: value + offsets[name] for name, value in zip(level, values, strict=True)}


def _bounds(levels: Sequence[Sequence[str]], sizes: Mapping[str, Size], gap: float) -> list[tuple[float, float]]:
    """Where each rank begins and ends."""
    bounds, start = [], 0.0
    for level in levels:
        thick = max((sizes[name].along for name in level if name in sizes), default=0.0)
        bounds.append((start, start + thick))
        start += thick + gap
    return bounds
