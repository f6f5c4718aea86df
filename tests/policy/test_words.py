"""What a policy says, in Chinese that an official would sign, and in English."""

from __future__ import annotations

import datetime
import string
from collections.abc import Callable
from fractions import Fraction

import pytest
from building import (
    MONTHLY,
    YEARLY,
    Draft,
    among,
    both,
    compare,
    each,
    either,
    extreme,
    household,
    minus,
    no,
    number,
    over,
    plus,
    text,
    times,
    when,
)

from doudi.policy.definitions.nodes import UNLIMITED, DecisionDate, Elapsed, Expr, Literal, PerPeriod, Round, Value
from doudi.policy.definitions.types import BOOLEAN, DATE, NUMBER, RATIO, TEXT, code
from doudi.policy.definitions.types import number as quantity
from doudi.policy.meaning.interpreter import evaluate
from doudi.policy.words import en as words_en
from doudi.policy.words import zh as words_zh
from doudi.policy.words.conditions import upright
from doudi.policy.words.lexicon import Lexicon
from doudi.policy.words.required import Required
from doudi.policy.words.saying import Words

KIND = code("disability_kind")
YEARS = quantity("years")


class Desk:
    """A policy with the facts that the sentences below are about."""

    def __init__(self) -> None:
        self.draft = draft = Draft()
        self.income = draft.household_fact("income", label="家庭人均月收入")
        self.spending = draft.household_fact("spending", label="家庭刚性支出")
        self.property = draft.household_fact("property", BOOLEAN, "家庭财产符合规定")
        self.area = draft.household_fact("area", quantity("square_metres"), "住房面积")
        self.below = draft.household_fact("below", quantity("months"), "连续低于低保标准月数")
        self.age = draft.household_fact("age", YEARS, "年龄")
        self.grade = draft.household_fact("grade", NUMBER, "残疾等级")
        self.kind = draft.household_fact("kind", KIND, "残疾类别")
        self.born = draft.household_fact("born", DATE, "出生日期")
        self.share = draft.household_fact("share", RATIO, "支出占比")
        self.line = draft.parameter("line", 550, label="城市低保标准")
        self.unset = draft.parameter("unset", label="当地最低工资")
        self.multiple = draft.parameter("multiple", Fraction(3, 2), RATIO, "倍数")
        self.half = draft.parameter("half", Fraction(1, 2), RATIO, "救助比例")
        self.ill = draft.person_fact("ill", BOOLEAN, "重病患者")
        self.orphan = draft.person_fact("orphan", BOOLEAN, "孤儿")
        self.wage = draft.person_fact("wage", label="工资性收入")
        self.cost = draft.person_fact("cost", label="必要就业成本")
        self.edge = draft.reading("edge", "low", "恰好等于低保线的家庭", low="算低保边缘", neither="两头都不算")
        self.open = draft.reading("open", None, "未定的口径", yes="可以", no="不可以")
        cells = {("visual",): {"from": 4000}, ("mental",): {"from": UNLIMITED}}
        table = draft.table(
            "aid", [self.kind], {"from": YEARLY}, cells, {"from": 0}, {"from": "起付线"}, "住院救助标准"
        )
        self.floor = table["from"]
        self.eligible = draft.rule("eligible", self.property, label="整户低保")

    def said(self, expr: Expr, lang: str = "zh") -> str:
        return Words(Lexicon(self.draft.policy(), lang)).whole(expr)

    def required(
        self, expr: Expr, lang: str = "zh", members: tuple[dict[str, Value], ...] = ({},), **facts: Value | int
    ) -> str:
        found = evaluate(self.draft.setting(), household(*members, **facts))
        return Required(Lexicon(self.draft.policy(), lang), found.of).condition(upright(expr))

    def told(
        self, expr: Expr, lang: str = "zh", members: tuple[dict[str, Value], ...] = ({},), **facts: Value | int
    ) -> str:
        found = evaluate(self.draft.setting(), household(*members, **facts))
        return Words(Lexicon(self.draft.policy(), lang), found.of).whole(expr)


DESK = Desk()
Make = Callable[[Desk], Expr]

SAID: list[tuple[Make, str, str]] = [
    (lambda d: compare(d.income, "<", d.line), "家庭人均月收入 低于 城市低保标准", "income below line"),
    (
        lambda d: compare(d.income, "<", times(d.multiple, d.line)),
        "家庭人均月收入 低于 城市低保标准 × 倍数",
        "income below line × multiple",
    ),
    (
        lambda d: compare(d.income, "<", times(number("1.5"), d.line)),
        "家庭人均月收入 低于 城市低保标准 × 1.5",
        "income below line × 1.5",
    ),
    (lambda d: no(compare(d.income, "<", d.line)), "家庭人均月收入 不低于 城市低保标准", "income at least line"),
    (lambda d: compare(d.line, ">", d.income), "家庭人均月收入 低于 城市低保标准", "income below line"),
    (lambda d: compare(d.income, "<=", number(500)), "家庭人均月收入 不高于 500.00 元", "income at most 500.00 yuan"),
    (lambda d: compare(d.income, "==", number(0)), "家庭人均月收入为 0", "income is 0"),
    (lambda d: compare(d.age, ">=", number(60)), "年龄满 60 岁", "age at least 60 years"),
    (lambda d: compare(number(16), "<=", d.age), "年龄满 16 岁", "age at least 16 years"),
    (lambda d: compare(d.age, "<", number(18)), "年龄不满 18 岁", "age under 18 years"),
    (lambda d: compare(d.below, ">=", number(3)), "连续低于低保标准月数 不少于 3 个月", "below at least 3 months"),
    (lambda d: compare(d.area, "<", number(13)), "住房面积 少于 13 平方米", "area fewer than 13 m²"),
    (lambda d: compare(d.grade, "<=", number(2)), "残疾等级 不大于 2", "grade at most 2"),
    (lambda d: compare(d.share, ">", Literal(RATIO, Fraction(3, 10))), "支出占比 高于 30%", "share above 30%"),
    (
        lambda d: compare(d.born, "<", Literal(DATE, datetime.date(1961, 1, 1))),
        "出生日期 早于 1961年1月1日",
        "born before 1 January 1961",
    ),
    (lambda d: d.property, "家庭财产符合规定：是", "property: yes"),
    (lambda d: no(d.property), "家庭财产符合规定：否", "property: no"),
    (lambda d: compare(d.kind, "==", text("visual", KIND)), "残疾类别为“视力”", "kind is “visual”"),
    (lambda d: compare(d.kind, "!=", text("none", KIND)), "残疾类别不为“无”", "kind is not “none”"),
    (
        lambda d: among(d.kind, text("mental", KIND), text("intellectual", KIND), text("visual", KIND)),
        "残疾类别为“精神”、“智力”或“视力”",
        "kind is “mental”, “intellectual” or “visual”",
    ),
    (lambda d: no(among(d.grade, number(1), number(2))), "残疾等级不为1或2", "grade is not 1 or 2"),
    (
        lambda d: compare(d.edge, "==", text("low", code("reading:edge"))),
        "读法「恰好等于低保线的家庭」取“算低保边缘”",
        "the reading of “edge” is “low”",
    ),
    (
        lambda d: both(d.property, either(compare(d.income, ">", d.line), no(d.eligible))),
        "家庭财产符合规定：是，且（家庭人均月收入 高于 城市低保标准，或整户低保：否）",
        "property: yes, and (income above line, or eligible: no)",
    ),
    (
        lambda d: no(both(d.property, compare(d.income, "<", d.line))),
        "家庭财产符合规定：否，或家庭人均月收入 不低于 城市低保标准",
        "property: no, or income at least line",
    ),
    (
        lambda d: extreme("max", minus(d.line, d.income), number(0)),
        "（城市低保标准 − 家庭人均月收入）（为负的按 0 计）",
        "",
    ),
    (
        lambda d: extreme("min", d.line, d.income),
        "取城市低保标准 与 家庭人均月收入 中较低者",
        "the lower of line and income",
    ),
    (
        lambda d: extreme("max", d.line, d.income),
        "取城市低保标准 与 家庭人均月收入 中较高者",
        "the higher of line and income",
    ),
    (
        lambda d: extreme("min", d.line, d.income, d.spending),
        "取城市低保标准、家庭人均月收入、家庭刚性支出 中最低者",
        "the lowest of line, income, spending",
    ),
    (lambda d: minus(d.line, minus(d.income, d.spending)), "城市低保标准 − （家庭人均月收入 − 家庭刚性支出）", ""),
    (lambda d: times(plus(d.line, d.income), d.half), "（城市低保标准 + 家庭人均月收入） × 救助比例", ""),
    (lambda d: over(d.line, times(d.half, number(3))), "城市低保标准 ÷ （救助比例 × 3）", "line ÷ (half × 3)"),
    (
        lambda d: when(d.property, d.line, number(0)),
        "如果家庭财产符合规定：是，则为城市低保标准；否则为 0",
        "if property: yes, then line; otherwise 0",
    ),
    (
        lambda d: when(d.property, d.line, when(d.eligible, d.income, number(0))),
        "如果家庭财产符合规定：是，则为城市低保标准；如果整户低保：是，则为家庭人均月收入；否则为 0",
        "",
    ),
    (lambda d: each("any", d.ill), "任一成员符合“重病患者”条件", "some member has “ill”"),
    (lambda d: no(each("any", d.ill)), "没有成员符合“重病患者”条件", "no member has “ill”"),
    (
        lambda d: each("all", either(d.ill, d.orphan)),
        "全体成员均符合“重病患者，或孤儿”条件",
        "every member has “ill, or orphan”",
    ),
    (lambda d: each("all", no(d.ill)), "全体成员均符合“重病患者：否”条件", ""),
    (
        lambda d: compare(each("count", d.ill), ">=", number(2)),
        "符合“重病患者”条件的成员人数 不少于 2 人",
        "the number of members with “ill” at least 2 persons",
    ),
    (lambda d: each("sum", d.wage), "全体成员工资性收入之和", "the sum of wage over all members"),
    (lambda d: each("sum", minus(d.wage, d.cost)), "全体成员（工资性收入 − 必要就业成本）之和", ""),
    (lambda d: each("max", d.wage), "全体成员工资性收入中的最高值", "the highest wage of all members"),
    (lambda d: each("count"), "家庭成员人数", "the number of members"),
    (lambda d: d.floor, "表「住院救助标准」中起付线", "from in the table “aid”"),
    (
        lambda d: Round(MONTHLY, over(d.line, number(3)), 0),
        "城市低保标准 ÷ 3（四舍五入到元）",
        "line ÷ 3 (rounded to the yuan)",
    ),
    (lambda d: PerPeriod(YEARLY, d.line, Fraction(12)), "城市低保标准折算为每年", "line per year"),
    (
        lambda d: Elapsed(YEARS, "years", d.born, DecisionDate(DATE)),
        "出生日期至决定日期的周年数",
        "the completed years from born to the decision date",
    ),
]


@pytest.mark.parametrize(("make", "zh", "en"), SAID, ids=[zh for _, zh, _ in SAID])
def test_a_rule_is_said_without_numbers(make: Make, zh: str, en: str) -> None:
    assert DESK.said(make(DESK)) == zh
    assert not en or DESK.said(make(DESK), "en") == en


Given = dict[str, Value | int]
TOLD: list[tuple[Make, Given, str, str]] = [
    (
        lambda d: compare(d.income, "<", d.line),
        {"income": 300},
        "家庭人均月收入 300.00 元，低于城市低保标准 550.00 元",
        "income 300.00 yuan, below line 550.00 yuan",
    ),
    (
        lambda d: compare(d.income, "<", d.line),
        {"income": Fraction("612.5")},
        "家庭人均月收入 612.50 元，高出城市低保标准 62.50 元（后者为 550.00 元）",
        "income 612.50 yuan, 62.50 yuan above line (550.00 yuan)",
    ),
    (
        lambda d: compare(d.income, "<", d.line),
        {"income": 550},
        "家庭人均月收入 550.00 元，正好等于城市低保标准（须低于）",
        "income 550.00 yuan, exactly line (must be below it)",
    ),
    (
        lambda d: compare(d.income, "<", d.line),
        {},
        "家庭人均月收入：未填（须低于城市低保标准 550.00 元）",
        "income: not answered (must be below line 550.00 yuan)",
    ),
    (
        lambda d: compare(d.income, "<", d.unset),
        {"income": 300},
        "家庭人均月收入：300.00 元（须低于当地最低工资（未设定））",
        "income: 300.00 yuan (must be below unset (not set))",
    ),
    (
        lambda d: compare(d.income, "<", times(d.multiple, d.line)),
        {"income": 600},
        "家庭人均月收入 600.00 元，低于城市低保标准 × 倍数（825.00 元）",
        "income 600.00 yuan, below line × multiple (825.00 yuan)",
    ),
    (
        lambda d: compare(d.income, "<", times(d.multiple, d.line)),
        {"income": 900},
        "家庭人均月收入 900.00 元，高出城市低保标准 × 倍数 75.00 元（后者为 825.00 元）",
        "",
    ),
    (
        lambda d: compare(minus(d.income, d.spending), ">", d.line),
        {"income": 600, "spending": 200},
        "家庭人均月收入 − 家庭刚性支出（400.00 元），比城市低保标准少 150.00 元（后者为 550.00 元）",
        "",
    ),
    (
        lambda d: compare(d.income, ">", number(500)),
        {"income": 300},
        "家庭人均月收入 300.00 元，比 500.00 元少 200.00 元",
        "income 300.00 yuan, 200.00 yuan below 500.00 yuan",
    ),
    (lambda d: compare(d.income, ">", number(0)), {"income": 0}, "家庭人均月收入为 0", "income is 0"),
    (
        lambda d: compare(d.income, "!=", number(0)),
        {"income": 5},
        "家庭人均月收入 5.00 元，不为 0",
        "income 5.00 yuan, not 0",
    ),
    (lambda d: compare(d.age, ">=", number(60)), {"age": 58}, "年龄 58 岁，不满 60 岁", "age 58 years, under 60 years"),
    (lambda d: compare(d.age, ">=", number(60)), {"age": 60}, "年龄 60 岁，满 60 岁", ""),
    (
        lambda d: compare(d.below, ">=", number(3)),
        {"below": 2},
        "连续低于低保标准月数 2 个月，比 3 个月少 1 个月",
        "below 2 months, 1 months below 3 months",
    ),
    (lambda d: compare(d.grade, "<=", number(2)), {"grade": 3}, "残疾等级 3，大于 2", "grade 3, above 2"),
    (
        lambda d: compare(d.share, ">", Literal(RATIO, Fraction(3, 10))),
        {"share": Fraction(1, 4)},
        "支出占比 25%，比 30%少 5 个百分点",
        "share 25%, 5 percentage points below 30%",
    ),
    (
        lambda d: compare(d.born, "<", Literal(DATE, datetime.date(1961, 1, 1))),
        {"born": datetime.date(1980, 5, 6)},
        "出生日期 1980年5月6日，不早于 1961年1月1日",
        "born 6 May 1980, not before 1 January 1961",
    ),
    (lambda d: d.property, {"property": True}, "家庭财产符合规定：是", "property: yes"),
    (lambda d: d.property, {"property": False}, "家庭财产符合规定：否（须为是）", "property: no (must be yes)"),
    (lambda d: d.property, {}, "家庭财产符合规定：未填（须为是）", "property: not answered (must be yes)"),
    (lambda d: no(d.property), {"property": True}, "家庭财产符合规定：是（须为否）", "property: yes (must be no)"),
    (lambda d: compare(d.kind, "==", text("visual", KIND)), {"kind": "visual"}, "残疾类别：视力", "kind: visual"),
    (
        lambda d: compare(d.kind, "==", text("visual", KIND)),
        {"kind": "hearing"},
        "残疾类别：听力（须为“视力”）",
        "kind: hearing (must be “visual”)",
    ),
    (lambda d: compare(d.kind, "!=", text("none", KIND)), {"kind": "none"}, "残疾类别：无（不得为“无”）", ""),
    (lambda d: compare(d.kind, "!=", text("none", KIND)), {}, "残疾类别：未填（不得为“无”）", ""),
    (
        lambda d: compare(d.edge, "==", text("neither", code("reading:edge"))),
        {},
        "读法「恰好等于低保线的家庭」取“算低保边缘”（须取“两头都不算”）",
        "",
    ),
    (
        lambda d: both(d.property, compare(d.income, "<", d.line)),
        {"property": True, "income": 300},
        "家庭财产符合规定：是；且家庭人均月收入 300.00 元，低于城市低保标准 550.00 元",
        "property: yes; and income 300.00 yuan, below line 550.00 yuan",
    ),
    (
        lambda d: both(d.property, compare(d.income, "<", d.line)),
        {"property": False, "income": 300},
        "家庭财产符合规定：否（须为是）",
        "",
    ),
    (
        lambda d: either(d.property, compare(d.income, "<", d.line)),
        {"property": True, "income": 900},
        "家庭财产符合规定：是",
        "",
    ),
    (
        lambda d: either(compare(d.income, ">", d.line), compare(d.income, "==", d.line)),
        {"income": 300},
        "家庭人均月收入 300.00 元，比城市低保标准少 250.00 元（后者为 550.00 元）",
        "",
    ),
    (lambda d: d.line, {}, "城市低保标准 550.00 元", "line 550.00 yuan"),
    (lambda d: d.half, {}, "救助比例 50%", "half 50%"),
    (lambda d: d.multiple, {}, "倍数 1.5", "multiple 1.5"),
    (lambda d: plus(d.income, d.line), {}, "家庭人均月收入（未填） + 城市低保标准 550.00 元", ""),
    (
        lambda d: when(d.property, d.line, number(0)),
        {"property": True},
        "鉴于家庭财产符合规定：是，取城市低保标准 550.00 元",
        "since property: yes: line 550.00 yuan",
    ),
    (lambda d: when(d.property, d.line, number(0)), {"property": False}, "鉴于家庭财产符合规定：否，取 0", ""),
    (
        lambda d: when(
            d.property, when(compare(d.income, "<", d.line), extreme("max", d.income, d.line), number(0)), number(0)
        ),
        {"property": True, "income": 300},
        "鉴于家庭财产符合规定：是；且家庭人均月收入 300.00 元，低于城市低保标准 550.00 元，取家庭人均月收入 300.00 元 与 城市低保标准 550.00 元 中较高者",
        "",
    ),
    (
        lambda d: when(d.property, when(compare(d.income, "<", d.line), d.line, number(0)), number(0)),
        {"property": True},
        "鉴于家庭财产符合规定：是；如果家庭人均月收入 低于 城市低保标准，则为城市低保标准 550.00 元；否则为 0",
        "",
    ),
    (
        lambda d: when(d.property, when(d.property, d.line, number(0)), number(0)),
        {"property": True},
        "鉴于家庭财产符合规定：是，取城市低保标准 550.00 元",
        "",
    ),
    (
        lambda d: compare(d.open, "==", text("yes", code("reading:open"))),
        {},
        "读法「未定的口径」未设定（须取“可以”）",
        "the reading of “open” is not set (must be “yes”)",
    ),
    (lambda d: d.floor, {"kind": "mental"}, "表「住院救助标准」中起付线 不限", "from in the table “aid” unlimited"),
    (lambda d: d.floor, {"kind": "visual"}, "表「住院救助标准」中起付线 4000.00 元", ""),
    (lambda d: d.floor, {}, "表「住院救助标准」中起付线（待定）", ""),
    (
        lambda d: Elapsed(YEARS, "years", d.born, DecisionDate(DATE)),
        {"born": datetime.date(1980, 5, 6)},
        "出生日期 1980年5月6日至决定日期 2021年12月1日的周年数",
        "the completed years from born 6 May 1980 to the decision date 1 December 2021",
    ),
]


@pytest.mark.parametrize(("make", "facts", "zh", "en"), TOLD, ids=[zh for *_, zh, _ in TOLD])
def test_a_rule_is_told_with_its_numbers(make: Make, facts: Given, zh: str, en: str) -> None:
    assert DESK.told(make(DESK), **facts) == zh
    assert not en or DESK.told(make(DESK), "en", **facts) == en


@pytest.mark.parametrize(
    ("make", "ill", "zh"),
    [
        (lambda d: each("any", d.ill), (False, True), "有成员符合“重病患者”条件"),
        (lambda d: each("any", d.ill), (False, False), "没有成员符合“重病患者”条件"),
        (lambda d: no(each("any", d.ill)), (False, True), "有成员符合“重病患者”条件"),
        (lambda d: each("any", d.ill), (False, None), "是否有成员符合“重病患者”条件：待定"),
        (lambda d: each("all", d.ill), (True, True), "全体成员均符合“重病患者”条件"),
        (lambda d: each("all", d.ill), (True, False), "并非全体成员均符合“重病患者”条件"),
        (
            lambda d: compare(each("count", d.ill), ">=", number(2)),
            (True, False),
            "符合“重病患者”条件的成员人数 1 人，比 2 人少 1 人",
        ),
    ],
)
def test_members_are_told_of_as_they_are(make: Make, ill: tuple[bool | None, ...], zh: str) -> None:
    assert DESK.told(make(DESK), members=tuple({"ill": each} for each in ill)) == zh


REQUIRED: list[tuple[Make, Given, str, str]] = [
    (
        lambda d: compare(d.income, "<", d.line),
        {"income": 300},
        "家庭人均月收入 300.00 元，低于城市低保标准 550.00 元",
        "income 300.00 yuan, below line 550.00 yuan",
    ),
    (
        lambda d: compare(d.income, "<", d.line),
        {"income": Fraction("612.5")},
        "应：家庭人均月收入 低于 城市低保标准 550.00 元；实际：612.50 元，相差 62.50 元",
        "required: income below line 550.00 yuan; found: 612.50 yuan, off by 62.50 yuan",
    ),
    (
        lambda d: no(compare(d.income, ">=", d.line)),
        {"income": 550},
        "应：家庭人均月收入 低于 城市低保标准 550.00 元；实际：550.00 元，正好相等",
        "required: income below line 550.00 yuan; found: 550.00 yuan, exactly the same",
    ),
    (
        lambda d: compare(d.income, "<", times(d.multiple, d.line)),
        {"income": 900},
        "应：家庭人均月收入 低于 城市低保标准 × 倍数（825.00 元）；实际：900.00 元，相差 75.00 元",
        "",
    ),
    (
        lambda d: compare(d.income, "<", d.line),
        {},
        "应：家庭人均月收入 低于 城市低保标准 550.00 元；实际：未填",
        "required: income below line 550.00 yuan; found: not answered",
    ),
    (
        lambda d: compare(d.income, "<", d.unset),
        {"income": 300},
        "应：家庭人均月收入 低于 当地最低工资（未设定）；实际：300.00 元",
        "",
    ),
    (
        lambda d: compare(d.age, ">=", number(60)),
        {"age": 58},
        "应：年龄满 60 岁；实际：58 岁，相差 2 岁",
        "required: age at least 60 years; found: 58 years, off by 2 years",
    ),
    (lambda d: compare(d.income, ">", number(0)), {"income": 0}, "应：家庭人均月收入 高于 0；实际：0.00 元", ""),
    (lambda d: compare(d.income, "!=", number(0)), {"income": 0}, "应：家庭人均月收入不为 0；实际：0.00 元", ""),
    (lambda d: compare(d.grade, "<=", number(2)), {"grade": 3}, "应：残疾等级 不大于 2；实际：3", ""),
    (
        lambda d: compare(d.share, ">", Literal(RATIO, Fraction(3, 10))),
        {"share": Fraction(1, 4)},
        "应：支出占比 高于 30%；实际：25%，相差 5 个百分点",
        "",
    ),
    (
        lambda d: compare(d.born, "<", Literal(DATE, datetime.date(1961, 1, 1))),
        {"born": datetime.date(1980, 5, 6)},
        "应：出生日期 早于 1961年1月1日；实际：1980年5月6日",
        "",
    ),
    (lambda d: d.property, {"property": True}, "家庭财产符合规定：是", "property: yes"),
    (
        lambda d: d.property,
        {"property": False},
        "应：家庭财产符合规定为“是”；实际：否",
        "required: property is “yes”; found: no",
    ),
    (lambda d: no(d.property), {"property": True}, "应：家庭财产符合规定为“否”；实际：是", ""),
    (lambda d: no(d.property), {}, "应：家庭财产符合规定为“否”；实际：未填", ""),
    (
        lambda d: compare(d.kind, "==", text("visual", KIND)),
        {"kind": "hearing"},
        "应：残疾类别为“视力”；实际：听力",
        "required: kind is “visual”; found: hearing",
    ),
    (lambda d: compare(d.kind, "!=", text("none", KIND)), {"kind": "none"}, "应：残疾类别不为“无”；实际：无", ""),
    (
        lambda d: no(among(d.kind, text("mental", KIND), text("none", KIND))),
        {"kind": "none"},
        "应：残疾类别不为“精神”或“无”；实际：无",
        "",
    ),
    (lambda d: among(d.grade, number(1), number(2)), {"grade": 3}, "应：残疾等级为1或2；实际：3", ""),
    (
        lambda d: compare(d.edge, "==", text("neither", code("reading:edge"))),
        {},
        "应：读法「恰好等于低保线的家庭」取“两头都不算”；实际：算低保边缘",
        "",
    ),
    (
        lambda d: compare(d.property, "==", d.eligible),
        {"property": None},
        "应：家庭财产符合规定与整户低保相同；实际：家庭财产符合规定（未填），整户低保（待定）",
        "",
    ),
]


@pytest.mark.parametrize(("make", "facts", "zh", "en"), REQUIRED, ids=[zh for *_, zh, _ in REQUIRED])
def test_a_condition_that_does_not_hold_says_first_what_is_required(make: Make, facts: Given, zh: str, en: str) -> None:
    assert DESK.required(make(DESK), **facts) == zh
    assert not en or DESK.required(make(DESK), "en", **facts) == en


@pytest.mark.parametrize(
    ("make", "ill", "zh"),
    [
        (lambda d: each("any", d.ill), (False, True), "有成员符合“重病患者”条件"),
        (lambda d: each("any", d.ill), (False, False), "应：任一成员符合“重病患者”条件；实际：没有"),
        (lambda d: each("any", d.ill), (False, None), "应：任一成员符合“重病患者”条件；实际：待定"),
        (lambda d: no(each("any", d.ill)), (False, True), "应：没有成员符合“重病患者”条件；实际：有"),
        (lambda d: each("all", d.ill), (True, False), "应：全体成员均符合“重病患者”条件；实际：有成员不符合"),
        (lambda d: no(each("all", d.ill)), (True, True), "应：并非全体成员均符合“重病患者”条件；实际：全体均符合"),
        (
            lambda d: compare(each("count", d.ill), ">=", number(2)),
            (True, False),
            "应：符合“重病患者”条件的成员人数 不少于 2 人；实际：1 人，相差 1 人",
        ),
    ],
)
def test_what_is_required_of_members_is_said_first(make: Make, ill: tuple[bool | None, ...], zh: str) -> None:
    assert DESK.required(make(DESK), members=tuple({"ill": each} for each in ill)) == zh


SUMS: list[tuple[Make, Given, str]] = [
    (
        lambda d: plus(plus(d.income, d.spending), d.line),
        {"income": 0, "spending": 0},
        "城市低保标准 550.00 元（其余各项为 0）",
    ),
    (
        lambda d: plus(d.income, plus(d.spending, d.line)),
        {"income": 5, "spending": 0},
        "家庭人均月收入 5.00 元 + 城市低保标准 550.00 元（其余各项为 0）",
    ),
    (lambda d: plus(d.income, d.spending), {"income": 0, "spending": 0}, "各项均为 0"),
    (
        lambda d: plus(d.income, d.spending),
        {"income": 5, "spending": 3},
        "家庭人均月收入 5.00 元 + 家庭刚性支出 3.00 元",
    ),
    (
        lambda d: plus(d.income, d.spending),
        {"income": 0},
        "家庭刚性支出（未填）（其余各项为 0）",
    ),
    (
        lambda d: plus(when(d.property, d.line, number(0)), d.income),
        {"property": False, "income": 3},
        "家庭人均月收入 3.00 元",
    ),
    (lambda d: minus(d.line, d.income), {"income": 0}, "城市低保标准 550.00 元 − 家庭人均月收入 0.00 元"),
    (
        lambda d: minus(plus(d.income, d.spending), d.line),
        {"income": 0, "spending": 0},
        "家庭人均月收入 0.00 元 − 城市低保标准 550.00 元（其余各项为 0）",
    ),
    (
        lambda d: minus(d.line, plus(d.income, d.spending)),
        {"income": 0, "spending": 3},
        "城市低保标准 550.00 元 − （家庭刚性支出 3.00 元，其余各项为 0）",
    ),
    (
        lambda d: times(plus(plus(d.income, d.spending), d.line), d.half),
        {"income": 0, "spending": 7},
        "（家庭刚性支出 7.00 元 + 城市低保标准 550.00 元，其余各项为 0） × 救助比例 50%",
    ),
]


@pytest.mark.parametrize(("make", "facts", "zh"), SUMS, ids=[zh for *_, zh in SUMS])
def test_a_sum_is_told_without_the_terms_that_are_nothing(make: Make, facts: Given, zh: str) -> None:
    assert DESK.told(make(DESK), **facts) == zh


def test_text_without_a_code_list_is_told_as_it_is() -> None:
    draft = Draft()
    route = draft.household_fact("route", TEXT, "层级")
    found = evaluate(draft.setting(), household({}, route="county"))
    assert Words(Lexicon(draft.policy()), found.of).whole(compare(route, "==", text("county"))) == "层级：county"


def test_both_languages_have_the_same_templates_with_the_same_gaps() -> None:
    def gaps(templates: dict[str, str]) -> dict[str, set[str | None]]:
        return {key: {gap for _, gap, _, _ in string.Formatter().parse(each) if gap} for key, each in templates.items()}

    zh, en = gaps(words_zh.TEMPLATES), gaps(words_en.TEMPLATES)
    assert zh.keys() == en.keys()
    assert {key: each for key, each in zh.items() if each != en[key]} == {}


def test_the_period_of_money_is_said_where_it_stands_alone() -> None:
    lexicon = Lexicon(DESK.draft.policy())
    assert lexicon.value(Fraction(1350), MONTHLY, period=True) == "1350.00 元/月"
    assert lexicon.language.granted(Fraction(1350), MONTHLY) == "每月 1350.00 元"
    assert lexicon.language.granted(Fraction(7200), YEARLY) == "本年度 7200.00 元"
    assert lexicon.language.granted(Fraction(3000), quantity("yuan")) == "3000.00 元"
