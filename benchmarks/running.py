"""A measure in a process of its own: what it printed as JSON on its last line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any


def measured(module: str, *words: str, longest: int, **environment: str) -> dict[str, Any]:
    """What one measure found; empty when it fails or takes more than `longest` seconds, which is said."""
    print("…", module.removeprefix("benchmarks."), *words, file=sys.stderr, flush=True)
    command = [sys.executable, "-m", module, *words]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=longest, env={**os.environ, **environment}, check=False
        )
    except subprocess.TimeoutExpired:
        print(f"  more than {longest} s", file=sys.stderr)
        return {}
    if done.returncode:
        print("  " + (done.stderr.strip().splitlines() or ["failed"])[-1], file=sys.stderr)
        return {}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
