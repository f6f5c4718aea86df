"""Puts rules and tables in an order in which each comes after all it rests on, and finds the circles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def in_order(needs: Mapping[str, Sequence[str]]) -> tuple[list[str], list[list[str]]]:
    """The keys in an order that serves every need, and circles as paths `a, b, …, a`.

    Every circle found has a key that is in none of those before it, and those on a circle are left out of the order.
    Needs outside the mapping are ignored.
    """
    order: list[str] = []
    circles: list[list[str]] = []
    on_circle: set[str] = set()
    done: set[str] = set()
    for start in needs:
        if start in done:
            continue
        path: dict[str, int] = {start: 0}  # what is being visited, with its place
        waiting = [iter(needs[start])]
        while waiting:
            need = next((n for n in waiting[-1] if n in needs and n not in done), None)
            if need is None:
                waiting.pop()
                key, _ = path.popitem()
                done.add(key)
                order.append(key)
            elif need not in path:
                path[need] = len(path)
                waiting.append(iter(needs[need]))
            elif not (need in on_circle and next(reversed(path)) in on_circle):
                circle = [*list(path)[path[need] :], need]
                circles.append(circle)
                on_circle.update(circle)
    return [key for key in order if key not in on_circle], circles
