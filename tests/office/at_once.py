"""Doing things at the same moment, with real threads and a connection of its own for each."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections


def together(*works: Callable[[], Any], told: type[Exception] = Exception) -> list[Any]:
    """What each comes to, all begun together: its answer, or the problem (of the kind `told`) that stopped it."""
    start, found = threading.Barrier(len(works)), [None] * len(works)

    def one(place: int, work: Callable[[], Any]) -> None:
        start.wait()
        try:
            found[place] = work()
        except told as problem:
            found[place] = problem  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found
