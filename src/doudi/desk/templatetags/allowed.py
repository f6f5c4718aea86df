"""What a page shows only to those who may do it."""

from __future__ import annotations

from django import template

from doudi.accounts import rights
from doudi.accounts.actor import Actor

register = template.Library()


@register.filter
def may(actor: Actor | None, right: str) -> bool:
    """`{% if request.actor|may:"policy.adopt" %}`: whether the actor's role may do this at all."""
    return actor is not None and rights.may(actor, right)
