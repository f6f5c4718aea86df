"""The second factor at rest: whoever reads the database can make no codes."""

from __future__ import annotations

import importlib
import time

import pytest
from county import County
from django.apps import apps
from django.db import connection

from doudi import secrets
from doudi.accounts.models import Phone
from doudi.registry.rotation import rotate

pytestmark = pytest.mark.django_db
OLD, NEW = "k1:" + "11" * 32, "k2:" + "22" * 32
PLAIN = "3132333435363738393031323334353637383930"


@pytest.fixture
def phone(county: County, settings) -> Phone:
    settings.DOUDI_KEYS = OLD
    return Phone.objects.create(user=county.actor("township.leader").user, name="手机", confirmed=True)


def test_the_key_of_a_phone_is_sealed(phone: Phone) -> None:
    kept = Phone.objects.values_list("key", flat=True).get()
    assert kept.startswith("sm4-gcm:k1:")
    assert len(phone.bin_key) == 20 and phone.bin_key.hex() not in kept


def test_two_phones_have_two_keys(phone: Phone) -> None:
    assert Phone.objects.create(user=phone.user, name="另一部").bin_key != phone.bin_key


def test_codes_are_those_of_the_standard(phone: Phone) -> None:
    """RFC 6238, appendix B, the last six digits."""
    phone.key = secrets.seal(Phone.SEALED["key"], PLAIN)
    assert [f"{phone.code(at).token():06d}" for at in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]


def test_a_code_works_once_and_a_wrong_one_makes_the_next_wait(phone: Phone) -> None:
    code = f"{phone.code(time.time()).token():06d}"
    assert phone.verify_token(code)
    assert not phone.verify_token(code)
    assert phone.throttling_failure_count == 1
    assert not phone.verify_is_allowed()[0]


@pytest.mark.parametrize("code", ["", "abc", "１２３４５６", "-1", "12345678901234567890"])
def test_what_is_no_code_is_refused(phone: Phone, code: str) -> None:
    assert not phone.verify_token(code)


def test_what_an_authenticator_scans_names_the_office_and_the_user(phone: Phone) -> None:
    assert phone.config_url.startswith("otpauth://totp/%E5%85%9C%E5%BA%95%3A990101-township-leader-1?secret=")
    assert phone.config_url.endswith("&digits=6&period=30&issuer=%E5%85%9C%E5%BA%95")


def test_rotation_seals_phones_with_the_new_key(phone: Phone, settings) -> None:
    before = phone.bin_key
    settings.DOUDI_KEYS = f"{NEW},{OLD}"
    assert rotate().keys == {"k2": 1, "k1": 0}
    settings.DOUDI_KEYS = NEW
    assert Phone.objects.get().bin_key == before


def test_plain_keys_of_an_older_site_move_over_sealed(county: County) -> None:
    user = county.actor("township.leader").user
    migration = importlib.import_module("doudi.accounts.migrations.0003_phone")
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {migration.PLAIN} (id bigint, user_id bigint, name varchar(64), confirmed boolean, "
            "throttling_failure_timestamp timestamp with time zone, throttling_failure_count integer, "
            "created_at timestamp with time zone, last_used_at timestamp with time zone, "
            "key varchar(80), drift smallint, last_t bigint)"
        )
        row = [41, user.pk, "手机", True, None, 2, None, None, PLAIN, 1, 99]
        cursor.execute(f"INSERT INTO {migration.PLAIN} VALUES ({', '.join(['%s'] * len(row))})", row)
        with connection.schema_editor() if connection.vendor == "postgresql" else _Editor() as editor:
            migration.move(apps, editor)
        cursor.execute(f"SELECT count(*) FROM {migration.PLAIN}")
        assert cursor.fetchone() == (0,)
    moved = Phone.objects.get()
    assert (moved.pk, moved.user, moved.confirmed, moved.drift, moved.last_t) == (41, user, True, 1, 99)
    assert moved.key.startswith("sm4-gcm:") and moved.bin_key.hex() == PLAIN


class _Editor:
    """What the migration takes of a schema editor (SQLite's own cannot open inside a test's transaction)."""

    connection = connection

    def __enter__(self) -> _Editor:
        return self

    def __exit__(self, *_wrong: object) -> None:
        return None
