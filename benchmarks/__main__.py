"""`python -m benchmarks`: all engines on one machine in one run; writes `results.json` and the tables of the document.

Every measure runs in a process of its own. What is compared most closely runs in several rounds, one engine after the
other, and the best round of each counts, so that another program on the machine disturbs the ratios little.
"""

from __future__ import annotations

import json
import os
import platform
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks import population, registers
from benchmarks.document import write_tables
from benchmarks.office import __main__ as office
from benchmarks.running import measured

ROUNDS = 3
LONGEST = 240  # seconds a measure may take
CLOSE = [
    ("doudi", "doudi_engine", "batch"),
    ("exact-loop", "exact_loop", "batch"),
    ("policyengine-lean", "variables", "policyengine-lean"),
    ("doudi", "doudi_engine", "one"),
    ("zen", "zen_engine", "one"),
]
ONCE = [
    ("doudi-10M", "doudi_engine", "ten"),
    ("doudi-arrow", "doudi_engine", "arrow"),
    ("numpy", "numpy_engine", "batch"),
    ("policyengine", "variables", "policyengine"),
    ("policyengine", "variables", "policyengine-one"),
    ("openfisca", "variables", "openfisca"),
    ("openfisca-lean", "variables", "openfisca-lean"),
    ("openfisca", "variables", "openfisca-one"),
    ("polars", "tables", "polars"),
    ("duckdb", "tables", "duckdb"),
    ("zen", "zen_engine", "batch"),
    ("plain-python", "plain_python", "one"),
]
PACKAGES = ("numba", "numpy", "pyarrow", "zen-engine", "openfisca-core", "policyengine-core", "polars", "duckdb")


def main() -> None:
    """Measure, and write what was found."""
    for people in (100_000, 1_000_000, 10_000_000):
        population.load(people)
    engines: dict[str, dict[str, Any]] = {}
    for name, module, measure in CLOSE * ROUNDS + ONCE:
        _keep_best(engines.setdefault(name, {}), _measured(module, measure))
    with tempfile.TemporaryDirectory() as folder:
        cold, cached = (_measured("doudi_engine", "compiling", DOUDI_CACHE=folder) for _ in range(2))
    compiling = {"cold_s": cold["compile_s"], "cached_s": cached["compile_s"], "rules": cold["rules"]}
    found = {"machine": _machine(), "versions": _versions(), "engines": engines, "compiling": compiling}
    here = Path(__file__).parent
    (here / "results.json").write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(write_tables(found, here.parent / "docs" / "benchmarks.md"))
    registers.measure_all()
    office.measure_all()


def _measured(module: str, measure: str, **environment: str) -> dict[str, Any]:
    return measured("benchmarks.engine", module, measure, longest=LONGEST, **environment)


def _keep_best(known: dict[str, Any], found: dict[str, Any]) -> None:
    """Add what was found; of times the least."""
    for key, value in found.items():
        timed = key.endswith(("_s", "_us"))
        known[key] = min(known[key], value) if timed and key in known else value


def _machine() -> dict[str, Any]:
    model = platform.processor()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else model
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def _versions() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "–"
    return found


if __name__ == "__main__":
    main()
