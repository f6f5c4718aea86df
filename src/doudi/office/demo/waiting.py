"""Cases that wait for the accounts named first in a place, for the sign-in page: one press leads to the step."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from doudi.cases.models import RunState, StepRun
from doudi.office.demo.places import Place
from doudi.office.demo.staff import POSTS

_POSTS = ("village", "clerk", "town-leader", "officer", "leader")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step that waits: for whom, what it is called, and the address of the sign-in that leads there."""

    username: str
    label: str
    address: str


def waiting(place: Place) -> list[Waiting]:
    """A step for each post that carries a case, of the village or township named first where the post has one."""
    county = place.codes[len(place.areas) + 1][0]
    found = []
    for post in POSTS:
        if post.word not in _POSTS:
            continue
        within = {"village": f"{county}001", "township": county}.get(post.level, place.code.rstrip("0"))
        run = _first(f"{post.level}.{post.role}", within)
        if run is not None:
            step = reverse("step", args=[run.case.number, run.pk])
            address = f"{reverse('sign-in')}?{urlencode({'next': step}, safe='/')}"
            found.append(Waiting(f"{place.key}-{post.word}", run.label, address))
    return found


def _first(post: str, within: str) -> StepRun | None:
    """What a post does first: a signature that is a second one for leaders, and nothing that waits for others."""
    open_, second = StepRun.objects.filter(state=RunState.OPEN, by=post), StepRun.objects.filter(state=RunState.SIGNED)
    runs = second.filter(second=post) if post.endswith(".leader") else open_.exclude(kind__in=("sample", "meeting"))
    here = runs.filter(case__area__code__startswith=within, agency__in=("", "civil_affairs"))
    return here.select_related("case").order_by("due_on", "pk").first()
