"""Points Django at a site for tests, before anything loads it: SQLite unless DOUDI_TEST_DATABASE_URL names another."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

# No time limit on an example: a busy machine must not decide whether a change is right.
hypothesis_settings.register_profile("doudi", deadline=None)
hypothesis_settings.load_profile("doudi")

_FOLDER = tempfile.TemporaryDirectory(prefix="doudi-tests-")
os.environ.update(DJANGO_SETTINGS_MODULE="doudi.office.settings", DOUDI_MODE="test", DOUDI_DATA=_FOLDER.name)
if _given := os.environ.get("DOUDI_TEST_DATABASE_URL"):
    os.environ["DOUDI_DATABASE_URL"] = _given
else:
    os.environ.pop("DOUDI_DATABASE_URL", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole procedures on screen are slow: `make test` leaves them to `make test MARK=slow`."""
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def _quick_and_clean(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that use the database hash passwords quickly, keep files in their own folder and share no cache."""
    if not {"db", "transactional_db"} & set(request.fixturenames):
        yield
        return
    from django.core.cache import cache

    settings = request.getfixturevalue("settings")
    tmp_path: Path = request.getfixturevalue("tmp_path")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "files"
    cache.clear()
    yield
    cache.clear()
