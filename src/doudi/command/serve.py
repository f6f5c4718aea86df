"""`doudi serve`: answers on the network."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

import click

from doudi.command.failures import Failure
from doudi.command.language import Words, say
from doudi.command.site import ready
from doudi.command.verb import option, verb

port_option = option(
    "--port",
    default=8000,
    type=click.IntRange(1, 65535),
    metavar="PORT",
    words=("端口，默认 8000", "the port, 8000 unless given"),
)


@verb(
    "serve",
    words=(
        "启动办公系统，按 Ctrl-C 结束。正式站点（DOUDI_MODE=production）的设置有不安全之处，就不启动。",
        "Starts the office; Ctrl-C ends it. A production site (DOUDI_MODE=production) with unsafe settings does not start.",
    ),
    example="doudi serve --port 8000",
)
@option(
    "--host",
    default="127.0.0.1",
    metavar="ADDRESS",
    words=("在哪个地址上，默认本机", "the address, this machine unless given"),
)
@port_option
@option(
    "--threads",
    default=4,
    type=click.IntRange(1, 64),
    metavar="N",
    words=("每个进程同时处理多少个请求，默认 4", "requests at a time in each process, 4 unless given"),
)
@option(
    "--processes",
    default=None,
    type=click.IntRange(1, 32),
    metavar="N",
    words=(
        "开几个进程，默认每个处理器一个，最多 4 个；SQLite 上是 1 个",
        "processes, one for each processor up to 4 unless given; on SQLite 1",
    ),
)
def command(host: str, port: int, threads: int, processes: int | None) -> None:
    """Serve until stopped."""
    ready()
    refuse_open_demo(host)
    words = (
        f"办公系统已启动：http://{host}:{port}/ ，按 Ctrl-C 结束。",
        f"The office is at http://{host}:{port}/ ; Ctrl-C ends it.",
    )
    answer(host, port, threads, lambda: click.echo(say(words)), processes)


def answer(host: str, port: int, threads: int, started: Callable[[], None], processes: int | None = None) -> None:
    """Serve until stopped, in the usual number of processes unless it is given. Raises `Failure` when the port cannot
    be had."""
    from doudi.office.server import PortBusy, serve, usual_processes

    try:
        serve(host, port, threads, started, processes=processes or usual_processes())
    except PortBusy:
        raise Failure(say(port_taken(port))) from None
    except OSError as error:
        raise Failure(
            say((f"不能在 {host}:{port} 上启动：{error}。", f"Cannot start on {host}:{port}: {error}."))
        ) from None


def port_taken(port: int) -> Words:
    """What to do about a port in use."""
    return (
        f"端口 {port} 已被别的程序占用。用 --port 换一个。",
        f"Port {port} is taken by another program. Choose another with --port.",
    )


def refuse_open_demo(host: str) -> None:
    """A demonstration, whose passwords are public, is for this machine only. Raises `Failure`."""
    from django.conf import settings

    if settings.MODE == "demo" and not _is_this_machine(host):
        raise Failure(
            say(
                (
                    "演示系统的密码是公开的，只能在本机（127.0.0.1）上打开。正式站点见 docs/install.md。",
                    "The demonstration has published passwords and opens on this machine only (127.0.0.1). "
                    "For a real site see docs/install.md.",
                )
            )
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
