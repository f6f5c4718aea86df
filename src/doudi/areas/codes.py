"""Division codes as text: twelve digits (GB/T 2260 with township and village), and which lies within which."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

_CODE = re.compile(r"\d{6}(\d{3}(\d{3})?)?", re.ASCII)
_WIDTHS = {2: "province", 4: "city", 6: "county", 9: "township", 12: "village"}
LEVELS = tuple(_WIDTHS.values())


def full(code: str) -> str:
    """The twelve digits of a code of 6, 9 or 12. Raises `ValueError`."""
    if not _CODE.fullmatch(code) or not code.strip("0"):
        raise ValueError(_("区划代码应为 6、9 或 12 位数字，不是“%s”。") % code)
    return code.ljust(12, "0")


def prefix(code: str) -> str:
    """The digits that count: `433126000000` is the county `433126`. The prefix of an area is that of all within it."""
    code = full(code)
    return next(code[:width] for width in _WIDTHS if not code[width:].strip("0"))


def level(code: str) -> str:
    """province, city, county, township or village."""
    return _WIDTHS[len(prefix(code))]


def within(code: str, area: str) -> bool:
    """Whether a code lies in an area (itself included)."""
    return full(code).startswith(prefix(area))


def parent(code: str) -> str | None:
    """The code of the area above, or None for a province."""
    width = len(prefix(code))
    above = [w for w in _WIDTHS if w < width]
    return full(code)[: above[-1]].ljust(12, "0") if above else None
