"""What is Chinese because it is data: what the database keeps, and the words of the policies in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from lxml import html
from messages import CHINESE

from doudi.rulebook.kept import policy_of
from doudi.rulebook.models import Release

READ_ALOUD = ("aria-label", "title", "alt", "placeholder", "content", "hx-confirm")
"""Attributes whose words people meet."""


def kept() -> list[str]:
    """Every Chinese text of the database, and every one of the kept policies, the longest first."""
    found = {text for model in apps.get_models() for row in model._default_manager.values() for text in texts(row)}
    found |= {text for release in Release.objects.all() for text in texts(policy_of(release))}
    lines = {line.strip() for text in found for line in text.splitlines()}
    return sorted((text for text in found | lines if CHINESE.search(text)), key=len, reverse=True)


def texts(value: Any) -> Iterator[str]:
    """The texts within a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from texts(each)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts(getattr(value, field.name))


def said(page: bytes) -> list[str]:
    """What an English page says to its reader, text by text, without the parts that say that they are Chinese."""
    root = html.fromstring(page.decode())
    for part in root.xpath("//*[starts-with(@lang, 'zh')]"):
        part.drop_tree()
    found = [text.strip() for text in root.xpath("//text()[not(parent::script or parent::style)]")]
    found += [value for name in READ_ALOUD for value in root.xpath(f"//@{name}")]
    found += root.xpath("//input[@type='submit' or @type='button']/@value")
    return [text for text in found if text]


def chinese_left(page: bytes, known: list[str]) -> list[str]:
    """The texts of a page that are Chinese although they are no data."""
    left = []
    for text in said(page):
        rest = text
        for data in known:
            rest = rest.replace(data, "")
        if CHINESE.search(rest):
            left.append(text)
    return left
