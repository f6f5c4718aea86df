"""The web server: waitress, in one process or in several that share a port, behind the office's own proxy."""

from __future__ import annotations

import errno
import os
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import NoReturn

from django.conf import settings
from django.db import connection, connections
from waitress.server import create_server

_PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-proto"}
_BACKLOG = 1024
_MOST_PROCESSES = 4
_REST = 1.0
"""Seconds before a process that fell over is started again."""


class PortBusy(OSError):
    """Another program listens on the port."""


def usual_processes() -> int:
    """As many processes as there are processors, up to four; one on SQLite, and where processes cannot be split."""
    if connection.vendor == "sqlite" or not hasattr(os, "fork"):
        return 1
    return min(os.cpu_count() or 1, _MOST_PROCESSES)


def serve(
    host: str, port: int, threads: int = 4, started: Callable[[], None] = lambda: None, *, processes: int = 1
) -> None:
    """Answer requests until Ctrl-C or SIGTERM; what is under way is finished first. Raises `PortBusy`, `OSError`.

    `started` is called when the port is open. Behind a proxy (`DOUDI_PROXY`, its address) the visitor's address and
    HTTPS are taken from its headers; from anybody else these headers are dropped. Python runs one thread of a process
    at a time, so that `processes` decide how many processors are used and `threads` how many requests wait for the
    database in each.
    """
    listening = _listen(host, port)
    if processes > 1 and hasattr(os, "fork"):
        from doudi.office.wsgi import application  # noqa: F401  once, before there are several

        connections.close_all()  # a connection belongs to one process
        _Family(lambda: _answer(listening, threads), processes).look_after(started)
    else:
        _answer(listening, threads, started)


def _listen(host: str, port: int) -> socket.socket:
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=kind, backlog=_BACKLOG)
    except OSError as error:
        raise (PortBusy(error.errno, error.strerror) if error.errno == errno.EADDRINUSE else error) from None


def _answer(listening: socket.socket, threads: int, started: Callable[[], None] = lambda: None) -> None:
    """Answer what comes in at an open port until told to stop."""
    from doudi.office.wsgi import application

    proxy = (
        {"trusted_proxy": settings.DOUDI_PROXY, "trusted_proxy_headers": _PROXY_HEADERS} if settings.DOUDI_PROXY else {}
    )
    server = create_server(
        application,
        sockets=[listening],
        threads=threads,
        ident="",
        clear_untrusted_proxy_headers=True,
        max_request_body_size=(settings.DOUDI_UPLOAD_MEGABYTES + 5) * 1024 * 1024,
        **proxy,
    )
    signal.signal(signal.SIGTERM, _stop)
    try:
        started()
        server.run()
    except KeyboardInterrupt:  # in the moment before the server listens for it itself
        server.task_dispatcher.shutdown()


def _stop(*_: object) -> NoReturn:
    sys.exit(0)


class _Family:
    """Processes that do the same: one that falls over is started again, and all stop together."""

    def __init__(self, work: Callable[[], None], size: int) -> None:
        self.work, self.size = work, size
        self.running: set[int] = set()
        self.gone, self.alive = os.pipe()  # closed for the others when the first process is gone, however it went

    def look_after(self, started: Callable[[], None]) -> None:
        """Start them, and stay until told to stop."""
        signal.signal(signal.SIGTERM, _stop)
        try:
            for _number in range(self.size):
                self.start()
            started()
            while True:
                gone, _status = os.wait()
                self.running.discard(gone)
                time.sleep(_REST)
                self.start()
        except KeyboardInterrupt:
            return
        finally:
            self.stop()

    def start(self) -> None:
        """One more process."""
        made = os.fork()
        if made:
            self.running.add(made)
            return
        code = 1
        try:
            os.close(self.alive)
            threading.Thread(target=self.stay_with_the_first, daemon=True).start()
            self.work()
            code = 0
        except (KeyboardInterrupt, SystemExit):
            code = 0
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(code)  # what the first process opened is its own to close

    def stay_with_the_first(self) -> None:
        """Stop this process when the first one is no more."""
        os.read(self.gone, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    def stop(self) -> None:
        """Ask all to stop, and wait until they have."""
        for each in self.running:
            os.kill(each, signal.SIGTERM)
        for each in self.running:
            os.waitpid(each, 0)
