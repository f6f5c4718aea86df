"""Documents by somebody who means harm, or whose program ran wild: each is refused with a clear message, soon, in
bounded memory, and never with an exception."""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from drafting import ANSWERED, checked, codes, document, front, policy_of, rule, save

from doudi.policy import library
from doudi.policy.bounds import bounds_of_rules
from doudi.policy.build import Report, check, load
from doudi.policy.problems import PolicyError

MOST_MEMORY = 150_000_000  # bytes that Python may hold at once while checking 2 MB of malice
MOST_PROBLEMS = 102


def refused(report: Report) -> list[str]:
    assert report.policy is None
    assert 0 < len(report.problems) <= MOST_PROBLEMS
    for problem in report.problems:
        for lang in ("zh", "en"):
            text = problem.text(lang)
            assert len(text) < 1_500
            assert "\n" not in text
    return codes(report)


def expression(folder: Path, text: str, of: str = "household") -> list[str]:
    return refused(checked(folder, document(rule(text, of))))


# --- YAML


@pytest.mark.parametrize(
    "yaml",
    [
        "codes: &a [1]\nfacts: [*a, *a]",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]",
        "rules: {<<: {a: b}}",
        "rules: !!python/object/apply:os.system ['true']",
        "rules: !!binary aGVsbG8=",
        "%TAG ! tag:example.org,2000:\n---\nrules: !x {}",
        "? {a: b}\n: c",
        "rules: {a: 1, a: 2}",
        "rules: " + "[" * 5000,
        "rules: " + "{a: " * 5000,
        "".join("  " * n + "a:\n" for n in range(500)),
        "- " * 5000 + "a",
        "rules: {? " * 100 + "}" * 100,
    ],
)
def test_yaml_beyond_the_safe_subset_is_refused(tmp_path: Path, yaml: str) -> None:
    assert refused(checked(tmp_path, document(yaml, rows=ANSWERED)))[0].split("-")[0] in ("yaml", "bad", "duplicate")


def test_front_matter_is_the_same_safe_yaml(tmp_path: Path) -> None:
    assert refused(checked(tmp_path, front(extra="summary: &a x\n"))) == ["yaml-anchor"]
    assert refused(checked(tmp_path, "---\n- a\n---\n")) == ["not-mapping"]
    assert refused(checked(tmp_path, front(extra="rows: " + "9" * 5000 + "\n"))) == ["not-number"]
    assert refused(checked(tmp_path, front(extra="rows: ٣\n"))) == ["not-number"]


def test_escapes_cannot_write_what_the_file_may_not_hold(tmp_path: Path) -> None:
    for escape in (r"\0", r"\e[31m", r"\u202e", r"\u200b", r"\uFEFF"):
        yaml = f'parameters:\n  one: {{label: "其{escape}一", values: {{2021-01-01: 1}}, cites: [T-1-1]}}'
        assert refused(checked(tmp_path, document(yaml))) == ["control-character"]


# --- expressions

DEEP: dict[str, str] = {
    "brackets": "(" * 4000 + "1" + ")" * 4000,
    "some brackets": "(" * 190 + "size" + ")" * 190,
    "nots": "not " * 2400 + "property_within_limits",
    "minuses": "-" * 3900 + "1",
    "ifs": "1 if urgent else " * 550 + "2",
    "nested ifs": "1 if " * 600 + "urgent" + " else 2" * 600,
    "sums": "+".join(["vehicles"] * 1000),
    "dots": "a" + ".a" * 1900,
    "calls": "max" + "()" * 1900,
    "nested calls": "max(" * 1900 + "1" + ")" * 1900,
    "comparisons": "<".join(["vehicles"] * 900),
    "commas": ",".join(["1"] * 3000),
    "letters": "a" * 9_999,
    "digits": "9" * 9_999,
    "too long": "vehicles + " * 200_000 + "1",
}


@pytest.mark.parametrize("kind", DEEP)
def test_deep_and_long_expressions_are_refused(tmp_path: Path, kind: str) -> None:
    assert expression(tmp_path, DEEP[kind])


def test_sixty_levels_can_be_written_and_checked(tmp_path: Path) -> None:
    for text in (
        "not (" * 25 + "urgent not in (true, false)" + ")" * 25,
        "(" * 20 + "1 < vehicles < 3" + " if urgent else urgent)" * 20,
        "+".join(["vehicles"] * 50) + " > 3",
    ):
        assert policy_of(checked(tmp_path, document(rule(text)))).release


@pytest.mark.parametrize(
    "text",
    [
        "10 ** 10 ** 10 ** 10",
        "1e999",
        "0x10",
        "1_000",
        "9" * 400,
        "1." + "3" * 400,
        "vehicles << 900000000",
        "vehicles % 2",
        "~vehicles",
        "vehicles is urgent",
        "().__class__.__bases__[0].__subclasses__()",
        "size.__class__",
        "household.__dict__",
        "__import__('os').system('true')",
        "_0",
        "_1 + 2",
        "open('/etc/passwd')",
        "eval('1')",
        "exec",
        "lambda: 1",
        "(lambda x: x)(1)",
        "[x for x in members]",
        "(x for x in members)",
        "sum(x for x in members)",
        "{1: 2}",
        "(x := 3)",
        "f'{size}'",
        "b'a'",
        "'{0.__class__}'.format(1)",
        "'%s' % 1",
        "max(*members)",
        "max(a=1, b=2)",
        "vehicles[0]",
        "await vehicles",
        "yield vehicles",
        "import os",
        "vehicles; vehicles",
        "vehicles\\\n+ 1",
        "# comment",
        "`ls`",
        "$HOME",
        "vehicles if urgent",
        "True",
        "None",
        "...",
        "vehicles @ vehicles",
        "vehicles // 2",
        "any(members)",
        "sum(members, members)",
        "round(vehicles)",
        "round(1 / 3)",
        "'a' + 'b'",
        "'a' * 1000000000",
        "(1, 2)",
        "()",
        "vehicles in ()",
        "5(vehicles)",
        "'max'(1, 2)",
        "household.5",
        "monthly_rent.5",
        "5 . vehicles",
    ],
)
def test_what_is_not_of_the_language_is_refused(tmp_path: Path, text: str) -> None:
    found = expression(tmp_path, text)
    assert len(found) == 1
    assert "unknown-key" not in found


def test_placeholders_never_show_in_a_message(tmp_path: Path) -> None:
    for text in ("household.5", "monthly_rent.5", "5 (vehicles)", "'a'.b", "5 5", "'a' 'b'", "(5", "5 and"):
        report = checked(tmp_path, document(rule(text)))
        assert "_0" not in "".join(problem.text() for problem in report.problems)


def test_letters_that_look_like_others_are_refused(tmp_path: Path) -> None:
    for word in ("vehіcles", "ѕize", "νehicles", "vehicles\u0301", "ｖehicles\u0435"):
        assert expression(tmp_path, f"{word} > 1") == ["bad-character"]
    label = "parameters:\n  one: {label: %s, values: {2021-01-01: 1}, cites: [T-1-1]}"
    for word in ("аge", "收\u0301入", "收入\ufe0f", "收 入", "1收入", "true", "and", "min", "_x", "家庭.收入"):
        assert refused(checked(tmp_path, document(label % f'"{word}"'))) == ["label-not-identifier"]


def test_full_width_signs_are_understood(tmp_path: Path) -> None:
    assert policy_of(checked(tmp_path, document(rule("（ｖｅｈｉｃｌｅｓ＋１）＞２")))).release


# --- text that is formatted, shown or named


def test_format_strings_in_a_document_are_never_filled(tmp_path: Path) -> None:
    for text in ("{0.__class__}", "{x!r}", "{what}", "%s", "%(what)s", "{", "}}", "{nearest}"):
        yaml = f"parameters:\n  one: {{label: '{text}', values: {{2021-01-01: 1}}, cites: ['{text}']}}"
        report = checked(tmp_path, document(yaml, rows=ANSWERED))
        assert text in "".join(problem.text() for problem in report.problems)
        assert refused(report)


def test_message_shows_only_the_beginning_of_something_long(tmp_path: Path) -> None:
    yaml = "parameters:\n  " + "a" * 100_000 + ": {}\n"
    assert refused(checked(tmp_path, document(yaml, rows=ANSWERED))) == ["bad-yaml"]  # a key has 1,024 letters at most
    yaml = f"parameters:\n  one: {{label: {'长' * 100_000}, cites: [T-1-1]}}\n"
    assert refused(checked(tmp_path, document(yaml))) == ["no-value"]


# --- files


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "front-missing"),
        (b"\x00" * 100, "control-character"),
        (document(rows=ANSWERED).encode() + b"\x00", "control-character"),
        (document(rows=ANSWERED).encode("utf-16"), "not-utf8"),
        (document(rows=ANSWERED).encode("utf-16-le"), "not-utf8"),
        (document(rows=ANSWERED).encode("gb18030"), "not-utf8"),
        (document(rows="- T-1-1 右\u202e左 `declaration`\n").encode(), "control-character"),
        (document(rows="- T-1-1 空\u200b白 `declaration`\n").encode(), "control-character"),
        (document(rows="- T-1-1 行\u2028分 `declaration`\n").encode(), "control-character"),
        (document(rows="- T-1-1 半\ufeff路 `declaration`\n").encode(), "control-character"),
        (b"---\n" * 3, "policy-name"),
        (b"---\n---\n", "missing-key"),
        (b"-" * 1_000_000, "front-missing"),
        (b"\xff" * 1_000_000, "not-utf8"),
    ],
)
def test_file_that_is_no_document_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    assert refused(checked(tmp_path, data))[0] in (code, "missing-key")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    plain = checked(tmp_path, document(rule("vehicles > 1")))
    windows = checked(tmp_path, b"\xef\xbb\xbf" + document(rule("vehicles > 1")).replace("\n", "\r\n").encode())
    assert policy_of(windows).release == policy_of(plain).release


@pytest.mark.parametrize(
    "name",
    [
        "../other",
        "/etc",
        "other/../other",
        "other/policy.md",
        "C:\\other",
        "..",
        ".",
        "~",
        "a" * 65,
        "a" * 5000,
        "Other",
    ],
)
def test_extends_takes_a_name_and_never_a_path(tmp_path: Path, name: str) -> None:
    save(tmp_path, document(rows=ANSWERED, policy="other", clause="B-1").replace("T-1-1", "B-1-1"), "other")
    assert refused(checked(tmp_path, document(rows=ANSWERED, extra=f"extends: '{name}'\n"))) == ["no-such-base"]
    assert policy_of(checked(tmp_path, document(rows=ANSWERED, extra="extends: other\n")))


def test_nul_in_extends_is_refused(tmp_path: Path) -> None:
    assert refused(checked(tmp_path, document(rows=ANSWERED, extra='extends: "other\\0"\n'))) == ["control-character"]


@pytest.mark.parametrize("word", ["", "\0", "a" * 10_000, "../../../../etc/passwd", "nowhere/policy.md", "名\n称"])
def test_a_policy_is_asked_for_by_any_text_without_harm(
    word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert refused(check(word)) == ["no-such-policy"]


def test_what_a_link_leads_to_is_not_shown(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("password: 123456\n")
    folder = tmp_path / "sample"
    folder.mkdir()
    (folder / "policy.md").symlink_to(secret)
    report = check(str(folder))
    assert refused(report) == ["front-missing"]
    assert "123456" not in "".join(problem.text() for problem in report.problems)


def test_devices_and_pipes_are_no_policies(tmp_path: Path) -> None:
    for name, make in (("pipe", os.mkfifo), ("zero", lambda path: path.symlink_to("/dev/zero"))):
        folder = tmp_path / name
        folder.mkdir()
        make(folder / "policy.md")
        assert refused(check(str(folder))) == ["no-such-policy"]


# --- many and large


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


def test_bounds_of_squares_of_squares_stay_small(tmp_path: Path) -> None:
    body = "rules:\n  r0: {of: household, label: 丁0, is: vehicles / 1.000003, cites: [T-1-1]}\n"
    body += "".join(
        f"  r{n}: {{of: household, label: 丁{n}, is: r{n - 1} * r{n - 1}, cites: [T-1-1]}}\n" for n in range(1, 500)
    )
    found = bounds_of_rules(policy_of(checked(tmp_path, document(body))))
    assert all(end is None or len(str(end)) < 100 for bounds in found.values() for end in (bounds.low, bounds.high))


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

    program = "import sys; from doudi.policy.build import check; print([check(w).ok for w in sys.argv[1:]])"
    done = subprocess.run(
        [sys.executable, "-c", program, *folders], preexec_fn=limit, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[True, False, False]"


# --- mutations of the real policies

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


def test_a_policy_error_tells_every_problem(tmp_path: Path) -> None:
    folder = save(
        tmp_path, document("parameters:\n  one: {label: 其一, values: {2021-01-01: x}}\n  two: {cites: [T-1-1]}\n")
    )
    with pytest.raises(PolicyError) as error:
        load(str(folder))
    assert [problem.code for problem in error.value.problems] == ["not-number", "label-missing"]
    assert str(error.value) == "\n".join(problem.text() for problem in error.value.problems)
