"""The compiled function of one household: requests as they come, plain and odd."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from building import MONTHLY, Draft, compare, each, household, minus, number, over, plus, text, times, when

from doudi.policy.definitions.types import BOOLEAN, NUMBER, TEXT
from doudi.policy.meaning.household import Household
from doudi.policy.messages.refusal import Refused
from doudi.policy.running.function import HouseholdFunction, careful, compile_function
from doudi.vocabulary.id_number import invented_number


def _function() -> HouseholdFunction:
    """Income of all, a third of it, and who earns; vocabulary's facts."""
    draft = Draft()
    income = draft.person_fact("wage_income")
    draft.person_fact("serious_illness", BOOLEAN)
    draft.person_fact("name", TEXT)
    total = draft.rule("total", each("sum", income))
    draft.rule("share", over(total, number(3, NUMBER)))
    draft.rule("earns", compare(income, ">", number(0)), "person")
    return HouseholdFunction(draft.setting())


def read_carefully(request: Any) -> Household:
    return careful(request, _function().policy)


def _total(amount: Any) -> Any:
    return _function()({"members": [{"wage_income": amount}]})["results"]["total"]


@pytest.mark.parametrize("amount", [900.5, "900.5", "900.50", Decimal("900.5"), Decimal("900.50")])
def test_money_may_be_text_a_decimal_or_a_float(amount: Any) -> None:
    assert _total(amount) == "900.50"


@pytest.mark.parametrize("amount", [0, 1, 100_000_000, 99_999_999.99, 0.07, 1.1, 4.35, 1234567.89])
def test_a_float_is_the_decimal_that_it_is_written_as(amount: float) -> None:
    assert _total(amount) == f"{Decimal(str(amount)):.2f}"


@pytest.mark.parametrize("amount", [-1, 100_000_000.01, 0.001, 0.1 + 0.2, True, "1,000", [], "九百"])
def test_what_is_no_amount_is_refused(amount: Any) -> None:
    with pytest.raises(Refused) as refused:
        _total(amount)
    assert "wage_income" in refused.value.text("en")


@pytest.mark.parametrize("amount", [float("nan"), float("inf")])
def test_a_float_that_is_no_number_is_refused(amount: float) -> None:
    with pytest.raises(Refused):
        _total(amount)


def test_an_absent_fact_and_null_are_unknown() -> None:
    function = _function()
    for member in ({}, {"wage_income": None}):
        answer = function({"members": [member]})
        assert answer["results"] == {"total": None, "share": None}
        assert answer["members"] == {"P1": {"earns": None}}


def test_an_amount_is_rounded_once_where_it_leaves() -> None:
    assert _function()({"members": [{"wage_income": 100}]})["results"]["share"] == "33.33"


def test_a_fact_that_no_rule_uses_is_read_with_care() -> None:
    function = _function()
    assert function({"members": [{"wage_income": 1, "serious_illness": True}]})["results"]["total"] == "1.00"
    with pytest.raises(Refused):
        function({"members": [{"wage_income": 1, "serious_illness": "yes"}]})


WOMAN, MAN = (invented_number(place, datetime.date(1980, 2, 29), sex) for place, sex in enumerate(("female", "male")))
UNUSED: dict[str, tuple[str, tuple[Any, ...], tuple[Any, ...]]] = {
    "money": (
        "basic_pension",
        (0, 1.1, "900.5", Decimal("3.20"), None),
        (-1, 0.001, "-1", 10**9, True, []),
    ),
    "number": ("disability_grade", (1, 2.5, Decimal("2.5"), None), ("1", -1, 10**7, 0.123, True)),
    "boolean": ("serious_illness", (True, False, None), (1, 0, "true", "是", {})),
    "date": ("birth_date", ("1980-02-29", None), ("1981-02-29", "1899-12-31", "2021/1/1", 20210101)),
    "code": ("sex", ("female", "male", None), ("女", "F", 1, [])),
    "text": ("name", ("石秀兰", "", "王 五", None), ("a\nb", "\u200bx", "\u115f", "x" * 201, 5)),
    "id": ("id_number", (WOMAN, MAN, None), (WOMAN[:-1], WOMAN[:-1] + MAN[-1], 5)),
}


@pytest.mark.parametrize("name", UNUSED)
def test_what_no_rule_uses_costs_no_careful_reading_where_it_is_plain(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, plain, _ = UNUSED[name]
    answers = [_function()({"members": [{"wage_income": 1, key: value}]}) for value in plain]
    with_care = [_function().answer(read_carefully({"members": [{"wage_income": 1, key: value}]})) for value in plain]
    assert answers == with_care
    monkeypatch.setattr("doudi.policy.running.function.careful", None)
    assert [_function()({"members": [{"wage_income": 1, key: value}]}) for value in plain] == answers


@pytest.mark.parametrize("name", UNUSED)
def test_what_no_rule_uses_and_cannot_be_is_refused_all_the_same(name: str) -> None:
    key, _, wrong = UNUSED[name]
    for value in wrong:
        with pytest.raises(Refused) as refused:
            _function()({"members": [{"wage_income": 1, key: value}]})
        assert key in refused.value.text("en"), value


@pytest.mark.parametrize(
    "members",
    [
        [{"id_number": WOMAN, "sex": "male"}],
        [{"id_number": WOMAN, "birth_date": "1980-03-01"}],
        [{"id_number": WOMAN}, {}, {"id_number": WOMAN}],
    ],
)
def test_an_id_number_that_contradicts_is_refused_though_no_rule_uses_it(members: list[dict[str, Any]]) -> None:
    with pytest.raises(Refused) as refused:
        _function()({"members": members})
    assert "id_number" in refused.value.text("en")


def test_a_household_has_facts_that_no_rule_uses_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doudi.policy.running.function.careful", None)
    request = {"$meaning": {}, "lives_in": "urban", "vehicles": 1, "deposits": "5.50", "members": [{"wage_income": 1}]}
    assert _function()(request)["results"]["total"] == "1.00"
    monkeypatch.undo()
    for wrong in ({"lives_in": "town"}, {"vehicles": -1}, {"wage_income": 1}, {"total": 1}):
        with pytest.raises(Refused):
            _function()({**request, **wrong})


def test_a_text_that_hides_something_is_refused_where_a_rule_uses_it_too() -> None:
    draft = Draft()
    draft.rule("r", compare(draft.household_fact("division", TEXT), "==", text("x")))
    function = HouseholdFunction(draft.setting())
    assert function({"division": "x", "members": [{}]})["results"] == {"r": True}
    for hidden in ("\u115f", "x\u200b", "x\n"):
        with pytest.raises(Refused):
            function({"division": hidden, "members": [{}]})


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"members": []},
        {"members": {}},
        {"members": [1]},
        {"members": [{"wage": 1}]},
        {"members": [{}] * 51},
        [],
        None,
    ],
)
def test_a_request_of_another_shape_is_refused(request_: Any) -> None:
    with pytest.raises(Refused):
        _function()(request_)


def test_members_keep_their_ids_and_get_numbers_where_they_have_none() -> None:
    function = _function()
    assert list(function({"members": [{}, {}]})["members"]) == ["P1", "P2"]
    assert list(function({"id": "H7", "members": [{"id": "甲"}, {"id": "乙"}]})["members"]) == ["甲", "乙"]
    assert list(function({"members": [{"id": "P2"}, {}]})["members"]) == ["P2", "P3"]
    with pytest.raises(Refused):
        function({"members": [{"id": "甲"}, {"id": "甲"}]})


def test_texts_that_no_rule_mentions_are_told_apart() -> None:
    draft = Draft()
    name = draft.person_fact("name", TEXT)
    draft.rule("is_head", compare(name, "==", draft.household_fact("division", TEXT)), "person")
    draft.rule("said", when(compare(name, "==", text("a")), text("yes"), name), "person")
    answer = HouseholdFunction(draft.setting())(
        {"division": "x", "members": [{"name": "x"}, {"name": "y"}, {"name": "a"}, {}]}
    )
    assert [member["is_head"] for member in answer["members"].values()] == [True, False, False, None]
    assert [member["said"] for member in answer["members"].values()] == ["x", "y", "yes", None]


def test_exact_values_are_not_rounded_and_unknown_ones_left_out() -> None:
    found = _function().exact(household({"wage_income": 100}, {"wage_income": 0}))
    assert found["share", None] == Fraction(100, 3)
    assert _function().exact(household({})) == {}


def test_a_number_that_is_not_money_leaves_whole_or_with_four_decimals() -> None:
    draft = Draft()
    grade = draft.person_fact("disability_grade", NUMBER)
    draft.rule("half", times(grade, number("0.5")), "person", type=NUMBER)
    draft.rule("third", over(grade, number(3)), "person", type=NUMBER)
    answer = HouseholdFunction(draft.setting())({"members": [{"disability_grade": 2}, {"disability_grade": 1}]})
    assert answer["members"] == {"P1": {"half": 1, "third": 0.6667}, "P2": {"half": 0.5, "third": 0.3333}}


def test_a_negative_amount_is_rounded_away_from_zero() -> None:
    draft = Draft()
    income = draft.person_fact("wage_income")
    draft.rule("left", over(minus(number(0, MONTHLY), income), number(2)), "person", type=MONTHLY)
    answer = HouseholdFunction(draft.setting())({"members": [{"wage_income": 0.01}, {"wage_income": 0.03}]})
    assert [member["left"] for member in answer["members"].values()] == ["-0.01", "-0.02"]


def test_the_same_setting_is_compiled_once_and_another_policy_of_the_release_is_not_mistaken_for_it() -> None:
    draft = Draft()
    draft.rule("r", plus(draft.household_fact("deposits"), draft.parameter("line", 1)))
    setting = draft.setting()
    assert compile_function(setting) is compile_function(setting)
    draft.rule("more", number(7))
    other = compile_function(draft.setting())
    assert other({"deposits": 1, "members": [{}]})["results"] == {"r": "2.00", "more": 7}
