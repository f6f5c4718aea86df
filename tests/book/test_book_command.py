from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from doudi.command.main import main


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_the_verb_writes_a_book_of_the_policies_named_and_the_layers_below(tmp_path: Path) -> None:
    out = tmp_path / "book"
    result = run("book", str(out), "guzhang-2021", "--date", "2022-01-01")
    assert result.exit_code == 0, result.stderr
    count = len([path for path in out.rglob("*") if path.is_file()]) - 1  # without the mark
    assert result.stdout == f"已写 2 份政策、{count} 个文件，请打开 {out / 'index.html'}\n"
    assert (out / "policies" / "national" / "index.html").is_file()
    assert "2022-01-01" in (out / "index.html").read_text(encoding="utf-8")


def test_a_folder_with_other_things_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    result = run("book", str(tmp_path), "national")
    assert result.exit_code == 2
    assert result.stderr == (
        f"{tmp_path} 已经存在，里面不是政策书；没有动它。请换一个文件夹，或加 --force 写进去（不删别的文件，同名的会被换掉）。\n"
    )
    english = run("book", str(tmp_path), "national", "--lang", "en")
    assert english.stderr == (
        f"{tmp_path} exists and is not a policy book; it was left alone. Give another folder, or --force to write into it "
        "(other files stay, those of the same name are replaced).\n"
    )
    assert run("book", str(tmp_path), "national", "--force").exit_code == 0
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_two_folders_of_the_same_policy_are_refused(tmp_path: Path) -> None:
    from doudi.policy.reading import library

    copy = tmp_path / "national"
    copy.mkdir()
    text = (library.home() / "national" / "policy.md").read_text(encoding="utf-8")
    (copy / "policy.md").write_text(text, encoding="utf-8")
    result = run("book", str(tmp_path / "book"), "national", str(copy))
    assert result.exit_code == 2
    assert "是同名的政策，放不进同一本书。请只给其中一个。" in result.stderr
    assert not (tmp_path / "book").exists()


@pytest.mark.parametrize("broken", ["policies", "missing"])
def test_a_policy_that_cannot_be_used_leaves_no_book(tmp_path: Path, broken: str) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    if broken == "policies":
        (folder / "policy.md").write_text("---\npolicy: broken\n---\n", encoding="utf-8")
    result = run("book", str(tmp_path / "book"), str(folder))
    assert result.exit_code == 2 and result.stderr.strip()
    assert not (tmp_path / "book").exists()


def test_a_place_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run("book", str(tmp_path / "file" / "book"), "national")
    assert result.exit_code == 2
    assert result.stderr == f"写不了 {tmp_path / 'file' / 'book'}：路径里有一段是文件，不是文件夹。请换一个路径。\n"
