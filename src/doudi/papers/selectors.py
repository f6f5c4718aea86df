"""Questions about papers, and how one is printed from the browser."""

from __future__ import annotations

from django.db.models import QuerySet
from django.template.loader import render_to_string

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, scope
from doudi.papers.models import Paper


def papers(actor: Actor, subject: str = "") -> QuerySet[Paper]:
    """The papers of the actor's area, or those of one case, without their files."""
    require(actor, "paper.read")
    found = scope(Paper.objects.select_related("area", "made_by__user"), actor).defer("word")
    return found.filter(subject=subject) if subject else found


def print_view(paper: Paper) -> str:
    """The paper as an HTML page for A4."""
    return render_to_string("papers/print.html", {"paper": paper.content, "sha256": paper.sha256})
