"""The picture of a procedure with where a case stands in it, drawn as in the policy book."""

from __future__ import annotations

import datetime

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from doudi.accounts.actor import Actor
from doudi.book.procedure import draw
from doudi.cases import selectors
from doudi.cases.models import Case
from doudi.rulebook.selectors import setting_for


def of_case(actor: Actor, case: Case, on: datetime.date) -> SafeString:
    """The case's procedure as SVG. Its texts are escaped where they are drawn."""
    standing = selectors.standing(actor, case)
    lang = "en" if (get_language() or "zh").startswith("en") else "zh"
    here = standing.end or next(iter(standing.in_hand), next(iter(standing.waiting), ""))
    setting = setting_for(case.area_id, on, case.release)
    return mark_safe(draw(standing.process, setting, lang, here=here, done=standing.done))
