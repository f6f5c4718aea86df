"""Numbers that a place gives."""

from __future__ import annotations

import pytest
from django.db import transaction

from doudi.areas.numbering import next_numbers
from doudi.cases.models import Counter

pytestmark = pytest.mark.django_db
SERIES = {"place": "990101", "year": 2026}


def test_numbers_follow_one_another_and_every_series_begins_at_one() -> None:
    assert [list(next_numbers(Counter, count, **SERIES)) for count in (1, 3, 1)] == [[1], [2, 3, 4], [5]]
    assert list(next_numbers(Counter, **SERIES | {"year": 2027})) == [1]
    assert list(next_numbers(Counter, **SERIES | {"place": "990102"})) == [1]


def test_the_number_of_what_came_to_nothing_is_given_again() -> None:
    next_numbers(Counter, **SERIES)
    with pytest.raises(RuntimeError), transaction.atomic():
        next_numbers(Counter, **SERIES)
        raise RuntimeError
    assert list(next_numbers(Counter, **SERIES)) == [2]
