"""`python -m benchmarks.office [large]`: the office's pages under twenty users, with few people and with ten times as many.

Writes `office.json` and the tables of `docs/benchmarks.md`. Needs PostgreSQL's programs; without them nothing is measured.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.office import postgresql, tables
from benchmarks.running import measured

HERE = Path(__file__).parent
DOCUMENT = HERE.parent.parent / "docs" / "benchmarks.md"
SIZES, LARGE = (10_000, 100_000), (100_000, 1_000_000)
_LONGEST = 900  # seconds of one measure; a large office takes longer to fill
_LONGEST_LARGE = 4 * 3600
_SEED = "seed"


def main() -> None:
    """Measure all, or, given a word, the one measure that it names."""
    words = sys.argv[1:]
    if words and words[0] in _MEASURES:
        _begin_office()
        print(json.dumps(_MEASURES[words[0]](*words[1:]), ensure_ascii=False))
    else:
        measure_all(LARGE if words == ["large"] else SIZES)


def measure_all(sizes: tuple[int, ...] = SIZES) -> None:
    """Measure each size one after the other on a PostgreSQL of its own, and write what was found."""
    programs = postgresql.programs()
    if programs is None:
        print("… office: skipped, PostgreSQL (initdb, pg_ctl) is not installed", file=sys.stderr)
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are taken away also when this is stopped
    longest = _LONGEST_LARGE if sizes == LARGE else _LONGEST
    with postgresql.cluster(programs) as server, tempfile.TemporaryDirectory(prefix="doudi-bench-") as folder:
        environ = {"DOUDI_MODE": "demo", "DOUDI_DATA": folder, "DOUDI_SECOND_FACTOR": "0", "DOUDI_LOG_LEVEL": "ERROR"}
        _create(server, _SEED)
        seeded = _measured("seed", longest=longest, **environ, DOUDI_DATABASE_URL=f"{server}/{_SEED}")
        measures = [_size(server, people, environ, longest) for people in sizes] if seeded else []
    if not measures:
        return
    found = {
        "machine": f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "postgresql": programs.parts[-2],
        "processes": min(os.cpu_count() or 1, 4),
        "seeded": seeded,
        "sizes": measures,
    }
    (HERE.parent / "office.json").write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(tables.write(found, DOCUMENT))


def _size(server: str, people: int, environ: dict[str, str], longest: int) -> dict[str, Any]:
    """All measures of an office of so many people."""
    name = f"office_{people}"
    _create(server, name, _SEED)
    own = {**environ, "DOUDI_DATABASE_URL": f"{server}/{name}"}
    filled = _measured("fill", str(people), longest=longest, **own)
    load = os.getloadavg()[0]
    with _served(own) as address:
        visited = _measured("visit", address, longest=longest, **own)
        brought = _measured("bring", address, longest=longest, **own)
    asked = _measured("ask", longest=longest, **own)
    rows = filled.get("rows", {})
    return {
        "people": people,
        "cases": rows.get("cases.Case", 0),
        "load": load,
        "filled": filled,
        "visited": visited,
        "brought": brought,
        "asked": asked,
    }


def _measured(*words: str, longest: int, **environ: str) -> dict[str, Any]:
    return measured("benchmarks.office", *words, longest=longest, **environ)


def _create(server: str, name: str, like: str = "template1") -> None:
    """Make a database, empty or like another."""
    import psycopg

    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')  # type: ignore[arg-type]


@contextlib.contextmanager
def _served(environ: dict[str, str]) -> Iterator[str]:
    """The office as `doudi serve` answers it, until it is no longer needed."""
    port = postgresql.free_port()
    words = [sys.executable, "-c", "from doudi.command.main import main; main()", "serve", "--port", str(port)]
    process = subprocess.Popen(words, env={**os.environ, **environ}, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _wait_for(port: int) -> None:
    for _try in range(240):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.25)
    raise RuntimeError("the office does not start")


def _begin_office() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.office.settings")
    django.setup()


def _seed() -> dict[str, Any]:
    from benchmarks.office.seeding import seed
    from doudi.office.upkeep import migrate

    migrate()
    return seed()


def _fill(people: str) -> dict[str, Any]:
    from benchmarks.office.filling import fill

    return fill(int(people))


def _visit(address: str) -> dict[str, Any]:
    from benchmarks.office.visiting import visit

    return visit(address)


def _bring(address: str) -> dict[str, Any]:
    from benchmarks.office.bringing import bring

    return bring(address)


def _ask() -> dict[str, Any]:
    from benchmarks.office.asking import ask

    return ask()


_MEASURES = {"seed": _seed, "fill": _fill, "visit": _visit, "bring": _bring, "ask": _ask}


if __name__ == "__main__":
    main()
