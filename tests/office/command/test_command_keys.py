"""`doudi keys`."""

from __future__ import annotations

import datetime
import re

from county import County

from doudi.office.checks import findings
from doudi.registry.models import Person
from doudi.registry.services import Who, register_household
from doudi.secrets import unseal
from doudi.vocabulary.id_number import invented_number


def test_new_keys_are_what_a_production_site_takes(run, tmp_path) -> None:
    tmp_path.chmod(0o750)
    lines = run("keys", "new").stdout.splitlines()
    environ = dict(line.split("=", 1) for line in lines)
    assert list(environ) == ["DOUDI_SECRET_KEY", "DOUDI_KEYS", "DOUDI_INDEX_KEY"]
    site = {"DOUDI_MODE": "production", "DOUDI_HOSTS": "a.example", "DOUDI_DATABASE_URL": "postgres:///doudi"}
    assert findings(environ | site | {"DOUDI_DATA": str(tmp_path)}) == []


def test_keys_are_never_made_twice_alike(run) -> None:
    assert not set(run("keys", "new").stdout.splitlines()) & set(run("keys", "new").stdout.splitlines())


def test_a_data_key_for_rotation_has_the_id_given(run) -> None:
    assert re.fullmatch(r"k2:[0-9a-f]{64}\n", run("keys", "new", "--data-key", "k2").stdout)


FIRST = datetime.date(2021, 1, 1)
OLD, NEW = "k1:" + "0123456789abcdef" * 4, "k2:" + "fedcba9876543210" * 4


def enter(county: County) -> str:
    """Enter a household of one; the person's ID number."""
    number = invented_number(1, datetime.date(1975, 3, 2), "male")
    members = [(Who("张建国", number, telephone="13900000001"), "head")]
    register_household(actor=county.actor("township.clerk"), area=county.village, formed_on=FIRST, members=members)
    return number


def test_people_are_sealed_with_the_new_key_and_the_old_one_is_no_longer_needed(run, county: County, settings) -> None:
    settings.DOUDI_KEYS = OLD
    number = enter(county)
    settings.DOUDI_KEYS = f"{NEW},{OLD}"
    result = run("keys", "rotate")
    assert result.exit_code == 0, result.stderr
    said = result.stdout.splitlines()
    assert said[0].startswith("已用最新的密钥重新加密 ")
    assert said[0] != "已用最新的密钥重新加密 0 条记录。"
    assert said[2] == "密钥 k1：0 项，可以去掉（旧备份仍需要它）"
    settings.DOUDI_KEYS = NEW
    assert unseal("id_number", Person.objects.get().id_number) == number
    assert run("keys", "rotate").stdout.startswith("已用最新的密钥重新加密 0 条记录。\n")


def test_a_key_that_is_missing_is_told(run, county: County, settings) -> None:
    settings.DOUDI_KEYS = OLD
    enter(county)
    settings.DOUDI_KEYS = NEW
    result = run("keys", "rotate")
    assert (result.exit_code, result.stderr) == (
        2,
        "正在重新加密……\nDOUDI_KEYS 里没有密钥 k1，用它加密的内容读不出来。把它加在新密钥的后面。\n",
    )
