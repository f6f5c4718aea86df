"""`doudi demo`: the demonstration office, made on first use and served on this machine."""

from __future__ import annotations

import errno
import os
import socket
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from doudi.command.failures import Failure
from doudi.command.language import Words, current, say
from doudi.command.serve import answer, port_option, port_taken
from doudi.command.site import progress, start
from doudi.command.verb import columns, option, verb

if TYPE_CHECKING:
    from doudi.office.demo.building import Builder
    from doudi.office.demo.progress import Progress
    from doudi.office.demo.state import State

HOST = "127.0.0.1"
_THREADS = 8
_PATIENCE = 20
_OPENS_AFTER = 15
"""Seconds after which the port is opened at the latest, however little there is to see."""


@verb(
    "demo",
    words=(
        "打开演示系统：五个地方按各自的政策办事，人和件都是虚构的。第一次运行先生成数据；再运行就接着用。按 Ctrl-C 结束。",
        "Opens the demonstration: five places, each under its own policy, with invented people and cases. The first run\n"
        "makes the data; the next goes on with it. Ctrl-C ends it.",
    ),
    example="doudi demo --port 8000",
)
@port_option
@option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    words=("数据放在哪个文件夹，默认 demo-data", "the folder for the data, demo-data unless given"),
)
def command(port: int, data: Path | None) -> None:
    """Make what is missing and serve until stopped."""
    _refuse_taken(port)
    _refuse_production()
    folder = (data or _usual_folder()).resolve()
    os.environ.update(DOUDI_MODE="demo", DOUDI_DATA=str(folder))
    os.environ.pop("DOUDI_DATABASE_URL", None)
    _put_older_aside(folder)
    start()
    began = time.monotonic()
    builder = _builder(_kept(folder))
    if builder is not None:
        builder.start()
        builder.ready.wait(max(0.0, _OPENS_AFTER - (time.monotonic() - began)))
        if builder.failed is not None:
            raise Failure(_not_made(builder.failed))
    answer(HOST, port, _THREADS, lambda: click.echo(_words(port)))
    if builder is not None:
        builder.stop(_PATIENCE)
    click.echo(say(("演示系统已停止；再运行 doudi demo 就接着用。", "Stopped; doudi demo goes on where you were.")))


def _put_older_aside(folder: Path) -> None:
    """A demonstration of another version is kept under another name, and a new one is made. Raises `Failure`."""
    from doudi.office.demo.older import is_older, put_aside

    if not is_older(folder):
        return
    try:
        kept = put_aside(folder)
    except OSError as error:
        raise Failure(
            say(
                (
                    f"{folder} 是另一个版本的演示数据，又不能改名（{error.strerror}）。用 --data 换一个文件夹。",
                    f"{folder} is a demonstration of another version and cannot be renamed ({error.strerror}). "
                    "Give another folder with --data.",
                )
            )
        ) from None
    progress(
        (
            f"原来的演示数据是另一个版本的，已改名保存为 {kept}；现在重新生成。",
            f"The data there are of another version; they are kept as {kept}, and new ones are made.",
        )
    )


def _kept(folder: Path) -> State:
    """What the folder says of its demonstration, with its database up to date; a new one where there is none."""

    from doudi.office.demo import making, state
    from doudi.office.demo.state import NotADemo, State
    from doudi.office.upkeep import migrate
    from doudi.office_day import office_day

    try:
        kept = state.read(folder)
    except NotADemo:
        raise Failure(
            say(
                (
                    f"{folder} 里已有别的数据，不是演示数据；没有动它。用 --data 换一个文件夹。",
                    f"{folder} holds other data than a demonstration; it was left alone. Give another folder with --data.",
                )
            )
        ) from None
    if kept is None:
        progress((f"正在 {folder} 建立演示数据……", f"Making the demonstration in {folder} …"))
        kept = State(office_day().isoformat(), making.SEED)
        state.write(folder, kept)
    migrate()
    return kept


def _builder(kept: State) -> Builder | None:
    """Who makes what is missing; None for a demonstration that is whole."""
    from doudi.office.demo.building import Builder

    return None if kept.whole else Builder(kept, _tell)


def _not_made(error: Exception) -> str:
    return say(
        (
            f"演示数据没有生成（{type(error).__name__}）。删掉数据文件夹，或用 --data 换一个，再运行一次。",
            f"The demonstration could not be made ({type(error).__name__}). Delete its folder, or give another with --data.",
        )
    )


def _words(port: int) -> str:
    from doudi.office.demo.places import PLACES
    from doudi.office.demo.staff import PASSWORD, POSTS, posts_of

    english = current() == "en"
    places = [(place.key, place.en if english else place.name) for place in PLACES]
    departments = {post.word: post for place in PLACES for post in posts_of(place)}
    posts = [(word, post.en if english else post.zh) for word, post in departments.items()]
    main = {post.word for post in POSTS}
    return say(
        (
            f"演示系统已启动：http://{HOST}:{port}/\n"
            f"  公示栏   http://{HOST}:{port}/\n"
            f"  登录     http://{HOST}:{port}/desk/sign-in/ （页上列出全部账号，点一下就进）\n\n"
            f"账号由地方和岗位拼成，例如 guzhang-clerk；密码都是 {PASSWORD} （只用于演示）。\n"
            "领导、财政和管理员登录要验证码，演示时页面上直接显示。\n\n"
            f"地方：\n{columns(places)}\n岗位：\n{columns([row for row in posts if row[0] in main])}"
            f"  部门：{'、'.join(word for word, _ in posts if word not in main and not word.endswith('-leader'))}"
            "（加 -leader 是部门领导）\n\n按 Ctrl-C 结束。",
            f"The demonstration is at http://{HOST}:{port}/\n"
            f"  notices  http://{HOST}:{port}/\n"
            f"  sign-in  http://{HOST}:{port}/desk/sign-in/ (lists every account; one press signs in)\n\n"
            f"A username is place-post, such as guzhang-clerk; the password of all is {PASSWORD} (for the demonstration only).\n"
            "Leaders, finance and administrators need a code, which the page shows.\n\n"
            f"Places:\n{columns(places)}\nPosts:\n{columns([row for row in posts if row[0] in main])}"
            f"  departments: {', '.join(word for word, _ in posts if word not in main and not word.endswith('-leader'))}"
            " (with -leader: its leader)\n\nCtrl-C ends it.",
        )
    )


def _tell(made: Progress) -> None:
    """The progress, on one line of a terminal; elsewhere only the end."""
    if made.done == made.total:
        end = "\r" if sys.stderr.isatty() else ""
        click.echo(
            end + say(("演示数据已全部生成。          ", "The demonstration is complete.          ")).rstrip(), err=True
        )
    elif sys.stderr.isatty():
        words = say((f"演示数据已生成 {made.percent}%", f"{made.percent}% of the demonstration is made"))
        click.echo(f"\r{words}", err=True, nl=False)


def _refuse_taken(port: int) -> None:
    """Nothing is made for a port that cannot be had. Raises `Failure`."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Failure(say(_taken(port))) from None
            raise Failure(
                say(
                    (f"不能在端口 {port} 上启动：{error.strerror}。", f"Cannot start on port {port}: {error.strerror}.")
                )
            ) from None


def _taken(port: int) -> Words:
    """What to do about a port in use: to whoever has called `make`, in its own words."""
    if "MAKELEVEL" not in os.environ:
        return port_taken(port)
    free = port % 65535 + 1
    return (
        f"端口 {port} 已被别的程序占用。换一个：make demo PORT={free}",
        f"Port {port} is taken by another program. Choose another: make demo PORT={free}",
    )


def _refuse_production() -> None:
    """A demonstration is never made where a production site is set up. Raises `Failure`."""
    if os.environ.get("DOUDI_MODE") == "production":
        raise Failure(
            say(
                (
                    "这里设着正式站点（DOUDI_MODE=production），不能开演示系统。另开一个没有这些设置的终端。",
                    "This is set up as a production site (DOUDI_MODE=production). Open a terminal without these settings.",
                )
            )
        )


def _usual_folder() -> Path:
    """`demo-data` in a checkout, else the user's own folder for data."""
    here = Path.cwd()
    if (here / "policies").is_dir() and (here / "pyproject.toml").is_file():
        return here / "demo-data"
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(home) / "doudi" / "demo"
