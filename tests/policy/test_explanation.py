"""Why a result is what it is: each condition, whether it holds and by how much, and the facts it rests on."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from building import Draft, both, compare, each, either, extreme, household, minus, no, number, plus, text, when
from hypothesis import given, settings
from random_policies import settings_and_households
from sample import FAMILY, member, sample

from doudi.policy.building.build import load
from doudi.policy.deciding.decision import Decider, decide
from doudi.policy.deciding.plan import plan
from doudi.policy.definitions.model import Dated, Span
from doudi.policy.definitions.nodes import Expr, TableRef
from doudi.policy.definitions.types import BOOLEAN, NUMBER, Type, code
from doudi.policy.inputs.facts import read_file
from doudi.policy.meaning.household import Household
from doudi.policy.meaning.setting import Setting


def explained(setting: Setting, home: Household, result: str, of: str = "H1") -> dict[str, Any]:
    """The entry of one result."""
    entries = decide(setting, home)["explanation"]
    return next(entry for entry in entries if (entry["result"], entry["of"]) == (result, of))


def conditions(
    setting: Setting, home: Household, result: str, of: str = "H1"
) -> list[tuple[str, bool | None, str | None]]:
    """The conditions of one result: sentence, whether it holds, margin."""
    found = explained(setting, home, result, of)["conditions"]
    return [(each["sentence"], each["holds"], each["margin"]) for each in found]


def family(*wages: int | Fraction, **facts: Any) -> Household:
    return household(*(member(wage) for wage in wages), **{**FAMILY, **facts})


def test_a_condition_that_holds_says_so_with_its_margin() -> None:
    assert conditions(sample().setting(dibao_standard=550), family(900, 0, 0), "dibao_eligible") == [
        ("家庭财产符合规定：是", True, None),
        ("家庭人均月收入 300.00 元，低于城市低保标准 550.00 元", True, "-250.00"),
    ]


def test_a_condition_that_fails_says_by_how_much() -> None:
    entry = explained(sample().setting(dibao_standard=550), family(Fraction("612.5")), "dibao_eligible")
    assert entry["value"] is False
    assert entry["conditions"][1] == {
        "sentence": "应：家庭人均月收入 低于 城市低保标准 550.00 元；实际：612.50 元，相差 62.50 元",
        "holds": False,
        "margin": "62.50",
        "unit": "yuan/month",
    }


def test_a_condition_that_rests_on_something_unknown_neither_holds_nor_fails() -> None:
    assert conditions(sample().setting(), family(300, property_within_limits=None), "dibao_eligible") == [
        ("应：家庭财产符合规定为“是”；实际：未填", None, None),
        ("应：家庭人均月收入 低于 城市低保标准（未设定）；实际：300.00 元", None, None),
    ]


def test_an_amount_that_is_not_due_shows_the_conditions_of_the_rule_that_refused_it() -> None:
    setting, home = sample().setting(dibao_standard=550), family(700, 700)
    assert conditions(setting, home, "dibao_person_amount", "P1") == [
        ("家庭财产符合规定：是", True, None),
        ("应：家庭人均月收入 低于 城市低保标准 550.00 元；实际：700.00 元，相差 150.00 元", False, "150.00"),
    ]


def test_a_sum_that_is_nothing_shows_why_every_part_is_nothing_and_each_reason_once() -> None:
    setting, home = sample().setting(dibao_standard=550), family(700, 700)
    assert conditions(setting, home, "dibao_amount") == conditions(setting, home, "dibao_person_amount", "P1")


def test_a_sum_that_is_due_has_no_conditions_of_its_own() -> None:
    assert conditions(sample().setting(dibao_standard=550), family(300), "dibao_amount") == []


def test_of_a_choice_between_two_amounts_the_side_taken_is_told_as_it_is() -> None:
    setting, home = sample().setting(dibao_standard=550), family(300)
    assert ("重度残疾：否", True, None) in conditions(setting, home, "dibao_person_amount", "P1")


def test_what_does_not_exceed_a_deductible_says_what_is_short() -> None:
    home = household(member(300, inpatient_cost=3000), **FAMILY)
    assert conditions(sample().setting(dibao_standard=550), home, "inpatient_amount", "P1")[0] == (
        "应：住院政策范围内个人自负 高于 表「住院救助标准」中起付线 4000.00 元；实际：3000.00 元，相差 1000.00 元",
        False,
        "-1000.00",
    )


def test_an_amount_that_a_class_has_none_of_shows_why_the_person_is_in_no_better_class() -> None:
    home = household(member(900, inpatient_cost=3000), **FAMILY)
    assert [
        each for each in conditions(sample().setting(dibao_standard=550), home, "inpatient_amount", "P1") if not each[1]
    ] == [
        ("应：家庭人均月收入 低于 城市低保标准 550.00 元；实际：900.00 元，相差 350.00 元", False, "350.00"),
        (
            "应：家庭人均月收入 低于 城市低保标准 × 低保边缘家庭倍数（825.00 元）；实际：900.00 元，相差 75.00 元",
            False,
            "75.00",
        ),
    ]


def answer(make: Any, **facts: bool | int | None) -> list[tuple[str, bool | None]]:
    """The conditions of a rule over household facts a, b, c, which are booleans, and n and m, which are numbers."""
    draft = Draft()
    truths = [draft.household_fact(name, BOOLEAN) for name in "abc"]
    numbers = [draft.household_fact(name, NUMBER) for name in "nm"]
    draft.rule("r", make(*truths, *numbers))
    found = conditions(draft.setting(), household({}, **facts), "r")
    return [(sentence, holds) for sentence, holds, _ in found]


def test_of_alternatives_only_those_that_hold_are_listed() -> None:
    def make(a: Expr, b: Expr, c: Expr, n: Expr, m: Expr) -> Expr:
        return both(c, either(a, b))

    assert answer(make, a=True, b=False, c=False) == [("应：c为“是”；实际：否", False), ("a：是", True)]
    assert answer(make, a=False, b=False, c=True) == [
        ("c：是", True),
        ("应（几种情形之一）：a为“是”；实际：否", False),
        ("应（几种情形之一）：b为“是”；实际：否", False),
    ]


def test_what_is_demanded_in_any_case_is_not_called_one_of_several_where_it_stands_among_them_too() -> None:
    def make(a: Expr, b: Expr, c: Expr, n: Expr, m: Expr) -> Expr:
        return both(a, either(a, both(b, c)))

    assert answer(make, a=False, b=True, c=False) == [
        ("应：a为“是”；实际：否", False),
        ("b：是", True),
        ("应（几种情形之一）：c为“是”；实际：否", False),
    ]


def test_what_is_unknown_is_left_out_where_another_condition_fails_anyway() -> None:
    assert answer(lambda a, b, c, n, m: both(a, b), a=False, b=None) == [("应：a为“是”；实际：否", False)]
    assert answer(lambda a, b, c, n, m: both(a, b), a=True, b=None) == [
        ("a：是", True),
        ("应：b为“是”；实际：未填", None),
    ]


def test_a_negated_condition_is_put_the_other_way_round() -> None:
    assert answer(lambda a, b, c, n, m: no(either(a, compare(n, "<", m))), a=True, n=1, m=2) == [
        ("应：a为“否”；实际：是", False),
        ("应：n 不小于 m 2；实际：1", False),
    ]


def test_an_exclusion_that_applies_is_a_condition_that_failed() -> None:
    assert answer(lambda a, b, c, n, m: when(a, number(0), n), a=True, n=5) == [("应：a为“否”；实际：是", False)]
    assert answer(lambda a, b, c, n, m: when(a, number(0), n), a=False, n=5) == [("a：否", True)]


def test_the_way_to_an_unknown_amount_stops_at_the_unknown_condition() -> None:
    assert answer(lambda a, b, c, n, m: when(a, when(b, n, number(0)), number(0)), b=False, n=1, m=1) == [
        ("应：a为“是”；实际：未填", None)
    ]


def test_being_above_or_level_is_one_condition_when_both_fail() -> None:
    def make(a: Expr, b: Expr, c: Expr, n: Expr, m: Expr) -> Expr:
        return either(compare(n, ">", m), compare(n, "==", m))

    assert answer(make, n=1, m=2) == [("应：n 大于 m 2；实际：1", False)]
    assert answer(make, n=2, m=2) == [("n 2，等于m 2", True)]


def test_a_result_that_hangs_on_very_much_is_named_and_not_taken_apart() -> None:
    draft = Draft()
    many = [draft.household_fact(f"f{place}", BOOLEAN) for place in range(13)]
    few = draft.rule("few", both(*many[:12]), label="较少")
    lots = draft.rule("lots", both(*many), label="很多")
    draft.rule("r", both(few, lots))
    facts = {f"f{place}": True for place in range(13)}
    found = conditions(draft.setting(), household({}, **facts), "r")
    assert [sentence for sentence, *_ in found] == [*(f"f{place}：是" for place in range(12)), "很多：是"]


@pytest.mark.parametrize("type", [BOOLEAN, NUMBER])
def test_a_result_at_the_end_of_a_very_long_chain_is_explained(type: Type) -> None:
    draft = Draft()
    result = draft.rule("r0", draft.household_fact("a", type))
    for step in range(1, 2000):
        result = draft.rule(f"r{step}", either(result, result) if type == BOOLEAN else plus(result, number(0)))
    found = conditions(draft.setting(), household({}, a=False if type == BOOLEAN else 0), "r1999")
    assert [holds for _, holds, _ in found] == ([False] if type == BOOLEAN else [])


def test_the_facts_are_those_that_the_result_rests_on_through_other_results() -> None:
    home = household(member(300, birth_date=None), member(None, inpatient_cost=5), **FAMILY)
    facts = explained(sample().setting(dibao_standard=550), home, "dibao_person_amount", "P1")["facts"]
    assert [(fact["fact"], fact["of"], fact["value"]) for fact in facts] == [
        ("property_within_limits", "H1", True),
        ("wage_income", "P1", "300.00"),
        ("employment_cost", "P1", "0.00"),
        ("disability_kind", "P1", "none"),
        ("employment_cost", "P2", "0.00"),
    ]


def test_every_result_of_the_household_and_of_each_member_is_explained_once() -> None:
    decision = decide(sample().setting(dibao_standard=550), family(300, 0))
    explained = [(entry["of"], entry["result"]) for entry in decision["explanation"]]
    results = [("H1", name) for name in decision["results"]]
    assert explained == results + [(of, name) for of, found in decision["members"].items() for name in found]


def test_a_result_that_is_unknown_says_what_it_waits_for() -> None:
    entry = explained(sample().setting(), household(member(None), member(None), **FAMILY), "dibao_eligible")
    assert entry["sentence"] == "整户低保：待定，尚缺：P1：工资性收入；P2：工资性收入；参数：城市低保标准。"


def test_a_result_that_nothing_can_settle_says_so() -> None:
    draft = Draft()
    draft.rule("r", each("max", draft.person_fact("x", NUMBER)), label="最高")
    assert explained(draft.setting(), Household("H1", {}, ()), "r")["sentence"] == "最高：无法得出。"


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        ("income_per_capita", "家庭人均月收入：300.00 元/月。家庭月收入 900.00 元 ÷ 共同生活人数 3 人。"),
        ("dibao_amount", "家庭低保金：1350.00 元/月。全体成员个人低保金之和 1350.00 元。"),
        ("low_income", "低保边缘家庭：否。家庭人均月收入 300.00 元，比城市低保标准少 250.00 元（后者为 550.00 元）。"),
        ("route", "审核认定层级：county。鉴于整户低保：是；且家庭低保金 1350.00 元，高于 1000.00 元，取county。"),
    ],
)
def test_a_result_is_told_with_the_real_numbers(result: str, sentence: str) -> None:
    home = household(member(900), member(0, disability_kind="visual", disability_grade=2), member(0), **FAMILY)
    assert explained(sample().setting(dibao_standard=550), home, result)["sentence"] == sentence


def test_the_data_is_the_same_without_sentences() -> None:
    setting, home = sample().setting(dibao_standard=550), family(900, 0)
    decider = Decider(setting)
    bare = decider.explainer.explain(home, decider.solve(home))
    told = [
        {key: each for key, each in entry.items() if key != "sentence"}
        for entry in decide(setting, home)["explanation"]
    ]
    for entry in told:
        entry["conditions"] = [{key: each[key] for key in ("holds", "margin", "unit")} for each in entry["conditions"]]
    assert bare == told


def test_the_margin_of_an_age_has_a_unit_and_of_a_plain_number_none() -> None:
    draft = Draft()
    draft.rule("r", compare(draft.household_fact("n", NUMBER), "<", number(3)))
    (condition,) = explained(draft.setting(), household({}, n=5), "r")["conditions"]
    assert (condition["margin"], condition["unit"]) == ("2.00", None)


def test_a_member_of_a_class_is_a_condition_without_a_margin() -> None:
    draft = Draft()
    kind = draft.person_fact("kind", code("disability_kind"), "残疾类别")
    draft.rule("r", compare(kind, "==", text("visual", code("disability_kind"))), "person")
    found = explained(draft.setting(), household({"kind": "mental"}), "r", "P1")["conditions"]
    assert found == [{"sentence": "应：残疾类别为“视力”；实际：精神", "holds": False, "margin": None, "unit": None}]


@settings(max_examples=150, deadline=None)
@given(case=settings_and_households(divide=True))
def test_where_a_condition_fails_one_of_its_parts_fails_and_where_it_is_unknown_one_is_unknown(
    case: tuple[Setting, Household],
) -> None:
    setting, home = case
    decider = Decider(setting)
    explainer, sides = decider.explainer, decider.explainer.sides(decider.solve(home))
    for rule in setting.policy.rules.values():
        if rule.type != BOOLEAN:
            continue
        for side in [sides] if rule.entity == "household" else sides.members:
            found = explainer.conditions(rule.name, side)
            value, holds = side.results[rule.name], [condition["holds"] for condition in found]
            assert value is not False or not found or False in holds
            assert value is not None or None in holds


def test_a_condition_that_stands_in_several_rules_is_worked_out_once() -> None:
    draft = Draft()
    n = draft.household_fact("n", NUMBER)
    draft.rule("r", compare(n, "<", number(3)))
    draft.rule("s", both(compare(n, "<", number(3)), compare(n, ">", number(1))))
    assert len(plan(draft.policy()).atoms["household"]) == 2


def test_a_comparison_inside_a_minimum_is_not_a_condition() -> None:
    assert answer(lambda a, b, c, n, m: extreme("min", minus(n, m), number(0)), n=1, m=2) == []


def _rates(draft: Draft, rows: Mapping[str, tuple[int, tuple[str, ...]]]) -> TableRef:
    """A table by a person's kind of disability, of which rows cite something of their own or nothing."""
    kind = draft.person_fact("disability_kind", code("disability_kind"))
    cell = draft.table(
        "rates", [kind], {"rate": NUMBER}, {(k,): {"rate": rate} for k, (rate, _) in rows.items()}, {"rate": 0}
    )
    made = draft.tables["rates"]
    cited = tuple(replace(row, cites=cites) for row, (_, cites) in zip(made.rows, rows.values(), strict=True))
    draft.tables["rates"] = replace(made, rows=cited, cites=("T-9-9",))
    return cell["rate"]


def _cites(draft: Draft, home: Household) -> list[list[str]]:
    entries = decide(draft.setting(), home)["explanation"]
    return [entry["cites"] for entry in entries if entry["result"] == "r"]


def test_the_row_of_a_table_that_decided_is_cited_after_the_rule() -> None:
    draft = Draft()
    draft.rule("r", _rates(draft, {"visual": (1, ("T-2-1", "T-1-1")), "mental": (2, ())}), "person")
    home = household(*({"disability_kind": kind} for kind in ("visual", "mental", "none", None)))
    assert _cites(draft, home) == [["T-1-1", "T-2-1"], ["T-1-1", "T-9-9"], ["T-1-1", "T-9-9"], ["T-1-1"]]


def test_a_table_into_which_a_rule_did_not_look_is_not_cited() -> None:
    draft = Draft()
    rate = _rates(draft, {"visual": (1, ("T-2-1",))})
    wage = draft.person_fact("wage_income")
    other = draft.rule("other", rate, "person")
    poor = compare(wage, "<", number(500))
    draft.rule("r", when(poor, rate, when(compare(other, ">", number(0)), number(7), number(0))), "person")
    home = household(*({"disability_kind": "visual", "wage_income": wage} for wage in (499, 500, None)))
    assert _cites(draft, home) == [["T-1-1", "T-2-1"], ["T-1-1"], ["T-1-1"]]


def test_a_household_cites_the_rows_that_decided_for_its_members() -> None:
    draft = Draft()
    rate = _rates(draft, {"visual": (1, ("T-2-1",)), "mental": (2, ("T-2-2",)), "speech": (3, ("T-2-3",))})
    draft.rule("r", each("sum", rate))
    assert _cites(draft, household(*({"disability_kind": kind} for kind in ("mental", "visual", "mental")))) == [
        ["T-1-1", "T-2-2", "T-2-1"]
    ]


def test_a_row_by_a_range_and_a_truth_value_is_cited_up_to_its_ends() -> None:
    draft = Draft()
    by = (draft.household_fact("vehicles", NUMBER), draft.household_fact("urgent", BOOLEAN))
    cell = draft.table("t", by, {"c": NUMBER}, {(1, True): {"c": 1}, (1, False): {"c": 2}}, {"c": 0})["c"]
    made = draft.tables["t"]
    ends = (Span(Fraction(1), Fraction(3)), Span(Fraction(5), None))
    rows = [replace(row, keys=(ends, row.keys[1]), cites=(f"T-3-{place}",)) for place, row in enumerate(made.rows)]
    draft.tables["t"] = replace(made, rows=tuple(rows), cites=())
    draft.rule("r", cell)
    for vehicles, urgent, cited in ((1, True, ["T-3-0"]), (3, False, ["T-3-1"]), (4, True, []), (5, True, ["T-3-0"])):
        assert _cites(draft, household({}, vehicles=vehicles, urgent=urgent)) == [["T-1-1", *cited]]


def test_medical_aid_cites_the_rates_of_the_class_of_the_person() -> None:
    date, policy = datetime.date(2021, 12, 1), load("guzhang-2021")
    setting = Setting(policy, date, {"dibao_standard": Dated(((date, Fraction(550)),))})
    (home,) = read_file(Path(__file__).parent / "golden" / "households" / "due.json", policy).households
    entries = decide(setting, home)["explanation"]
    found = {(e["of"], e["value"]): e["cites"] for e in entries if e["result"] == "inpatient_amount"}
    assert found == {
        ("甲", "0.00"): ["GZ-4.3-4"],
        ("乙", "5600.00"): ["GZ-4.3-4", "GZ-4.3-6", "GZ-4.3-7", "GZ-4.3-8"],
        ("丙", "0.00"): ["GZ-4.3-4"],
    }
