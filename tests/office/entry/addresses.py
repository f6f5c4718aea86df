"""Every address of the service, as the URLconf has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, converters
from django.utils.module_loading import import_string

_SAMPLES: dict[type, object] = {
    converters.IntConverter: 999999,
    converters.StringConverter: "nothing",
    converters.SlugConverter: "nothing",
    converters.PathConverter: "nothing",
    converters.UUIDConverter: "00000000-0000-0000-0000-000000000000",
}


@dataclass(frozen=True)
class Address:
    """One pattern: how it is written, its name, its view, and its arguments with their converters."""

    route: str
    name: str
    view: Callable[..., Any]
    arguments: Mapping[str, Any]

    def __str__(self) -> str:
        return f"/{self.route}"

    def path(self, values: Mapping[str, object] | None = None) -> str:
        """The address with these arguments; those not given are of no object."""
        found = "/" + self.route
        for name, converter in self.arguments.items():
            value = (values or {}).get(name, _SAMPLES.get(type(converter), "nothing"))
            written = converter.to_url(value) if values and name in values else str(value)
            for form in (f"<{_kind(found, name)}:{name}>", f"<{name}>"):
                found = found.replace(form, written)
        return found


def _kind(route: str, name: str) -> str:
    before, _, _ = route.partition(f":{name}>")
    return before.rpartition("<")[2]


def addresses(urlconf: str = "doudi.office.urls") -> list[Address]:
    """All of them, in order."""
    return list(_walk(import_string(f"{urlconf}.urlpatterns"), "", {}))


def _walk(patterns: list[URLPattern | URLResolver], before: str, arguments: dict[str, Any]) -> Iterator[Address]:
    for each in patterns:
        route, own = before + str(each.pattern), arguments | each.pattern.converters
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, route, own)
        else:
            yield Address(route, each.name or "", each.callback, own)
