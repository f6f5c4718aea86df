"""Two records of one person become one, and two again."""

from __future__ import annotations

import datetime

import pytest
from county import County
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from family import FATHER, Family, person_of

from doudi.accounts.actor import Actor
from doudi.registry import selectors
from doudi.registry.models import HouseholdMember, Merge, Person
from doudi.registry.services import (
    RegistryProblem,
    Who,
    add_member,
    correct_person,
    leave_household,
    merge,
    move_member,
    record_facts,
    register_household,
    register_person,
    search,
    unmerge,
)

SINCE = datetime.date(2021, 1, 1)
MAY = datetime.date(2022, 5, 1)
TODAY = datetime.date(2023, 1, 1)
MANY = "同一人两次登记"


@pytest.fixture
def officer(county: County) -> Actor:
    return county.actor("county.officer")


@pytest.fixture
def again(family: Family) -> Person:
    """张建国 entered once more, without a number."""
    return register_person(actor=family.clerk, area=family.county.village, who=Who("张建国", sex="male"))


def ids(family: Family, on: datetime.date = TODAY) -> list[int]:
    return [member.person_id for member in selectors.members_on(family.household, on)]


def facts(family: Family, person: Person, known_on: datetime.datetime | None = None) -> dict[str, object]:
    found = selectors.facts_of(family.household, true_on=TODAY, known_on=known_on)["members"]
    return next((member for member in found if member["id"] == str(person.pk)), {})


def test_the_record_that_is_kept_answers_for_both(family: Family, officer: Actor, again: Person) -> None:
    record_facts(
        actor=family.clerk, subject=family.father, values={"wage_income": "900", "labour": "full"}, true_from=SINCE
    )
    record_facts(actor=family.clerk, subject=again, values={"labour": "partial"}, true_from=SINCE)
    before = timezone.now()
    merge(actor=officer, kept=again, merged=family.father, reason=MANY)
    assert ids(family) == [again.pk, family.mother.pk, family.daughter.pk]
    found = facts(family, again)
    assert (found["wage_income"], found["labour"]) == ("900.00", "partial")
    assert facts(family, family.father, before)["labour"] == "full"
    assert facts(family, again, before) == {}


def test_blanks_of_the_kept_record_are_filled(family: Family, officer: Actor, again: Person) -> None:
    made = merge(actor=officer, kept=again, merged=family.father, reason=MANY)
    assert made.moved["filled"] == ["id_number", "birth_date", "telephone", "bank_card"]
    kept = Person.objects.get(pk=again.pk)
    assert kept.id_number_masked == family.father.id_number_masked
    assert kept.birth_date == family.father.birth_date


def test_what_was_merged_is_found_through_what_is_kept(family: Family, officer: Actor, again: Person) -> None:
    correct_person(actor=family.clerk, person=again, changes={"name": "张健国"}, reason="改名")
    merge(actor=officer, kept=again, merged=family.father, reason=MANY)
    for text in ("张建国", "zhangjianguo", FATHER.id_number, FATHER.telephone):
        found = search(actor=family.clerk, text=text, on=TODAY).found
        assert [(each.person.pk, each.household) for each in found] == [(again.pk, family.household)]
    assert list(selectors.people(family.clerk).filter(pk=family.father.pk)) == []


def test_a_merge_undone_leaves_both_as_they_were(family: Family, officer: Actor, again: Person) -> None:
    made = merge(actor=officer, kept=again, merged=family.father, reason=MANY)
    left = unmerge(actor=officer, merge=made, reason="是同名的两个人")
    assert left == []
    assert ids(family) == [family.father.pk, family.mother.pk, family.daughter.pk]
    kept, other = Person.objects.get(pk=again.pk), Person.objects.get(pk=family.father.pk)
    assert (kept.id_number, kept.birth_date, kept.sex) == ("", None, "male")
    assert other.merged_into_id is None and other.id_number_masked == family.father.id_number_masked
    assert selectors.membership_on(kept, TODAY) is None


def test_a_merge_can_be_done_again_after_it_was_undone(family: Family, officer: Actor, again: Person) -> None:
    unmerge(actor=officer, merge=merge(actor=officer, kept=again, merged=family.father, reason=MANY), reason="误并")
    merge(actor=officer, kept=family.father, merged=again, reason=MANY)
    assert ids(family)[0] == family.father.pk


def test_between_merge_and_unmerge_it_was_known_as_one(family: Family, officer: Actor, again: Person) -> None:
    record_facts(actor=family.clerk, subject=family.father, values={"wage_income": "900"}, true_from=SINCE)
    made = merge(actor=officer, kept=again, merged=family.father, reason=MANY)
    between = timezone.now()
    unmerge(actor=officer, merge=made, reason="误并")
    assert facts(family, again, between)["wage_income"] == "900.00"
    assert facts(family, again) == {}
    assert facts(family, family.father)["wage_income"] == "900.00"


def test_what_was_said_of_the_kept_record_since_stays_with_it(family: Family, officer: Actor, again: Person) -> None:
    made = merge(actor=officer, kept=family.father, merged=again, reason=MANY)
    record_facts(actor=family.clerk, subject=family.father, values={"wage_income": "1"}, true_from=SINCE)
    unmerge(actor=officer, merge=made, reason="误并")
    assert facts(family, family.father)["wage_income"] == "1.00"
    assert selectors.person_facts([again.pk], true_on=TODAY)[again.pk] == {}


def test_a_membership_that_changed_since_stays_and_is_reported(family: Family, officer: Actor, again: Person) -> None:
    made = merge(actor=officer, kept=again, merged=family.father, reason=MANY)
    kept = Person.objects.get(pk=again.pk)
    leave_household(actor=family.clerk, person=kept, last_day=MAY)
    unmerge(actor=officer, merge=made, reason="误并")
    assert selectors.membership_on(kept, SINCE).household == family.household
    assert selectors.membership_on(Person.objects.get(pk=family.father.pk), SINCE) is None


def test_records_in_two_households_on_one_day_are_not_merged(family: Family, officer: Actor, again: Person) -> None:
    other = register_household(actor=family.clerk, area=family.county.village, formed_on=MAY, members=[(again, "head")])
    with pytest.raises(RegistryProblem) as refused:
        merge(actor=officer, kept=family.father, merged=again, reason=MANY)
    assert str(refused.value) == (
        f"两份档案在 2022-05-01 分别在 {family.household.number} 户和 {other.number} 户。"
        "请先撤销其中登记错的一条，再合并。"
    )
    assert not Merge.objects.exists()


def test_two_records_in_one_household_become_one_member(family: Family, officer: Actor, again: Person) -> None:
    add_member(actor=family.clerk, household=family.household, person=again, relation="other", from_date=MAY)
    made = merge(actor=officer, kept=family.father, merged=again, reason=MANY)
    assert ids(family) == [family.father.pk, family.mother.pk, family.daughter.pk]
    unmerge(actor=officer, merge=made, reason="误并")
    assert again.pk in ids(family)


def test_times_that_only_the_other_record_had_are_passed_on(family: Family, officer: Actor, again: Person) -> None:
    home = register_household(
        actor=family.clerk, area=family.county.village, formed_on=SINCE, members=[(person_of(50), "head")]
    )
    early = datetime.date(2019, 1, 1)
    HouseholdMember.objects.filter(person__name="王大明").update(from_date=early)
    add_member(actor=family.clerk, household=home, person=again, relation="other", from_date=early)
    leave_household(actor=family.clerk, person=again, last_day=datetime.date(2020, 12, 31))
    merge(actor=officer, kept=family.father, merged=again, reason=MANY)
    assert selectors.membership_on(family.father, early).household == home
    assert selectors.membership_on(family.father, SINCE).household == family.household


def test_three_records_of_one_person_are_one(family: Family, officer: Actor, again: Person) -> None:
    third = register_person(actor=family.clerk, area=family.county.village, who=Who("张建国"))
    record_facts(actor=family.clerk, subject=third, values={"wage_income": "7"}, true_from=SINCE)
    merge(actor=officer, kept=again, merged=third, reason=MANY)
    second = merge(actor=officer, kept=family.father, merged=again, reason=MANY)
    assert facts(family, family.father)["wage_income"] == "7.00"
    assert Person.objects.get(pk=third.pk).merged_into_id == family.father.pk
    unmerge(actor=officer, merge=second, reason="误并")
    assert Person.objects.get(pk=third.pk).merged_into_id == again.pk
    assert "wage_income" not in facts(family, family.father)


def test_a_merged_record_takes_no_more_part(family: Family, officer: Actor, again: Person) -> None:
    merge(actor=officer, kept=family.father, merged=again, reason=MANY)
    for refused in (
        lambda: merge(actor=officer, kept=again, merged=family.mother, reason=MANY),
        lambda: correct_person(actor=officer, person=again, changes={"name": "李四"}, reason="改"),
        lambda: move_member(actor=officer, person=again, household=family.household, relation="other", on=MAY),
        lambda: record_facts(actor=officer, subject=again, values={"wage_income": "1"}, true_from=MAY),
    ):
        with pytest.raises(RegistryProblem, match="这份档案已并入同一人的另一份，请在那一份上办理。"):
            refused()


def test_a_number_that_contradicts_the_kept_birth_date_is_refused(family: Family, officer: Actor) -> None:
    wrong = Who("张建国", sex="male", birth_date=datetime.date(1990, 1, 1))
    again = register_person(actor=family.clerk, area=family.county.village, who=wrong)
    with pytest.raises(RegistryProblem, match="出生日期与公民身份号码不一致"):
        merge(actor=officer, kept=again, merged=family.father, reason=MANY)
    assert Person.objects.get(pk=family.father.pk).merged_into_id is None


def test_a_merge_needs_two_records_and_a_reason(family: Family, officer: Actor, again: Person) -> None:
    with pytest.raises(RegistryProblem, match="这是同一份档案"):
        merge(actor=officer, kept=again, merged=again, reason=MANY)
    with pytest.raises(RegistryProblem, match="合并要写明理由"):
        merge(actor=officer, kept=again, merged=family.father, reason="")
    made = merge(actor=officer, kept=again, merged=family.father, reason=MANY)
    with pytest.raises(RegistryProblem, match="拆分要写明理由"):
        unmerge(actor=officer, merge=made, reason="")
    unmerge(actor=officer, merge=made, reason="误并")
    with pytest.raises(RegistryProblem, match="这次合并已于"):
        unmerge(actor=officer, merge=made, reason="误并")


def test_only_the_countys_officer_merges(family: Family, elsewhere: County, again: Person) -> None:
    for actor in (family.clerk, elsewhere.actor("county.officer"), family.county.actor("county.leader")):
        with pytest.raises(PermissionDenied):
            merge(actor=actor, kept=again, merged=family.father, reason=MANY)
