"""Walks the office as its people do: from the first page on, by links alone, one page of every address."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from addresses import addresses
from django.urls import Resolver404, resolve
from officials import Office
from places import Place

FROM_EACH = 2
"""How many pages of one address a walker looks at: the states of a step or a case differ."""
HUBS = {
    "inbox",
    "case",
    "case-decisions",
    "household",
    "policies",
    "standards",
    "organisations",
    "accounts",
    "account",
    "audit",
    "checks",
    "check",
}
"""Addresses that every walker opens once, whoever was there before: from there each post is led elsewhere."""
FILES = {"households-template", "notice-photo", "check-file", "paper-word", "book", "book-page", "robots"}
"""Addresses that answer with a file, not a page of ours."""
ONLY_SENT = {
    "set_language",
    "sign-out",
    "apply-begin",
    "apply-for",
    "apply-drop",
    "case-material",
    "notice-photo-new",
    "standard-do",
    "adoption-do",
    "audit-verify",
    "case-paper-make",
    "household-paper-make",
    "check-exchange",
    "check-no-supporters",
    "check-numbers",
    "check-settle",
    "meeting-close",
    "meeting-paper-new",
    "meeting-sign",
    "role-end",
    "sample-freeze",
    "sample-pass",
}
"""Addresses that only take a form."""


@dataclass(frozen=True)
class Seen:
    """A page that somebody came to: the name of its address, its path, and the post of who came there."""

    name: str
    path: str
    post: str


def pages() -> set[str]:
    """The names of all addresses that are pages."""
    return {each.name for each in addresses()} - FILES - ONLY_SENT


def walk(office: Office, place: Place, post: str, known: dict[str, int]) -> Iterator[tuple[Seen, Any]]:
    """Every page that somebody comes to, each open in the browser when it is handed out. `known` counts what was seen
    of each address by those who walked before."""
    page = office.desk(place, post)
    firsts = ["/", "/desk/", "/desk/account/"]
    cases = office.of(place).get("shown", [])
    firsts += [f"/desk/cases/{number}/" for number in cases] + [f"/desk/cases/{number}/check/" for number in cases[-2:]]
    waiting, met, hubs = deque(firsts), set(firsts), set(HUBS)
    while waiting:
        path = waiting.popleft()
        if path not in firsts and name_of(path) not in hubs and not _is_wanted(name_of(path), known):
            continue
        hubs -= {name_of(path)} - {"check"}  # those with and without a report differ
        answer = page.goto(office.address + path)
        landed = urlsplit(page.url).path
        name = name_of(landed)
        if answer is None or answer.status != 200:
            continue
        found = [link for link in links(page) if link not in met]
        met.update(found)
        waiting.extend(found)
        if _is_wanted(name, known):
            known[name] = known.get(name, 0) + 1
            yield Seen(name, landed, post), page


def _is_wanted(name: str, known: dict[str, int]) -> bool:
    return name not in FILES and name not in ONLY_SENT and known.get(name, 0) < FROM_EACH


def links(page: Any) -> list[str]:
    """The paths of this office to which a page links; of one list, not every sorting of it."""
    found = page.eval_on_selector_all("a[href]:not([download])", "all => all.map(e => e.getAttribute('href'))")
    paths = [urlsplit(urljoin(page.url, href)).path for href in found if not href.startswith(("#", "mailto:"))]
    return list(dict.fromkeys(path for path in paths if name_of(path)))


def name_of(path: str) -> str:
    """The name of the address that answers a path; empty for none."""
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""
