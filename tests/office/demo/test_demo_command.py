"""`doudi demo` in real processes: it answers, is stopped, goes on, and keeps away from what is not its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DOUDI = (sys.executable, "-c", "from doudi.command.main import main; main()")


@pytest.fixture
def port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def environ(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DOUDI_", "DJANGO_", "MAKE"))}
    return kept | {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8", **more}


def demo(*words: object, **more: str) -> subprocess.CompletedProcess[str]:
    line = [*DOUDI, "demo", *map(str, words)]
    return subprocess.run(line, env=environ(**more), capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def started(tmp_path: Path, port: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Processes of this test; none outlives it."""
    running: list[subprocess.Popen[str]] = []
    yield running
    for process in running:
        process.kill()
        process.communicate()


def begin(started: list[subprocess.Popen[str]], folder: Path, port: int) -> subprocess.Popen[str]:
    line = [*DOUDI, "demo", "--port", str(port), "--data", str(folder)]
    process = subprocess.Popen(line, env=environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    started.append(process)
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
                assert answer.status == 200
                return process
        except OSError:
            assert process.poll() is None, process.communicate()
            time.sleep(0.2)
    raise AssertionError("the demonstration never answered")


def end(process: subprocess.Popen[str]) -> tuple[str, str]:
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=90)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    return out, err


def cases(folder: Path) -> int:
    with sqlite3.connect(folder / "doudi.sqlite3") as database:
        return int(database.execute("select count(*) from cases_case").fetchone()[0])


def test_it_answers_stops_and_goes_on_with_the_same_data(
    started: list[subprocess.Popen[str]], tmp_path: Path, port: int
) -> None:
    folder = tmp_path / "demo"
    out, _err = end(begin(started, folder, port))
    for part in (f"http://127.0.0.1:{port}/desk/sign-in/", "guzhang-clerk", "doudi-yanshi-2026", "桂林市秀峰区"):
        assert part in out
    assert out.endswith("演示系统已停止；再运行 doudi demo 就接着用。\n")
    before = cases(folder)
    made_on = (folder / "demo.json").read_text(encoding="utf-8")
    killed = begin(started, folder, port)
    killed.kill()
    killed.communicate()
    end(begin(started, folder, port))
    assert cases(folder) >= before
    assert (folder / "demo.json").read_text(encoding="utf-8") == made_on
    with sqlite3.connect(folder / "doudi.sqlite3") as database:
        assert (
            database.execute("select count(*), count(distinct key) from cases_case where key is not null").fetchone()[0]
            == database.execute("select count(distinct key) from cases_case where key is not null").fetchone()[0]
        )
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)


def test_a_port_in_use_is_said_in_one_line_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = demo("--port", port, "--data", tmp_path / "demo")
    assert (done.returncode, done.stderr) == (2, f"端口 {port} 已被别的程序占用。用 --port 换一个。\n")
    assert not (tmp_path / "demo").exists()


def test_make_hands_on_the_port_and_other_words(tmp_path: Path) -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not installed")
    line = [make, "--dry-run", "demo", "PORT=8123", "ARGS=--lang en"]
    done = subprocess.run(line, cwd=ROOT, env=environ(), capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1].endswith("/doudi demo --port 8123 --lang en")


def test_whoever_has_called_make_is_told_in_its_words_that_a_port_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = demo("--port", port, "--data", tmp_path / "demo", MAKELEVEL="1")
    assert done.stderr == f"端口 {port} 已被别的程序占用。换一个：make demo PORT={port % 65535 + 1}\n"


def test_other_data_is_left_alone(tmp_path: Path, port: int) -> None:
    (tmp_path / "doudi.sqlite3").write_bytes(b"somebody's")
    done = demo("--port", port, "--data", tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        f"{tmp_path} 里已有别的数据，不是演示数据；没有动它。用 --data 换一个文件夹。\n",
    )
    assert (tmp_path / "doudi.sqlite3").read_bytes() == b"somebody's"


def test_a_production_site_opens_no_demonstration(tmp_path: Path, port: int) -> None:
    done = demo("--port", port, "--data", tmp_path / "demo", DOUDI_MODE="production")
    assert (done.returncode, done.stderr) == (
        2,
        "这里设着正式站点（DOUDI_MODE=production），不能开演示系统。另开一个没有这些设置的终端。\n",
    )
