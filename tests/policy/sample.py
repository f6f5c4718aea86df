"""A small policy of an invented county, with the words that a real one has."""

from __future__ import annotations

from fractions import Fraction

from building import (
    YEARLY,
    Draft,
    among,
    both,
    compare,
    each,
    either,
    extreme,
    minus,
    no,
    number,
    over,
    text,
    times,
    when,
)

from doudi.policy.definitions.nodes import UNLIMITED, DecisionDate, Elapsed
from doudi.policy.definitions.types import BOOLEAN, DATE, NUMBER, PERSONS, RATIO, TEXT, code
from doudi.policy.definitions.types import number as quantity

KIND, CLASS = code("disability_kind"), code("medical_class")


def sample(**front: object) -> Draft:
    """The policy; `dibao_standard` is left to the place."""
    draft = Draft(**{"number": "示府办〔2020〕1号", **front})
    draft.codes["medical_class"] = {"dibao": "低保类", "low": "低收入类", "outside": "非救助对象"}
    _income(draft)
    _dibao(draft)
    _medical(draft)
    _benefits(draft)
    return draft


def _income(draft: Draft) -> None:
    born = draft.person_fact("birth_date", DATE, "出生日期")
    wage, cost = (
        draft.person_fact("wage_income", label="工资性收入"),
        draft.person_fact("employment_cost", label="必要就业成本"),
    )
    draft.rule("age", Elapsed(quantity("years"), "years", born, DecisionDate(DATE)), "person", "年龄")
    counted = draft.rule("counted_income", extreme("max", minus(wage, cost), number(0)), "person", "计入收入")
    income = draft.rule("income", each("sum", counted), label="家庭月收入")
    size = draft.rule("size", each("count"), label="共同生活人数", type=PERSONS)
    draft.rule("income_per_capita", over(income, size), label="家庭人均月收入")


def _dibao(draft: Draft) -> None:
    property = draft.household_fact("property_within_limits", BOOLEAN, "家庭财产符合规定")
    received = draft.household_fact("in_receipt_of_dibao", BOOLEAN, "在享整户低保")
    line = draft.parameter("dibao_standard", label="城市低保标准")
    multiple = draft.parameter("low_income_multiple", Fraction(3, 2), RATIO, "低保边缘家庭倍数")
    edge = draft.reading(
        "line_itself", "low_income", "恰好等于低保线的家庭", low_income="算低保边缘", neither="两头都不算"
    )
    per_head, income, size = (draft.reference(name) for name in ("income_per_capita", "income", "size"))
    eligible = draft.rule("dibao_eligible", both(property, compare(per_head, "<", line)), label="整户低保")
    above = either(
        compare(per_head, ">", line), both(compare(per_head, "==", line), compare(edge, "==", text("low_income")))
    )
    draft.rule(
        "low_income",
        both(property, above, compare(per_head, "<", times(multiple, line)), no(received)),
        label="低保边缘家庭",
    )
    kind, grade = (
        draft.person_fact("disability_kind", KIND, "残疾类别"),
        draft.person_fact("disability_grade", NUMBER, "残疾等级"),
    )
    severe = both(no(compare(kind, "==", text("none", KIND))), compare(grade, "<=", number(2)))
    severe = draft.rule("severely_disabled", severe, "person", "重度残疾")
    floor = draft.parameter("floor_amount", 400, label="每人每月最低低保金")
    share = over(extreme("max", minus(times(line, size), income), number(0)), size)
    due = when(severe, line, extreme("max", share, floor))
    person = draft.rule("dibao_person_amount", when(eligible, due, number(0)), "person", "个人低保金")
    draft.rule("dibao_amount", each("sum", person), label="家庭低保金")


def _medical(draft: Draft) -> None:
    eligible, low = draft.reference("dibao_eligible"), draft.reference("low_income")
    cost = draft.person_fact("inpatient_cost", YEARLY, "住院政策范围内个人自负")
    classes = when(eligible, text("dibao", CLASS), when(low, text("low", CLASS), text("outside", CLASS)))
    by = draft.rule("medical_class", classes, "person", "医疗救助类别")
    table = draft.table(
        "inpatient",
        [by],
        {"deductible": YEARLY, "rate": RATIO, "cap": YEARLY},
        {
            ("dibao",): {"deductible": 4000, "rate": Fraction(7, 10), "cap": UNLIMITED},
            ("low",): {"deductible": 10000, "rate": Fraction(1, 2), "cap": 30000},
        },
        {"deductible": 0, "rate": 0, "cap": 0},
        {"deductible": "起付线", "rate": "救助比例", "cap": "年度限额"},
        "住院救助标准",
    )
    helped = times(extreme("max", minus(cost, table["deductible"]), number(0)), table["rate"])
    draft.rule("inpatient_amount", extreme("min", helped, table["cap"]), "person", "住院医疗救助")
    school = draft.person_fact("school", code("school"), "学段")
    waived = both(
        among(school, text("senior", code("school")), text("vocational", code("school"))), either(eligible, low)
    )
    draft.rule("senior_waiver", waived, "person", "免高中阶段学费")
    route = when(compare(draft.reference("dibao_amount"), ">", number(1000)), text("county"), text("township"))
    draft.rule("route", when(eligible, route, text("")), label="审核认定层级", type=TEXT)


def _benefits(draft: Draft) -> None:
    draft.benefit("dibao", "dibao_amount", label="最低生活保障金")
    draft.benefit("inpatient", "inpatient_amount", to="person", label="住院救助金")
    draft.benefit("senior_fee", when="senior_waiver", to="person", label="高中阶段学费减免", kind="waiver")


FAMILY: dict[str, object] = {"property_within_limits": True, "in_receipt_of_dibao": False}


def member(wage: int | Fraction, **facts: object) -> dict[str, object]:
    """A member about whom everything is known."""
    plain = {"employment_cost": 0, "disability_kind": "none", "school": "none", "inpatient_cost": 0}
    return {"wage_income": wage, **plain, **facts}
