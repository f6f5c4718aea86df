"""Rule set W in NumPy over whole fen: the reference itself, timed."""

from __future__ import annotations

from typing import Any

from benchmarks import measure, population, reference


def batch(people: int = 1_000_000, times: int = 5) -> dict[str, Any]:
    """Columns in, columns out; nothing unknown is carried."""
    arrays = population.load(people)
    seconds = measure.seconds(lambda: reference.results(arrays), times)
    return {"batch_s": seconds, "people": people, "peak_bytes": measure.peak(), "differences": {}}


MEASURES = {"batch": batch}
