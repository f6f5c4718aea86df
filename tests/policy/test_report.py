"""A decision as text that people read."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from building import household
from sample import FAMILY, member, sample

from doudi.policy.building.build import load
from doudi.policy.deciding.decision import decide
from doudi.policy.deciding.report import report
from doudi.policy.definitions.model import Dated
from doudi.policy.inputs.facts import read_file
from doudi.policy.meaning.household import Household
from doudi.policy.meaning.setting import Setting

GOLDEN = Path(__file__).parent / "golden"

FAMILIES: dict[str, tuple[Household, dict[str, Any]]] = {
    "due": (
        household(
            member(900),
            member(0, disability_kind="visual", disability_grade=2, inpatient_cost=12000),
            member(0),
            **FAMILY,
        ),
        {"dibao_standard": 550},
    ),
    "refused": (
        household(member(1225, inpatient_cost=9000), member(0, school="senior"), **FAMILY),
        {"dibao_standard": 550, "low_income_multiple": 1},
    ),
    "missing": (
        household(member(None), member(0, disability_kind="mental", birth_date=datetime.date(2010, 2, 3)), **FAMILY),
        {"line_itself": "neither"},
    ),
}


def assert_golden(name: str, text: str) -> None:
    """The text is the one kept in the golden file; to accept a change, write it there."""
    assert text == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_due_refused_and_missing_is_said_in_both_languages(name: str, lang: str) -> None:
    home, given = FAMILIES[name]
    setting = sample().setting(**given)
    assert_golden(f"{name}.{lang}.txt", report(setting.policy, decide(setting, home, lang), lang))


def test_the_brief_text_leaves_out_the_reasons() -> None:
    home, given = FAMILIES["due"]
    setting = sample().setting(**given)
    assert_golden("due.brief.zh.txt", report(setting.policy, decide(setting, home), brief=True))


@pytest.mark.parametrize("name", ["due", "refused", "missing"])
def test_a_real_policy_is_said_in_words_that_an_official_would_sign(name: str) -> None:
    policy, date = load("guzhang-2021"), datetime.date(2021, 12, 1)
    setting = Setting(policy, date, {"dibao_standard": Dated(((date, Fraction(550)),))})
    (home,) = read_file(GOLDEN / "households" / f"{name}.json", policy).households
    assert_golden(f"guzhang-2021.{name}.zh.txt", report(policy, decide(setting, home)))


def test_the_full_text_gives_the_reasons_of_everything_that_is_refused() -> None:
    home, given = FAMILIES["refused"]
    setting = sample().setting(**given)
    decision = decide(setting, home)
    short, full = (report(setting.policy, decision, full=wanted).splitlines() for wanted in (False, True))
    waiver = "  高中阶段学费减免（P1、P2）　依据 T-1-1"
    at = short.index(waiver)
    assert short[at - 1 : at + 2] == ["不予享受的服务、减免等（加 --full 写出理由）", waiver, ""]
    at = full.index("  高中阶段学费减免（P1）　依据 T-1-1")
    assert full[at + 1 : at + 6] == [
        "      · 应：学段为“普通高中”或“中职”；实际：不在学",
        "      · 应（几种情形之一）：家庭人均月收入 低于 城市低保标准 550.00 元；实际：612.50 元，相差 62.50 元",
        "      · 应（几种情形之一）：家庭人均月收入 低于 城市低保标准 × 低保边缘家庭倍数（550.00 元）；实际：612.50 元，相差 62.50 元",
        "  高中阶段学费减免（P2）　依据 T-1-1",
        "      · 应（几种情形之一）：家庭人均月收入 低于 城市低保标准 550.00 元；实际：612.50 元，相差 62.50 元",
    ]
    assert "不予享受的服务、减免等（加 --full 写出理由）" not in full


def test_a_class_that_is_refused_gives_its_reasons_though_it_brings_no_money() -> None:
    policy, date = load("guzhang-2021"), datetime.date(2021, 12, 1)
    setting = Setting(policy, date, {"dibao_standard": Dated(((date, Fraction(550)),))})
    (home,) = read_file(GOLDEN / "households" / "due.json", policy).households
    lines = report(policy, decide(setting, home)).splitlines()
    assert (
        lines[lines.index("  特困人员供养（丙）　依据 GZ-2-2") + 1]
        == "      · 应：法定义务人有履行义务能力为“否”；实际：是"
    )


def test_a_warning_stands_at_the_top() -> None:
    setting = sample(until=datetime.date(2021, 6, 30)).setting(dibao_standard=550)
    lines = report(setting.policy, decide(setting, household(member(900), **FAMILY))).splitlines()
    assert lines[2].startswith("注意：政策已过有效期：")


def test_an_expired_parameter_is_missing_with_the_day_it_expired() -> None:
    draft = sample()
    draft.rule("tier", draft.parameter("tier", 100, label="最低缴费档次", until=datetime.date(2020, 12, 31)))
    setting = draft.setting(dibao_standard=550)
    text = report(
        setting.policy, decide(setting, household(member(900, birth_date=datetime.date(1980, 1, 1)), **FAMILY))
    )
    assert text.endswith("还需补充（一次性告知）\n  参数：最低缴费档次（有效期至2020年12月31日，已到期）\n")
