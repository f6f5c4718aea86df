"""Entering, correcting and opening people."""

from __future__ import annotations

import datetime

import pytest
from county import County
from django.core.exceptions import PermissionDenied
from django.db import connection
from family import DAUGHTER, FATHER, MOTHER, Family, person_of

from doudi.audit.models import Entry
from doudi.registry.models import Person, PersonVersion
from doudi.registry.services import (
    RegistryProblem,
    Who,
    correct_person,
    open_person,
    open_secret,
    register_person,
)
from doudi.vocabulary.id_number import invented_number


def enter(county: County, who: Who) -> Person:
    return register_person(actor=county.actor("township.clerk"), area=county.village, who=who)


def refusal(county: County, who: Who) -> tuple[str, str]:
    with pytest.raises(RegistryProblem) as found:
        enter(county, who)
    return str(found.value), found.value.field


def test_sex_and_birth_date_follow_from_the_id_number(county: County) -> None:
    person = enter(county, Who("王大明", FATHER.id_number))
    assert (person.sex, person.birth_date) == ("male", datetime.date(1975, 3, 2))


def test_somebody_without_an_id_number_can_be_entered(county: County) -> None:
    person = enter(county, Who(" 王  小明 ", sex="male"))
    assert (person.name, person.id_number, person.birth_date) == ("王 小明", "", None)


def test_two_people_without_an_id_number_are_two(county: County) -> None:
    assert enter(county, Who("王大明")).pk != enter(county, Who("王大明")).pk


@pytest.mark.parametrize(
    ("who", "message", "field"),
    [
        (Who(" "), "姓名要写 1 至 64 个字，不含看不见的字符。", "name"),
        (Who("王\u202e明"), "姓名要写 1 至 64 个字，不含看不见的字符。", "name"),
        (Who("王明", "99000019750302"), "公民身份号码应为 18 位，这里有 14 位。", "id_number"),
        (
            Who("王明", FATHER.id_number, sex="female"),
            "性别与公民身份号码不一致。",
            "sex",
        ),
        (
            Who("王明", FATHER.id_number, birth_date=datetime.date(1975, 3, 3)),
            "出生日期与公民身份号码不一致：号码上是 1975-03-02。",
            "birth_date",
        ),
        (Who("王明", telephone="一三九"), "电话应是 7 至 20 位数字，可带区号和短横。", "telephone"),
        (Who("王明", bank_card="6222-1"), "银行卡号应是 8 至 32 位数字。", "bank_card"),
        (Who("王明", sex="x"), "性别只能是男或女。", "sex"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(county: County, who: Who, message: str, field: str) -> None:
    assert refusal(county, who) == (message, field)
    assert not Person.objects.exists()


def test_test_numbers_are_refused_in_production(county: County, settings) -> None:
    settings.PRODUCTION = True
    message, field = refusal(county, Who("王明", FATHER.id_number))
    assert "测试号码" in message and field == "id_number"


def test_one_id_number_is_one_person(family: Family) -> None:
    message, field = refusal(family.county, Who("张建国", FATHER.id_number))
    assert message == "这个公民身份号码已经登记过一个人。请用号码查找那份档案，不要再建一份。"
    assert field == "id_number"


def test_one_id_number_is_one_person_after_the_site_changed_its_hash(family: Family, settings) -> None:
    settings.DOUDI_HASH = "sha256"
    assert refusal(family.county, Who("张建国", FATHER.id_number))[1] == "id_number"


def test_the_database_too_refuses_a_second_person_with_the_number(family: Family, monkeypatch) -> None:
    monkeypatch.setattr("doudi.registry.identity.refuse_taken", lambda *a, **k: None)
    assert refusal(family.county, Who("张建国", FATHER.id_number))[1] == "id_number"


def test_no_secret_stands_in_the_database(family: Family) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_person")
        text = repr(cursor.fetchall())
    for who in (FATHER, MOTHER, DAUGHTER):
        for secret in (who.id_number, who.telephone, who.bank_card):
            assert not secret or secret not in text


def test_screens_show_secrets_masked(family: Family) -> None:
    father = family.father
    assert father.id_number_masked == FATHER.id_number[:6] + "***********" + FATHER.id_number[-1:]
    assert father.telephone_masked == "139****0001"
    assert father.bank_card_masked == "***************0017"
    assert family.daughter.telephone_masked == ""


def test_a_secret_opens_with_a_reason_that_is_logged_without_the_secret(family: Family) -> None:
    found = open_secret(actor=family.clerk, person=family.father, field="id_number", reason="核对户口簿")
    assert found == FATHER.id_number
    entry = Entry.objects.last()
    assert (entry.verb, entry.reason, entry.subject_id) == ("secret.opened", "核对户口簿", str(family.father.pk))
    assert entry.details == {"field": "id_number"}


def test_a_secret_without_a_reason_stays_closed(family: Family) -> None:
    with pytest.raises(RegistryProblem, match="查看完整号码要写明理由"):
        open_secret(actor=family.clerk, person=family.father, field="id_number", reason="  ")
    with pytest.raises(RegistryProblem, match="没有 name 这一项"):
        open_secret(actor=family.clerk, person=family.father, field="name", reason="看看")
    assert not Entry.objects.filter(verb="secret.opened").exists()


@pytest.mark.parametrize("post", ["county.editor", "county.finance", "department.contact", "county.administrator"])
def test_who_does_no_case_work_opens_no_secret(family: Family, post: str) -> None:
    with pytest.raises(PermissionDenied):
        open_secret(actor=family.county.actor(post), person=family.father, field="id_number", reason="看看")


def test_an_outsider_reads_and_changes_nobody(family: Family, elsewhere: County) -> None:
    outsider = elsewhere.actor("township.clerk")
    with pytest.raises(Person.DoesNotExist):
        open_person(actor=outsider, pk=family.father.pk)
    with pytest.raises(PermissionDenied):
        open_secret(actor=outsider, person=family.father, field="id_number", reason="看看")
    with pytest.raises(PermissionDenied):
        correct_person(actor=outsider, person=family.father, changes={"name": "李四"}, reason="改名")
    with pytest.raises(PermissionDenied):
        register_person(actor=outsider, area=family.county.village, who=person_of(10))


def test_opening_a_file_is_one_entry(family: Family) -> None:
    before = Entry.objects.count()
    assert open_person(actor=family.clerk, pk=family.father.pk) == family.father
    assert Entry.objects.count() == before + 1
    assert Entry.objects.last().verb == "person.opened"


def test_a_correction_keeps_what_was_believed_before(family: Family) -> None:
    right = invented_number(4, datetime.date(1976, 3, 2), "male")
    found = correct_person(
        actor=family.clerk, person=family.father, changes={"id_number": right, "name": "张健国"}, reason="号码登记错了"
    )
    assert (found.name, found.birth_date) == ("张健国", datetime.date(1976, 3, 2))
    before = PersonVersion.objects.get(person=found)
    assert (before.name, before.birth_date, before.why) == ("张建国", datetime.date(1975, 3, 2), "号码登记错了")
    assert before.id_number_masked == family.father.id_number_masked
    assert before.replaced_at == found.learned_at


def test_a_correction_needs_a_reason(family: Family) -> None:
    with pytest.raises(RegistryProblem, match="更正要写明理由"):
        correct_person(actor=family.clerk, person=family.father, changes={"name": "李四"}, reason="")


def test_a_reason_longer_than_the_log_keeps_is_refused(family: Family) -> None:
    with pytest.raises(RegistryProblem, match="理由最多 500 个字。"):
        correct_person(actor=family.clerk, person=family.father, changes={"name": "李四"}, reason="长" * 501)


def test_nobody_is_given_the_number_of_another(family: Family) -> None:
    changes = {"id_number": MOTHER.id_number}
    with pytest.raises(RegistryProblem, match="已经登记过一个人"):
        correct_person(actor=family.clerk, person=family.father, changes=changes, reason="更正")


def test_a_correction_may_clear_a_number(family: Family) -> None:
    found = correct_person(actor=family.clerk, person=family.father, changes={"telephone": ""}, reason="停机")
    assert (found.telephone, found.telephone_index) == ("", "")
    assert found.id_number_masked == family.father.id_number_masked


def test_an_unknown_field_is_not_corrected(family: Family) -> None:
    with pytest.raises(RegistryProblem, match="没有 area 这一项"):
        correct_person(actor=family.clerk, person=family.father, changes={"area": "1"}, reason="更正")
