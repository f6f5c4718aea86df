"""A PostgreSQL for the length of a measure: its own folder, its own port on this machine, its own password."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

_PROGRAMS = "/usr/lib/postgresql"
_LONGEST = 60  # seconds for the server to be made, to start and to stop
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
}


def programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, the newest version's; None where PostgreSQL is not installed."""
    versions = sorted(Path(_PROGRAMS).glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3].split(".")[0]))
    if versions:
        return versions[-1].parent
    found = shutil.which("pg_ctl")
    return Path(found).resolve().parent if found and shutil.which("initdb") else None


@contextlib.contextmanager
def cluster(bin: Path) -> Iterator[str]:
    """Start a server, hand out its address (`postgres://…:PORT`, without a database), and take all of it away."""
    folder = Path(tempfile.mkdtemp(prefix="doudi-bench-"))
    password, port = secrets.token_hex(16), free_port()
    word = folder / "password"
    word.write_text(password, "ascii")
    if os.getuid() == 0:
        for path in (folder, word):
            shutil.chown(path, "postgres", "postgres")
    data, log = str(folder / "data"), str(folder / "log")
    settings = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
    options = f"-p {port} -k {folder} {settings}"
    try:
        _run(bin / "initdb", "-D", data, "-U", "doudi", "-A", "scram-sha-256", f"--pwfile={word}", "-E", "UTF8")
        _run(bin / "pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", options)
        try:
            yield f"postgres://doudi:{password}@127.0.0.1:{port}"
        finally:
            _run(bin / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", data)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _run(*words: object) -> None:
    """Run a program of PostgreSQL, which refuses to be root. Raises `RuntimeError` with what it said."""
    before = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    with tempfile.TemporaryFile() as said:  # the server inherits it: a pipe would never end
        done = subprocess.run(
            [*before, *map(str, words)],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            timeout=_LONGEST,
            cwd="/",
            check=False,
        )
        if done.returncode:
            said.seek(0)
            raise RuntimeError(said.read().decode(errors="replace").strip())
