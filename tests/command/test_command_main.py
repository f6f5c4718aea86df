"""`doudi` itself: its verbs, its languages, its manners."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commandline import Run

from doudi import __version__
from doudi.command.main import VERBS

ENVIRONMENT = {
    key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "DOUDI_", "PYTHON"))
}


def doudi(*words: str, code: str = "", **environ: str) -> subprocess.CompletedProcess[bytes]:
    """A real process."""
    program = code or "from doudi.command.main import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        capture_output=True,
        env={**ENVIRONMENT, **environ},
        timeout=60,
        check=False,
    )


def test_help_lists_the_verbs_in_chinese(run: Run) -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("用法：doudi [选项] 命令 …\n")
    assert "  decide" in result.stdout
    assert "认定家庭" in result.stdout


def test_no_words_at_all_show_the_help(run: Run) -> None:
    assert run().stdout == run("--help").stdout


@pytest.mark.parametrize("words", [("--lang", "en", "--help"), ("--help", "--lang", "en"), ("--lang=en", "--help")])
def test_help_is_in_english_where_asked(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).stdout.startswith("Usage: doudi [OPTIONS] COMMAND …\n")


def test_the_language_can_come_from_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOUDI_LANG", "en")
    assert run("--help").stdout.startswith("Usage:")
    assert run("--help", "--lang", "zh").stdout.startswith("用法：")


def test_only_verbs_whose_file_exists_are_listed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VERBS, "nothing", ("doudi.command.nothing", ("无", "none")))
    assert "nothing" not in run("--help").stdout
    assert run("nothing").exit_code == 2


@pytest.mark.parametrize(
    "name", [name for name in VERBS if (Path(__file__).parents[2] / "src/doudi/command" / f"{name}.py").exists()]
)
@pytest.mark.parametrize(
    ("lang", "usage", "example"), [("zh", "用法：", "例：\n  doudi"), ("en", "Usage: ", "Example:\n  doudi")]
)
def test_every_verb_has_help_with_an_example(run: Run, name: str, lang: str, usage: str, example: str) -> None:
    result = run(name, "--help", "--lang", lang)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{usage}doudi {name}")
    assert example in result.stdout
    assert "--lang zh|en" in result.stdout
    assert (f"{VERBS[name][1][lang == 'en']}") in run("--help", "--lang", lang).stdout


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (
            ("decid",),
            "doudi：没有 decid 这个命令，最接近的是 decide。用 doudi --help 查看说明。\n",
            "doudi: there is no command decid; the nearest is decide. See doudi --help.\n",
        ),
        (
            ("xyzzy",),
            "doudi：没有 xyzzy 这个命令。用 doudi --help 查看说明。\n",
            "doudi: there is no command xyzzy. See doudi --help.\n",
        ),
        (
            ("decide",),
            "doudi decide：缺少 POLICY。用 doudi decide --help 查看说明。\n",
            "doudi decide: POLICY is missing. See doudi decide --help.\n",
        ),
        (
            ("decide", "a", "b", "c"),
            "doudi decide：多出了参数 c。用 doudi decide --help 查看说明。\n",
            "doudi decide: there is an argument too many: c. See doudi decide --help.\n",
        ),
        (
            ("decide", "--dat", "x"),
            "doudi decide：没有选项 --dat，最接近的是 --date。用 doudi decide --help 查看说明。\n",
            "doudi decide: there is no option --dat; the nearest is --date. See doudi decide --help.\n",
        ),
        (
            ("decide", "a", "b", "--date"),
            "doudi decide：选项 --date 的用法不对：要么后面少了值，要么多了值。用 doudi decide --help 查看说明。\n",
            "doudi decide: option --date has too few or too many values. See doudi decide --help.\n",
        ),
        (
            ("format", "x", "--names", "fr"),
            "doudi format：--names 只能是 zh、en。用 doudi format --help 查看说明。\n",
            "doudi format: --names must be one of zh, en. See doudi format --help.\n",
        ),
        (
            ("people", "x", "y"),
            "doudi people：N 应是 1 至 100,000,000 的整数。用 doudi people --help 查看说明。\n",
            "doudi people: N must be a whole number from 1 to 100,000,000. See doudi people --help.\n",
        ),
    ],
)
def test_wrong_use_is_told_in_one_paragraph_in_either_language(
    run: Run, words: tuple[str, ...], zh: str, en: str
) -> None:
    for lang, text in (("zh", zh), ("en", en)):
        result = run("--lang", lang, *words)
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", text)


def test_a_language_that_is_none_is_refused(run: Run) -> None:
    result = run("policies", "--lang", "fr")
    assert (result.exit_code, result.stderr) == (
        2,
        "doudi policies：--lang 只能是 zh、en。用 doudi policies --help 查看说明。\n",
    )


def test_a_language_alone_is_not_enough(run: Run) -> None:
    assert run("--lang", "en").stderr == "doudi: a command is missing. See doudi --help.\n"


def test_the_version_is_shown(run: Run) -> None:
    assert run("--version").stdout == f"doudi {__version__}\n"


def test_a_fault_of_ours_is_told_without_a_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("one\ntwo")

    monkeypatch.setattr("doudi.command.policies.check", fail)
    result = run("policies")
    assert result.exit_code == 70
    assert result.stderr == (
        "doudi 内部出错（ZeroDivisionError: one）。这不是您的错；请设 DOUDI_TRACEBACK=1 再运行一次，把显示的内容报给我们。\n"
    )


def test_ctrl_c_ends_quietly(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("doudi.command.policies.check", interrupt)
    result = run("policies")
    assert (result.exit_code, result.stderr.strip()) == (130, "")


def test_the_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, atexit\n"
        "from doudi.command.main import main\n"
        "heavy = ('numpy', 'numba', 'pyarrow', 'yaml', 'markdown_it', 'jinja2', 'doudi.policy.building.build', 'doudi.vocabulary')\n"
        "atexit.register(lambda: print([name for name in heavy if name in sys.modules]))\n"
        "main()"
    )
    found = doudi("--help", code=code)
    assert found.stdout.decode().rstrip().splitlines()[-1] == "[]"


def test_deciding_loads_no_arrays(policy: Path, household: Path) -> None:
    code = (
        "import sys, atexit\n"
        "from doudi.command.main import main\n"
        "atexit.register(lambda: print([name for name in ('numpy', 'numba', 'pyarrow') if name in sys.modules]))\n"
        "main()"
    )
    found = doudi("decide", str(policy), str(household), "--json", code=code)
    assert found.stdout.decode().rstrip().splitlines()[-1] == "[]"


def test_the_help_is_there_at_once() -> None:
    took = []
    for _ in range(3):
        start = time.perf_counter()
        doudi("--help")
        took.append(time.perf_counter() - start)
    assert min(took) < 1  # 0.3 s on a quiet machine; the import check above is the sharper one


@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX"}, {"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}]
)
def test_output_is_utf8_in_any_locale(locale: dict[str, str]) -> None:
    found = doudi("--help", **locale)
    assert found.stdout.decode("utf-8").startswith("用法：doudi")
    assert found.returncode == 0


def test_a_closed_pipe_ends_quietly(policy: Path, tmp_path: Path) -> None:
    path = tmp_path / "many.json"
    path.write_text("[" + ",".join('{"members": [{}]}' for _ in range(300)) + "]", encoding="utf-8")
    program = f"{sys.executable} -c 'from doudi.command.main import main; main()' decide {policy} {path} --json"
    found = subprocess.run(
        ["bash", "-c", f"{program} | head -n 1; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        env=ENVIRONMENT,
        timeout=60,
        check=False,
    )
    assert found.stderr == b""
    assert found.stdout.decode().split()[0] == "["
    assert found.stdout.decode().split()[-1] in ("141", "0")


@pytest.mark.skipif(os.name == "nt", reason="signals of a terminal")
def test_a_real_interrupt_shows_no_traceback(policy: Path) -> None:
    program = [sys.executable, "-c", "from doudi.command.main import main; main()", "decide", str(policy), "-"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT) as process:
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert stderr.strip() == b""
