"""Documents that are many, large or damaged: checked soon, in bounded memory, with a bounded report, and never with an
exception."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from drafting import MOST_PROBLEMS, checked, document, front, policy_of, refused, rule, save

from doudi.policy.building.build import check
from doudi.policy.checks import growth
from doudi.policy.checks.bounds import bounds_of_rules
from doudi.policy.reading import library

MOST_MEMORY = 150_000_000  # bytes that Python may hold at once while checking 2 MB of malice


def lines(line: str, count: int) -> str:
    return "".join(line.format(n, n + 1) for n in range(count))


def test_a_circle_of_two_thousand_rules_is_told_once(tmp_path: Path) -> None:
    body = "rules:\n" + lines("  r{0}: {{of: household, label: 甲{0}, is: r{1} + 1, cites: [T-1-1]}}\n", 1999)
    body += "  r1999: {of: household, label: 甲1999, is: r0, cites: [T-1-1]}\n"
    assert refused(checked(tmp_path, document(body))) == ["circle"]


def test_many_circles_among_few_rules_are_told_in_bounds(tmp_path: Path) -> None:
    names = [f"r{n}" for n in range(60)]
    total = "max(" + ", ".join(names) + ")"
    body = "rules:\n" + "".join(
        f"  {name}: {{of: household, label: 乙{name}, is: '{total}', cites: [T-1-1]}}\n" for name in names
    )
    assert set(refused(checked(tmp_path, document(body)))) == {"circle"}


@pytest.mark.parametrize("backwards", [False, True])
def test_a_chain_of_two_thousand_rules_is_a_policy(tmp_path: Path, backwards: bool) -> None:
    written = [f"  r{n}: {{of: household, label: 丙{n}, is: r{n - 1} + 1, cites: [T-1-1]}}\n" for n in range(1, 2000)]
    first = "  r0: {of: household, label: 丙0, is: vehicles, cites: [T-1-1]}\n"
    body = "rules:\n" + "".join(reversed([first, *written]) if backwards else [first, *written])
    policy = policy_of(checked(tmp_path, document(body)))
    assert list(policy.rules)[-1] == "r1999"
    assert bounds_of_rules(policy)["r1999"].low == 1999


def test_bounds_of_squares_of_squares_stay_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "rules:\n  r0: {of: household, label: 丁0, is: vehicles / 1.000003, cites: [T-1-1]}\n"
    body += "".join(
        f"  r{n}: {{of: household, label: 丁{n}, is: r{n - 1} * r{n - 1}, cites: [T-1-1]}}\n" for n in range(1, 500)
    )
    monkeypatch.setattr(growth, "MOST_FACTORS", 2**600)
    monkeypatch.setattr(growth, "MOST_DIVISORS", 2**600)
    found = bounds_of_rules(policy_of(checked(tmp_path, document(body))))
    assert all(end is None or len(str(end)) < 100 for bounds in found.values() for end in (bounds.low, bounds.high))


def test_values_that_multiply_themselves_without_end_are_refused(tmp_path: Path) -> None:
    for first, step in (
        ("vehicles", "r{0} * r{0}"),
        ("vehicles * 0.000001", "r{0} * r{0}"),
        ("vehicles / 3", "r{0} + r{0} / 7"),
    ):
        body = f"rules:\n  r0: {{of: household, label: 丁0, is: {first}, cites: [T-1-1]}}\n"
        for n in range(1, 100):
            body += f"  r{n}: {{of: household, label: 丁{n}, is: {step.format(n - 1)}, cites: [T-1-1]}}\n"
        assert set(refused(checked(tmp_path, document(body)))) == {"grows-too-long"}


def test_a_table_with_a_row_for_each_of_two_thousand_numbers_is_checked(tmp_path: Path) -> None:
    head = "tables:\n  rates:\n    label: 比例表\n    by: [vehicles, aid_same_cause_12m]\n"
    head += (
        "    columns: {rate: {unit: ratio, label: 比例}}\n    otherwise: {rate: 0%}\n    cites: [T-1-1]\n    rows:\n"
    )
    rows = lines('      "{0}.., {0}": {{rate: 1%}}\n', 1999)
    assert policy_of(checked(tmp_path, document(head + rows)))
    overlapping = rows + '      "5, *": {rate: 1%}\n'
    assert refused(checked(tmp_path, document(head + overlapping))) == ["overlapping-rows"]


def test_a_matrix_of_three_large_code_lists_is_checked(tmp_path: Path) -> None:
    listed = "codes:\n" + "".join(
        f"  list_{name}: {{" + ", ".join(f"{name}{n}: 码{name}{n}" for n in range(1000)) + "}\n" for name in "abc"
    )
    facts = "facts:\n  person:\n" + "".join(
        f"    fact_{x}: {{type: list_{x}, label: 事实{x}, cites: [T-1-1]}}\n" for x in "abc"
    )
    head = "tables:\n  rates:\n    label: 比例表\n    by: [fact_a, fact_b, fact_c]\n"
    head += "    columns: {rate: {unit: ratio, label: 比例}}\n    cites: [T-1-1]\n    rows:\n"
    whole = head + '      "*, *, *": {rate: 0%}\n'
    part = head + '      "a0, *, *": {rate: 0%}\n'
    many = head + lines('      "a{0}, b{0}, c{0}": {{rate: 1%}}\n', 600)
    assert policy_of(checked(tmp_path, document(listed + facts + whole)))
    assert refused(checked(tmp_path, document(listed + facts + part))) == ["missing-row"]
    assert refused(checked(tmp_path, document(listed + facts + many))) == ["table-needs-otherwise"]


def test_overlaps_of_every_row_with_every_other_are_told_in_bounds(tmp_path: Path) -> None:
    head = "tables:\n  rates:\n    label: 比例表\n    by: vehicles\n    columns: {rate: {unit: ratio, label: 比例}}\n"
    rows = lines("      {0}..: {{rate: 1%}}\n", 2000)
    found = refused(
        checked(tmp_path, document(head + "    rows:\n" + rows + "    otherwise: {rate: 0%}\n    cites: [T-1-1]\n"))
    )
    assert set(found) == {"overlapping-rows", "too-many-problems"}


def test_two_thousand_unknown_names_are_told_in_bounds(tmp_path: Path) -> None:
    body = "rules:\n" + lines(
        "  r{0}: {{of: household, label: 戊{0}, is: unknown_number_{0} + 1, cites: [T-1-1]}}\n", 1999
    )
    assert set(refused(checked(tmp_path, document(body)))) == {"unknown-name", "too-many-problems"}


def test_too_many_warnings_do_not_hide_an_error(tmp_path: Path) -> None:
    line = "  p{0}: {{label: 参数{0}, values: {{2022-01-01: 1}}, cites: [T-1-1]}}\n"
    body = (
        "parameters:\n"
        + lines(line, 300)
        + "tables:\n"
        + "  rates: {label: 表, by: lives_in, columns: {a: {label: 列}}, "
    )
    body += "rows: {urban: {a: 1}}, cites: [T-1-1]}\n"
    assert "missing-row" in refused(checked(tmp_path, document(body, extra="place: 示例县\n")))


WILD: dict[str, Callable[[], str]] = {
    "headings": lambda: front() + "## 条 {#T-1}\n" * 19_000,
    "headings of their own": lambda: front() + "".join(f"## 条 {{#T-{n}}}\n" for n in range(19_000)),
    "half headings": lambda: front() + "## " + "{#" * 900_000 + "\n",
    "spaces in a heading": lambda: front() + "## 条" + " " * 1_900_000 + "末\n",
    "spaces in a row": lambda: document(rows="- T-1-1 一" + " " * 1_900_000 + "二\n"),
    "backticks in a row": lambda: document(rows="- T-1-1 " + "`by: " * 380_000 + "\n"),
    "nested lists": lambda: document(rows="- " * 100_000 + "T-1-1\n"),
    "many nested lists": lambda: document(rows=("- " * 45 + "a\n") * 19_000),
    "nested quotations": lambda: document(rows="> " * 900_000 + "a\n"),
    "fences": lambda: front() + "```yaml policy\n```\n" * 9_000,
    "open fences": lambda: front() + "````yaml policy\n" * 19_000,
    "link references": lambda: front() + "[a]: b\n" * 19_000,
    "brackets of links": lambda: front() + "[" * 1_900_000,
    "html": lambda: front() + "<!--" * 450_000,
    "scalars": lambda: document("codes: [" + "a," * 900_000 + "]"),
    "mappings": lambda: document("codes: [" + "{}," * 600_000 + "]"),
    "quotes in yaml": lambda: document("codes: '" + "''" * 900_000 + "'"),
    "numbers": lambda: document(
        "parameters: {one: {label: 其一, cites: [T-1-1], values: {2021-01-01: " + "9" * 1_900_000 + "}}}"
    ),
    "dates": lambda: document("parameters: {one: {label: 其一, cites: [T-1-1], values: {" + "0" * 1_000 + ": 1}}}"),
    "citations": lambda: document(
        "parameters: {one: {label: 其一, values: {2021-01-01: 1}, cites: [" + "T-1-2," * 150_000 + "]}}"
    ),
    "columns": lambda: document(
        "tables: {t: {label: 表, by: lives_in, columns: {"
        + "".join(f"c{n}: {{}}, " for n in range(60_000))
        + "}, rows: {}}}"
    ),
    "compatibility characters": lambda: document(rule("\ufdfa" * 9_000)),
    "options": lambda: document(
        "readings: {r: {of: A, label: 读, cites: [T-1-1], values: {2021-01-01: a}, options: ["
        + ",".join(f"o{n}" for n in range(90_000))
        + "]}}"
    ),
}


@pytest.mark.parametrize("kind", WILD)
def test_two_megabytes_of_anything_are_checked_in_bounded_memory(tmp_path: Path, kind: str) -> None:
    folder = save(tmp_path, WILD[kind]())
    assert (folder / "policy.md").stat().st_size < 2_000_000
    check("national")  # what is loaded once is not counted
    tracemalloc.start(1)
    try:
        report = check(str(folder))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MOST_MEMORY
    assert report.policy is not None or refused(report)


def test_a_hostile_document_is_checked_in_little_address_space_and_few_seconds_of_work(tmp_path: Path) -> None:
    """A process with 1.5 GB of address space and 60 s of processor time is enough for the widest documents."""
    folders = [
        str(save(tmp_path / str(n), WILD[kind]()))
        for n, kind in enumerate(("many nested lists", "mappings", "columns"))
    ]

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))

    program = "import sys; from doudi.policy.building.build import check; print([check(w).ok for w in sys.argv[1:]])"
    done = subprocess.run(
        [sys.executable, "-c", program, *folders], preexec_fn=limit, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[True, False, False]"


_PIECES = [
    *(
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        ":",
        "-",
        "#",
        "`",
        "'",
        '"',
        "|",
        ">",
        "*",
        "&",
        "!",
        "%",
        "@",
        ",",
        ".",
        "\n",
        "\t",
    ),
    *(
        "  ",
        "\n\n",
        "---\n",
        "```\n",
        "```yaml policy\n",
        "## 条 {#T-1}\n",
        "- GZ-2-1 又\n",
        "is:",
        "of: person",
        "rules:\n",
    ),
    *(
        "0",
        "9" * 30,
        "-1",
        "1e9",
        "50%",
        "2021-02-30",
        "unlimited",
        "unknown",
        "household.",
        "members",
        "not ",
        " / 0",
        "min(",
    ),
    *("\u202e", "\0", "\ud7ff", "（", "，", "“", "低保", "_0", "__class__", "lambda", "overrides: national.income\n"),
]


def mutated(text: str, chance: random.Random) -> str:
    """The text with a few pieces cut, doubled, moved or put in."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(text))
        end = min(len(text), start + chance.choice((1, 2, 5, 20, 100, 1000)))
        other = chance.randrange(len(text))
        change = chance.choice(("cut", "put", "double", "move", "swap lines"))
        if change == "cut":
            text = text[:start] + text[end:]
        elif change == "put":
            text = text[:start] + chance.choice(_PIECES) + text[start:]
        elif change == "double":
            text = text[:end] + text[start:end] + text[end:]
        elif change == "move":
            text = text[:other] + text[start:end] + text[other:]
        else:
            parts = text.split("\n")
            one, two = chance.randrange(len(parts)), chance.randrange(len(parts))
            parts[one], parts[two] = parts[two], parts[one]
            text = "\n".join(parts)
        text = text or "\n"
    return text


@pytest.mark.parametrize("name", library.names())
def test_checking_a_damaged_policy_never_raises(name: str, tmp_path: Path) -> None:
    source = (library.home() / name / "policy.md").read_text(encoding="utf-8")
    chance = random.Random(name)
    for _ in range(60):
        report = checked(tmp_path, mutated(source, chance), name)
        assert report.policy is not None or report.problems
        assert len(report.problems) <= 2 * MOST_PROBLEMS
        for problem in report.problems:
            assert problem.text("zh") and problem.text("en")
