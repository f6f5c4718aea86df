"""Lists that filter, sort, page and go out as Excel: a screen says which columns and filters, the rest is the same."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from doudi.audit import services as audit
from doudi.desk.sheet import sheet
from doudi.language import in_chinese
from doudi.office_day import office_day

PAGE = 25
MOST_ROWS = 20_000
"""The most rows of one export."""
_LONGEST_TEXT = 40
_SHORT, _SHORT_LINK = 10, 18
"""Characters of a cell, and of a link such as a case's number, that stay on one line."""
_AT_ONCE = 500
"""Rows of an export that are made ready together."""

Row = Any


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its words, what a cell says, and what makes it sortable, a link, a number or a mark."""

    key: str
    label: Any
    value: Callable[[Row], Any]
    sort: tuple[str, ...] = ()
    link: Callable[[Row], str] | None = None
    mark: Callable[[Row], str] | None = None
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above a list, or without options a field to fill in: `field` is "date" or "search". `narrow` takes the
    rows and the chosen key, the day as `2026-03-05`, or the text."""

    key: str
    label: Any
    options: Sequence[tuple[str, Any]]
    narrow: Callable[[QuerySet[Any], str], QuerySet[Any]]
    field: str = ""

    def chosen(self, asked: QueryDict) -> str:
        """What was asked for, where that is something to choose."""
        text = asked.get(self.key, "")
        if self.field == "date":
            return text if _is_day(text) else ""
        if self.field:
            return text.strip()[:_LONGEST_TEXT]
        return text if text in {key for key, _ in self.options} else ""


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell."""

    text: Any
    link: str = ""
    mark: str = ""
    is_number: bool = False

    @property
    def html(self) -> SafeString:
        """The cell itself. Written here, since a template takes longer for a table than all else does for the page."""
        short = len(str(self.text)) <= (_SHORT_LINK if self.link else _SHORT)
        marks = " ".join(filter(None, (self.mark, "number" * self.is_number, "text-nowrap" * short)))
        text = format_html('<a href="{}">{}</a>', self.link, self.text) if self.link else self.text
        return format_html('<td class="{}">{}</td>', marks, text) if marks else format_html("<td>{}</td>", text)


@dataclass(frozen=True)
class Listing:
    """What a list is: a name for its file, columns, filters and the order in which it comes unasked.

    `order` "" leaves the order of the rows as it is. `empty` is said when there is nothing. `ready` is given the rows
    that are shown before their cells are made, to ask for all that they need at once.
    """

    name: Any
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    order: str = ""
    empty: Any = ""
    exports: bool = True
    ready: Callable[[Sequence[Row]], None] = lambda rows: None


@dataclass
class Shown:
    """A list as somebody asked for it."""

    listing: Listing
    request: HttpRequest
    rows: QuerySet[Any]
    page: Page[Any] = field(init=False)

    def __post_init__(self) -> None:
        asked = self.request.GET
        for each in self.listing.filters:
            if chosen := each.chosen(asked):
                self.rows = each.narrow(self.rows, chosen)
        self.rows = self._sorted(self.rows)
        self.page = Paginator(self.rows, PAGE).get_page(asked.get("page"))

    @property
    def sort(self) -> str:
        """The column asked for, with a minus for the other way round."""
        asked = self.request.GET.get("sort", "")
        known = {column.key for column in self.listing.columns if column.sort}
        return asked if asked.removeprefix("-") in known else self.listing.order

    def _sorted(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        key, down = self.sort.removeprefix("-"), self.sort.startswith("-")
        column = next((column for column in self.listing.columns if column.key == key), None)
        if column is None:
            return rows
        fields = [F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True) for name in column.sort]
        return rows.order_by(*fields, "pk")

    @cached_property
    def heads(self) -> list[dict[str, Any]]:
        """The heads of the columns, with the address that sorts by each."""
        found = []
        for column in self.listing.columns:
            way = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sort, "")
            turned = f"-{column.key}" if way == "ascending" else column.key
            address = self.address(sort=turned, page=None) if column.sort else ""
            found.append({"label": column.label, "way": way, "address": address, "is_number": column.is_number})
        return found

    @cached_property
    def table(self) -> list[list[Cell]]:
        """The cells of this page."""
        rows = list(self.page.object_list)
        self.listing.ready(rows)
        return [[_cell(column, row) for column in self.listing.columns] for row in rows]

    @cached_property
    def choices(self) -> list[dict[str, Any]]:
        """The filters with what is chosen."""
        return [
            {
                "key": f.key,
                "label": f.label,
                "options": f.options,
                "field": f.field,
                "chosen": f.chosen(self.request.GET),
            }
            for f in self.listing.filters
        ]

    @property
    def is_narrowed(self) -> bool:
        return any(choice["chosen"] for choice in self.choices)

    @property
    def pages(self) -> list[dict[str, Any]]:
        """The numbers of pages to choose from, with their addresses; None stands for those left out."""
        numbers = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)
        return [
            {"number": n, "address": self.address(page=n) if isinstance(n, int) else "", "now": n == self.page.number}
            for n in numbers
        ]

    @property
    def before(self) -> str:
        return self.address(page=self.page.previous_page_number()) if self.page.has_previous() else ""

    @property
    def after(self) -> str:
        return self.address(page=self.page.next_page_number()) if self.page.has_next() else ""

    @property
    def export(self) -> str:
        return self.address(export="xlsx", page=None) if self.listing.exports else ""

    def address(self, **changes: Any) -> str:
        """This list's address with some of what was asked changed (None takes it away)."""
        asked = self.request.GET.copy()
        asked.pop("export", None)
        for key, value in changes.items():
            asked.pop(key, None)
            if value is not None:
                asked[key] = str(value)
        text = asked.urlencode()
        return f"?{text}" if text else self.request.path


def listed(request: HttpRequest, listing: Listing, rows: QuerySet[Any], template: str, **words: Any) -> HttpResponse:
    """The list as a page, or as an Excel file when it is asked for as one."""
    shown = Shown(listing, request, rows)
    if listing.exports and request.GET.get("export") == "xlsx":
        _note(request, listing, min(shown.page.paginator.count, MOST_ROWS))
        return as_sheet(listing, shown.rows[:MOST_ROWS])
    return render(request, template, {"shown": shown, **words})


def _note(request: HttpRequest, listing: Listing, count: int) -> None:
    """Say in the audit log that a list was taken away: which one, of which case or household, and how many rows."""
    match = request.resolver_match
    with in_chinese():
        title = str(listing.name)
    details = {"list": match.view_name if match else "", "title": title, "count": count}
    if match and "number" in match.kwargs:
        details["of"] = match.kwargs["number"]
    audit.record(actor=request.actor, verb="list.exported", details=details)


def as_sheet(listing: Listing, rows: Iterable[Row]) -> HttpResponse:
    """All rows as an Excel file."""
    heads = [str(column.label) for column in listing.columns]
    cells = ([column.value(row) for column in listing.columns] for row in _made_ready(listing, rows))
    name = f"{slugify(str(listing.name), allow_unicode=True)}-{office_day():%Y%m%d}.xlsx"
    return sheet(str(listing.name), name, heads, cells)


def _made_ready(listing: Listing, rows: Iterable[Row]) -> Iterator[Row]:
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        listing.ready(some)
        yield from some


def _cell(column: Column, row: Row) -> Cell:
    value = column.value(row)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        value = value.isoformat()
    return Cell(
        "" if value is None else value,
        column.link(row) if column.link else "",
        column.mark(row) if column.mark else "",
        column.is_number,
    )
