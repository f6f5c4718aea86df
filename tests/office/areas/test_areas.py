"""Areas by their codes."""

from __future__ import annotations

import pytest
from county import County
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from doudi.areas import codes
from doudi.areas.models import Area
from doudi.areas.services import AreaProblem, add_areas

DIGITS = st.from_regex(r"[1-9][0-9]([0-9]{4}|[0-9]{7}|[0-9]{10})", fullmatch=True)


@pytest.mark.parametrize(
    ("code", "prefix", "level", "parent"),
    [
        ("430000", "43", "province", None),
        ("433100", "4331", "city", "430000000000"),
        ("433126", "433126", "county", "433100000000"),
        ("433126100", "433126100", "township", "433126000000"),
        ("433126100001", "433126100001", "village", "433126100000"),
        ("433126000001", "433126000001", "village", "433126000000"),
        ("441900003", "441900003", "township", "441900000000"),
    ],
)
def test_level_and_parent_follow_from_the_code(code: str, prefix: str, level: str, parent: str | None) -> None:
    assert (codes.prefix(code), codes.level(code), codes.parent(code)) == (prefix, level, parent)


@pytest.mark.parametrize(
    "code", ["", "4331", "43312610", "4331261000011", "43312A", "433126\n", "４３３１２６", "000000"]
)
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="区划代码应为 6、9 或 12 位数字"):
        codes.full(code)


@given(DIGITS)
def test_every_place_lies_within_itself_and_all_above(code: str) -> None:
    above: str | None = codes.full(code)
    while above is not None:
        assert codes.within(code, above)
        above = codes.parent(above)


@given(DIGITS, DIGITS)
def test_within_is_by_prefix_and_of_two_different_places_at_most_one_way(one: str, other: str) -> None:
    assert codes.within(one, other) == codes.full(one).startswith(codes.prefix(other))
    if codes.full(one) != codes.full(other):
        assert not (codes.within(one, other) and codes.within(other, one))


def test_a_neighbour_whose_code_begins_alike_is_not_within(county: County, elsewhere: County) -> None:
    assert county.area.contains(county.village)
    assert not county.area.contains(elsewhere.village)
    assert not county.village.contains(county.area)


def test_areas_are_entered_below_the_one_that_their_code_says(county: County) -> None:
    assert county.village.parent == county.township
    assert county.village.full_name() == "清溪县清溪东镇清溪河村"
    assert county.village.level == "village"


@pytest.mark.django_db
def test_a_village_without_its_township_is_refused_with_all_others() -> None:
    with pytest.raises(AreaProblem, match=r"^东村（990101001001）的上级 990101001000 还没有录入。先录入上级。$"):
        add_areas(rows=[("990101", "清溪县"), ("990101001001", "东村")])
    assert not Area.objects.exists()


@pytest.mark.django_db
def test_areas_may_come_in_any_order_and_again() -> None:
    rows = [("990101001001", "东村"), ("990101001", "东镇"), ("990101", "清溪县")]
    assert len(add_areas(rows=rows)) == 3
    add_areas(rows=[*rows[:2], ("990101", "清溪区")])
    assert list(Area.objects.values_list("name", flat=True)) == ["清溪区", "东镇", "东村"]


@pytest.mark.django_db
def test_a_code_that_is_not_written_in_full_is_not_kept() -> None:
    with pytest.raises(ValidationError, match="区划代码应写满 12 位"):
        Area(code="990101", name="清溪县").full_clean()
