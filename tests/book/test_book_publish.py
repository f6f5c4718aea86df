from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from doudi.book.publish import MARK, NotABook, publish


def test_a_new_folder_is_made_and_filled(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "book"
    assert publish([("index.html", "书"), ("en/index.html", "book")], out) == 2
    assert (out / "en" / "index.html").read_text(encoding="utf-8") == "book"


def test_a_folder_with_other_things_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(NotABook):
        publish([("index.html", "book")], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_is_refused_even_by_force(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(NotABook):
        publish([], file, force=True)
    assert file.read_text() == "mine"


def test_force_writes_among_other_things_and_takes_none_away(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    publish([("index.html", "book")], tmp_path, force=True)
    assert (tmp_path / "mine.txt").read_text() == "mine"
    publish([("index.html", "new")], tmp_path)
    assert (tmp_path / "index.html").read_text() == "new"


def test_a_book_is_written_over_and_what_is_no_longer_in_it_goes(tmp_path: Path) -> None:
    publish([("index.html", "old"), ("policies/gone/index.html", "old")], tmp_path)
    (tmp_path / "policies" / "notes.txt").write_text("mine")
    publish([("index.html", "new")], tmp_path)
    assert (tmp_path / "index.html").read_text() == "new"
    assert not (tmp_path / "policies" / "gone").exists()
    assert (tmp_path / "policies" / "notes.txt").exists()


def test_a_list_that_leads_out_of_the_folder_takes_nothing_away(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    out = tmp_path / "book"
    publish([("index.html", "book")], out)
    (out / MARK).write_text("../outside.txt\n/etc/hostname\n")
    publish([("index.html", "book")], out)
    assert outside.read_text() == "mine"


def test_writing_that_is_cut_short_leaves_whole_files_and_a_book_that_can_be_written_again(tmp_path: Path) -> None:
    publish([("a.html", "old"), ("b.html", "old")], tmp_path)

    def broken() -> Iterator[tuple[str, str]]:
        yield "a.html", "new"
        raise RuntimeError("cut short")

    with pytest.raises(RuntimeError):
        publish(broken(), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"a.html", "b.html", MARK}
    assert (tmp_path / "b.html").read_text() == "old"
    publish([("a.html", "newer")], tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"a.html", MARK}
