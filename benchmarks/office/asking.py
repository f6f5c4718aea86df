"""One page at a time, without a network: how many questions it asks the database, and the processor's time for it."""

from __future__ import annotations

import statistics
import time
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.office import county
from benchmarks.office.visiting import errands
from doudi.accounts.models import User

_TIMES = 15


def ask() -> dict[str, Any]:
    """Of each page as the first clerk sees it: questions to the database, and milliseconds of the processor."""
    worker = county.workers()[0]
    client = Client()
    client.force_login(User.objects.get(username=worker.username), "django.contrib.auth.backends.ModelBackend")
    found = errands(worker.area, 0)
    pages = {
        "inbox": lambda n: client.get("/desk/"),
        "search": lambda n: client.post("/desk/households/", {"text": found.texts[n % len(found.texts)]}),
        "household file": lambda n: client.get(f"/desk/households/{found.households[n]}/"),
        "case page": lambda n: client.get(f"/desk/cases/{found.cases[n]}/"),
        "notice board": lambda n: client.get("/"),
    }
    measured = {}
    for name, page in pages.items():
        assert page(0).status_code == 200, name
        times, counts = [], []
        for number in range(1, _TIMES):
            start = time.process_time()
            page(number)
            times.append((time.process_time() - start) * 1000)
        for number in range(1, 5):
            with CaptureQueriesContext(connection) as asked:
                page(number)
            counts.append(len(asked))
        measured[name] = {"queries": max(counts), "cpu_ms": statistics.median(times)}
    return measured
