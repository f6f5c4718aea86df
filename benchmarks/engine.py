"""One measure of one engine in a process of its own: `python -m benchmarks.engine MODULE MEASURE` prints JSON."""

from __future__ import annotations

import importlib
import json
import sys


def main() -> None:
    """Run the measure named on the command line."""
    module, measure = sys.argv[1:]
    found = importlib.import_module(f"benchmarks.engines.{module}").MEASURES[measure]()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
