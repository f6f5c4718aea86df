"""Who gets through a door."""

from __future__ import annotations

import datetime

import pytest
from county import PASSWORD, County, employ
from django.test import Client
from django.utils import timezone

from doudi.accounts.models import Membership, User
from doudi.desk.doors import door

pytestmark = pytest.mark.django_db


def test_a_door_sets_the_actor(client: Client, clerk: User, sign_in) -> None:
    sign_in(client, clerk.username)
    assert client.get("/cases/").content == b"township.clerk"


def test_a_wrong_role_is_refused_in_chinese(client: Client, clerk: User, sign_in) -> None:
    sign_in(client, clerk.username)
    response = client.get("/archive/")
    assert response.status_code == 403
    assert "清溪东镇社会救助服务中心经办人不能打开这一页。" in response.content.decode()


def test_a_refusal_by_a_service_is_shown_in_its_words(client: Client, clerk: User, sign_in) -> None:
    sign_in(client, clerk.username)
    response = client.get("/refusing/")
    assert response.status_code == 403
    assert "不在清溪县民政局的辖区内。" in response.content.decode()


def test_one_of_several_verbs_is_enough(client: Client, county: County, sign_in) -> None:
    sign_in(client, county.actor("county.auditor").user.username)
    assert client.get("/archive/").content == b"county.auditor"


def test_a_door_with_an_unknown_verb_is_a_mistake_at_the_start() -> None:
    with pytest.raises(ValueError, match=r"no such verbs in accounts.rights: \['case.raed'\]"):
        door("case.raed")


def test_nobody_without_a_role_today_gets_in(client: Client, clerk: User, sign_in) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(1)
    Membership.objects.filter(user=clerk).update(until_date=yesterday)
    sign_in(client, clerk.username)
    response = client.get("/lobby/")
    assert response.status_code == 403
    assert "您的账号今天没有任何岗位。" in response.content.decode()


def test_a_role_that_ended_while_somebody_was_in_ends_for_them_too(client: Client, clerk: User, sign_in) -> None:
    sign_in(client, clerk.username)
    assert client.get("/cases/").status_code == 200
    Membership.objects.filter(user=clerk).update(until_date=timezone.localdate() - datetime.timedelta(1))
    assert client.get("/cases/").status_code == 403


def test_an_account_that_is_closed_while_somebody_is_in_closes_the_door(client: Client, clerk: User, sign_in) -> None:
    sign_in(client, clerk.username)
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert client.get("/cases/").status_code == 302


def test_who_has_two_roles_chooses_and_can_change(client: Client, county: County, clerk: User, sign_in) -> None:
    second = Membership.objects.create(
        user=clerk, organisation=county.organisations["village"], role="assistant", from_date=datetime.date(2021, 1, 1)
    )
    sign_in(client, clerk.username)
    assert client.get("/cases/")["Location"] == "/desk/role/?next=%2Fcases%2F"
    assert "清溪河村服务点 · 协理员" in client.get("/desk/role/").content.decode()
    response = client.post("/desk/role/", {"role": second.pk, "next": "/cases/"})
    assert response["Location"] == "/cases/"
    assert client.get("/cases/").content == b"village.assistant"
    client.post("/desk/role/", {"role": county.actor("township.clerk").membership.pk})
    assert client.get("/cases/").content == b"township.clerk"


def test_nobody_chooses_the_role_of_somebody_else(client: Client, county: County, clerk: User, sign_in) -> None:
    sign_in(client, clerk.username)
    theirs = county.actor("county.auditor").membership
    assert client.post("/desk/role/", {"role": theirs.pk}).status_code == 422
    assert client.get("/cases/").content == b"township.clerk"


def test_a_role_planted_in_the_session_is_not_taken(client: Client, county: County, clerk: User, sign_in) -> None:
    sign_in(client, clerk.username)
    session = client.session
    session["membership"] = county.actor("county.auditor").membership.pk
    session.save()
    assert client.get("/cases/").content == b"township.clerk"


def test_a_password_that_others_know_must_be_changed_first(client: Client, clerk: User, sign_in) -> None:
    User.objects.filter(pk=clerk.pk).update(must_change_password=True)
    sign_in(client, clerk.username)
    assert client.get("/cases/")["Location"] == "/desk/password/?next=%2Fcases%2F"
    words = {"old_password": PASSWORD, "new_password1": "shan-gao-yue-xiao", "new_password2": "shan-gao-yue-xiao"}
    assert client.post("/desk/password/", words | {"next": "/cases/"})["Location"] == "/cases/"
    assert client.get("/cases/").status_code == 200


def test_htmx_is_told_to_load_the_whole_page(client: Client, clerk: User) -> None:
    response = client.get("/cases/", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (204, "/desk/sign-in/")


def test_a_form_sent_after_the_session_ended_leads_to_sign_in(client: Client) -> None:
    assert client.post("/cases/")["Location"] == "/desk/sign-in/"


def test_a_deputy_works_in_the_post_of_another(client: Client, county: County, sign_in) -> None:
    deputy = employ(county.organisations["township"], "leader", "deputy")
    Membership.objects.filter(pk=deputy.membership.pk).update(deputy_for=county.actor("township.leader").user)
    sign_in(client, "deputy")
    page = client.get("/desk/role/").content.decode()
    assert "（代理清溪东镇社会救助服务中心leader）" in page
