"""The picture of a procedure with where a case stands in it, drawn as in the policy book."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from doudi.accounts.actor import Actor
from doudi.book.procedure import Stand, draw
from doudi.book.speaker import Speaker
from doudi.book.steps import ShownStep, shown_step
from doudi.cases import selectors
from doudi.cases.models import Case
from doudi.rulebook.processes import Setting
from doudi.rulebook.selectors import setting_for
from doudi.rulebook.standards import values_of

_KEPT = 512
"""Pictures that are kept: many cases stand at the same place of the same procedure."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A picture by all that decides how it looks."""

    release: str
    process: str
    on: datetime.date
    values: tuple[tuple[str, str], ...]
    lang: str
    at: Stand
    setting: Setting = field(compare=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A procedure as SVG, its texts escaped where they are drawn, and what its circled numbers stand for: the steps with
    more than one way on."""

    svg: SafeString
    forks: tuple[ShownStep, ...]


def of_case(actor: Actor, case: Case, on: datetime.date) -> Picture:
    """The case's procedure, with where it stands."""
    standing = selectors.standing(actor, case)
    lang = "en" if (get_language() or "zh").startswith("en") else "zh"
    at = Stand(
        here=(standing.end,) if standing.end else standing.in_hand,
        waiting=standing.waiting,
        done=standing.done,
        taken=standing.taken,
    )
    setting = setting_for(case.area_id, on, case.release)
    values = tuple(sorted(values_of(setting).items()))
    wanted = _Wanted(case.release_id, case.process, on, values, lang, at, setting)
    return Picture(_drawn(wanted), _forks(replace(wanted, at=Stand())))


@lru_cache(maxsize=_KEPT)
def _drawn(wanted: _Wanted) -> SafeString:
    process = wanted.setting.policy.processes[wanted.process]
    return mark_safe(draw(process, wanted.setting, wanted.lang, wanted.at))


@lru_cache(maxsize=_KEPT)
def _forks(wanted: _Wanted) -> tuple[ShownStep, ...]:
    process, say = wanted.setting.policy.processes[wanted.process], Speaker(wanted.setting, wanted.lang)
    forks = (step for step in process.steps.values() if len(step.next) > 1)
    return tuple(shown_step(step, process, say) for step in forks)
