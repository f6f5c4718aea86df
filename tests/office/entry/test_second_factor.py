"""The second factor of those who decide, pay or give rights."""

from __future__ import annotations

import re

import pytest
from county import County
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from phone import code_of

from doudi.accounts import credentials
from doudi.accounts.models import Phone, User
from doudi.accounts.rights import NEEDS_SECOND_FACTOR
from doudi.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(leader: User) -> Phone:
    """The leader's phone, tied to the account a while ago."""
    return Phone.objects.create(user=leader, name="手机", confirmed=True)


def enrol(client: Client, user: User) -> list[str]:
    """Tie a phone through the pages; the recovery codes that were shown."""
    assert client.get("/desk/second-factor/phone/").status_code == 200
    device = Phone.objects.get(user=user, confirmed=False)
    page = client.post("/desk/second-factor/phone/", {"code": code_of(device)}).content.decode()
    return re.findall(r"<li>([a-z2-7]{8})</li>", page)


@pytest.mark.parametrize("role", sorted(NEEDS_SECOND_FACTOR))
def test_who_decides_pays_or_gives_rights_ties_a_phone_first(
    client: Client, county: County, sign_in, role: str
) -> None:
    sign_in(client, county.actor(f"county.{role}").user.username)
    response = client.get("/lobby/", follow=True)
    assert [address for address, _ in response.redirect_chain] == [
        "/desk/second-factor/?next=%2Flobby%2F",
        "/desk/second-factor/phone/?next=%2Flobby%2F",
    ]


def test_a_clerk_needs_none(client: Client, clerk: User, sign_in) -> None:
    sign_in(client, clerk.username)
    assert client.get("/lobby/").status_code == 200


def test_a_phone_is_tied_by_its_first_code_and_recovery_codes_are_shown_once(
    client: Client, leader: User, sign_in
) -> None:
    sign_in(client, leader.username)
    codes = enrol(client, leader)
    assert len(set(codes)) == 8
    assert client.get("/lobby/").status_code == 200
    assert codes[0] not in client.get("/desk/account/").content.decode()
    assert Entry.objects.filter(verb="user.second_factor_set", subject_id=str(leader.pk)).count() == 1


def test_the_picture_and_the_letters_are_the_key(client: Client, leader: User, sign_in) -> None:
    sign_in(client, leader.username)
    page = client.get("/desk/second-factor/phone/").content.decode()
    assert 'src="data:image/svg+xml;' in page
    letters = re.search(r"<code>([A-Z2-7 ]+)</code>", page).group(1).replace(" ", "")
    device = Phone.objects.get(user=leader)
    assert f"secret={letters}&" in device.config_url
    assert client.get("/desk/second-factor/phone/").content.decode().count(letters[:4]) >= 1


def test_a_wrong_first_code_ties_nothing(client: Client, leader: User, sign_in) -> None:
    sign_in(client, leader.username)
    client.get("/desk/second-factor/phone/")
    device = Phone.objects.get(user=leader)
    wrong = f"{(int(code_of(device)) + 1) % 1_000_000:06d}"
    response = client.post("/desk/second-factor/phone/", {"code": wrong})
    assert response.status_code == 422
    assert "验证码不对。请核对手机的时间是否准确" in response.content.decode()
    assert client.get("/lobby/").status_code == 302


def test_at_the_next_sign_in_the_code_is_asked_for(client: Client, leader: User, sign_in, phone: Phone) -> None:
    sign_in(client, leader.username)
    assert client.get("/lobby/")["Location"] == "/desk/second-factor/?next=%2Flobby%2F"
    before = client.session.session_key
    response = client.post("/desk/second-factor/", {"code": code_of(phone), "next": "/lobby/"})
    assert response["Location"] == "/lobby/"
    assert client.get("/lobby/").status_code == 200
    assert client.session.session_key != before


def test_a_code_works_once(client: Client, leader: User, sign_in, phone: Phone) -> None:
    code = code_of(phone)
    sign_in(client, leader.username)
    assert client.post("/desk/second-factor/", {"code": code}).status_code == 302
    other = Client()
    sign_in(other, leader.username)
    assert other.post("/desk/second-factor/", {"code": code}).status_code == 422


def test_guessing_codes_is_slowed_until_even_the_right_one_waits(
    client: Client, leader: User, sign_in, phone: Phone
) -> None:
    sign_in(client, leader.username)
    wrong = f"{(int(code_of(phone)) + 7) % 1_000_000:06d}"
    for _ in range(3):
        assert client.post("/desk/second-factor/", {"code": wrong}).status_code == 422
    assert client.post("/desk/second-factor/", {"code": code_of(phone)}).status_code == 422


def test_a_recovery_code_works_once_and_is_audited(client: Client, leader: User, sign_in) -> None:
    sign_in(client, leader.username)
    code = enrol(client, leader)[0]
    later, again = Client(), Client()
    sign_in(later, leader.username)
    assert later.post("/desk/second-factor/", {"code": code.upper()}).status_code == 302
    sign_in(again, leader.username)
    assert again.post("/desk/second-factor/", {"code": code}).status_code == 422
    assert Entry.objects.filter(verb="user.recovery_code_used").count() == 1


def test_the_code_of_somebody_else_is_worth_nothing(
    client: Client, county: County, leader: User, sign_in, phone: Phone
) -> None:
    other = county.actor("county.leader").user
    theirs = Phone.objects.create(user=other, confirmed=True)
    sign_in(client, leader.username)
    assert client.post("/desk/second-factor/", {"code": code_of(theirs)}).status_code == 422


def test_who_only_knows_the_password_cannot_tie_another_phone(
    client: Client, leader: User, sign_in, phone: Phone
) -> None:
    sign_in(client, leader.username)
    assert client.get("/desk/second-factor/phone/")["Location"] == "/desk/second-factor/"
    assert client.post("/desk/second-factor/phone/", {"code": "123456"})["Location"] == "/desk/second-factor/"
    assert Phone.objects.get(user=leader) == phone


def test_a_new_phone_ends_the_old_one_and_its_recovery_codes(
    client: Client, leader: User, sign_in, phone: Phone
) -> None:
    sign_in(client, leader.username)
    client.post("/desk/second-factor/", {"code": code_of(phone)})
    codes = enrol(client, leader)
    assert client.get("/lobby/").status_code == 200
    assert not Phone.objects.filter(pk=phone.pk).exists()
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert len(kept) == len(codes) == 8
    assert not kept & set(codes)


def test_a_phone_that_is_taken_away_ends_the_proof_of_the_session(
    client: Client, county: County, leader: User, sign_in
) -> None:
    sign_in(client, leader.username)
    enrol(client, leader)
    assert client.get("/lobby/").status_code == 200
    Phone.objects.filter(user=leader).delete()
    assert client.get("/lobby/").status_code == 302


def test_a_site_may_do_without_only_by_its_setting(client: Client, leader: User, sign_in, settings) -> None:
    settings.DOUDI_SECOND_FACTOR = False
    sign_in(client, leader.username)
    assert client.get("/lobby/").status_code == 200


def test_no_code_is_accepted_from_a_phone_that_was_never_confirmed(leader: User) -> None:
    device = credentials.new_phone(leader)
    assert credentials.check_code(user=leader, code=code_of(device)) is None
