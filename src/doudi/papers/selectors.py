"""Questions about papers, and how one is printed from the browser."""

from __future__ import annotations

from django.db.models import QuerySet
from django.template.loader import render_to_string

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, scope
from doudi.papers.models import Paper


def papers(actor: Actor, subject: str = "") -> QuerySet[Paper]:
    """The papers of the actor's area (of a department, those that it made itself), or those of one case, household
    or meeting, without their files."""
    require(actor, "paper.read")
    found = scope(Paper.objects.select_related("area", "made_by__user", "made_by__organisation"), actor).defer("word")
    if actor.level == "department":
        found = found.filter(made_by__organisation=actor.organisation)
    return found.filter(subject=subject) if subject else found


def print_view(paper: Paper) -> str:
    """The paper as an HTML article for A4; its look is `papers/print.css`."""
    return render_to_string("papers/sheet.html", {"paper": paper.content, "sha256": paper.sha256})
