"""The shape of a procedure: its main way, its way out for those refused, and the ways back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from doudi.policy.model import Process


@dataclass(frozen=True, slots=True)
class Link:
    """A way from a step to a step or end. `kind` is `next` (with `branch`, from 1, where there are several), or an outcome."""

    start: str
    end: str
    kind: str
    branch: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """`main` and `out` are steps and ends in order; `forward` links join main boxes and run one way; `out_links` lead to
    the way out; `back_links` lead to a step that came before."""

    main: tuple[str, ...]
    out: tuple[str, ...]
    forward: tuple[Link, ...]
    out_links: tuple[Link, ...]
    back_links: tuple[Link, ...]


def route(process: Process) -> Route:
    """The shape of a procedure."""
    links = list(dict.fromkeys(_links(process)))
    out = _way_out(process, links)
    places = [*process.steps, *process.ends]
    forward, back = _forward([link for link in links if link.kind == "next"], process.start)
    leaving = [link for link in links if link.end in out and link.start not in out]
    back += [link for link in links if link.kind != "next" and link.end not in out]
    inside = [link for link in forward if (link.start in out) == (link.end in out)]
    return Route(
        tuple(name for name in places if name not in out),
        tuple(name for name in places if name in out),
        tuple(inside),
        tuple(leaving),
        tuple(link for link in back if link.end not in out),
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
            yield Link(other, step.name, "next")
        for outcome, to in step.outcomes.items():
            yield Link(step.name, to, outcome)


def _way_out(process: Process, links: list[Link]) -> set[str]:
    """The steps and ends that only those who are refused pass."""
    after: dict[str, set[str]] = {}
    for link in links:
        if link.kind == "next":
            after.setdefault(link.start, set()).add(link.end)
    ends = {name: _ends(name, after, process) for name in (*process.steps, *process.ends)}
    refusals = {link.end for link in links if link.kind == "refused"}
    refused_ends = set().union(*(ends[name] for name in refusals)) if refusals else set()
    if not ends[process.start] - refused_ends:
        return set()
    return {name for name, reached in ends.items() if reached and reached <= refused_ends}


def _ends(start: str, after: dict[str, set[str]], process: Process) -> set[str]:
    seen, waiting = set[str](), [start]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += after.get(name, ())
    return seen & set(process.ends)


def _forward(links: list[Link], start: str) -> tuple[list[Link], list[Link]]:
    """The links without those that would close a circle, and those, found by going through from the start."""
    after: dict[str, list[Link]] = {}
    for link in links:
        after.setdefault(link.start, []).append(link)
    forward, back = [], []
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

    for name in (start, *after):
        if name not in done:
            go(name)
    return forward, back
