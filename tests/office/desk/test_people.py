"""Organisations, accounts, the calendar and the audit log at the desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from county import PASSWORD, County
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from doudi.accounts.actor import Actor
from doudi.accounts.models import Membership, Organisation, User
from doudi.audit.models import Entry
from doudi.desk import audit_words
from doudi.workdays.models import Day

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Actor], Client]


@pytest.fixture
def administrator(county: County, as_: SignedIn) -> Client:
    return as_(county.actor("county.administrator"))


def someone(county: County, **changes: str) -> dict[str, str]:
    first = {"username": "wang-lan", "name": "王兰", "password": PASSWORD, "role": "clerk"}
    office = str(county.organisations["township"].pk)
    return {**first, "organisation": office, "from_date": localdate().isoformat(), **changes}


def test_the_administrator_adds_somebody_with_a_role(county: County, administrator: Client) -> None:
    assert administrator.post(reverse("account-new"), someone(county)).status_code == 302
    made = Membership.objects.get(user__username="wang-lan")
    assert (made.role, made.organisation, made.user.must_change_password) == (
        "clerk",
        county.organisations["township"],
        True,
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password": "12345"}, "id_password_error"),
        ({"role": "finance"}, "id_role_error"),
        ({"username": ""}, "id_username_error"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nobody_is_added(
    county: County, administrator: Client, changes: dict[str, str], said: str
) -> None:
    before = User.objects.count()
    answer = administrator.post(reverse("account-new"), someone(county, **changes))
    assert answer.status_code == 422 and said in answer.content.decode()
    assert User.objects.count() == before


def test_a_role_ends_today(county: County, administrator: Client) -> None:
    theirs = county.actor("township.clerk").membership
    administrator.post(reverse("role-end", args=[theirs.pk]))
    theirs.refresh_from_db()
    assert theirs.until_date == localdate()


def test_nobody_gives_themselves_a_role(county: County, administrator: Client) -> None:
    me = county.actor("county.administrator").user
    role = {
        "organisation": str(county.organisations["county"].pk),
        "role": "leader",
        "from_date": localdate().isoformat(),
    }
    answer = administrator.post(reverse("account", args=[me.pk]), role)
    assert answer.status_code == 422
    assert "不能给自己分配岗位" in answer.content.decode()


def test_an_organisation_of_another_county_cannot_be_chosen(
    county: County, elsewhere: County, administrator: Client
) -> None:
    theirs = str(elsewhere.organisations["township"].pk)
    assert administrator.post(reverse("account-new"), someone(county, organisation=theirs)).status_code == 422
    row = {"name": "新站", "level": "village", "agency": "civil_affairs", "area": elsewhere.village.code}
    assert administrator.post(reverse("organisation-new"), row).status_code == 422
    assert not Organisation.objects.filter(name="新站").exists()


@pytest.mark.parametrize("name", ["account", "account-reset"])
def test_somebody_of_another_county_is_not_found(
    county: County, elsewhere: County, administrator: Client, name: str
) -> None:
    theirs = elsewhere.actor("township.clerk")
    assert administrator.get(reverse(name, args=[theirs.user.pk])).status_code == 404
    assert administrator.post(reverse("role-end", args=[theirs.membership.pk])).status_code == 404


def test_a_leader_reads_accounts_and_changes_none(county: County, as_: SignedIn) -> None:
    leader = as_(county.actor("county.leader"))
    assert leader.get(reverse("accounts")).status_code == 200
    assert leader.get(reverse("account-new")).status_code == 403


def test_a_day_is_changed_by_whoever_may(county: County, as_: SignedIn) -> None:
    day = {"date": "2026-03-03", "is_workday": "0", "note": "建县纪念日"}
    assert as_(county.actor("township.leader")).post(reverse("calendar"), day).status_code == 403
    assert not Day.objects.exists()
    as_(county.actor("county.officer")).post(reverse("calendar"), day)
    assert Day.objects.get().note == "建县纪念日"


def test_a_year_far_away_is_no_page(county: County, as_: SignedIn) -> None:
    assert as_(county.actor("county.officer")).get(reverse("calendar-year", args=[99999])).status_code == 404


def test_the_auditor_reads_the_log_of_the_own_county_only(
    county: County, elsewhere: County, as_: SignedIn, administrator: Client
) -> None:
    administrator.post(reverse("account-new"), someone(county))
    own, other = (
        as_(place.actor("county.auditor")).get(reverse("audit")).content.decode().partition("<tbody")[2]
        for place in (county, elsewhere)
    )
    added = audit_words.verb("user.added")
    assert added in own and added not in other
    assert administrator.get(reverse("audit"), {"kind": "people", "sort": "sequence"}).status_code == 200


def test_the_chain_is_looked_through_on_request(county: County, administrator: Client) -> None:
    administrator.post(reverse("account-new"), someone(county))
    assert Entry.objects.exists()
    assert "日志完整" in administrator.post(reverse("audit-verify")).content.decode()


def test_who_has_no_steps_begins_at_their_own_first_page(county: County, as_: SignedIn) -> None:
    assert as_(county.actor("county.administrator")).get("/desk/")["Location"] == reverse("policies")
    assert as_(county.actor("county.finance")).get("/desk/")["Location"] == reverse("policies")
