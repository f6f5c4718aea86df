"""Fixtures of the office: a county, and another whose people must be refused."""

from __future__ import annotations

import django
import pytest

django.setup()  # models can be imported only after this

from county import County, build  # noqa: E402


@pytest.fixture
def county(db: None) -> County:
    """The county of the test."""
    return build("990101", "清溪")


@pytest.fixture
def elsewhere(db: None) -> County:
    """A neighbouring county: its officials are outsiders."""
    return build("990102", "白石")
