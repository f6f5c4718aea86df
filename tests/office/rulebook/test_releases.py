"""Releases are kept whole, so that a decision can be made again when the files are gone or changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from county import County
from django.core.exceptions import PermissionDenied

from doudi.audit.models import Entry
from doudi.policy.building import build
from doudi.policy.reading import library
from doudi.rulebook import kept
from doudi.rulebook.kept import ReleaseProblem, policy_of
from doudi.rulebook.models import Release
from doudi.rulebook.services import keep_release

pytestmark = pytest.mark.django_db


def test_a_release_keeps_the_text_of_the_policy_and_of_every_layer_below(county: County) -> None:
    release = keep_release(actor=county.actor("county.editor"), word="guzhang-2021")
    assert release.id == build.load("guzhang-2021").release
    assert [layer["policy"] for layer in release.layers] == ["guzhang-2021", "national"]
    for layer in release.layers:
        assert layer["text"] == (library.home() / layer["policy"] / "policy.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in library.names() if name != "national"])
def test_every_policy_of_the_library_comes_back_from_its_kept_text_as_it_was(name: str, county: County) -> None:
    release = keep_release(actor=county.actor("county.editor"), word=name)
    kept._read.cache_clear()
    assert policy_of(release).release == build.load(name).release


def test_a_kept_release_is_read_from_its_row_and_not_from_the_files(county: County, tmp_path: Path) -> None:
    for layer in ("guzhang-2021", "national"):
        (tmp_path / layer).mkdir()
        text = (library.home() / layer / "policy.md").read_text(encoding="utf-8")
        (tmp_path / layer / "policy.md").write_text(text, encoding="utf-8")
    release = keep_release(actor=county.actor("county.editor"), word=str(tmp_path / "guzhang-2021"))
    (tmp_path / "guzhang-2021" / "policy.md").unlink()
    kept._read.cache_clear()
    assert policy_of(release).name == "guzhang-2021"


def test_keeping_the_same_release_twice_keeps_it_once(county: County) -> None:
    first = keep_release(actor=county.actor("county.editor"), word="guzhang-2021")
    assert keep_release(actor=county.actor("county.editor"), word="guzhang-2021") == first
    assert Release.objects.count() == 1


def test_a_kept_text_that_now_reads_as_another_release_is_not_used(county: County) -> None:
    release = keep_release(actor=county.actor("county.editor"), word="guzhang-2021")
    release.layers[0]["text"] = release.layers[0]["text"].replace("{2021-09-27: 1.5}", "{2021-09-27: 1.6}")
    release.save()
    kept._read.cache_clear()
    with pytest.raises(ReleaseProblem, match="请用当时版本的程序重放"):
        policy_of(release)
    kept._read.cache_clear()


def test_a_policy_with_mistakes_is_not_kept(county: County, tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "policy.md").write_text("没有开头", encoding="utf-8")
    with pytest.raises(ReleaseProblem):
        keep_release(actor=county.actor("county.editor"), word=str(tmp_path / "broken"))
    assert not Release.objects.exists()


def test_a_clerk_keeps_no_release(county: County) -> None:
    with pytest.raises(PermissionDenied):
        keep_release(actor=county.actor("township.clerk"), word="guzhang-2021")
    assert not Release.objects.exists()


def test_keeping_a_release_is_in_the_audit_log(county: County) -> None:
    release = keep_release(actor=county.actor("county.editor"), word="guzhang-2021")
    entry = Entry.objects.get(verb="release.kept")
    assert entry.details == {"release": release.pk, "policy": "guzhang-2021"}
