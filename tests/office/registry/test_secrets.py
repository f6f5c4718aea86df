"""Encryption at rest: ciphers, keys, rotation, and the index by which equal secrets are found."""

from __future__ import annotations

import base64

import pytest
from family import FATHER, Family
from hypothesis import given
from hypothesis import strategies as st

from doudi import secrets
from doudi.audit.models import Entry
from doudi.registry.masks import masked
from doudi.registry.models import Person
from doudi.registry.services import correct_person, rotate
from doudi.secrets import KeyProblem

OLD, NEW = "k1:" + "11" * 32, "k2:" + "22" * 32


@pytest.fixture(params=["sm4-gcm", "aes-256-gcm"])
def cipher(request: pytest.FixtureRequest, settings) -> str:
    settings.DOUDI_CIPHER = request.param
    settings.DOUDI_KEYS = OLD
    return str(request.param)


def test_what_was_sealed_is_unsealed(cipher: str) -> None:
    sealed = secrets.seal("id_number", FATHER.id_number)
    assert sealed.startswith(f"{cipher}:k1:")
    assert secrets.unseal("id_number", sealed) == FATHER.id_number


def test_equal_texts_are_sealed_differently_each_time(cipher: str) -> None:
    assert secrets.seal("telephone", "13900000001") != secrets.seal("telephone", "13900000001")


def test_nothing_stays_nothing() -> None:
    assert secrets.seal("telephone", "") == secrets.unseal("telephone", "") == secrets.index("telephone", "") == ""


def test_every_changed_byte_is_found(cipher: str) -> None:
    head, _, body = secrets.seal("telephone", "13900000001").rpartition(":")
    raw = base64.b64decode(body)
    for at in range(len(raw)):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        with pytest.raises(KeyProblem, match=r"^telephone 的密文被改动，或密钥 k1 不是加密时的那把。$"):
            secrets.unseal("telephone", f"{head}:{base64.b64encode(changed).decode()}")


def test_a_sealed_text_in_the_place_of_another_field_is_refused(cipher: str) -> None:
    with pytest.raises(KeyProblem):
        secrets.unseal("bank_card", secrets.seal("telephone", "13900000001"))


def test_half_a_sealed_text_is_refused() -> None:
    with pytest.raises(KeyProblem, match=r"^telephone 的密文不完整。$"):
        secrets.unseal("telephone", "sm4-gcm:k1:AAAA")


def test_an_older_key_still_reads_and_the_newest_writes(cipher: str, settings) -> None:
    sealed = secrets.seal("telephone", "13900000001")
    settings.DOUDI_KEYS = f"{NEW},{OLD}"
    assert secrets.unseal("telephone", sealed) == "13900000001"
    assert secrets.seal("telephone", "13900000001").startswith(f"{cipher}:k2:")


def test_a_missing_key_is_named(cipher: str, settings) -> None:
    sealed = secrets.seal("telephone", "13900000001")
    settings.DOUDI_KEYS = NEW
    with pytest.raises(KeyProblem, match="DOUDI_KEYS 里没有密钥 k1，用它加密的内容读不出来。把它加在新密钥的后面。"):
        secrets.unseal("telephone", sealed)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("", "没有设置 DOUDI_KEYS。用 doudi keys new 生成一把。"),
        ("k1:abc", "DOUDI_KEYS 的 k1 应是至少 64 位十六进制数字。"),
        ("k1:" + "zz" * 32, "DOUDI_KEYS 的 k1 应是至少 64 位十六进制数字。"),
        (f"{OLD},{OLD}", "DOUDI_KEYS 的每把密钥要有自己的编号"),
        ("11" * 32, "DOUDI_KEYS 的 1111"),
    ],
)
def test_malformed_keys_are_refused_by_name(settings, setting: str, message: str) -> None:
    settings.DOUDI_KEYS = setting
    with pytest.raises(KeyProblem) as found:
        secrets.seal("telephone", "13900000001")
    assert str(found.value).startswith(message)


def test_a_message_about_a_key_never_shows_it(settings) -> None:
    settings.DOUDI_KEYS = "k1:" + "ab" * 31
    with pytest.raises(KeyProblem) as found:
        secrets.seal("telephone", "13900000001")
    assert "abab" not in str(found.value)


def test_an_unknown_cipher_is_refused(settings) -> None:
    settings.DOUDI_CIPHER = "rot13"
    with pytest.raises(KeyProblem, match="DOUDI_CIPHER 只能是 sm4-gcm、aes-256-gcm，不是“rot13”。"):
        secrets.seal("telephone", "13900000001")


def test_the_index_differs_by_field_key_and_hash(settings) -> None:
    found = {secrets.index("telephone", "13900000001"), secrets.index("bank_card", "13900000001")}
    settings.DOUDI_HASH = "sha256"
    found.add(secrets.index("telephone", "13900000001"))
    settings.DOUDI_INDEX_KEY = "33" * 32
    found.add(secrets.index("telephone", "13900000001"))
    assert len(found) == 4


@given(st.text(max_size=40), st.sampled_from(["id_number", "telephone", "bank_card"]))
def test_any_text_comes_back_whole(text: str, field: str) -> None:
    assert secrets.unseal(field, secrets.seal(field, text)) == text


@given(st.text(alphabet="0123456789X", max_size=40), st.sampled_from(["id_number", "telephone", "bank_card"]))
def test_a_mask_keeps_the_length_and_hides_four_signs_or_all(text: str, field: str) -> None:
    found = masked(field, text)
    assert len(found) == len(text)
    assert found.count("*") >= min(len(text), 1)
    assert all(shown in ("*", real) for shown, real in zip(found, text, strict=True))


def test_rotation_seals_everything_anew_and_finds_it_again(family: Family, settings) -> None:
    correct_person(actor=family.clerk, person=family.father, changes={"name": "张健国"}, reason="笔误")
    settings.DOUDI_KEYS = f"{NEW},{settings.DOUDI_KEYS}"
    settings.DOUDI_CIPHER, settings.DOUDI_HASH = "aes-256-gcm", "sha256"
    found = rotate()
    assert (found.rewritten, found.keys) == (4, {"k1": 0, "k2": 9})  # three people and a version of one
    settings.DOUDI_KEYS = NEW
    father = Person.objects.get(pk=family.father.pk)
    assert father.id_number.startswith("aes-256-gcm:k2:")
    assert secrets.unseal("id_number", father.id_number) == FATHER.id_number
    assert father.id_number_index == secrets.index("id_number", FATHER.id_number)
    assert Entry.objects.last().verb == "keys.rotated"


def test_rotation_done_twice_rewrites_nothing(family: Family, settings) -> None:
    settings.DOUDI_KEYS = f"{NEW},{settings.DOUDI_KEYS}"
    rotate()
    assert rotate().rewritten == 0


def test_rotation_that_meets_a_broken_text_says_so_and_loses_nothing(family: Family, settings) -> None:
    Person.objects.filter(pk=family.mother.pk).update(telephone="sm4-gcm:k9:" + "A" * 60)
    settings.DOUDI_KEYS = f"{NEW},{settings.DOUDI_KEYS}"
    with pytest.raises(KeyProblem, match="k9"):
        rotate()
    father = Person.objects.get(pk=family.father.pk)
    assert secrets.unseal("id_number", father.id_number) == FATHER.id_number
