"""Verbs of areas."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from doudi.areas import codes
from doudi.areas.models import Area


class AreaProblem(ValueError):
    """An area cannot be entered; the message says which and why."""


@transaction.atomic
def add_areas(*, rows: Iterable[tuple[str, str]]) -> list[Area]:
    """Enter areas (code, name), each below the one that its code says; all or none. Raises `AreaProblem`."""
    found = []
    for code, name in sorted((codes.full(code), name) for code, name in rows):
        above = Area.objects.filter(pk=codes.parent(code)).first()
        if above is None and codes.level(code) in ("township", "village"):
            raise AreaProblem(f"{name}（{code}）的上级 {codes.parent(code)} 还没有录入。先录入上级。")
        area, _ = Area.objects.update_or_create(code=code, defaults={"name": name, "parent": above})
        found.append(area)
    return found
