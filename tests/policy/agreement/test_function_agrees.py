"""The generated function of one household means what the interpreter says."""

from __future__ import annotations

from agreeing import check_function
from building import MONTHLY, Draft, both, compare, either, household, minus, no, number, over, plus, times, when
from hypothesis import HealthCheck, given, settings
from random_programs import Chooser, RandomPolicy, choosers, random_household, seeded

from doudi.policy.definitions.nodes import Expr
from doudi.policy.definitions.types import BOOLEAN, PERSONS
from doudi.policy.running.function import HouseholdFunction


def _check(choose: Chooser, rules: int, households: int) -> None:
    setting = RandomPolicy(choose, rules).setting()
    function = HouseholdFunction(setting)
    for _ in range(households):
        check_function(function, setting, random_household(choose))


@given(choosers())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_function_and_interpreter_agree_on_policies_that_hypothesis_draws(choose: Chooser) -> None:
    _check(choose, 1, 2)


def test_function_and_interpreter_agree_on_hundreds_of_seeded_policies() -> None:
    for seed in range(200):
        _check(seeded(seed), 4, 3)


def test_function_and_interpreter_agree_on_expressions_as_deep_as_the_language_allows() -> None:
    for shape in range(4):
        draft = Draft()
        income, poor = draft.person_fact("pm"), draft.person_fact("pp", BOOLEAN)
        node: Expr = income
        truth: Expr = poor
        for level in range(58):
            if shape == 0:
                node = minus(number("0.5", MONTHLY), node)
            elif shape == 1:
                node = when(compare(income, "<", number(9)), node, plus(income, number(1)))
            elif shape == 2:
                node = when(compare(income, "<", number(9)), number(1), times(node, number("1.01")))
            else:
                truth = (both, either)[level % 2](poor, no(truth))
        draft.rule("r", node, "person")
        draft.rule("t", truth, "person")
        setting = draft.setting()
        function = HouseholdFunction(setting)
        choose = seeded(shape)
        for _ in range(5):
            check_function(function, setting, random_household(choose, 3))


def test_branches_with_a_divisor_of_their_own_are_compared_over_the_same_where_nobody_knows_which_is_taken() -> None:
    draft = Draft()
    a, b, unknown = draft.household_fact("a"), draft.household_fact("b"), draft.household_fact("p", BOOLEAN)
    two, three = draft.household_fact("two", PERSONS), draft.household_fact("three", PERSONS)
    draft.rule("first", when(unknown, a, over(b, two)))
    draft.rule("second", when(unknown, over(b, two), a))
    draft.rule("both", when(unknown, over(a, two), over(b, three)))
    setting = draft.setting()
    function = HouseholdFunction(setting)
    for facts, known in (
        ({"a": 100, "b": 1}, []),
        ({"a": 3, "b": 6}, ["first", "second"]),
        ({"a": 6, "b": 9}, ["both"]),
    ):
        home = household({}, two=2, three=3, **facts)
        check_function(function, setting, home)
        assert [name for name, value in function.answer(home)["results"].items() if value is not None] == known
