"""What the pages of a demonstration tell: the accounts, and how much is still being made. Nothing in any other mode."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from doudi.accounts.models import User
from doudi.office.demo.places import PLACES, Place
from doudi.office.demo.progress import PROGRESS
from doudi.office.demo.staff import PASSWORD, Post, posts_of
from doudi.office.demo.waiting import Waiting, waiting


@dataclass(frozen=True, slots=True)
class Shown:
    """An account that a newcomer may try."""

    username: str
    post: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """The accounts of a place: those of its own offices, and of the departments; and some cases that wait for them."""

    place: str
    waiting: list[Waiting]
    accounts: tuple[Shown, ...]
    departments: tuple[Shown, ...]


def accounts() -> list[Shelf]:
    """The accounts by place; none outside a demonstration, and none in one that was set up by hand."""
    if settings.MODE != "demo" or not User.objects.filter(username=f"{PLACES[0].key}-clerk").exists():
        return []
    english = (get_language() or "zh").startswith("en")
    return [
        Shelf(
            place.en if english else place.name,
            waiting(place),
            tuple(
                one for post in posts_of(place) if post.level != "department" for one in _shown(place, post, english)
            ),
            tuple(
                one for post in posts_of(place) if post.level == "department" for one in _shown(place, post, english)
            ),
        )
        for place in PLACES
    ]


def _shown(place: Place, post: Post, english: bool) -> list[Shown]:
    """The accounts of a post: of each township or village its own."""
    townships = [township for _county, township in place.townships]
    where = {
        "township": [township.name for township in townships],
        "village": [name for township in townships for name in township.villages],
    }.get(post.level, [""])
    words = post.en if english else post.zh.rpartition("）")[2] if len(where) > 1 else post.zh
    return [
        Shown(
            f"{place.key}-{post.word}{f'-{position}' if position > 1 else ''}",
            f"{words}, {name}".rstrip(", ") if english else f"{name}{words}",
        )
        for position, name in enumerate(where, 1)
    ]


def password() -> str:
    """The password of all of them; empty outside a demonstration."""
    return PASSWORD if settings.MODE == "demo" else ""


def percent() -> int | None:
    """How much of the demonstration is made; None when nothing is being made."""
    return PROGRESS.percent if settings.MODE == "demo" and PROGRESS.total else None
