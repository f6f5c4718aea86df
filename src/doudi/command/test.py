"""`doudi test`: runs the worked cases of policies."""

from __future__ import annotations

import click

from doudi.command.chosen import policy_folder, policy_words
from doudi.command.language import say
from doudi.command.verb import BAD_NEWS, argument, verb
from doudi.policy.building.build import load
from doudi.policy.cases.casefile import read_cases
from doudi.policy.cases.worked import Case, Difference, differences, differing_needs
from doudi.policy.meaning.interpreter import evaluate


@verb(
    "test",
    words=(
        "运行政策的实例（cases.yaml），列出与应有结果不一致的。有不一致时退出码为 1。",
        "Runs the worked cases of policies (cases.yaml) and shows those that differ. Exits 1 when one does.",
    ),
    example="doudi test guzhang-2021",
)
@argument(
    "policies",
    nargs=-1,
    metavar="[POLICY]…",
    words=("政策的名称或文件夹，默认全部", "names or folders of policies; all unless given"),
)
def command(policies: tuple[str, ...]) -> int:
    """Print each case that differs, with its clause, and a line to sum up each policy."""
    differ = False
    for word in policy_words(policies):
        cases = read_cases(load(word), policy_folder(word))
        wrong = [(case, found) for case in cases if (found := run(case))]
        differ |= bool(wrong)
        click.echo(_sum(word, len(cases), len(wrong)))
        for case, found in wrong:
            click.echo(_case(case, found))
    return BAD_NEWS if differ else 0


def run(case: Case) -> list[Difference]:
    """What differs in one case."""
    evaluation = evaluate(case.setting, case.household)
    return [*differences(case, evaluation), *differing_needs(case, evaluation)]


def _sum(word: str, total: int, wrong: int) -> str:
    if not total:
        return say((f"{word}：没有实例", f"{word}: no cases"))
    if not wrong:
        return say((f"{word}：{total} 个实例，全部一致", f"{word}: {total} cases, all as expected"))
    return say((f"{word}：{total} 个实例，{wrong} 个不一致", f"{word}: {total} cases, {wrong} differ"))


def _case(case: Case, found: list[Difference]) -> str:
    cites = "、".join(case.cites)
    at = f"{case.origin.file}:{case.origin.line}"
    head = f"- {case.name}" + say((f"（{at}，{case.date}", f" ({at}, {case.date}")) + (f"，{cites}" if cites else "")
    return "\n".join([head + say(("）", ")")), *(f"    {_difference(each)}" for each in found)])


def _difference(difference: Difference) -> str:
    rule = difference.rule
    expected, actual = difference.expected, difference.actual
    if rule is None:
        return say((f"要问的：应为 {expected}，算得 {actual}", f"asked for: expected {expected}, found {actual}"))
    cites = "、".join(rule.cites)
    zh_holder = f"{difference.holder} 的 " if difference.holder else ""
    en_holder = f"{difference.holder}'s " if difference.holder else ""
    return say(
        (
            f"{zh_holder}{rule.name}（{rule.label}）：应为 {expected}，算得 {actual}（规则依据 {cites}）",
            f"{en_holder}{rule.name} ({rule.label}): expected {expected}, found {actual} (rule cites {cites})",
        )
    )
