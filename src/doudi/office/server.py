"""The web server: waitress in one process, behind the office's own proxy."""

from __future__ import annotations

import errno
import signal
import sys
from collections.abc import Callable

from django.conf import settings
from waitress.server import create_server

_PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-proto"}


class PortBusy(OSError):
    """Another program listens on the port."""


def serve(host: str, port: int, threads: int = 8, started: Callable[[], None] = lambda: None) -> None:
    """Answer requests until Ctrl-C or SIGTERM; what is under way is finished first. Raises `PortBusy`, `OSError`.

    `started` is called when the port is open. Behind a proxy (`DOUDI_PROXY`, its address) the visitor's address and
    HTTPS are taken from its headers; from anybody else these headers are dropped.
    """
    from doudi.office.wsgi import application

    proxy = (
        {"trusted_proxy": settings.DOUDI_PROXY, "trusted_proxy_headers": _PROXY_HEADERS} if settings.DOUDI_PROXY else {}
    )
    try:
        server = create_server(
            application,
            host=host,
            port=port,
            threads=threads,
            ident="",
            clear_untrusted_proxy_headers=True,
            max_request_body_size=(settings.DOUDI_UPLOAD_MEGABYTES + 5) * 1024 * 1024,
            **proxy,
        )
    except OSError as error:
        raise (PortBusy(error.errno, error.strerror) if error.errno == errno.EADDRINUSE else error) from None
    for ending in (signal.SIGINT, signal.SIGTERM):  # from the first word on: also in the moment before `run` listens
        signal.signal(ending, lambda *_: sys.exit(0))
    started()
    server.run()
