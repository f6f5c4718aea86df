"""Households and who lives in them."""

from __future__ import annotations

import datetime

import pytest
from county import County
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from family import Family, person_of

from doudi.audit.models import Entry
from doudi.registry import selectors
from doudi.registry.models import Household, HouseholdMember, Person
from doudi.registry.services import (
    RegistryProblem,
    Who,
    add_member,
    change_relations,
    end_household,
    leave_household,
    move_member,
    open_household,
    record_death,
    register_household,
    register_person,
    relocate_household,
    remove_member,
    set_relation,
)

SINCE = datetime.date(2021, 1, 1)
MAY = datetime.date(2022, 5, 1)
LONG_AFTER = datetime.date(2023, 1, 1)


def names(household: Household, on: datetime.date) -> list[str]:
    return [member.person.name for member in selectors.members_on(household, on)]


def second(county: County, number: int = 20, area: str = "village") -> Household:
    """Another household of one."""
    return register_household(
        actor=county.actor("county.officer"),
        area=county.areas[area],
        formed_on=SINCE,
        members=[(person_of(number), "head")],
    )


def test_a_household_has_a_number_of_its_county_and_its_members_from_the_day(family: Family) -> None:
    assert family.household.number == "H990101-000001"
    assert second(family.county).number == "H990101-000002"
    assert names(family.household, SINCE) == ["张建国", "李秀英", "张小梅"]
    assert names(family.household, SINCE - datetime.timedelta(1)) == []


def test_a_household_with_a_wrong_member_is_not_entered_at_all(county: County) -> None:
    with pytest.raises(RegistryProblem):
        register_household(
            actor=county.actor("township.clerk"),
            area=county.village,
            formed_on=SINCE,
            members=[(Who("王大明"), "head"), (Who(""), "spouse")],
        )
    assert not Household.objects.exists() and not Person.objects.exists() and not Entry.objects.exists()


def test_a_person_is_in_one_household_at_a_time(family: Family) -> None:
    other = second(family.county)
    with pytest.raises(RegistryProblem) as refused:
        add_member(actor=family.clerk, household=other, person=family.mother, relation="spouse", from_date=MAY)
    assert str(refused.value) == (
        "此人自 2021-01-01 起是 H990101-000001 户的成员。一个人同一时间只能在一户，请办理迁移。"
    )


def test_the_service_refuses_a_member_twice_in_one_household(family: Family) -> None:
    with pytest.raises(RegistryProblem, match="已是本户成员"):
        add_member(
            actor=family.clerk, household=family.household, person=family.mother, relation="other", from_date=MAY
        )


def test_postgresql_itself_refuses_two_households_on_one_day(family: Family) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the exclusion constraint is PostgreSQL's; on SQLite the service's own check is tested above")
    member = HouseholdMember.objects.get(person=family.mother)
    member.pk, member.household = None, second(family.county)
    with pytest.raises(IntegrityError, match="one_household_at_a_time"), transaction.atomic():
        member.save()


def test_moving_ends_the_old_membership_the_day_before(family: Family) -> None:
    other = second(family.county)
    move_member(actor=family.clerk, person=family.daughter, household=other, relation="child", on=MAY)
    assert "张小梅" in names(family.household, MAY - datetime.timedelta(1))
    assert "张小梅" not in names(other, MAY - datetime.timedelta(1))
    assert "张小梅" not in names(family.household, MAY)
    assert names(other, MAY) == ["王大明", "张小梅"]


def test_moving_on_the_first_day_leaves_no_membership_behind(family: Family) -> None:
    other = second(family.county)
    move_member(actor=family.clerk, person=family.daughter, household=other, relation="child", on=SINCE)
    assert "张小梅" not in names(family.household, SINCE)
    assert names(other, SINCE) == ["王大明", "张小梅"]


def test_moving_takes_the_person_to_the_new_area(family: Family) -> None:
    county = family.county
    other = second(county, area="village_2")
    officer = county.actor("county.officer")
    move_member(actor=officer, person=family.daughter, household=other, relation="child", on=MAY)
    assert Person.objects.get(pk=family.daughter.pk).area_id == other.area_id


def test_nobody_is_taken_out_of_a_household_of_another_area(family: Family, elsewhere: County) -> None:
    other = second(elsewhere)
    with pytest.raises(PermissionDenied):
        move_member(
            actor=elsewhere.actor("township.clerk"), person=family.daughter, household=other, relation="child", on=MAY
        )
    assert "张小梅" in names(family.household, MAY)


def test_moving_before_a_later_change_is_refused(family: Family) -> None:
    other, third = second(family.county), second(family.county, 21)
    move_member(actor=family.clerk, person=family.daughter, household=other, relation="child", on=LONG_AFTER)
    with pytest.raises(RegistryProblem, match="之后还有登记的住户变动"):
        move_member(actor=family.clerk, person=family.daughter, household=third, relation="child", on=MAY)


def test_the_death_of_a_person_is_their_last_day_in_the_household(family: Family) -> None:
    record_death(actor=family.clerk, person=family.father, died_on=MAY)
    assert "张建国" in names(family.household, MAY)
    assert "张建国" not in names(family.household, MAY + datetime.timedelta(1))
    assert Person.objects.get(pk=family.father.pk).died_on == MAY
    with pytest.raises(RegistryProblem, match="此人已登记于 2022-05-01 死亡"):
        record_death(actor=family.clerk, person=family.father, died_on=LONG_AFTER)


def test_who_died_joins_no_household(family: Family) -> None:
    record_death(actor=family.clerk, person=family.father, died_on=MAY)
    other = second(family.county)
    with pytest.raises(RegistryProblem, match="此人已于 2022-05-01 死亡"):
        add_member(actor=family.clerk, household=other, person=family.father, relation="other", from_date=LONG_AFTER)


def test_another_takes_over_as_head_when_the_head_dies(family: Family) -> None:
    record_death(actor=family.clerk, person=family.father, died_on=MAY)
    after = MAY + datetime.timedelta(1)
    set_relation(actor=family.clerk, person=family.mother, relation="head", on=after)
    assert [m.relation for m in selectors.members_on(family.household, MAY)] == ["head", "spouse", "child"]
    assert [m.relation for m in selectors.members_on(family.household, after)] == ["head", "child"]


def test_there_is_one_head_at_a_time(family: Family) -> None:
    with pytest.raises(RegistryProblem, match="这段时间已有户主，一户只有一个户主。"):
        set_relation(actor=family.clerk, person=family.mother, relation="head", on=MAY)
    assert [m.relation for m in selectors.members_on(family.household, MAY)] == ["head", "spouse", "child"]


def test_head_and_spouse_change_places_at_once(family: Family) -> None:
    change_relations(actor=family.clerk, relations={family.mother: "head", family.father: "spouse"}, on=MAY)
    assert names(family.household, MAY)[0] == "李秀英"
    assert names(family.household, MAY - datetime.timedelta(1))[0] == "张建国"


def test_leaving_takes_nobody_else_along(family: Family) -> None:
    leave_household(actor=family.clerk, person=family.mother, last_day=MAY)
    assert names(family.household, LONG_AFTER) == ["张建国", "张小梅"]
    with pytest.raises(RegistryProblem, match="此人在 2023-01-01 不是任何一户的成员"):
        leave_household(actor=family.clerk, person=family.mother, last_day=LONG_AFTER)


def test_a_membership_entered_in_error_is_taken_back_with_a_reason(family: Family) -> None:
    member = HouseholdMember.objects.get(person=family.mother)
    with pytest.raises(RegistryProblem, match="写明理由"):
        remove_member(actor=family.clerk, member=member, reason=" ")
    remove_member(actor=family.clerk, member=member, reason="录错户")
    assert "李秀英" not in names(family.household, SINCE)
    assert HouseholdMember.objects.filter(person=family.mother).count() == 1
    with pytest.raises(RegistryProblem, match="刚被别人更正过"):
        remove_member(actor=family.clerk, member=member, reason="录错户")


def test_a_household_that_ends_has_no_members_after(family: Family) -> None:
    end_household(actor=family.clerk, household=family.household, last_day=MAY, why="moved_out")
    assert len(names(family.household, MAY)) == 3
    assert names(family.household, MAY + datetime.timedelta(1)) == []
    with pytest.raises(RegistryProblem, match="这户已于 2022-05-01 注销"):
        end_household(actor=family.clerk, household=family.household, last_day=MAY, why="moved_out")
    late = register_person(actor=family.clerk, area=family.county.village, who=person_of(30))
    with pytest.raises(RegistryProblem, match="不能再有成员"):
        add_member(actor=family.clerk, household=family.household, person=late, relation="other", from_date=MAY)


def test_a_household_is_not_ended_for_an_unknown_reason(family: Family) -> None:
    with pytest.raises(RegistryProblem, match="没有这种注销原因"):
        end_household(actor=family.clerk, household=family.household, last_day=MAY, why="lost")


def test_earlier_places_of_a_household_stay_known(family: Family) -> None:
    officer, there = family.county.actor("county.officer"), family.county.areas["village_2"]
    moved = relocate_household(
        actor=officer, household=family.household, on=MAY, area=there, address="清溪西镇山村 1 号"
    )
    assert (moved.area_id, moved.address) == (there.pk, "清溪西镇山村 1 号")
    assert Person.objects.get(pk=family.mother.pk).area_id == there.pk
    history = selectors.history(officer, moved)
    assert [(v.name, v.value) for v in history.order_by("name", "true_from")] == [
        ("address", "清溪东镇河村 3 号"),
        ("address", "清溪西镇山村 1 号"),
        ("area", family.county.village.pk),
        ("area", there.pk),
    ]
    with pytest.raises(Household.DoesNotExist):
        open_household(actor=family.clerk, number=moved.number)


def test_a_person_is_not_a_member_before_birth(family: Family) -> None:
    child = Who("张小弟", sex="male", birth_date=MAY)
    baby = register_person(actor=family.clerk, area=family.county.village, who=child)
    with pytest.raises(RegistryProblem, match="加入日期早于出生日期 2022-05-01"):
        add_member(actor=family.clerk, household=family.household, person=baby, relation="child", from_date=SINCE)
    add_member(actor=family.clerk, household=family.household, person=baby, relation="child", from_date=MAY)
    assert names(family.household, MAY)[-1] == "张小弟"


def test_a_household_has_fifty_members_at_most(county: County) -> None:
    clerk = county.actor("township.clerk")
    home = register_household(
        actor=clerk,
        area=county.village,
        formed_on=SINCE,
        members=[(Who(f"王{n}"), "other") for n in range(50)],
    )
    late = register_person(actor=clerk, area=county.village, who=Who("王末"))
    with pytest.raises(RegistryProblem, match="一户最多 50 人"):
        add_member(actor=clerk, household=home, person=late, relation="other", from_date=MAY)


def test_an_outsider_sees_and_changes_no_household(family: Family, elsewhere: County) -> None:
    outsider = elsewhere.actor("county.officer")
    mine = second(elsewhere, 40)
    assert list(selectors.households(outsider)) == [mine]
    with pytest.raises(Household.DoesNotExist):
        open_household(actor=outsider, number=family.household.number)
    for refused in (
        lambda: end_household(actor=outsider, household=family.household, last_day=MAY, why="died"),
        lambda: relocate_household(actor=outsider, household=family.household, on=MAY, address="别处"),
        lambda: leave_household(actor=outsider, person=family.mother, last_day=MAY),
        lambda: record_death(actor=outsider, person=family.mother, died_on=MAY),
        lambda: set_relation(actor=outsider, person=family.mother, relation="other", on=MAY),
        lambda: remove_member(actor=outsider, member=HouseholdMember.objects.get(person=family.mother), reason="录错"),
        lambda: selectors.history(outsider, family.household),
        lambda: register_household(actor=outsider, area=family.county.village, formed_on=SINCE),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    assert len(names(family.household, LONG_AFTER)) == 3


@pytest.mark.parametrize("post", ["county.finance", "county.editor", "department.contact", "county.administrator"])
def test_who_does_no_case_work_reads_no_household(family: Family, post: str) -> None:
    with pytest.raises(PermissionDenied):
        open_household(actor=family.county.actor(post), number=family.household.number)


def test_an_auditor_reads_and_changes_nothing(family: Family) -> None:
    auditor = family.county.actor("county.auditor")
    assert open_household(actor=auditor, number=family.household.number) == family.household
    with pytest.raises(PermissionDenied):
        leave_household(actor=auditor, person=family.mother, last_day=MAY)
