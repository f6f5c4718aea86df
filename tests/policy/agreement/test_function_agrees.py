"""The generated function of one household means what the interpreter says."""

from __future__ import annotations

from agreeing import check_function
from hypothesis import HealthCheck, given, settings
from random_programs import Chooser, RandomPolicy, choosers, random_household, seeded

from doudi.policy.function import HouseholdFunction


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
