"""Times and peaks of memory."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

WARM = 50
LONG_ENOUGH, MOST_RUNS = 5.0, 60


def seconds(run: Callable[[], Any], times: int) -> float:
    """The shortest time of a batch, of at least so many runs and, while they take less than that, five seconds' worth:
    what else the machine does can only lengthen a run. The result is dropped before the next."""
    run()
    found: list[float] = []
    while len(found) < times or (sum(found) < LONG_ENOUGH and len(found) < MOST_RUNS):
        start = time.perf_counter()
        result = run()
        found.append(time.perf_counter() - start)
        del result
    return min(found)


def microseconds(call: Callable[[Any], Any], inputs: Sequence[Any]) -> float:
    """The median time of one call, after some to warm up."""
    for each in inputs[:WARM]:
        call(each)
    found = []
    for each in inputs:
        start = time.perf_counter()
        call(each)
        found.append(time.perf_counter() - start)
    return statistics.median(found) * 1e6


def growth(run: Callable[[], Any]) -> int:
    """By how many bytes memory grew at most while something ran (Linux)."""
    clear = Path("/proc/self/clear_refs")
    clear.write_text("5")  # the peak starts again from what is in use
    before = _status("VmRSS")
    result = run()
    grown = _status("VmHWM") - before
    del result
    return grown


def peak() -> int:
    """The most memory that this process had, in bytes."""
    return _status("VmHWM")


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name + ":"))
