"""`doudi check` and `doudi policies`."""

from __future__ import annotations

from pathlib import Path

import pytest
from commandline import POLICY, Run, write_policy


def test_a_policy_that_is_right_is_summed_up(run: Run, policy: Path) -> None:
    result = run("check", policy)
    assert (result.exit_code, result.stdout) == (0, f"{policy}：0 个错误，0 个警告，条款落实 4/4\n")


def test_an_error_is_bad_news(run: Run, tmp_path: Path) -> None:
    folder = write_policy(
        tmp_path / "sample-2020", POLICY.replace("sum(members, wage_income)", "sum(members, wage_incme)")
    )
    result = run("check", folder)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{folder / 'policy.md'}:36 〔SX-1〕 错误 unknown-name：")
    assert result.stdout.splitlines()[-1].startswith(f"{folder}：")


def test_a_row_that_nothing_answers_is_an_error(run: Run, tmp_path: Path) -> None:
    folder = write_policy(tmp_path / "sample-2020", POLICY.replace("口号 `declaration`", "口号"))
    result = run("check", folder)
    assert result.exit_code == 1
    assert "SX-1-4" in result.stdout


def test_a_warning_is_no_bad_news(run: Run, tmp_path: Path) -> None:
    text = POLICY.replace("2021-01-01: 40}, cites", "2021-01-01: 40}, until: 2022-12-31, cites")
    folder = write_policy(tmp_path / "sample-2020", text)
    assert run("check", folder, "--date", "2022-01-01").stdout == f"{folder}：0 个错误，0 个警告，条款落实 4/4\n"
    late = run("check", folder, "--date", "2023-01-01")
    assert late.exit_code == 0
    assert "警告 value-expired" in late.stdout
    assert late.stdout.splitlines()[-1] == f"{folder}：0 个错误，1 个警告，条款落实 4/4"


def test_a_policy_that_does_not_exist_is_wrong_use(run: Run) -> None:
    result = run("check", "no-such")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith('没有叫 "no-such" 的政策')


@pytest.mark.parametrize("verb", ["check", "test", "diff"])
def test_a_mistake_is_told_with_a_path_that_opens_from_here(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    write_policy(tmp_path / "drafts" / "sample-2020", POLICY.replace("口号 `declaration`", "口号"))
    monkeypatch.chdir(tmp_path)
    words = ["drafts/sample-2020"] * (2 if verb == "diff" else 1)
    result = run(verb, *words)
    assert result.output.startswith("drafts/sample-2020/policy.md:17 〔SX-1〕 错误 row-unanswered：")


def test_a_mistake_of_a_shipped_policy_is_told_by_its_name(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_policy(tmp_path / "sample-2020", POLICY.replace("口号 `declaration`", "口号"))
    monkeypatch.setattr("doudi.policy.reading.library.home", lambda: tmp_path)
    assert run("check").stdout.startswith("sample-2020/policy.md:17 〔SX-1〕 错误 row-unanswered：")


def test_a_mistake_of_a_case_is_told_with_the_path_of_its_file(run: Run, tmp_path: Path) -> None:
    folder = write_policy(tmp_path / "sample-2020", cases="cases: 5\n")
    result = run("test", folder)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{folder / 'cases.yaml'}:1 错误 not-list：")


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        (
            "empty",
            "文件夹 {path} 里没有 policy.md，不是政策文件夹。请给出装着 policy.md 的文件夹，或先写一个 policy.md。\n",
            "The folder {path} has no policy.md, so it is no policy. Give a folder that has one, or write it.\n",
        ),
        (
            "file",
            "{path} 是文件，不是政策文件夹。请给出装着 policy.md 的文件夹。\n",
            "{path} is a file. Give the folder that holds policy.md.\n",
        ),
        ("none", "没有 {path} 这个文件夹。请核对路径。\n", "There is no folder {path}. Check the path.\n"),
    ],
)
def test_a_path_that_leads_to_no_policy_is_told(run: Run, tmp_path: Path, path: str, zh: str, en: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    for lang, text in (("zh", zh), ("en", en)):
        result = run("check", tmp_path / path, "--lang", lang)
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", text.format(path=tmp_path / path))


def test_english_speaks_of_errors(run: Run, policy: Path) -> None:
    assert run("check", policy, "--lang", "en").stdout == f"{policy}: 0 errors, 0 warnings, rows answered 4/4\n"


def test_policies_are_listed_with_title_dates_and_release(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_policy(tmp_path / "sample-2020")
    monkeypatch.setattr("doudi.policy.reading.library.home", lambda: tmp_path)
    lines = run("policies").stdout.splitlines()
    assert lines[:4] == [
        "sample-2020  示例县救助办法",
        "  地方：示例县",
        "  发布 2020-01-01，施行 2020-01-01 起",
        "  条款：4/4",
    ]
    assert lines[4].startswith("  版本：sha256:")


def test_a_policy_that_cannot_be_used_is_listed_as_such(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_policy(tmp_path / "sample-2020", POLICY.replace("income / size", "incme / size"))
    monkeypatch.setattr("doudi.policy.reading.library.home", lambda: tmp_path)
    result = run("policies")
    assert (result.exit_code, result.stdout) == (1, "sample-2020  有错误，不能使用；请看 doudi check sample-2020\n")


def test_an_empty_library_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doudi.policy.reading.library.home", lambda: tmp_path)
    for verb in ("policies", "check", "test"):
        result = run(verb)
        assert (result.exit_code, result.stderr) == (2, f"{tmp_path} 里没有政策。\n")
