"""The bad policies that are too large, too many or too far from a text file to lie in a folder: made when asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from drafting import ANSWERED, document, rule, save

from doudi.policy.building.build import check
from doudi.policy.definitions.model import Origin
from doudi.policy.messages.problems import Broken, Problem, Problems
from doudi.policy.reading.document import read_text

Made = Callable[[Path], list[Problem]]
MADE: dict[str, Made] = {}


def made(code: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Enters a function that writes the document of a bad policy."""

    def enter(write: Callable[[], str]) -> Callable[[], str]:
        def problems(folder: Path) -> list[Problem]:
            return check(str(save(folder, write(), code))).problems

        MADE[code] = problems
        return write

    return enter


@made("file-too-large")
def _large() -> str:
    return document(rows=ANSWERED, policy="file-too-large") + "长" * 700_000


@made("too-many-lines")
def _long() -> str:
    return document(rows=ANSWERED, policy="too-many-lines") + "\n" * 20_000


@made("too-many-rows")
def _rows() -> str:
    return document(rows="".join(f"- T-1-{n} 要点 `declaration`\n" for n in range(1, 5002)), policy="too-many-rows")


@made("too-many-definitions")
def _definitions() -> str:
    parameters = "".join(f"  p{n}: {{}}\n" for n in range(2001))
    return document("parameters:\n" + parameters, rows=ANSWERED, policy="too-many-definitions")


@made("too-many-problems")
def _problems() -> str:
    parameters = "".join(f"  p{n}: {{label: 参数{n}, cites: [T-1-1]}}\n" for n in range(150))
    return document("parameters:\n" + parameters, policy="too-many-problems")


@made("too-many-warnings")
def _warnings() -> str:
    line = "  p{0}: {{label: 参数{0}, values: {{2022-01-01: 1}}, cites: [T-1-1]}}\n"
    parameters = "".join(line.format(n) for n in range(150))
    return document("parameters:\n" + parameters, policy="too-many-warnings", extra="place: 示例县\n")


@made("too-many-codes")
def _codes() -> str:
    return document(
        "codes:\n  grade:\n" + "".join(f"    c{n}: 第{n}级\n" for n in range(1001)),
        rows=ANSWERED,
        policy="too-many-codes",
    )


@made("too-many-steps")
def _steps() -> str:
    step = "      s{0}: {{kind: visit, by: township.clerk, next: s{1}, cites: [T-1-1]}}\n"
    steps = "".join(step.format(n, n + 1) for n in range(100))
    return document(
        f"processes:\n  general:\n    label: 一般程序\n    start: s0\n    steps:\n{steps}    ends: {{s100: 批准}}\n",
        policy="too-many-steps",
    )


@made("table-too-large")
def _table() -> str:
    rows = "".join(f"      {n}: {{rate: 1%}}\n" for n in range(2001))
    return document(
        "tables:\n  rates:\n    label: 比例表\n    by: vehicles\n    columns: {rate: {unit: ratio, label: 比例}}\n"
        f"    rows:\n{rows}    otherwise: {{rate: 0%}}\n    cites: [T-1-1]\n",
        policy="table-too-large",
    )


@made("expression-too-long")
def _long_expression() -> str:
    return document(rule("vehicles + " * 1000 + "1"), policy="expression-too-long")


@made("expression-too-large")
def _large_expression() -> str:
    return document(rule("max(" + "1," * 2000 + "1)"), policy="expression-too-large")


@made("expression-too-deep")
def _deep_expression() -> str:
    return document(rule("not " * 70 + "property_within_limits"), policy="expression-too-deep")


def _no_such_policy(folder: Path) -> list[Problem]:
    problems = check(str(folder / "nowhere")).problems
    # The folder and the list of policies differ from place to place.
    return [Problem(p.code, Origin("", "nowhere", 1), {"name": "nowhere", "known": ("national",)}) for p in problems]


def _too_many_layers(folder: Path) -> list[Problem]:
    for n in range(9):
        save(
            folder,
            document(rows="", policy=f"layer-{n}", extra=f"extends: layer-{n + 1}\n", clause=f"T-{n}"),
            f"layer-{n}",
        )
    save(folder, document(rows="", policy="layer-9", clause="T-9"), "layer-9")
    return check(str(folder / "layer-0")).problems


def _unreadable(folder: Path) -> list[Problem]:
    problems = Problems()
    try:
        read_text(folder / "gone.yaml", Origin("", "gone.yaml", 1), problems)
    except Broken:
        return problems.found
    raise AssertionError("a file that is not there was read")


MADE |= {"no-such-policy": _no_such_policy, "too-many-layers": _too_many_layers, "file-unreadable": _unreadable}
