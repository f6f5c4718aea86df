"""Data of a demonstration that another version has made: kept under another name, never overwritten."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from doudi.command.demo import _put_older_aside
from doudi.office.demo.older import is_older
from doudi.office.demo.places import PLACES
from doudi.office.demo.state import DATABASE, State, write
from doudi.policy.building import build


def made(folder: Path, releases: list[str], migration: str = "0001_initial") -> Path:
    """A demonstration's folder with what is asked of it: the releases adopted, and the changes of its tables."""
    write(folder, State("2026-01-05", "x"))
    with sqlite3.connect(folder / DATABASE) as database:
        database.execute("create table django_migrations (app text, name text)")
        database.executemany(
            "insert into django_migrations values (?, ?)", [("cases", migration), ("axes", "0099_not_ours")]
        )
        database.execute("create table rulebook_adoption (release_id text)")
        database.executemany("insert into rulebook_adoption values (?)", [(release,) for release in releases])
    database.close()
    return folder


@pytest.fixture(scope="module")
def present() -> list[str]:
    return [build.load(place.policy).release for place in PLACES]


def test_what_this_version_has_made_goes_on(tmp_path: Path, present: list[str]) -> None:
    assert not is_older(made(tmp_path / "whole", [*present, "adopted by a visitor"]))
    assert not is_older(made(tmp_path / "begun", []))
    assert not is_older(tmp_path / "nothing")


def test_a_policy_or_tables_of_another_version_are_noticed(tmp_path: Path, present: list[str]) -> None:
    assert is_older(made(tmp_path / "policy", ["an older one", *present[1:]]))
    assert is_older(made(tmp_path / "tables", present, "0999_of_a_later_version"))


def test_older_data_are_kept_under_another_name_and_said_so_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, first, second = (tmp_path / name for name in ("demo", "demo.old-1", "demo.old-2"))
    for kept in (first, second):
        made(folder, ["an older one"])
        (folder / "mine").write_text(kept.name)
        _put_older_aside(folder)
        said = f"原来的演示数据是另一个版本的，已改名保存为 {kept}；现在重新生成。\n"
        assert capsys.readouterr().err == said
        assert not folder.exists()
    assert [(kept / "mine").read_text() for kept in (first, second)] == ["demo.old-1", "demo.old-2"]
    assert (first / DATABASE).is_file()


def test_what_is_no_demonstration_keeps_its_name(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"somebody's")
    _put_older_aside(tmp_path)
    assert (tmp_path / DATABASE).read_bytes() == b"somebody's"
