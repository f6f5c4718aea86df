"""Documents by somebody who means harm, or whose program ran wild: each is refused with a clear message, soon, in
bounded memory, and never with an exception."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from drafting import ANSWERED, checked, document, front, policy_of, refused, rule, save

from doudi.policy.building.build import check, load
from doudi.policy.messages.problems import PolicyError


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


def test_a_policy_error_tells_every_problem(tmp_path: Path) -> None:
    folder = save(
        tmp_path, document("parameters:\n  one: {label: 其一, values: {2021-01-01: x}}\n  two: {cites: [T-1-1]}\n")
    )
    with pytest.raises(PolicyError) as error:
        load(str(folder))
    assert [problem.code for problem in error.value.problems] == ["not-number", "label-missing"]
    assert str(error.value) == "\n".join(problem.text() for problem in error.value.problems)
