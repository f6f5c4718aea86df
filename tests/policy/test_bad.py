"""Every kind of problem has a bad policy beside its exact message: `bad/CODE/policy.md` and `bad/CODE/expected.txt`.

`expected.txt` has every problem of the policy in Chinese, an empty line, and the same in English. What is too large for
a file is made by `made_bad.py`. To see messages after a change: `python tests/policy/test_bad.py` writes them anew, for
a person to read.
"""

from __future__ import annotations

import contextlib
import datetime
import tempfile
from pathlib import Path

import pytest
from made_bad import MADE

from doudi.policy.building.build import check
from doudi.policy.cases.casefile import read_cases
from doudi.policy.checks import check_on
from doudi.policy.messages.catalogue import MESSAGES
from doudi.policy.messages.problems import PolicyError, Problem, Problems

BAD = Path(__file__).parent / "bad"
BASE = "base-layer"  # what some of the others extend; it is sound
ASKED_ON = {  # problems of a date
    "value-expired": datetime.date(2022, 3, 1),
    "no-value-yet": datetime.date(2021, 3, 1),
    "policy-not-yet": datetime.date(2020, 3, 1),
    "policy-ended": datetime.date(2022, 3, 1),
}
CODES = sorted(path.name for path in BAD.iterdir() if path.is_dir() and path.name != BASE)


def problems_of(code: str, folder: Path) -> list[Problem]:
    """Everything wrong with the bad policy of that name; of one that is made, only what its name says."""
    if code in MADE:
        with contextlib.chdir(folder):
            return [problem for problem in MADE[code](folder) if problem.code == code]
    with contextlib.chdir(BAD):
        return _found(code)


def _found(code: str) -> list[Problem]:
    report = check(code)
    found = Problems(list(report.problems))
    if code in ASKED_ON and report.policy is not None:
        check_on(report.policy, ASKED_ON[code], found)
    if report.policy is not None:
        try:
            read_cases(report.policy, Path(code))
        except PolicyError as error:
            found.found += error.problems
    return found.found


def messages(problems: list[Problem]) -> str:
    return "\n\n".join("\n".join(problem.text(lang) for problem in problems) for lang in ("zh", "en")) + "\n"


@pytest.mark.parametrize("code", CODES)
def test_a_bad_policy_gets_exactly_its_message(code: str, tmp_path: Path) -> None:
    assert messages(problems_of(code, tmp_path)) == (BAD / code / "expected.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", CODES)
def test_a_bad_policy_has_one_problem_of_the_kind_it_is_named_after(code: str, tmp_path: Path) -> None:
    assert [problem.code for problem in problems_of(code, tmp_path)] == [code]


def test_every_kind_of_problem_has_a_bad_policy() -> None:
    assert set(CODES) == set(MESSAGES)


def test_what_the_bad_policies_extend_is_sound() -> None:
    assert check(str(BAD / BASE)).problems == []


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_a_message_has_a_cause_in_both_languages_that_ends_as_a_sentence(code: str) -> None:
    message = MESSAGES[code]
    assert all(text == text.strip() for text in (*message.zh, *message.en))
    if code != "case-fact":  # the sentence is that of the fact
        assert message.zh[0].endswith("。")
        assert message.en[0].endswith((".", "?"))
        assert message.zh[1].endswith(("。", ". ", "）", ".")) and message.en[1].endswith(".")


if __name__ == "__main__":
    for name in CODES:
        with tempfile.TemporaryDirectory() as place:
            (BAD / name / "expected.txt").write_text(messages(problems_of(name, Path(place))), encoding="utf-8")
