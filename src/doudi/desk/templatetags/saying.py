"""Texts that stand together, with the signs of the reader's language between them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from doudi.desk import words

register = template.Library()


@register.filter
def noted(text: Any, note: Any) -> str:
    """`{{ person.name|noted:office.name }}`: 虚一（经办人）."""
    return words.noted(text, note)


@register.filter
def about(what: Any, said: Any) -> str:
    """`{{ kind|about:outcome }}`: 更正：批准."""
    return words.about(what, said)


@register.filter
def together(several: Iterable[Any]) -> str:
    """`{{ names|together }}`: 虚一、虚二."""
    return words.together(several)
