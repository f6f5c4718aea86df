"""Puts rules and tables in an order in which each comes after all it rests on, and finds the circles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Key = str


def in_order(needs: Mapping[Key, Sequence[Key]]) -> tuple[list[Key], list[list[Key]]]:
    """The keys in an order that serves every need, and each circle found as the path `a, b, …, a`.

    Keys on a circle are left out of the order; so is nothing else. Needs outside the mapping are ignored.
    """
    order: list[Key] = []
    circles: list[list[Key]] = []
    state: dict[Key, int] = {}  # 1: being visited, 2: done
    for start in needs:
        if start in state:
            continue
        path: list[Key] = [start]
        waiting = [iter(needs[start])]
        state[start] = 1
        while path:
            for need in waiting[-1]:
                if need not in needs or state.get(need) == 2:
                    continue
                if state.get(need) == 1:
                    circles.append([*path[path.index(need) :], need])
                    continue
                state[need] = 1
                path.append(need)
                waiting.append(iter(needs[need]))
                break
            else:
                done = path.pop()
                waiting.pop()
                state[done] = 2
                order.append(done)
    on_circle = {key for circle in circles for key in circle}
    return [key for key in order if key not in on_circle], circles
