"""The shape of a procedure: its main way, the ways out for those refused, and the ways back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from doudi.policy.definitions.model import Process


@dataclass(frozen=True, slots=True)
class Link:
    """A way from a step to a step or end. `kind` is `next` (with `branch`, from 1, where there are several), or an outcome."""

    start: str
    end: str
    kind: str
    branch: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """`main` are the steps and ends of the main way, of which the `spine` is the longest way through without an outcome; each of `outs` is
    a way out, from its first step to its end. `forward` links run one way, within the main way or within a way out;
    `leaving` ones lead from the main way out, `back` ones to a step that came before."""

    main: tuple[str, ...]
    spine: tuple[str, ...]
    outs: tuple[tuple[str, ...], ...]
    forward: tuple[Link, ...]
    leaving: tuple[Link, ...]
    back: tuple[Link, ...]


def route(process: Process) -> Route:
    """The shape of a procedure."""
    links = list(dict.fromkeys(_links(process)))
    after = _after(link for link in links if link.kind == "next")
    out = _way_out(process, links, after)
    inside = [link for link in links if (link.start in out) == (link.end in out)]
    entered = {link.end for link in links if link.kind == "next"} | {process.start}
    # A step that only an outcome leads to (a review after an objection) stands after the step with that outcome.
    onward = [link for link in inside if link.kind == "next" or link.end not in entered]
    forward, back = _forward(onward, (process.start, *out))
    back += [link for link in inside if link not in onward]
    back += [link for link in links if link.start in out and link.end not in out]
    main = tuple(name for name in (*process.steps, *process.ends) if name not in out)
    return Route(
        main,
        _longest(process.start, _after(li for li in forward if li.kind == "next" and li.start not in out)),
        _outs(out, links),
        tuple(forward),
        tuple(link for link in links if link.start not in out and link.end in out),
        tuple(back),
    )


def _links(process: Process) -> Iterator[Link]:
    """Every way of the procedure; a step that starts beside another is reached from where that one is."""
    for step in process.steps.values():
        several = len(step.next) > 1
        for number, branch in enumerate(step.next, 1):
            yield Link(step.name, branch.to, "next", number if several else 0)
            beside = process.steps[branch.to].alongside if branch.to in process.steps else ()
            yield from (Link(step.name, other, "next", number if several else 0) for other in beside)
        for other in step.after:
            if all(branch.to != step.name for branch in process.steps[other].next):
                yield Link(other, step.name, "next")
        for outcome, to in step.outcomes.items():
            yield Link(step.name, to, outcome)


def _after(links: Iterable[Link]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for link in links:
        found.setdefault(link.start, []).append(link.end)
    return found


def _way_out(process: Process, links: list[Link], after: Mapping[str, list[str]]) -> dict[str, None]:
    """The steps and ends that only those who are refused pass: from there the end of the main way is out of reach."""
    forward, _ = _forward([link for link in links if link.kind == "next"], (process.start,))
    main_end = _longest(process.start, _after(forward))[-1]
    out: dict[str, None] = {}
    for link in links:
        if link.kind == "refused" and main_end not in (reached := _reached(link.end, after)):
            out |= dict.fromkeys(reached)
    return {name: None for name in (*process.steps, *process.ends) if name in out}


def _reached(start: str, after: Mapping[str, list[str]]) -> dict[str, None]:
    """What can be reached from a step, itself first."""
    seen: dict[str, None] = {}
    waiting = [start]
    while waiting:
        name = waiting.pop(0)
        if name not in seen:
            seen[name] = None
            waiting += after.get(name, ())
    return seen


def _longest(start: str, after: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The longest way on from a step; of several the first."""
    known: dict[str, tuple[str, ...]] = {}

    def way(name: str) -> tuple[str, ...]:
        if name not in known:
            known[name] = (name, *max((way(end) for end in after.get(name, ())), key=len, default=()))
        return known[name]

    return way(start)


def _forward(links: list[Link], starts: Iterable[str]) -> tuple[list[Link], list[Link]]:
    """The links without those that would close a circle, and those, found by going through from the starts."""
    after: dict[str, list[Link]] = {}
    for link in links:
        after.setdefault(link.start, []).append(link)
    forward: list[Link] = []
    back: list[Link] = []
    done, open_ = set[str](), set[str]()

    def go(name: str) -> None:
        open_.add(name)
        for link in after.get(name, ()):
            if link.end in open_:
                back.append(link)
                continue
            forward.append(link)
            if link.end not in done:
                go(link.end)
        open_.remove(name)
        done.add(name)

    for name in (*starts, *after):
        if name not in done:
            go(name)
    return forward, back


def _outs(out: Mapping[str, None], links: Iterable[Link]) -> tuple[tuple[str, ...], ...]:
    """The ways out that have nothing in common, each in order from what is reached from outside."""
    joined = {name: {name} for name in out}
    for link in links:
        if link.start in out and link.end in out:
            both = joined[link.start] | joined[link.end]
            for name in both:
                joined[name] = both
    groups = list(dict.fromkeys(tuple(name for name in out if name in joined[first]) for first in out))
    return tuple(groups)
