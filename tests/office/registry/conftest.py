"""A family in the registry of the county."""

from __future__ import annotations

import datetime

import pytest
from county import County
from family import Family, found

SINCE = datetime.date(2021, 1, 1)


@pytest.fixture
def family(county: County) -> Family:
    """Three people in the first village: 张建国, his wife 李秀英 and their daughter 张小梅, since 2021."""
    return found(county, SINCE)
