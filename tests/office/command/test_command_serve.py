"""`doudi serve`, `doudi migrate`, `doudi check-config`: a site in real processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from sites import KEYS, Site, sqlite_site

PRODUCTION = {
    "DOUDI_MODE": "production",
    "DOUDI_SECRET_KEY": "kD93-vmQ_" * 8,
    "DOUDI_HOSTS": "jiuzhu.example.gov.cn,127.0.0.1",
    **KEYS,
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A migrated site on SQLite."""
    made = sqlite_site(tmp_path_factory.mktemp("serve") / "site")
    done = made.doudi("migrate")
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def served(site: Site, port: int) -> Iterator[subprocess.Popen[str]]:
    """The site, answering."""
    process = serving(site, port)
    yield process
    process.kill()
    process.communicate()


def serving(site: Site, port: int, **environ: str) -> subprocess.Popen[str]:
    """A process that answers on the port."""
    own = {"DOUDI_MODE": "demo", "DOUDI_DATA": str(site.folder), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-c", "from doudi.command.main import main; main()", "serve", "--port", str(port)],
        env={key: value for key, value in os.environ.items() if not key.startswith("DOUDI_")} | own | KEYS | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line == f"办公系统已启动：http://127.0.0.1:{port}/ ，按 Ctrl-C 结束。\n", process.communicate()[1]
    return process


def read(port: int, path: str) -> str:
    """A page."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return answer.read().decode()


def test_it_answers_with_its_pages_and_their_files(served: subprocess.Popen[str], port: int) -> None:
    assert "演示系统：人和事都是虚构的，密码是公开的。" in read(port, "/desk/sign-in/")
    assert "Tabler" in read(port, "/static/vendor/tabler/tabler.min.css")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_quietly(served: subprocess.Popen[str], ending: signal.Signals) -> None:
    served.send_signal(ending)
    out, err = served.communicate(timeout=30)
    assert (served.returncode, out, err) == (0, "", "")


def test_a_busy_port_is_told(served: subprocess.Popen[str], site: Site, port: int) -> None:
    done = site.doudi("serve", "--port", port)
    assert (done.returncode, done.stderr) == (2, f"端口 {port} 已被别的程序占用。用 --port 换一个。\n")


def test_a_demonstration_is_never_opened_to_the_network(site: Site, port: int) -> None:
    done = site.doudi("serve", "--host", "0.0.0.0", "--port", port)
    assert (done.returncode, done.stderr) == (
        2,
        "演示系统的密码是公开的，只能在本机（127.0.0.1）上打开。正式站点见 docs/install.md。\n",
    )


def test_a_database_that_is_behind_is_not_served(tmp_path: Path, port: int) -> None:
    (tmp_path / "new").mkdir()
    done = sqlite_site(tmp_path / "new").doudi("serve", "--port", port)
    assert (done.returncode, done.stderr) == (2, "数据库的结构还不是这一版的。先备份，再运行 doudi migrate。\n")


def test_a_database_that_is_away_is_told_without_a_traceback(site: Site, port: int) -> None:
    done = site.doudi("serve", "--port", port, DOUDI_DATABASE_URL="postgres://doudi:hunter2@127.0.0.1:1/doudi")
    assert done.returncode == 2
    assert done.stderr.startswith("连不上数据库（")
    assert done.stderr.endswith("请检查 DOUDI_DATABASE_URL，以及数据库是否在运行。\n")
    assert "hunter2" not in done.stderr


def test_an_unsafe_production_site_does_not_start(site: Site, port: int) -> None:
    site.folder.chmod(0o750)
    environ = PRODUCTION | {"DOUDI_DATABASE_URL": f"sqlite:///{site.folder}/doudi.sqlite3", "DOUDI_SECOND_FACTOR": "0"}
    done = site.doudi("serve", "--port", port, **environ)
    assert (done.returncode, done.stderr) == (
        1,
        "正式站点的设置不安全，没有启动：\n"
        "- DOUDI_SECOND_FACTOR：关着，签批和授权的人只凭密码就能登录。去掉这个设置。\n",
    )


def test_keys_left_by_a_demonstration_never_serve_a_production_site(site: Site) -> None:
    assert (site.folder / "secret-key").is_file()
    environ = PRODUCTION | {"DOUDI_SECRET_KEY": "", "DOUDI_DATABASE_URL": "sqlite:///x"}
    done = site.doudi("check-config", **environ)
    assert done.returncode == 1
    assert "DOUDI_SECRET_KEY：没有设置。用 doudi keys new 生成一个。" in done.stdout


def test_a_safe_production_site_is_migrated_and_served_with_hashed_files(tmp_path: Path, port: int) -> None:
    site = sqlite_site(tmp_path / "real")
    site.folder.mkdir(mode=0o750)
    environ = PRODUCTION | {"DOUDI_DATABASE_URL": f"sqlite:///{site.folder}/doudi.sqlite3"}
    checked = site.doudi("check-config", **environ)
    assert (checked.returncode, checked.stdout) == (0, "设置没有发现不安全之处。\n")
    assert site.doudi("migrate", **environ).returncode == 0
    process = serving(site, port, **environ)
    try:
        page = read(port, "/desk/sign-in/")
        assert "演示系统" not in page
        assert "tabler.min.css" not in page
        assert "/static/vendor/tabler/tabler.min." in page
    finally:
        process.kill()
        process.communicate()


def test_migrating_again_does_nothing(site: Site) -> None:
    started = time.monotonic()
    done = site.doudi("migrate")
    assert (done.returncode, done.stdout) == (0, "数据库已是最新（新做 0 步）。\n")
    assert time.monotonic() - started < 60


def test_a_demonstration_says_that_it_was_not_checked(site: Site) -> None:
    assert site.doudi("check-config").stdout == "DOUDI_MODE 是 demo：不是正式站点，没有检查，也不要录入真实信息。\n"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "DOUDI_MODE",
            "prod",
            "正式站点的设置不安全，没有启动：\n- DOUDI_MODE：只能是 demo, test, production，不是“prod”。\n",
        ),
        ("DOUDI_IDLE_MINUTES", "soon", "DOUDI_IDLE_MINUTES 应是大于零的整数，不是“soon”。\n"),
        ("DOUDI_HTTPS", "maybe", "DOUDI_HTTPS 只能是 1 或 0，不是“maybe”。\n"),
    ],
)
def test_a_setting_that_makes_no_sense_stops_the_start(site: Site, name: str, value: str, message: str) -> None:
    assert site.doudi("migrate", **{name: value}).stderr == message
