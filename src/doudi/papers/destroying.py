"""Destroying papers with what they belong to: the one way in which a paper ever goes."""

from __future__ import annotations

from collections.abc import Collection

from doudi.papers.models import Paper


def destroy(subjects: Collection[str]) -> int:
    """Destroy the papers of cases or meetings that are being destroyed, by their numbers, with their Word files, inside
    the caller's transaction. How many there were. A paper's number is not given again."""
    return Paper.objects.filter(subject__in=subjects).delete()[0]
