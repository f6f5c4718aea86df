"""Makes what is left of the demonstration while the service answers already; a killed start goes on where it was."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection

from doudi.book.publish import publish
from doudi.book.shelf import read_shelf
from doudi.book.site import site
from doudi.office.demo import making, state
from doudi.office.demo.making import Unit
from doudi.office.demo.places import PLACES
from doudi.office.demo.progress import PROGRESS, Progress
from doudi.office.demo.state import State

_LOG = logging.getLogger(__name__)
_TURN = 0.12
"""Seconds between two cases, in which whoever waits to write gets in: SQLite asks again every tenth of a second."""


class Builder(threading.Thread):
    """Makes what is missing: places, people and policies in one go, then case after case, then the book.

    `ready` is set when there is something to look at, and when nothing more will come. `failed` is what went wrong.
    """

    def __init__(self, kept: State, told: Callable[[Progress], None] = lambda progress: None) -> None:
        super().__init__(name="demo", daemon=True)
        self.kept, self.told = kept, told
        self.halt, self.ready = threading.Event(), threading.Event()
        self.failed: Exception | None = None
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
            self.ready.set()
            connection.close()

    def stop(self, seconds: float) -> None:
        """End after the case in hand."""
        self.halt.set()
        self.join(seconds)

    def _make(self) -> None:
        if not making.is_founded():
            making.found(self.kept.seed)
        units = making.everything(self.kept.day, self.kept.seed)
        PROGRESS.total = len(units) + 1
        for position, unit in enumerate(units):
            if position == len(PLACES):  # each place has a notice by now
                self.ready.set()
            if self.halt.is_set():
                return
            if self._made(unit):
                self.halt.wait(_TURN)
            self._tell()
        self._book()
        state.write(settings.DATA_DIR, replace(self.kept, whole=True))
        self._tell()

    def _tell(self) -> None:
        PROGRESS.done += 1
        self.told(PROGRESS)

    @staticmethod
    def _made(unit: Unit) -> bool:
        """Whether a case was made now. One in whose way a visitor has got meanwhile is left out."""
        try:
            return making.make(unit) is not None
        except (ValueError, PermissionDenied) as problem:  # what the services refuse
            _LOG.warning("%s was left out: %s", unit.key, problem)
            return False

    def _book(self) -> None:
        """The policy book of the five places."""
        shelf = read_shelf(tuple(place.policy for place in PLACES), self.kept.day)
        publish(site(shelf), settings.DATA_DIR / "book")
