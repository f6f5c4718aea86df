"""Cases that wait for the accounts of a place, for the sign-in page: one press leads to the step."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from doudi.accounts.models import Level
from doudi.cases.models import RunState, StepRun
from doudi.office.demo.places import Place
from doudi.office.demo.staff import Post, posts_of

_CODE_LENGTH = {Level.VILLAGE: 12, Level.TOWNSHIP: 9}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step that waits: for whom, what it is called, and the address of the sign-in that leads there."""

    username: str
    label: str
    address: str


def waiting(place: Place) -> list[Waiting]:
    """A step for each post that one waits for, departments last; of villages and townships the first that has one."""
    within = place.code.rstrip("0")
    runs = StepRun.objects.filter(state__in=(RunState.OPEN, RunState.SIGNED), case__area__code__startswith=within)
    in_order = list(runs.select_related("case").order_by("due_on", "pk"))
    found = (_first(place, post, in_order) for post in posts_of(place))
    return [each for each in found if each is not None]


def _first(place: Place, post: Post, runs: list[StepRun]) -> Waiting | None:
    """What a post does first, by the account that is named first among those who have something to do."""
    length = _CODE_LENGTH.get(Level(post.level))
    areas = [code for code, _name in place.codes if len(code) == length] if length else [place.code.rstrip("0")]
    mine = [run for run in runs if _waits_for(post, run)]
    for position, area in enumerate(areas, 1):
        run = next((run for run in mine if run.case.area_id.startswith(area)), None)
        if run is not None:
            step = reverse("step", args=[run.case.number, run.pk])
            address = f"{reverse('sign-in')}?{urlencode({'next': step}, safe='/')}"
            return Waiting(f"{place.key}-{post.word}{f'-{position}' if position > 1 else ''}", run.label, address)
    return None


def _waits_for(post: Post, run: StepRun) -> bool:
    """Whether a step waits for the signature of a post, and not for others with whom it is done together."""
    if post.level == Level.DEPARTMENT and run.agency != post.agency:
        return False
    if run.state == RunState.SIGNED:
        return run.second == f"{post.level}.{post.role}"
    return run.by == f"{post.level}.{post.role}" and run.kind not in ("sample", "meeting")
