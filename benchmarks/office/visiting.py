"""The measure under load: twenty people signed in, what each looks at, and what that comes to."""

from __future__ import annotations

import random
import statistics
from typing import Any
from urllib.parse import urlsplit

from benchmarks.office import county
from benchmarks.office.visitors import Browser, Errands, Visitor, together
from doudi.cases.models import Case
from doudi.registry import identity
from doudi.registry.models import Household, Person

PAUSE = 1.0
_WARM, _SECONDS, _FULL = 5.0, 45.0, 15.0
_SOME = 60
"""Cases, households and people of each visitor's area."""


def visit(address: str) -> dict[str, Any]:
    """Median and 95th percentile of each page under twenty users with a pause, and pages a second without one."""
    where = urlsplit(address)
    assert where.hostname and where.port
    visitors = []
    for number, worker in enumerate(county.workers()):
        browser = Browser(where.hostname, where.port)
        browser.sign_in(worker.username, county.PASSWORD)
        visitors.append(Visitor(browser, errands(worker.area, number), random.Random(number)))
    paced = together(visitors, _SECONDS, PAUSE, _WARM)
    full = together(visitors, _FULL, 0, 1)
    wrong = [each for visitor in visitors for each in visitor.wrong]
    return {
        "pages": {name: _summary(times) for name, times in paced.items()},
        "all": _summary([each for times in paced.values() for each in times]),
        "full_a_second": sum(map(len, full.values())) / _FULL,
        "full": {name: _summary(times) for name, times in full.items()},
        "wrong": len(wrong),
        "first_wrong": wrong[:3],
    }


def errands(area: str, seed: int) -> Errands:
    """What somebody of an area looks at, drawn from a seed."""
    source = random.Random(seed)
    within = {"area__code__startswith": area}
    cases = list(Case.objects.filter(**within).order_by("pk").values_list("number", flat=True))
    households = list(Household.objects.filter(**within).order_by("pk").values_list("number", flat=True))
    people = list(Person.objects.filter(**within).order_by("pk").values_list("pk", flat=True))
    picked = Person.objects.filter(pk__in=source.choices(people, k=_SOME))
    texts = [_text(place, person) for place, person in enumerate(picked.order_by("pk"))]
    return Errands(source.choices(cases, k=_SOME), source.choices(households, k=_SOME), texts)


def _text(place: int, person: Person) -> str:
    """What somebody types to find a person: the name, its pinyin or its beginning, the ID number, the telephone."""
    who = identity.opened(person)
    spelled = sorted((key for key in identity.keys_of(who.name) if key.isascii()), key=len)
    ways = (who.name, who.id_number, who.name, who.telephone, spelled[-1], who.name[:2], spelled[-1][:6])
    return ways[place % len(ways)]


def _summary(times: list[float]) -> dict[str, float]:
    """Milliseconds."""
    if len(times) < 2:
        return {"count": len(times)}
    return {
        "count": len(times),
        "median_ms": statistics.median(times) * 1000,
        "p95_ms": statistics.quantiles(times, n=20)[-1] * 1000,
    }
