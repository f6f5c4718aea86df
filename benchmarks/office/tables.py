"""The office's tables in `docs/benchmarks.md`, between two marks, from what was measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

BEGIN, END = "<!-- office: begin -->", "<!-- office: end -->"
PAGES = ("inbox", "search", "household file", "case page", "notice board")
MOST_MS, MOST_GROWTH, MOST_QUERIES, MOST_SECONDS = 300, 1.5, 30, 30


def write(found: dict[str, Any], document: Path) -> str:
    """Put the tables into the document; returns them."""
    text = "\n\n".join([_pages(found["sizes"]), _rest(found["sizes"]), _about(found)])
    whole = document.read_text("utf-8")
    if BEGIN in whole:
        head, rest = whole.split(BEGIN)
        document.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{rest.partition(END)[2]}", "utf-8")
    return text


def _pages(sizes: list[dict[str, Any]]) -> str:
    """Each page with few people and with many."""
    few, many = sizes[0], sizes[-1]
    head = ["page"]
    for size in sizes:
        head += [f"{size['people']:,} people: median, ms", "p95, ms"]
    head += ["p95, many ÷ few", "queries", "processor, ms"]
    rows = []
    for page in (*PAGES, "all"):
        row = [page]
        for size in sizes:
            row += [_at(size, page, "median_ms"), _at(size, page, "p95_ms")]
        asked = many.get("asked", {}).get(page, {})
        ratio = _ratio(many, few, page)
        row += [ratio, str(asked.get("queries", "–")), _number(asked.get("cpu_ms"), 1)]
        rows.append(row)
    aim = ["aim", *(["", f"≤ {MOST_MS}"] * len(sizes)), f"≤ {MOST_GROWTH}", f"≤ {MOST_QUERIES}", ""]
    return _table(head, [*rows, aim])


def _rest(sizes: list[dict[str, Any]]) -> str:
    rows = [
        [
            f"{size['people']:,}",
            f"{size.get('cases', 0):,}",
            _number(size.get("visited", {}).get("full_a_second"), 1),
            _number(size.get("brought", {}).get("import_s"), 1),
            str(size.get("visited", {}).get("wrong", "–")),
            _number(size.get("load"), 1),
        ]
        for size in sizes
    ]
    head = ["people", "cases", "pages a second, no pause", "10,000 rows of Excel, s", "wrong answers", "load before"]
    return _table(head, [*rows, ["aim", "", "", f"≤ {MOST_SECONDS}", "0", ""]])


def _about(found: dict[str, Any]) -> str:
    return f"{found['machine']}; PostgreSQL {found['postgresql']}, {found['processes']} processes of the office."


def _ratio(many: dict[str, Any], few: dict[str, Any], page: str) -> str:
    a, b = (_value(size, page, "p95_ms") for size in (many, few))
    return f"{a / b:.2f}" if a and b else "–"


def _at(size: dict[str, Any], page: str, name: str) -> str:
    return _number(_value(size, page, name), 0)


def _value(size: dict[str, Any], page: str, name: str) -> float | None:
    visited = size.get("visited", {})
    of = visited.get("all", {}) if page == "all" else visited.get("pages", {}).get(page, {})
    value: float | None = of.get(name)
    return value


def _number(value: float | None, places: int) -> str:
    return "–" if value is None else f"{value:,.{places}f}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *rows])
