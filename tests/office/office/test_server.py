"""The office in several processes that share a port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator

import pytest
from sites import KEYS, sqlite_site

from doudi.office.server import serve

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be split here")
LONGEST = 30


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], tuple[subprocess.Popen[str], int]]]:
    """Starts the office of a site in two processes; what still runs at the end is ended."""
    site = sqlite_site(tmp_path_factory.mktemp("family") / "site")
    done = site.doudi("migrate")
    assert done.returncode == 0, done.stderr
    started: list[subprocess.Popen[str]] = []

    def start() -> tuple[subprocess.Popen[str], int]:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = int(found.getsockname()[1])
        own = {"DOUDI_MODE": "demo", "DOUDI_DATA": str(site.folder), "PYTHONUNBUFFERED": "1"}
        others = {key: value for key, value in os.environ.items() if not key.startswith("DOUDI_")}
        words = ["serve", "--port", str(port), "--processes", "2"]
        process = subprocess.Popen(
            [sys.executable, "-c", "from doudi.command.main import main; main()", *words],
            env=others | own | KEYS,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert str(port) in process.stdout.readline()
        return process, port

    yield start
    for process in started:
        process.kill()
        process.communicate()


def children(process: subprocess.Popen[str]) -> list[int]:
    """The processes that a process has started."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=False
    )
    return [int(word) for word in found.stdout.split()]


def answers(port: int) -> bool:
    """Whether the office gives its page."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/robots.txt", timeout=LONGEST) as answer:
        return answer.status == 200


def comes(what: Callable[[], bool]) -> bool:
    """Whether something becomes so before long."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.2)
    return False


def is_closed(port: int) -> bool:
    """Whether nobody listens any more."""
    with socket.socket() as found:
        return found.connect_ex(("127.0.0.1", port)) != 0


def test_one_that_falls_over_is_started_again(family: Callable[[], tuple[subprocess.Popen[str], int]]) -> None:
    process, port = family()
    assert answers(port)
    before = children(process)
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    assert comes(lambda: len(children(process)) == 2 and before[0] not in children(process))
    assert answers(port)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_all_end_quietly_together(
    family: Callable[[], tuple[subprocess.Popen[str], int]], ending: signal.Signals
) -> None:
    process, port = family()
    assert answers(port)
    process.send_signal(ending)
    out, err = process.communicate(timeout=LONGEST)
    assert (process.returncode, out, err) == (0, "", "")
    assert is_closed(port)


def test_none_goes_on_when_the_first_is_killed(family: Callable[[], tuple[subprocess.Popen[str], int]]) -> None:
    process, port = family()
    assert answers(port)
    process.kill()
    process.wait(LONGEST)
    assert comes(lambda: is_closed(port))


def test_ctrl_c_in_the_moment_before_the_server_listens_ends_it_without_a_word() -> None:
    def pressed() -> None:
        raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGTERM)
    try:
        serve("127.0.0.1", 0, started=pressed)
    finally:
        signal.signal(signal.SIGTERM, before)
