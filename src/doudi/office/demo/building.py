"""Makes what is left of the demonstration while the service answers already; a killed start goes on where it was."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.signals import request_finished, request_started
from django.db import connection

from doudi.book.publish import publish
from doudi.book.shelf import read_shelf
from doudi.book.site import site
from doudi.office.demo import making, state
from doudi.office.demo.making import Piece
from doudi.office.demo.places import PLACES
from doudi.office.demo.progress import PROGRESS, Progress
from doudi.office.demo.state import State

_LOG = logging.getLogger(__name__)
_TURN = 0.12
"""Seconds between two cases, in which whoever waits to write gets in: SQLite asks again every tenth of a second."""
_MOST = 2.0
"""Seconds for which a case waits at most for visitors: with many of them the demonstration grows on, slowly."""


class Visitors:
    """How many requests are under way in this process. They go before the next case."""

    def __init__(self) -> None:
        self.under_way = 0
        self.changed = threading.Condition()
        request_started.connect(self._came)
        request_finished.connect(self._went)

    def let_through(self, halt: threading.Event) -> None:
        """Wait a turn, and until nobody is being answered, at the longest for a while."""
        halt.wait(_TURN)
        with self.changed:
            self.changed.wait_for(lambda: self.under_way <= 0, _MOST)

    def leave(self) -> None:
        """Count no more."""
        request_started.disconnect(self._came)
        request_finished.disconnect(self._went)

    def _came(self, **_: object) -> None:
        with self.changed:
            self.under_way += 1

    def _went(self, **_: object) -> None:
        with self.changed:
            self.under_way -= 1
            self.changed.notify_all()


class Builder(threading.Thread):
    """Makes what is missing: places, people and policies in one go, then case after case, then the book.

    `ready` is set when there is something to look at, and when nothing more will come. `failed` is what went wrong.
    """

    def __init__(self, kept: State, told: Callable[[Progress], None] = lambda progress: None) -> None:
        super().__init__(name="demo", daemon=True)
        self.kept, self.told = kept, told
        self.halt, self.ready = threading.Event(), threading.Event()
        self.failed: Exception | None = None
        self.visitors = Visitors()
        PROGRESS.done, PROGRESS.total = 0, 1

    def run(self) -> None:
        """All that is missing; a failure is logged and leaves the demonstration as far as it is."""
        try:
            self._make()
        except Exception as error:
            _LOG.exception("the demonstration was not finished")
            self.failed = error
        finally:
            PROGRESS.total = 0
            self.visitors.leave()
            self.ready.set()
            connection.close()

    def stop(self, seconds: float) -> None:
        """End after the case in hand."""
        self.halt.set()
        self.join(seconds)

    def _make(self) -> None:
        if not making.is_founded():
            making.found(self.kept.seed)
        pieces = making.everything(self.kept.day, self.kept.seed)
        PROGRESS.total = len(pieces) + 1
        for position, piece in enumerate(pieces):
            if position == len(PLACES):  # each place has a notice by now
                self.ready.set()
            if self.halt.is_set():
                return
            if self._made(piece):
                self.visitors.let_through(self.halt)
            self._tell()
        self._book()
        state.write(settings.DATA_DIR, replace(self.kept, whole=True))
        self._tell()

    def _tell(self) -> None:
        PROGRESS.done += 1
        self.told(PROGRESS)

    @staticmethod
    def _made(piece: Piece) -> bool:
        """Whether a case was made now. One in whose way a visitor has got meanwhile is left out."""
        try:
            return piece.made() is not None
        except (ValueError, PermissionDenied) as problem:  # what the services refuse
            _LOG.warning("%s was left out: %s", piece.key, problem)
            return False

    def _book(self) -> None:
        """The policy book of the five places."""
        shelf = read_shelf(tuple(place.policy for place in PLACES), self.kept.day)
        publish(site(shelf), settings.DATA_DIR / "book")
