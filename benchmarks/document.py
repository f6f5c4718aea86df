"""The tables of `docs/benchmarks.md`, between two marks, from what was measured."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
LABELS = {
    "exact-loop": "hand-written exact loop (Numba)",
    "doudi": "**Doudi**",
    "numpy": "NumPy, whole fen",
    "policyengine-lean": "PolicyEngine-core, lean build",
    "policyengine": "PolicyEngine-core, documented build",
    "openfisca-lean": "OpenFisca-core, lean build",
    "openfisca": "OpenFisca-core, documented build",
    "polars": "Polars",
    "duckdb": "DuckDB",
    "zen": "zen",
    "plain-python": "plain Python, hand-written, floats",
}
AIMS = [
    ("batch ÷ hand-written exact loop", "doudi", "exact-loop", "batch", 2.0, 1.3),
    ("batch ÷ PolicyEngine lean", "doudi", "policyengine-lean", "batch", 0.5, 0.2),
    ("batch ÷ OpenFisca documented", "doudi", "openfisca", "batch", 0.1, 0.03),
    ("one household ÷ zen", "doudi", "zen", "one_us", 1.0, 0.3),
    ("explained ÷ zen traced", "doudi", "zen", "explained_us", 1.0, 0.5),
    ("time a person, 10 million ÷ 1 million", "doudi-10M", "doudi", "batch", 1.3, 1.3),
]


def write_tables(found: dict[str, Any], path: Path) -> str:
    """Put the tables into the document; returns them."""
    text = "\n".join([_engines(found), "", _ratios(found), "", _rest(found)])
    if path.exists():
        document = path.read_text("utf-8")
        head, rest = document.split(BEGIN)
        path.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{rest.partition(END)[2]}", "utf-8")
    return text


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), ["---"] * len(list(head)), *map(list, rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _engines(found: dict[str, Any]) -> str:
    rows = [
        [
            LABELS[name],
            _number(_per_million(each), 3),
            _number(each.get("peak_bytes", 0) / 2**20, 0) if "peak_bytes" in each else "–",
            _number(each.get("one_us"), 1),
            _number(each.get("explained_us"), 1),
            _wrong(each.get("differences")),
        ]
        for name, each in found["engines"].items()
        if name in LABELS
    ]
    rows.sort(key=lambda row: float(row[1].replace(",", "")) if row[1] != "–" else 1e9)
    head = [
        "engine",
        "batch, s a million people",
        "peak, MiB",
        "one household, µs",
        "explained, µs",
        "rows that differ",
    ]
    return _table(head, rows)


def _ratios(found: dict[str, Any]) -> str:
    engines = found["engines"]
    rows = []
    for label, ours, theirs, measure, must, aim in AIMS:
        a, b = engines.get(ours, {}), engines.get(theirs, {})
        pair = (_per_million(a), _per_million(b)) if measure == "batch" else (a.get(measure), b.get(measure))
        ratio = pair[0] / pair[1] if pair[0] and pair[1] else None
        rows.append([label, _number(ratio, 3), f"≤ {must}", f"≤ {aim}"])
    ten = engines.get("doudi-10M", {})
    if "growth_bytes" in ten:
        rows.append(
            [
                "growth of memory, 10 million ÷ columns in and out",
                _number(ten["growth_bytes"] / ten["columns_bytes"], 2),
                "≤ 1.5",
                "≤ 1.1",
            ]
        )
    return _table(["Doudi", "ratio", "must", "aim"], rows)


def _rest(found: dict[str, Any]) -> str:
    compiling, engines = found["compiling"], found["engines"]
    ours = engines.get("doudi", {})
    rows = [
        [f"kernel of a whole county ({compiling['rules']} rules), first time", f"{compiling['cold_s']:.1f} s"],
        ["the same, from the cache", f"{compiling['cached_s']:.2f} s"],
        [
            "a million people, Arrow to Arrow with null masks",
            f"{engines.get('doudi-arrow', {}).get('arrow_s', 0):.3f} s",
        ],
        ["ten million people, columns to columns", f"{engines.get('doudi-10M', {}).get('batch_s', 0):.3f} s"],
        ["one household with every entry of its explanation, as JSON", f"{ours.get('entries_us', 0):.0f} µs"],
    ]
    machine = found["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in found["versions"].items())
    about = f"{machine['processor']}, {machine['cores']} cores, {machine['system']}, Python {machine['python']}; {versions}."
    return _table(["Doudi besides", ""], rows) + "\n\n" + about


def _per_million(each: dict[str, Any]) -> float | None:
    return each["batch_s"] / each["people"] * 1e6 if each.get("batch_s") else None


def _number(value: float | None, places: int) -> str:
    return "–" if value is None else f"{value:,.{places}f}"


def _wrong(differences: dict[str, int] | None) -> str:
    if differences is None:
        return "–"
    return f"{sum(differences.values()):,}" if differences else "0"
