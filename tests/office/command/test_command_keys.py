"""`doudi keys`."""

from __future__ import annotations

import re

from doudi.office.checks import findings


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
