"""How far somebody can look after themselves (自理能力): six things of every day, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

FEATURE = "cases.self_care"
"""The feature to which policies leave the assessment; the step that cites it is where it is done."""
ITEMS = {
    "eating": _("吃饭"),
    "dressing": _("穿衣"),
    "bed": _("上下床"),
    "toilet": _("如厕"),
    "walking": _("室内走动"),
    "bathing": _("洗澡"),
}
"""The six things, of the ministry's rules for people in destitution (2021), article 22."""
MOST_PARTIAL = 3
"""With so many of the six not possible somebody is half unable (半失能); with more, unable (失能)."""


def grade(able: Mapping[str, bool]) -> str:
    """The code of `self_care` for what somebody can do of the six: able, partial or unable.

    Raises `ValueError` unless all six are answered.
    """
    if set(able) != set(ITEMS):
        raise ValueError("the assessment has six items")
    failed = sum(not can for can in able.values())
    return "able" if not failed else "partial" if failed <= MOST_PARTIAL else "unable"
