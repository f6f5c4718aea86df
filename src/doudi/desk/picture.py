"""The picture of a procedure with where a case stands in it, drawn as in the policy book."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from doudi.accounts.actor import Actor
from doudi.book.procedure import Stand, draw
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


def of_case(actor: Actor, case: Case, on: datetime.date) -> SafeString:
    """The case's procedure as SVG. Its texts are escaped where they are drawn."""
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
    return _drawn(_Wanted(case.release_id, case.process, on, values, lang, at, setting))


@lru_cache(maxsize=_KEPT)
def _drawn(wanted: _Wanted) -> SafeString:
    process = wanted.setting.policy.processes[wanted.process]
    return mark_safe(draw(process, wanted.setting, wanted.lang, wanted.at))
