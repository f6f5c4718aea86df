"""Which policy is in force where and when, with which values: entered by one person, approved by another."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

import pytest
from county import County, employ
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from doudi.accounts.actor import Actor
from doudi.accounts.models import Membership
from doudi.rulebook.kept import policy_of
from doudi.rulebook.models import Adoption, Release, StandardValue
from doudi.rulebook.selectors import NothingAdopted, adoption_for, adoptions, setting_for, standards
from doudi.rulebook.services import (
    AdoptionProblem,
    adopt,
    approve_adoption,
    approve_standard,
    keep_release,
    read_place_file,
    set_standard,
    withdraw,
)
from doudi.rulebook.standards import StandardProblem, read_value, written

pytestmark = pytest.mark.django_db
START = datetime.date(2021, 9, 27)
DAY = datetime.date(2021, 12, 1)


@pytest.fixture
def release(county: County) -> Release:
    return keep_release(actor=county.actor("county.editor"), word="guzhang-2021")


def put_in_force(county: County, release: Release, area: str = "county", start: datetime.date = START) -> Adoption:
    made = adopt(actor=county.actor("county.editor"), area=county.areas[area], release=release, from_date=start)
    return approve_adoption(actor=county.actor("county.leader"), adoption=made)


def give(county: County, name: str, value: str, start: datetime.date, area: str = "county") -> StandardValue:
    editor, leader = county.actor("county.editor"), county.actor("county.leader")
    made = set_standard(actor=editor, area=county.areas[area], name=name, value=value, from_date=start)
    return approve_standard(actor=leader, standard=made)


def test_a_policy_is_in_force_only_when_a_second_person_has_approved_it(county: County, release: Release) -> None:
    made = adopt(actor=county.actor("county.editor"), area=county.area, release=release, from_date=START)
    with pytest.raises(NothingAdopted, match="清溪河村在 2021-12-01 没有采用任何政策。"):
        adoption_for("990101001001", DAY)
    approve_adoption(actor=county.actor("county.leader"), adoption=made)
    assert adoption_for("990101001001", DAY) == made


def test_a_policy_is_in_force_from_its_first_to_its_last_day(county: County, release: Release) -> None:
    last = datetime.date(2021, 12, 31)
    made = adopt(
        actor=county.actor("county.editor"), area=county.area, release=release, from_date=START, until_date=last
    )
    approve_adoption(actor=county.actor("county.leader"), adoption=made)
    assert adoption_for(county.area.code, START) == made
    assert adoption_for(county.area.code, last) == made
    for outside in (START - datetime.timedelta(1), last + datetime.timedelta(1)):
        with pytest.raises(NothingAdopted):
            adoption_for(county.area.code, outside)


def test_a_later_adoption_takes_the_place_of_an_earlier_one(county: County, release: Release) -> None:
    put_in_force(county, release)
    other = keep_release(actor=county.actor("county.editor"), word="wuzhou-2023")
    later = put_in_force(county, other, start=datetime.date(2023, 6, 1))
    assert adoption_for(county.area.code, datetime.date(2023, 5, 31)).release == release
    assert adoption_for(county.area.code, datetime.date(2023, 6, 1)) == later


def test_the_policy_of_a_narrower_area_goes_before_that_of_a_wider_one(county: County, release: Release) -> None:
    put_in_force(county, release)
    other = keep_release(actor=county.actor("county.editor"), word="wuzhou-2023")
    put_in_force(county, other, area="township", start=START)
    assert adoption_for(county.village.code, DAY).release == other
    assert adoption_for(county.areas["village_2"].code, DAY).release == release


def test_who_enters_an_adoption_does_not_approve_it(county: County, release: Release) -> None:
    leader = county.actor("county.leader")
    also = Membership.objects.create(
        user=leader.user, organisation=leader.organisation, role="editor", from_date=datetime.date(2020, 1, 1)
    )
    made = adopt(actor=Actor(also), area=county.area, release=release, from_date=START)
    with pytest.raises(PermissionDenied, match="录入人不能批准自己录入的内容。"):
        approve_adoption(actor=leader, adoption=made)


def test_the_database_refuses_an_approval_by_who_entered_it(county: County, release: Release) -> None:
    made = adopt(actor=county.actor("county.editor"), area=county.area, release=release, from_date=START)
    made.approved_by = made.entered_by
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()


def test_only_one_adoption_of_a_place_begins_on_a_day(county: County, release: Release) -> None:
    put_in_force(county, release)
    with pytest.raises(AdoptionProblem, match="2021-09-27 起已有一项采用；先撤回它，或另选日期。"):
        adopt(actor=county.actor("county.editor"), area=county.area, release=release, from_date=START)


def test_an_adoption_does_not_end_before_it_begins(county: County, release: Release) -> None:
    with pytest.raises(AdoptionProblem, match="截止日期早于起始日期。"):
        adopt(
            actor=county.actor("county.editor"),
            area=county.area,
            release=release,
            from_date=START,
            until_date=datetime.date(2021, 1, 1),
        )


def test_a_withdrawn_adoption_is_in_force_no_more_and_stays_on_record(county: County, release: Release) -> None:
    made = put_in_force(county, release)
    with pytest.raises(AdoptionProblem, match="撤回要写明理由。"):
        withdraw(actor=county.actor("county.leader"), row=made, reason=" ")
    withdraw(actor=county.actor("county.leader"), row=made, reason="录错日期")
    with pytest.raises(NothingAdopted):
        adoption_for(county.area.code, DAY)
    assert Adoption.objects.get() == made
    assert put_in_force(county, release) != made


def test_an_editor_takes_back_only_what_is_not_approved_yet(county: County, release: Release) -> None:
    made = put_in_force(county, release)
    with pytest.raises(PermissionDenied):
        withdraw(actor=county.actor("county.editor"), row=made, reason="录错日期")


def test_a_standard_holds_from_its_day_until_the_next(county: County, release: Release) -> None:
    put_in_force(county, release)
    give(county, "dibao_standard", "550", START)
    give(county, "dibao_standard", "590.50", datetime.date(2022, 1, 1))
    assert setting_for(county.village.code, DAY).value("dibao_standard") == 550
    assert setting_for(county.village.code, datetime.date(2022, 1, 1)).value("dibao_standard") == Fraction("590.5")


def test_a_standard_that_nobody_has_approved_is_unknown(county: County, release: Release) -> None:
    put_in_force(county, release)
    editor = county.actor("county.editor")
    set_standard(actor=editor, area=county.area, name="dibao_standard", value="550", from_date=START)
    assert setting_for(county.area.code, DAY).value("dibao_standard") is None


def test_the_standard_of_a_narrower_area_goes_before_that_of_a_wider_one(county: County, release: Release) -> None:
    put_in_force(county, release)
    give(county, "dibao_standard", "550", START)
    give(county, "dibao_standard", "600", datetime.date(2022, 1, 1), area="township")
    give(county, "dibao_standard", "580", datetime.date(2022, 6, 1))
    later = datetime.date(2022, 7, 1)
    assert setting_for(county.village.code, later).value("dibao_standard") == 600
    assert setting_for(county.village.code, DAY).value("dibao_standard") == 550
    assert setting_for(county.areas["village_2"].code, later).value("dibao_standard") == 580


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("dibao_standard", "很多", "dibao_standard"),
        ("dibao_standard", "-1", "dibao_standard"),
        ("dibao_standart", "550", "最接近的是"),
        ("line_itself", "both", "line_itself"),
    ],
)
def test_a_value_that_the_policy_cannot_use_is_refused(
    county: County, release: Release, name: str, value: str, words: str
) -> None:
    put_in_force(county, release)
    with pytest.raises(StandardProblem, match=words):
        set_standard(actor=county.actor("county.editor"), area=county.area, name=name, value=value, from_date=START)
    assert not StandardValue.objects.exists()


def test_a_standard_has_one_value_from_a_day(county: County, release: Release) -> None:
    put_in_force(county, release)
    give(county, "dibao_standard", "550", START)
    with pytest.raises(StandardProblem, match="dibao_standard 自 2021-09-27 起已有一个值。"):
        give(county, "dibao_standard", "560", START)


def test_a_place_file_is_entered_whole_or_not_at_all(county: County, release: Release, tmp_path: Path) -> None:
    editor, path = county.actor("county.editor"), tmp_path / "place.yaml"
    path.write_text("parameters: {dibao_standard: {2021-01-01: 550, 2022-01-01: 590.5}}", encoding="utf-8")
    found = read_place_file(actor=editor, area=county.area, release=release, path=path)
    assert [(v.name, v.value, v.from_date.isoformat()) for v in found] == [
        ("dibao_standard", "550", "2021-01-01"),
        ("dibao_standard", "590.5", "2022-01-01"),
    ]
    path.write_text("parameters: {dibao_standard: {2023-01-01: 610}, no_such: {2023-01-01: 1}}", encoding="utf-8")
    with pytest.raises(StandardProblem, match="no_such"):
        read_place_file(actor=editor, area=county.area, release=release, path=path)
    assert StandardValue.objects.count() == 2


def test_values_are_written_so_that_they_are_read_back_exactly(release: Release) -> None:
    policy = policy_of(release)
    for text in ("0.000001", "1.5", "0.3", "100"):
        assert written(read_value(policy, "low_income_multiple", text)) == text


def test_an_outsider_adopts_and_approves_nothing_here(county: County, elsewhere: County, release: Release) -> None:
    with pytest.raises(PermissionDenied, match="不在白石县民政局的辖区内。"):
        adopt(actor=elsewhere.actor("county.editor"), area=county.area, release=release, from_date=START)
    made = adopt(actor=county.actor("county.editor"), area=county.area, release=release, from_date=START)
    with pytest.raises(PermissionDenied):
        approve_adoption(actor=elsewhere.actor("county.leader"), adoption=made)
    with pytest.raises(PermissionDenied):
        set_standard(
            actor=elsewhere.actor("county.editor"),
            area=county.area,
            name="dibao_standard",
            value="1",
            from_date=START,
            release=release,
        )


def test_an_outsider_does_not_see_what_is_adopted_here(county: County, elsewhere: County, release: Release) -> None:
    put_in_force(county, release)
    give(county, "dibao_standard", "550", START)
    assert adoptions(county.actor("township.clerk")).count() == 1
    assert adoptions(elsewhere.actor("township.clerk")).count() == 0
    assert standards(elsewhere.actor("county.editor")).count() == 0


def test_a_clerk_adopts_nothing_and_a_second_editor_approves_nothing(county: County, release: Release) -> None:
    with pytest.raises(PermissionDenied):
        adopt(actor=county.actor("township.clerk"), area=county.area, release=release, from_date=START)
    made = adopt(actor=county.actor("county.editor"), area=county.area, release=release, from_date=START)
    second = employ(county.organisations["county"], "editor", "second-editor")
    with pytest.raises(PermissionDenied):
        approve_adoption(actor=second, adoption=made)
