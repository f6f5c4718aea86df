"""Texts that stand together, with the signs of the reader's language between them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from doudi.desk import words
from doudi.language import word
from doudi.vocabulary import load

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


@register.filter
def in_unit(amount: Any, unit: str | None) -> str:
    """`{{ benefit.amount|in_unit:benefit.unit }}`: 950.00 元/月; nothing for what is no money."""
    return f"{amount} {word(load().units.get(unit or '', ''))}".strip() if amount is not None else ""
