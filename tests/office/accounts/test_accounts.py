"""Users, organisations, roles, and what each may do where."""

from __future__ import annotations

import datetime

import pytest
from county import FROM, PASSWORD, County, employ
from django.core.exceptions import PermissionDenied, ValidationError

from doudi.accounts import rights, selectors
from doudi.accounts.credentials import reset
from doudi.accounts.models import Membership, Organisation, Role, User
from doudi.accounts.services import add_organisation, add_user, end_role, give_role
from doudi.audit.models import Entry

TODAY = datetime.date(2022, 3, 4)


def test_every_right_names_posts_that_exist() -> None:
    roles = {role.value for role in Role}
    levels = {"village", "township", "county", "department"}
    for verb, posts in rights.RIGHTS.items():
        assert posts, verb
        for post in posts:
            level, role = post.split(".")
            assert level in levels and role in roles, (verb, post)


def test_nobody_who_decides_also_gives_rights_or_audits() -> None:
    deciding = rights.RIGHTS["case.step"] | rights.RIGHTS["policy.approve"]
    assert not deciding & (rights.RIGHTS["accounts.change"] | rights.RIGHTS["audit.read"])


def test_who_enters_a_policy_is_not_the_post_that_approves_it() -> None:
    assert not rights.RIGHTS["policy.adopt"] & rights.RIGHTS["policy.approve"]


def test_everybody_who_decides_pays_or_gives_rights_has_a_second_factor() -> None:
    assert {"leader", "finance", "administrator"} == rights.NEEDS_SECOND_FACTOR
    for post in rights.RIGHTS["policy.approve"] | rights.RIGHTS["accounts.change"]:
        assert post.split(".")[1] in rights.NEEDS_SECOND_FACTOR


def test_an_unknown_verb_is_a_mistake_of_ours_and_allows_nobody(county: County) -> None:
    with pytest.raises(KeyError):
        rights.may(county.actor("county.officer"), "household.burn")


def test_a_refusal_says_who_cannot_do_what(county: County) -> None:
    with pytest.raises(PermissionDenied) as refused:
        rights.require(county.actor("township.clerk"), "person.merge")
    assert str(refused.value) == "清溪东镇社会救助服务中心的经办人不能做这件事（person.merge）。"


@pytest.mark.parametrize(
    ("post", "seen"),
    [("county.officer", 6), ("township.clerk", 2), ("village.assistant", 1), ("department.contact", 6)],
)
def test_a_query_is_bounded_by_the_area(county: County, elsewhere: County, post: str, seen: int) -> None:
    found = rights.scope(Organisation.objects.all(), county.actor(post))
    assert found.count() == seen
    assert not found.filter(area__code__startswith="990102").exists()


def test_an_area_outside_is_refused(county: County, elsewhere: County) -> None:
    clerk = county.actor("township.clerk")
    rights.require_area(clerk, county.village.code)
    for area in (county.area, county.areas["township_2"], elsewhere.village):
        with pytest.raises(PermissionDenied, match=r"^不在清溪东镇社会救助服务中心的辖区内。$"):
            rights.require_area(clerk, area.code)


def test_an_administrator_enters_organisations_and_users_of_their_area(county: County, elsewhere: County) -> None:
    administrator = county.actor("county.administrator")
    made = add_organisation(actor=administrator, name="清溪县教育局", level="department", area=county.area)
    user = add_user(actor=administrator, username="new", name="新人", password=PASSWORD)
    assert user.must_change_password and user.check_password(PASSWORD)
    role = give_role(actor=administrator, user=user, organisation=made, role="contact", from_date=TODAY)
    end_role(actor=administrator, membership=role, until_date=TODAY)
    verbs = ["organisation.added", "user.added", "role.given", "role.ended"]
    assert list(Entry.objects.values_list("verb", flat=True)) == verbs
    with pytest.raises(PermissionDenied):
        add_organisation(actor=administrator, name="别处", level="county", area=elsewhere.area)
    with pytest.raises(PermissionDenied):
        give_role(
            actor=administrator,
            user=user,
            organisation=elsewhere.organisations["county"],
            role="officer",
            from_date=TODAY,
        )
    with pytest.raises(PermissionDenied):
        end_role(actor=administrator, membership=elsewhere.actor("county.officer").membership, until_date=TODAY)


@pytest.mark.parametrize("post", ["county.leader", "county.auditor", "township.leader", "county.officer"])
def test_who_is_no_administrator_gives_no_role(county: County, post: str) -> None:
    actor, user = county.actor(post), county.actor("township.clerk").user
    for refused in (
        lambda: add_user(actor=actor, username="x", name="某", password=PASSWORD),
        lambda: add_organisation(actor=actor, name="某局", level="county", area=county.area),
        lambda: give_role(
            actor=actor, user=user, organisation=county.organisations["county"], role="officer", from_date=TODAY
        ),
        lambda: end_role(actor=actor, membership=user.memberships.get(), until_date=TODAY),
        lambda: reset(actor=actor, user=user, password=PASSWORD, reason="忘了"),
    ):
        with pytest.raises(PermissionDenied):
            refused()


def test_nobody_gives_themselves_a_role(county: County) -> None:
    administrator = county.actor("county.administrator")
    with pytest.raises(PermissionDenied, match="不能给自己分配岗位，请由另一位管理员办理。"):
        give_role(
            actor=administrator,
            user=administrator.user,
            organisation=county.organisations["county"],
            role="leader",
            from_date=TODAY,
        )


def refusal(county: County, **values: object) -> dict[str, list[str]]:
    given = {
        "user": county.actor("township.clerk").user,
        "organisation": county.organisations["township_2"],
        "role": "clerk",
        "from_date": TODAY,
    }
    with pytest.raises(ValidationError) as refused:
        give_role(actor=county.actor("county.administrator"), **(given | values))
    return refused.value.message_dict


def test_a_role_that_the_organisation_does_not_have_is_not_given(county: County) -> None:
    assert refusal(county, role="finance") == {"role": ["街道（乡镇）服务中心没有这个岗位。"]}
    assert refusal(county, role="king")["role"]


def test_a_role_does_not_end_before_it_begins(county: County) -> None:
    assert refusal(county, until_date=FROM) == {"__all__": ["截止日期早于起始日期。"]}
    with pytest.raises(ValidationError, match="截止日期早于起始日期"):
        end_role(
            actor=county.actor("county.administrator"),
            membership=county.actor("township.clerk").membership,
            until_date=FROM - datetime.timedelta(1),
        )


def test_a_deputy_stands_for_a_colleague_of_the_same_post(county: County) -> None:
    clerk, leader = county.actor("township.clerk").user, county.actor("township.leader").user
    place = county.organisations["township"]
    given = give_role(
        actor=county.actor("county.administrator"),
        user=clerk,
        organisation=place,
        role="leader",
        from_date=TODAY,
        until_date=TODAY + datetime.timedelta(14),
        deputy_for=leader,
    )
    assert given.deputy_for == leader
    problem = {"deputy_for": ["只能代理同一机构同一岗位的人。"]}
    assert refusal(county, organisation=place, role="leader", deputy_for=clerk) == problem
    stranger = employ(county.organisations["township_2"], "leader", "stranger").user
    assert refusal(county, organisation=place, role="leader", deputy_for=stranger) == problem


def test_the_same_open_role_is_not_given_twice(county: County) -> None:
    assert refusal(county, organisation=county.organisations["township"])
    assert Membership.objects.filter(user=county.actor("township.clerk").user).count() == 1


def test_a_weak_password_is_refused_for_a_new_user(county: County) -> None:
    with pytest.raises(ValidationError):
        add_user(actor=county.actor("county.administrator"), username="new", name="新人", password="1234567890")
    assert not User.objects.filter(username="new").exists()


def test_roles_count_from_their_first_to_their_last_day(county: County) -> None:
    user = county.actor("township.clerk").user
    user.memberships.update(until_date=TODAY)
    found = [selectors.memberships_on(user, TODAY + datetime.timedelta(n)).count() for n in (-1, 0, 1)]
    assert found == [1, 1, 0]
    assert selectors.memberships_on(user, FROM - datetime.timedelta(1)).count() == 0


def test_the_nearest_office_above_serves_a_village(county: County) -> None:
    village = county.village.code
    assert selectors.contact_of("township", village) == county.organisations["township"]
    assert selectors.contact_of("county", village) == county.organisations["county"]
    assert selectors.contact_of("department", village, "medical_security") == county.organisations["department"]
    assert selectors.contact_of("department", village, "education") is None


def test_an_administrator_takes_over_nobody_from_outside(county: County, elsewhere: County) -> None:
    outsider = elsewhere.actor("township.clerk").user
    with pytest.raises(PermissionDenied, match="此人在辖区外还有岗位"):
        reset(actor=county.actor("county.administrator"), user=outsider, password=PASSWORD, reason="忘了")
    with pytest.raises(PermissionDenied):
        selectors.memberships(county.actor("township.clerk"))
    assert not selectors.memberships(county.actor("county.administrator")).filter(user=outsider).exists()
