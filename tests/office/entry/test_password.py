"""Passwords: their rules, changing one's own, and an administrator's reset."""

from __future__ import annotations

import pytest
from county import PASSWORD, County
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from doudi.accounts import credentials
from doudi.accounts.models import Membership, Phone, User
from doudi.audit.models import Entry

pytestmark = pytest.mark.django_db
NEW = "shan-gao-yue-xiao"


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str | None = None):
    """Fill in the form."""
    words = {"old_password": old, "new_password1": new, "new_password2": new if again is None else again}
    return client.post("/desk/password/", words)


def test_a_password_is_changed_and_the_session_goes_on(client: Client, clerk: User, sign_in) -> None:
    sign_in(client, clerk.username)
    assert change(client).status_code == 302
    assert client.get("/lobby/").status_code == 200
    assert sign_in(Client(), clerk.username).status_code == 422
    assert sign_in(Client(), clerk.username, NEW).status_code == 302
    assert Entry.objects.filter(verb="user.password_changed", subject_id=str(clerk.pk)).count() == 1


def test_other_sessions_of_the_account_end(client: Client, clerk: User, sign_in) -> None:
    other = Client()
    sign_in(other, clerk.username)
    sign_in(client, clerk.username)
    change(client)
    assert other.get("/lobby/").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "message"),
    [
        ("wrong", NEW, NEW, "现在的密码不对。"),
        (PASSWORD, NEW, "another-one-again", "两次输入的新密码不一样。"),
        (PASSWORD, "kurz-9", "kurz-9", "密码太短，至少要 10 个字符。"),
        (PASSWORD, "4857201936", "4857201936", "密码只包含数字。"),
        (PASSWORD, "qwertyuiop", "qwertyuiop", "这个密码太常见了。"),
        (PASSWORD, "990101-township-clerk-1", "990101-township-clerk-1", "密码跟 账号 太相似了。"),
        (PASSWORD, PASSWORD, PASSWORD, "新密码和现在的一样，请换一个。"),
    ],
)
def test_a_password_that_breaks_a_rule_is_refused_beside_its_field(
    client: Client, clerk: User, sign_in, old: str, new: str, again: str, message: str
) -> None:
    sign_in(client, clerk.username)
    response = change(client, old, new, again)
    assert response.status_code == 422
    assert message in response.content.decode()
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)


def test_nobody_changes_a_password_without_signing_in(client: Client) -> None:
    assert change(client)["Location"].startswith("/desk/sign-in/")


def test_an_administrator_resets_password_and_second_factor(county: County) -> None:
    leader = county.actor("township.leader").user
    Phone.objects.create(user=leader, confirmed=True)
    administrator = county.actor("county.administrator")
    credentials.reset(actor=administrator, user=leader, password=NEW, reason="手机丢失")
    leader.refresh_from_db()
    assert leader.check_password(NEW)
    assert leader.must_change_password
    assert not credentials.has_second_factor(leader)
    entry = Entry.objects.get(verb="user.reset")
    assert (entry.user_id, entry.reason) == (administrator.user.pk, "手机丢失")


def test_an_administrator_resets_nobody_of_another_county(county: County, elsewhere: County) -> None:
    theirs = elsewhere.actor("township.leader").user
    with pytest.raises(PermissionDenied, match="此人在辖区外还有岗位"):
        credentials.reset(actor=county.actor("county.administrator"), user=theirs, password=NEW, reason="-")


def test_who_also_works_elsewhere_is_not_taken_over(county: County, elsewhere: County) -> None:
    user = county.actor("township.clerk").user
    Membership.objects.create(
        user=user, organisation=elsewhere.organisations["county"], role="leader", from_date="2021-01-01"
    )
    with pytest.raises(PermissionDenied):
        credentials.reset(actor=county.actor("county.administrator"), user=user, password=NEW, reason="-")


@pytest.mark.parametrize("post", ["township.leader", "county.leader", "county.auditor"])
def test_nobody_but_an_administrator_resets(county: County, post: str) -> None:
    with pytest.raises(PermissionDenied):
        credentials.reset(actor=county.actor(post), user=county.actor("township.clerk").user, password=NEW, reason="-")


def test_a_reset_to_a_weak_password_changes_nothing(county: County) -> None:
    user = county.actor("township.clerk").user
    with pytest.raises(ValidationError):
        credentials.reset(actor=county.actor("county.administrator"), user=user, password="123", reason="-")
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert not Entry.objects.exists()
