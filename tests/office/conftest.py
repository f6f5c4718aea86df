"""Fixtures of the office: a county, and another whose people must be refused."""

from __future__ import annotations

from collections.abc import Callable

import django
import pytest
from click.testing import CliRunner, Result
from django.core.cache import cache

django.setup()  # models can be imported only after this

from county import County, build  # noqa: E402

from doudi.audit.models import Head  # noqa: E402
from doudi.command.main import main  # noqa: E402


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    """Forms that other tests sent must not use up this test's share of the limit on forms."""
    cache.clear()


@pytest.fixture(autouse=True)
def _the_audit_log_has_its_beginning(request: pytest.FixtureRequest) -> None:
    """A test with real transactions empties every table after it, also of the row with which the audit chain begins."""
    for database in ("transactional_db", "db"):
        if database in request.fixturenames:
            request.getfixturevalue(database)
            Head.objects.get_or_create(pk=1)
            return


@pytest.fixture
def county(db: None) -> County:
    """The county of the test."""
    return build("990101", "清溪")


@pytest.fixture
def elsewhere(db: None) -> County:
    """A neighbouring county: its officials are outsiders."""
    return build("990102", "白石")


@pytest.fixture
def run(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run `doudi` with these words on the database of the test; standard output and error are kept apart."""
    monkeypatch.delenv("DOUDI_LANG", raising=False)

    def run(*words: object) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words])
        assert "Traceback" not in result.output
        return result

    return run
